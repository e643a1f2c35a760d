// MARK: Commands

extension ShellParser {
    /// Ends the command that is being read, if there is one.
    mutating func endCommand() {
        guard !draft.isEmpty else { return }
        let draft = self.draft
        self.draft = CommandDraft()
        let line = CommandLineForm(draft.words)
        var command = SimpleCommand(
            operatorBefore: pendingOperator,
            written: draft.words,
            programIndex: line.program,
            program: line.program < draft.words.count ? draft.words[line.program].text.lastPathPart : "",
            wrappers: line.wrappers,
            assignments: line.assignments,
            redirections: draft.redirections,
            directory: directory,
            nesting: nesting,
            source: String(decoding: bytes[min(draft.start, draft.end)..<draft.end], as: UTF8.self),
            upstream: upstream
        )
        pendingOperator = nil
        command.scripts = nestedScripts(in: command)
        let alwaysFails = Self.alwaysFails(command)
        commands.append(command)
        // Redirections behind a group belong to the group, whose commands are the element.
        guard !isAfterGroup || !draft.words.isEmpty else { return }
        setElement([commands.count - 1], alwaysFails: alwaysFails, command: commands.count - 1)
    }

    /// Whether a command ends with a failure whatever happens.
    private static func alwaysFails(_ command: SimpleCommand) -> Bool {
        switch command.program {
        case "false": true
        case "exit", "return": command.arguments.first?.text != "0"
        default: false
        }
    }

    // MARK: Scripts for other shells

    /// The scripts in the arguments of a command.
    private mutating func nestedScripts(in command: SimpleCommand) -> [NestedScript] {
        var scripts: [NestedScript] = []
        if let last = command.redirections.last(where: { $0.descriptor == 0 }), last.kind == .hereString {
            scripts += nestedScripts(fedTo: command)
        }
        guard let form = NestedForm(command) else { return scripts }
        guard depth < Self.deepest else {
            isComplete = false
            return scripts
        }
        let script =
            switch form.content {
            case .text(let text): nested(text, options: form.options, inheritsOptions: form.isSameShell)
            case .words(let words): ShellScript(words: words, inside)
            }
        note(script)
        scripts.append(
            NestedScript(
                script: script,
                isWholeCommand: form.isWholeCommand,
                isInput: false,
                decidesStatus: form.decidesStatus
            )
        )
        return scripts
    }

    /// The script that a command reads from its standard input, if it is a shell that does.
    mutating func nestedScripts(fedTo command: SimpleCommand) -> [NestedScript] {
        guard let text = command.document, NestedForm.readsScript(command) else { return [] }
        guard depth < Self.deepest else {
            isComplete = false
            return []
        }
        let script = nested(text, options: command.arguments)
        note(script)
        let isShell = KnownPrograms.shells.contains(KnownPrograms.name(of: command.program))
        return [NestedScript(script: script, isWholeCommand: isShell, isInput: true, decidesStatus: true)]
    }

    private func nested(
        _ text: String,
        options: ArraySlice<ShellWord>,
        inheritsOptions: Bool = false
    ) -> ShellScript {
        var parser = ShellParser(bytes: Array(text.utf8), inside)
        // Whether `set -e` has an effect depends on what is behind the command.
        parser.options.pipesFail = inheritsOptions && self.options.pipesFail
        parser.options.apply(options)
        parser.run()
        return ShellScript(parser)
    }

    private mutating func note(_ script: ShellScript) {
        isClosed = isClosed && script.isClosed
        isComplete = isComplete && script.isComplete
    }
}

/// The parts of a command's words: assignments and wrappers in front, then the program.
private struct CommandLineForm {
    private(set) var assignments: [ShellAssignment] = []
    private(set) var wrappers: [String] = []
    /// The place of the program.
    private(set) var program = 0

    init(_ words: [ShellWord]) {
        // A console's prompt.
        if words.count > 1, ["$", "#", "%", "PS>"].contains(words[0].text), !words[0].isQuoted { program = 1 }
        while program < words.count {
            let word = words[program]
            if word.isAssignment || (!wrappers.isEmpty && word.looksLikeAssignment) {
                assignments.append(ShellAssignment(name: word.beforeEquals, value: word.afterEquals))
                program += 1
                continue
            }
            let name = KnownPrograms.name(of: word.literal)
            guard let wrapper = KnownPrograms.wrappers[name], let next = wrapper.end(in: words, from: program + 1),
                next < words.count
            else { return }
            wrappers.append(name)
            program = next
        }
        // `A=1` alone, or `env A=1`, which prints the environment.
        guard !wrappers.isEmpty else { return }
        wrappers.removeLast()
        program = words.lastIndex { KnownPrograms.wrappers[KnownPrograms.name(of: $0.literal)] != nil } ?? 0
    }
}

/// A script in the arguments of a command.
private struct NestedForm {
    enum Content {
        case text(String)
        case words([ShellWord])
    }

    let content: Content
    /// The options of the shell.
    var options: ArraySlice<ShellWord> = []
    var isWholeCommand = false
    /// Whether the shell that reads the command runs the script itself.
    var isSameShell = false
    var decidesStatus = true

    init?(_ command: SimpleCommand) {
        let arguments = command.arguments
        guard let first = command.words.first else { return nil }
        let name = KnownPrograms.name(of: first.literal)
        switch name {
        case "eval":
            guard !arguments.isEmpty else { return nil }
            content = .text(arguments.map(\.text).joined(separator: " "))
            isWholeCommand = true
            isSameShell = true
        case "find":
            guard let start = arguments.firstIndex(where: { ["-exec", "-execdir", "-ok", "-okdir"].contains($0.text) })
            else { return nil }
            content = .words(arguments[(start + 1)...].prefix { $0.text != ";" && $0.text != "+" })
            decidesStatus = false
        case "ssh":
            let script = Self.remote(arguments)
            guard !script.isEmpty else { return nil }
            content = .text(script.map(\.text).joined(separator: " "))
        case "trap":
            guard arguments.count > 1, let script = arguments.first else { return nil }
            content = .text(script.text)
            decidesStatus = false
        default:
            if let wrapper = command.wrappers.last, wrapper == "watch" || wrapper == "env", first.text.contains(" ") {
                content = .text(command.texts.joined(separator: " "))
                return
            }
            guard let (option, script) = Self.scriptArgument(name, command.words) else { return nil }
            content = .text(script.text)
            options = arguments[..<min(option + 1, arguments.endIndex)]
            isWholeCommand = KnownPrograms.shells.contains(name)
        }
    }

    private init(words: [ShellWord]) { content = .words(words) }

    /// The option and the script behind it, as in `bash -lc SCRIPT`, and in `docker exec box sh -c SCRIPT`.
    private static func scriptArgument(_ name: String, _ words: ArraySlice<ShellWord>) -> (Int, ShellWord)? {
        // The names of all words are looked at only where an option calls for it: nearly no command has one.
        guard words.dropLast().contains(where: { isScriptOption($0.literal) }) else { return nil }
        var isShell = ["su", "script", "runuser"].contains(name)
        for index in words.indices {
            let text = words[index].literal
            if isShell, isScriptOption(text), index + 1 < words.endIndex { return (index, words[index + 1]) }
            if index + 1 < words.endIndex, KnownPrograms.shells.contains(KnownPrograms.name(of: text)) {
                isShell = true
            }
        }
        return nil
    }

    /// Whether an option says that the next word is a script: `-c`, alone or with others such as `-l` and `-e`.
    private static func isScriptOption(_ text: String) -> Bool {
        guard let sign = text.utf8.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "/") else { return false }
        if text == "/c" || text == "/C" || text == "--command" { return true }
        let letters = text.utf8.dropFirst()
        return sign == UInt8(ascii: "-") && letters.last == UInt8(ascii: "c") && letters.count < 8
            && letters.allSatisfy { "abefhiklmnpruvxclsEPST".utf8.contains($0) }
    }

    /// The words behind the options and the host of `ssh`.
    private static func remote(_ arguments: ArraySlice<ShellWord>) -> ArraySlice<ShellWord> {
        var rest = arguments
        while let option = rest.first?.text, option.hasPrefix("-") {
            rest = rest.dropFirst(option.utf8.count == 2 && "BbcDEeFIiJLlmOopQRSWw".contains(option.suffix(1)) ? 2 : 1)
        }
        return rest.dropFirst()
    }

    /// Whether a command is a shell that runs its standard input.
    static func readsScript(_ command: SimpleCommand) -> Bool {
        guard let first = command.words.first else { return false }
        let name = KnownPrograms.name(of: first.literal)
        if name == "ssh" { return remote(command.arguments).isEmpty }
        if name == "source" || name == "." { return command.arguments.first?.text == "/dev/stdin" }
        let operands = command.arguments.filter { !$0.text.hasPrefix("-") || $0.text == "-" }
        if !KnownPrograms.shells.contains(name) {
            // `docker exec -i box sh <<EOF`
            return command.arguments.last.map { KnownPrograms.shells.contains(KnownPrograms.name(of: $0.literal)) }
                == true
        }
        if command.arguments.contains(where: { $0.text == "-s" }) { return true }
        return !command.arguments.contains { isScriptOption($0.text) }
            && (operands.isEmpty || operands.first?.text == "-" || operands.first?.text == "/dev/stdin")
    }
}
