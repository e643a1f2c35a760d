internal import Shell

/// G7: commands that no supporting session ran with success, wherever and however the text has them.
struct CommandProof {
    let evidence: CommandEvidence
    private(set) var violations: [Violation] = []

    init(_ evidence: CommandEvidence) { self.evidence = evidence }

    /// Looks at the commands of a script.
    mutating func check(script: String, isWarning: Bool) {
        let script = Self.withoutPlaceholders(script)
        for reading in [script] + CommandRule.linesIfOpen(script) {
            for command in ShellScript(reading, limit: .max).commands where Self.isHidden(command) {
                guard !evidence.hasCode(script) else { continue }
                let message = "which program this runs is known only when it runs"
                violations.append(Violation("G7", "unproven-command", .hold, message, script))
            }
            for command in ShellScript(reading, limit: .max).allCommands {
                guard let key = CommandKey(command), needsProof(command, key) else { continue }
                check(key, names: command.wrappers + [key.program], isWarning, command.writtenText)
            }
        }
    }

    /// Looks at a command that was found among words.
    mutating func check(_ command: ProseCommand) {
        let text = command.words.joined(separator: " ")
        // A warning that names no more than a program tells nobody to run it.
        if command.isWarning, command.words.count == 1 { return }
        guard let first = ShellScript(text, dialect: .unknown, limit: .max).commands.first, let key = CommandKey(first)
        else { return }
        let name = key.program
        guard
            KnownPrograms.builtins.contains(name) || KnownPrograms.contains(name) || name == "export"
                || CommandKey.verbPrograms.contains(name) || ProseCommands.more.contains(name)
        else {
            // Of an unknown program it is enough that each of its words was used.
            let isKnown = command.words.filter(ProseCommands.isTechnical).allSatisfy { evidence.knows($0) }
            if isKnown, evidence.knows(command.words[0]) || evidence.proves(key, isWarning: command.isWarning) {
                return
            }
            return check(key, names: [name], command.isWarning, text)
        }
        for command in ShellScript(text, limit: .max).allCommands {
            guard let key = CommandKey(command), needsProof(command, key) else { continue }
            check(key, names: command.wrappers + [key.program], isWarning(of: text), text)
        }
        func isWarning(of _: String) -> Bool { command.isWarning }
    }

    /// Returns `script` with `FILE` for `<name>`, which a shell would read as redirections.
    private static func withoutPlaceholders(_ script: String) -> String {
        guard script.contains("<"), script.contains(">") else { return script }
        var result = ""
        var rest = Substring(script)
        while let start = rest.firstIndex(of: "<") {
            result += rest[..<start]
            rest = rest[start...]
            let name = rest.dropFirst().prefix { $0.isLetter || $0.isNumber || "-_. ".contains($0) }
            let end = rest.dropFirst(name.count + 1)
            if name.first?.isLetter == true, name.last != " ", end.first == ">" {
                result += "FILE"
                rest = end.dropFirst()
            } else {
                result.append("<")
                rest = rest.dropFirst()
            }
        }
        return result + rest
    }

    /// Whether a command runs a program, or a script, that a variable or another command names.
    private static func isHidden(_ command: SimpleCommand) -> Bool {
        guard let program = command.words.first else { return false }
        if !program.substitutions.isEmpty || program.text.hasPrefix("$") && program.text.count > 1 { return true }
        guard ["eval", "source", "."].contains(program.literal) else { return false }
        return command.arguments.contains { !$0.substitutions.isEmpty || $0.text.hasPrefix("$") }
    }

    private mutating func check(_ key: CommandKey, names: [String], _ isWarning: Bool, _ text: String) {
        guard !evidence.proves(key, isWarning: isWarning) else { return }
        let (code, message) =
            if key.isInstalling {
                ("package-install", "no supporting session installed this")
            } else if names.contains(where: KnownPrograms.privileges.contains) {
                ("privilege-program", "no supporting session asked for these rights")
            } else if names.contains(where: KnownPrograms.network.contains) {
                ("network-program", "no supporting session asked this of another machine")
            } else {
                ("unproven-command", "no supporting session ran this with success")
            }
        violations.append(Violation("G7", code, .hold, message, text))
    }

    /// Whether a command does something that has to be proven: what a shell does by itself changes nothing but the shell.
    private func needsProof(_ command: SimpleCommand, _ key: CommandKey) -> Bool {
        if ["export", "alias", "declare"].contains(key.program) {
            return !key.words.allSatisfy { evidence.knows($0) || !$0.contains("=") }
        }
        if ["source", "."].contains(key.program) { return !key.words.allSatisfy { evidence.knows($0) } }
        if KnownPrograms.builtins.contains(key.program) {
            return key.words.contains { $0.hasPrefix("> ") && !evidence.knows(String($0.dropFirst(2))) }
        }
        return key.program.utf8.contains { (0x61...0x7A).contains($0) } && !CommandKey.isPlaceholder(key.program)
            && key.program != "(("
    }
}

extension SimpleCommand {
    /// The command as it is written, with single blanks between the words.
    fileprivate var writtenText: String {
        (written.map(\.text) + redirections.map { "\($0.kind.rawValue) \($0.target.text)" }).joined(separator: " ")
    }
}
