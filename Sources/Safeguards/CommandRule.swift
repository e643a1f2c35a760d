internal import Shell

/// G7: commands that a skill must not contain, or not without a person's approval.
struct CommandRule {
    /// The programs that are called, with the wrappers in front of them.
    private(set) var programs: Set<String> = []
    private(set) var violations: [Violation] = []
    /// The names of the files that were fetched from the network so far.
    private var fetched: Set<String> = []

    /// Reads `script` and the scripts in it that other shells would run.
    mutating func read(_ script: String, depth: Int = 0) {
        guard depth < 5 else { return }
        for pipeline in StrangersScript(script).pipelines {
            let calls = pipeline.map(StrangersInvocation.init)
            for (index, call) in calls.enumerated() {
                look(at: call, after: calls[..<index], script)
                for word in call.words {
                    for substitution in word.substitutions { read(substitution, depth: depth + 1) }
                }
                if let inner = call.innerScript { read(inner, depth: depth + 1) }
            }
        }
    }

    private mutating func add(_ code: String, _ severity: Severity, _ message: String, _ call: StrangersInvocation) {
        let text = call.command.words.map { word in
            word.text + word.substitutions.map { "$(\($0))" }.joined()
        }.joined(separator: " ")
        violations.append(Violation("G7", code, severity, message, text))
    }

    private mutating func look(at call: StrangersInvocation, after earlier: ArraySlice<StrangersInvocation>, _ script: String) {
        if call.runsSubstitution(where: { Self.isFetching($0) }) {
            add("network-to-interpreter", .reject, "an answer from the network must not run unread", call)
        }
        guard let name = call.name else { return }
        programs.formUnion(call.names)
        lookAtInput(of: call, name, earlier)
        lookAtFiles(of: call, name)
        lookAtCode(of: call, name)
        for danger in Danger.all where danger.matches(call) {
            add(danger.code, danger.severity, danger.message, call)
        }
    }

    /// Looks for a program at the end of a pipe that runs or sends its input.
    private mutating func lookAtInput(of call: StrangersInvocation, _ name: String, _ earlier: ArraySlice<StrangersInvocation>)
    {
        let names = earlier.flatMap(\.names)
        if KnownPrograms.network.contains(name), !call.isLocal {
            if earlier.contains(where: Danger.readsSecrets) {
                add("exfiltration", .reject, "secrets must not leave the machine", call)
            } else if ["nc", "ncat", "netcat", "telnet", "socat"].contains(name),
                names.contains(where: KnownPrograms.shells.contains)
            {
                add("reverse-shell", .reject, "a shell must not be handed to another machine", call)
            }
        }
        guard !earlier.isEmpty, call.readsProgram else { return }
        let hidden = earlier.contains { $0.command.words.first?.text.hasPrefix("$") == true }
        let isFetching =
            names.contains { KnownPrograms.downloads.contains($0) }
            || earlier.contains { call in
                call.words.contains { $0.substitutions.contains { Self.isFetching($0) } }
            }
        if isFetching || hidden {
            add("network-to-interpreter", .reject, "an answer from the network must not run unread", call)
        } else if names.contains(where: { KnownPrograms.decoders.contains($0) || $0 == "tr" }) {
            add("decoded-to-interpreter", .reject, "a program that nobody can read must not run", call)
        } else {
            add("pipe-to-interpreter", .hold, "a program is generated and run in one step", call)
        }
    }

    /// Looks for a file that was fetched and then run.
    private mutating func lookAtFiles(of call: StrangersInvocation, _ name: String) {
        let isRun =
            KnownPrograms.isInterpreter(name) || name == "source" || name == "." || name == "chmod" || name == "open"
        let operands = isRun ? call.arguments : [call.command.words.first?.text ?? ""]
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
    private mutating func lookAtCode(of call: StrangersInvocation, _ name: String) {
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

    private static func isFetching(_ script: String) -> Bool {
        StrangersScript(script).pipelines.joined().map(StrangersInvocation.init).contains { call in
            call.names.contains { KnownPrograms.downloads.contains($0) || KnownPrograms.decoders.contains($0) }
        }
    }

    private static func base(_ path: String) -> String {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        return name.split(separator: "?").first.map(String.init) ?? name
    }
}
