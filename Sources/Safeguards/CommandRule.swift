internal import Shell

/// G7: commands that a skill must not contain, or not without a person's approval.
struct CommandRule {
    private(set) var violations: [Violation] = []
    /// What supporting sessions ran: a person need not approve again what they did word for word.
    private let evidence: CommandEvidence?
    /// The names of the files that were fetched from the network so far.
    private var fetched: Set<String> = []

    /// Whether the text warns of the commands.
    private let isWarning: Bool

    init(evidence: CommandEvidence? = nil, isWarning: Bool = false) {
        self.evidence = evidence
        self.isWarning = isWarning
    }

    /// Reads `script` and the scripts in it that other shells would run.
    ///
    /// It is read as a shell might that knows neither comments nor tests, and as bash does: what either would run
    /// counts.
    mutating func read(_ script: String) {
        let reading = ShellScript(script, dialect: .unknown, limit: .max)
        read(reading, after: Input(), depth: 0)
        if Self.isReadDifferently(script) {
            read(ShellScript(script, limit: .max), after: Input(), depth: Self.deepest)
        }
        for line in Self.linesIfOpen(script) {
            read(ShellScript(line, dialect: .unknown, limit: .max), after: Input(), depth: Self.deepest)
        }
        if !reading.isComplete {
            let message = "the commands are nested too deeply to be read"
            violations.append(Violation("G7", "deep-nesting", .hold, message, script))
        }
        var seen: Set<Violation> = []
        violations = violations.filter { seen.insert($0).inserted }
    }

    /// The lines of a script in which something is not closed: an apostrophe, for one, hides everything behind it. Lines
    /// that go on with the next one are joined.
    static func linesIfOpen(_ script: String) -> [String] {
        guard script.utf8.contains(UInt8(ascii: "\n")), !ShellScript(script, limit: .max).isClosed else { return [] }
        var lines: [String] = []
        var isContinued = false
        for bytes in script.utf8.split(separator: UInt8(ascii: "\n")) {
            var line = String(Substring(bytes))
            if line.hasSuffix("\r") { line.removeLast() }
            let goesOn = line.hasSuffix("\\")
            if goesOn { line.removeLast() }
            if isContinued { lines[lines.count - 1] += line } else { lines.append(line) }
            let end = line.utf8.last { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }
            isContinued = goesOn || end == UInt8(ascii: "|") || end == UInt8(ascii: "&")
        }
        // A line that is there again says nothing new.
        var seen: Set<String> = []
        return lines.filter { seen.insert($0).inserted }
    }

    /// How many here-documents inside each other are read as scripts.
    private static let deepest = 4

    /// Whether a script has signs that not every shell reads in the same way.
    private static func isReadDifferently(_ script: String) -> Bool {
        script.utf8.contains(UInt8(ascii: "#")) || ["[[", "((", "${"].contains { script.contains($0) }
    }

    private mutating func read(_ script: ShellScript, after input: Input, depth: Int) {
        for word in script.headerWords {
            for substitution in word.substitutions { read(substitution.script, after: Input(), depth: depth) }
        }
        let calls = script.commands.map(Invocation.init)
        var fed = (range: 0..<0, input: Input())
        for (index, call) in calls.enumerated() {
            let range = script.commandsFeeding(index).indices
            // Most ranges continue the one before, so that a long pipeline is not read again for each command.
            if range.lowerBound != fed.range.lowerBound || range.upperBound < fed.range.upperBound {
                fed = (range.lowerBound..<range.lowerBound, Input())
            }
            for feeding in calls[fed.range.upperBound..<range.upperBound] { fed.input.add(feeding) }
            fed.range = range
            let earlier = fed.input.joined(input)
            look(at: call, after: earlier)
            if index + 1 < calls.count, TestRun.isExcused(call, by: calls[index + 1]), !isWarning {
                add("test-tampering", .hold, "this lets a failure pass", call)
            }
            for substitution in call.substitutions { read(substitution, after: Input(), depth: depth) }
            for nested in call.command.scripts { read(nested.script, after: earlier, depth: depth) }
            readDocuments(of: call, depth: depth)
        }
    }

    /// Reads here-documents as scripts: what another program than a shell does with them is not known.
    private mutating func readDocuments(of call: Invocation, depth: Int) {
        guard depth < Self.deepest, !call.command.scripts.contains(where: \.isInput) else { return }
        for document in call.command.redirections.compactMap(\.document) {
            read(ShellScript(document.text, dialect: .unknown, limit: .max), after: Input(), depth: depth + 1)
        }
    }

    private mutating func add(_ code: String, _ severity: Severity, _ message: String, _ call: Invocation) {
        let text = call.command.written.map { word in
            word.literal + word.substitutions.map { "$(\($0.source))" }.joined()
        }.joined(separator: " ")
        violations.append(Violation("G7", code, severity, message, text))
    }

    private mutating func look(at call: Invocation, after earlier: Input) {
        if call.runsSubstitution(where: { Self.isFetching($0) }) {
            add("network-to-interpreter", .reject, "an answer from the network must not run unread", call)
        }
        guard let name = call.name else { return }
        lookAtInput(of: call, name, earlier)
        lookAtFiles(of: call, name)
        lookAtCode(of: call, name)
        for danger in Danger.all where danger.matches(call) && !isUsual(danger, call) {
            add(danger.code, danger.severity, danger.message, call)
        }
    }

    /// Whether a command that only a person may approve is what supporting sessions did, word for word.
    private func isUsual(_ danger: Danger, _ call: Invocation) -> Bool {
        if danger.isAcceptedAsWarning, isWarning { return true }
        guard danger.isAcceptedIfProven, let evidence, let key = CommandKey(call.command) else { return false }
        return evidence.provesExactly(key, isWarning: isWarning)
    }

    /// Looks for a program at the end of a pipe that runs or sends its input.
    private mutating func lookAtInput(of call: Invocation, _ name: String, _ earlier: Input) {
        if KnownPrograms.network.contains(name), !call.isLocal {
            if earlier.readsSecrets {
                add("exfiltration", .reject, "secrets must not leave the machine", call)
            } else if ["nc", "ncat", "netcat", "telnet", "socat"].contains(name), earlier.hasShell {
                add("reverse-shell", .reject, "a shell must not be handed to another machine", call)
            }
        }
        guard !earlier.isEmpty, call.readsProgram else { return }
        if earlier.isFetching || earlier.isHidden {
            add("network-to-interpreter", .reject, "an answer from the network must not run unread", call)
        } else if earlier.isDecoding {
            add("decoded-to-interpreter", .reject, "a program that nobody can read must not run", call)
        } else {
            add("pipe-to-interpreter", .hold, "a program is generated and run in one step", call)
        }
    }

    /// Looks for a file that was fetched and then run.
    private mutating func lookAtFiles(of call: Invocation, _ name: String) {
        let isRun =
            KnownPrograms.isInterpreter(name) || name == "source" || name == "." || name == "chmod" || name == "open"
        let operands = isRun ? call.arguments : [call.firstWord]
        for operand in operands where fetched.contains(Self.base(operand)) {
            add("network-to-interpreter", .reject, "a fetched file must not run unread", call)
            break
        }
        if KnownPrograms.downloads.contains(name) || call.names.contains(where: KnownPrograms.downloads.contains) {
            fetched.formUnion(call.command.outputs.map(Self.base))
            for (index, argument) in call.arguments.enumerated() {
                let isOutput = ["-o", "-O", "--output", "--output-document", "-OutFile"].contains(argument)
                if isOutput, index + 1 < call.arguments.count { fetched.insert(Self.base(call.arguments[index + 1])) }
                if argument.contains("://") { fetched.insert(Self.base(argument)) }
            }
        }
    }

    /// Looks at the code in an argument, such as that of `python -c`.
    private mutating func lookAtCode(of call: Invocation, _ name: String) {
        guard KnownPrograms.isInterpreter(name), let code = call.inlineCode?.lowercased() else { return }
        func has(_ words: [String]) -> Bool { words.contains { code.contains($0) } }
        let network = [
            "urlopen", "requests.", "urllib", "http", "socket", "fetch(", "net::", "lwp::", "downloadstring",
        ]
        let execution = [
            "exec(", "eval(", "eval ", "os.system", "subprocess", "child_process", "popen", "pty.spawn", "iex", "exec ",
            "compile(", "system(", "/bin/sh", "/bin/bash", "invoke-expression",
        ]
        let decoding = ["b64decode", "fromhex", "decode_base64", "atob(", "'base64'", "\"base64\"", "rot13", "unpack("]
        if has(execution) && (has(network) || has(decoding)) {
            add("network-to-interpreter", .reject, "fetched or decoded code must not run unread", call)
        } else if has(["socket"]) && has(["dup2", "spawn", "/bin/sh"]) {
            add("reverse-shell", .reject, "a shell must not be handed to another machine", call)
        } else if has(["rmtree('/", "rmtree(\"/", "rmtree(os.path.expanduser"]) {
            add("destructive", .reject, "this destroys more than work in progress", call)
        }
    }

    private static func isFetching(_ script: ShellScript) -> Bool {
        script.allCommands.map(Invocation.init).contains { call in
            call.names.contains { KnownPrograms.downloads.contains($0) || KnownPrograms.decoders.contains($0) }
        }
    }

    private static func base(_ path: String) -> String {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        return name.split(separator: "?").first.map(String.init) ?? name
    }
}

extension CommandRule {
    /// What is known about the commands whose output a command may read.
    private struct Input {
        var isEmpty = true
        var readsSecrets = false
        var hasShell = false
        /// Whether something comes from the network.
        var isFetching = false
        /// Whether something is made readable that was not.
        var isDecoding = false
        /// Whether the name of a program is known only when it runs.
        var isHidden = false

        mutating func add(_ call: Invocation) {
            isEmpty = false
            readsSecrets = readsSecrets || Danger.readsSecrets(call)
            hasShell = hasShell || call.names.contains(where: KnownPrograms.shells.contains)
            isFetching =
                isFetching || call.names.contains(where: KnownPrograms.downloads.contains)
                || call.substitutions.contains { CommandRule.isFetching($0) }
            isDecoding = isDecoding || call.names.contains { KnownPrograms.decoders.contains($0) || $0 == "tr" }
            isHidden = isHidden || call.firstWord.hasPrefix("$")
            for nested in call.command.scripts {
                for command in nested.script.commands { add(Invocation(command)) }
            }
        }

        func joined(_ other: Input) -> Input {
            Input(
                isEmpty: isEmpty && other.isEmpty,
                readsSecrets: readsSecrets || other.readsSecrets,
                hasShell: hasShell || other.hasShell,
                isFetching: isFetching || other.isFetching,
                isDecoding: isDecoding || other.isDecoding,
                isHidden: isHidden || other.isHidden
            )
        }
    }
}
