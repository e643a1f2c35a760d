internal import Foundations
internal import Lessons
internal import Shell
internal import Trajectories

/// A call of an episode with what it is for: the files it looks at, writes, runs and changes.
///
/// A class, since every pattern walks over all calls of an episode, and copies of this many values are what that would
/// mostly spend its time on. What takes long to find out is found out when it is first asked for.
final class Action {
    /// The step and the call.
    let step: Step
    let call: ToolCall
    /// The command line as it was read; nil for other tools.
    let script: ShellScript?
    /// The programs of the command line, empty for other tools.
    let commands: [SimpleCommand]
    /// What the parts of the command line are for; nil for other tools.
    let outline: CommandOutline?
    /// The files that the call only looks at. Filters behind a pipe look at none.
    let reads: [String]
    /// The files that it writes as a whole.
    let writes: [String]
    /// The scripts that it runs.
    let runs: [String]
    /// How it changes files that exist, and which, where the call says so.
    private(set) var edit: EditMethod?
    private(set) var edited: String?
    /// Whether every part only looks.
    let isLook: Bool
    /// The command of the call that is for a goal, with the goal, once that was noted.
    var attempt: Attempt?
    /// What the call does to the world, in order.
    private(set) lazy var effects: [ShellAction] =
        script == nil ? ShellAction.actions(of: call) : commands.flatMap(ShellAction.actions(of:))
    /// Whether the call failed, or was to change or to test something and did not; see ``ToolCall/isTrouble``.
    private(set) lazy var isTrouble: Bool = call.isTrouble(with: outline)
    private var failure: (signature: Signature, line: String)?

    init(step: Step, call: ToolCall) {
        self.step = step
        self.call = call
        if let command = call.command {
            let script = ShellScript(command)
            let outline = CommandOutline(script)
            (self.script, self.outline) = (script, outline)
            commands = script.effectiveCommands
            isLook = outline.onlyLooks
            reads = commands.flatMap(Self.reads)
            writes = commands.flatMap(Self.writes)
            runs = commands.compactMap(Self.run)
            edit = commands.lazy.compactMap(EditMethod.init).first
            edited = edit == nil ? nil : commands.lazy.compactMap(Self.edited).first
        } else {
            (script, outline, commands) = (nil, nil, [])
            let name = call.tool.lowercased()
            let target = call.target.map { FileName.short($0) }
            let verb = call[argument: "command"] ?? ""
            isLook =
                ["read", "view", "grep", "glob", "ls", "open", "cat"].contains(name) || name.hasPrefix("read_")
                || name.hasPrefix("view_") || verb == "view"
            let isEdit =
                !isLook
                && (name.containsBytes(of: "edit") || name.containsBytes(of: "replace"))
                && ["", "str_replace", "insert"].contains(verb)
                && target != nil
            reads = isLook ? [target].compactMap(\.self) : []
            writes =
                !isLook && !isEdit && (name == "write" || name.containsBytes(of: "create") || verb == "create")
                ? [target].compactMap(\.self) : []
            runs = []
            edit = isEdit ? .tool : nil
            edited = isEdit ? target : nil
        }
    }

    /// The texts of the files that the call writes from here-documents.
    var texts: [(file: String, text: String)] {
        commands.compactMap { command in
            guard let text = command.document, let file = Self.writes(command).first else { return nil }
            return (file, text)
        }
    }

    /// Notes that the call changes a file by running a script of the agent's own.
    func edit(byRunning texts: [String: String]) {
        guard edit == nil, let code = runs.lazy.compactMap({ texts[$0] }).first, let method = EditMethod(code: code)
        else { return }
        guard let file = FileName.first(inCode: code) else { return }
        edit = method
        edited = file
    }

    /// Whether a person refused the call, so that it says nothing of what it was for.
    private(set) lazy var wasRefusedByPerson: Bool =
        call.observation.map { ToolStatus.wasRefusedByPerson($0.text) } ?? false

    /// Whether the call got done what it is for.
    var isGood: Bool { call.status.isGood }

    /// The words of the call, copied from its input.
    var quote: Lesson.Quote { RecoveryFinder.quote(of: self) }

    /// What went wrong in the call, and the line of its output that says so, verbatim.
    ///
    /// - Parameter written: the names of files that the agent wrote before, without their folders.
    func failure(written: Set<String> = []) -> (signature: Signature, line: String) {
        if let failure { return failure }
        let read = SignatureReader(call: call, script: script, written: written).read()
        // Who wrote a file decides on errors of syntax alone, so that anything else is the same for every caller.
        if read.signature.kind != SignatureReader.syntax { failure = read }
        return read
    }

    // MARK: What commands do with files

    /// The programs that show files, with the number of operands that come before the files.
    private static let operandsBeforeFiles: [String: Int] = [
        "cat": 0, "head": 0, "tail": 0, "less": 0, "more": 0, "nl": 0, "bat": 0, "sed": 1, "awk": 1, "grep": 1,
        "egrep": 1, "rg": 1,
    ]

    private static func reads(_ command: SimpleCommand) -> [String] {
        guard command.operatorBefore != .pipe, let skipped = operandsBeforeFiles[command.program] else { return [] }
        if ["sed", "awk"].contains(command.program), command.arguments.contains(where: { $0.text.hasPrefix("-i") }) {
            return []
        }
        let operands = command.arguments.lazy.map(\.text).filter { !$0.hasPrefix("-") }
        return operands.dropFirst(skipped).filter { !$0.isEmpty && $0.contains(".") && $0.contains { $0.isLetter } }
            .map { FileName.short($0, in: command.directory.path) }
    }

    private static func writes(_ command: SimpleCommand) -> [String] {
        guard command.document != nil || ["cat", "echo", "printf", "tee"].contains(command.program) else { return [] }
        let target =
            command.program == "tee"
            ? command.arguments.map(\.text).first { !$0.hasPrefix("-") } : command.outputs.first
        guard let target, !target.hasPrefix("/dev/"), !target.hasPrefix("&") else { return [] }
        return [FileName.short(target, in: command.directory.path)]
    }

    private static func run(_ command: SimpleCommand) -> String? {
        guard let first = command.words.first?.text else { return nil }
        let interpreters = ["python", "node", "bash", "sh", "ruby", "perl", "php", "deno", "bun"]
        if interpreters.contains(where: command.program.hasPrefix) {
            let operands = command.arguments.map(\.text)
            guard !operands.contains("-c"), !operands.contains("-m"),
                let script = operands.first(where: { !$0.hasPrefix("-") })
            else { return nil }
            return FileName.short(script, in: command.directory.path)
        }
        return first.hasPrefix("./") || first.hasPrefix("/tmp/")
            ? FileName.short(first, in: command.directory.path) : nil
    }

    private static func edited(_ command: SimpleCommand) -> String? {
        if ["sed", "gsed", "perl"].contains(command.program) {
            return command.arguments.last.map { FileName.short($0.text, in: command.directory.path) }
        }
        guard let code = EditMethod.code(of: command) else { return nil }
        return FileName.first(inCode: code)
    }
}

/// Names of files that two calls of a session can share, whatever folder they start in.
enum FileName {
    /// The last two parts of a path.
    static func short(_ path: String, in folder: String? = nil) -> String {
        let isAnchored = path.hasPrefix("/") || path.hasPrefix("~")
        let whole = isAnchored ? path : (folder ?? "") + "/" + path
        return whole.withBytes { bytes in
            let parts = bytes.split(separator: UInt8(ascii: "/")).filter { !$0.elementsEqual(".".utf8) }
            return parts.suffix(2).map { String(decoding: $0, as: UTF8.self) }.joined(separator: "/")
        }
    }

    /// The first quoted text in code that looks like the path of a file.
    static func first(inCode code: String) -> String? {
        for part in code.utf8.split(whereSeparator: { $0 == UInt8(ascii: "'") || $0 == UInt8(ascii: "\"") }) {
            guard part.count < 200, part.contains(UInt8(ascii: "/")), part.contains(UInt8(ascii: ".")),
                part.allSatisfy({ $0.isNameByte || $0 >= 0x80 || [0x2D, 0x2E, 0x2F].contains($0) }),
                let name = first(in: Substring(part))
            else { continue }
            return name
        }
        return nil
    }

    private static func first(in part: Substring) -> String? {
        guard let dot = part.lastIndex(of: "."),
            part.distance(from: dot, to: part.endIndex) <= 6,
            part.distance(from: dot, to: part.endIndex) > 1,
            part.allSatisfy({ $0.isLetter || $0.isNumber || "/._-".contains($0) })
        else { return nil }
        return short(String(part))
    }
}
