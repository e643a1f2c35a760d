internal import Foundations
internal import Lessons
internal import Shell
package import Trajectories

/// Reads traits of an episode: what was done with success, and where in relation to its edits.
package enum Traits {
    private static let afterLastEdit = " after the last edit"
    private static let beforeFirstEdit = " before the first edit"

    /// What an episode's calls amount to, each trait once, with the call that shows it.
    static func read(_ actions: [Action]) -> [Trait] {
        var traits: [String: Action] = [:]
        // What was run since the last edit, which another edit leaves behind.
        var since: [String: Action] = [:]
        var hasEdited = false
        for action in actions {
            guard let outline = action.outline else {
                if action.call.observation?.status == .ok { traits["calls \(action.call.tool)"] = action }
                if action.effects.contains(where: { $0.kind != .look && $0.kind != .run }) {
                    (hasEdited, since) = (true, [:])
                }
                continue
            }
            if action.call.observation?.status.isGood ?? false {
                for name in names(action, runsTests: outline.runsTests) {
                    if hasEdited {
                        since["runs " + name + afterLastEdit] = action
                    } else {
                        traits["runs " + name + beforeFirstEdit] = action
                    }
                }
            }
            if action.effects.contains(where: { if case .edit = $0.kind { true } else { false } }) {
                (hasEdited, since) = (true, [:])
            }
        }
        traits.merge(since) { first, _ in first }
        return traits.map { Trait(name: $0.key, quote: $0.value.quote) }.sorted { $0.name < $1.name }
    }

    /// What a call runs, in words that other sessions share: tests, or programs with what they are told to do.
    private static func names(_ action: Action, runsTests: Bool) -> Set<String> {
        if runsTests { return ["tests"] }
        return Set(action.commands.compactMap(template).map { "`\($0)`" })
    }

    /// Programs whose operands are files, or that only arrange what others run.
    private static let housekeeping: Set<String> = [
        "cp", "mv", "rm", "mkdir", "rmdir", "touch", "chmod", "chown", "ln", "export", "source", ".", "set", "unset",
        "sleep", "kill", "pkill", "ps", "env", "test", "[", "[[", "true", "false", "exit", "clear", "date", "sort",
        "uniq",
        "diff", "tar", "unzip", "xargs", "less", "more", "printf", "whoami", "id", "uname", "history", "wait", "time",
    ]

    /// A command without its options and operands; nil for one that only looks, changes files, or runs a script of its own.
    private static func template(of command: SimpleCommand) -> String? {
        guard command.operatorBefore != .pipe, command.document == nil, command.outputs.isEmpty,
            !housekeeping.contains(command.program),
            ShellAction.actions(of: command).allSatisfy({ $0.kind == .run })
        else { return nil }
        let family = GoalTable.family(of: command)
        // The first operand of many programs says what they are to do: `git diff`, `terraform validate`.
        let operand = family == command.program ? command.arguments.first?.text ?? "" : ""
        let isVerb = operand.count > 2 && operand.first != "-" && operand.allSatisfy { $0.isLowercase || $0 == "-" }
        let words = isVerb ? "\(family) \(operand)" : family
        guard words.count <= 40, !GoalTable.isInterpreter(words), words.contains(where: \.isLetter),
            words.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || " -_:".contains($0)) })
        else { return nil }
        return words
    }

    /// The eight smallest hashes of an episode's actions: the same for copies, whatever format they are in.
    package static func sketch(_ session: Session) -> String {
        var hashes = Set<UInt64>()
        var count = 0
        for episode in session.episodes {
            for step in episode.steps {
                for call in step.calls {
                    let text = call.command ?? call.tool + call.arguments.map(\.value).joined(separator: " ")
                    guard text.utf8.count > 8 else { continue }
                    count += 1
                    // An array, since the hash is of another module: it takes bytes in one piece without a call for each.
                    hashes.insert(FNV1a(filled(text)).value)
                }
            }
        }
        guard count >= 4 else { return "" }
        return hashes.sorted().prefix(8).map { String($0, radix: 36) }.joined(separator: ".")
    }

    /// The bytes of a text without white space.
    private static func filled(_ text: String) -> [UInt8] {
        text.withBytes { bytes in
            [UInt8](unsafeUninitializedCapacity: bytes.count) { filled, count in
                for byte in bytes {
                    filled[count] = byte
                    count += byte > 0x20 ? 1 : 0
                }
            }
        }
    }
}
