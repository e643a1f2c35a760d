internal import Foundations
internal import Lessons
internal import Shell
internal import Trajectories

/// Reads from a failed action what went wrong, and which line of the output says so.
struct SignatureReader {
    let call: ToolCall
    let lines: [Substring]
    let shell: ShellScript?

    init(call: ToolCall) {
        self.call = call
        let text = call.observation?.text ?? ""
        lines = text.split(separator: "\n", omittingEmptySubsequences: true).filter { !Self.isHarness($0) }
        shell = call.command.map { ShellScript($0) }
    }

    /// The signature and the line that it was read from, verbatim.
    func read() -> (signature: Signature, line: String) {
        if let shell {
            for line in lines.suffix(60).reversed() {
                if let signature = shellPattern(line) { return (signature, String(line)) }
            }
            if let python = pythonException() { return python }
            if let line = complaint() {
                return (
                    Signature(
                        domain: domain,
                        kind: "message",
                        subject: shell.main?.program ?? "",
                        message: MessageNormalizer.message(line)
                    ), String(line)
                )
            }
            let line = lines.last.map(String.init) ?? ""
            return (
                Signature(domain: domain, kind: "exit-code", subject: shell.main?.program ?? "", isExperiment: true),
                line
            )
        }
        return toolMessage()
    }

    /// The family of tools that the command line is about.
    var domain: String {
        guard let shell else { return "tool" }
        let program = shell.main?.program ?? ""
        if program.hasPrefix("python")
            || ["pip", "pip3", "pytest", "tox", "uv", "poetry", "django-admin"].contains(program)
            || program.hasSuffix(".py")
        {
            return "python"
        }
        if ["node", "npm", "npx", "yarn", "pnpm", "tsc"].contains(program) { return "node" }
        return program == "git" ? "git" : "shell"
    }

    // MARK: Words that shells and common programs say

    private func shellPattern(_ line: Substring) -> Signature? {
        if line.containsBytes(of: "No module named") {
            let module =
                Self.quoted(after: "No module named", in: line).split(separator: ".").first.map(String.init) ?? ""
            return Signature(domain: "python", kind: "missing-module", subject: module)
        }
        if line.containsBytes(of: "cannot import name") {
            return Signature(domain: "python", kind: "cannot-import-name", message: MessageNormalizer.message(line))
        }
        if line.hasSuffix("command not found") || (line.hasSuffix(": not found") && line.containsBytes(of: "sh: ")) {
            let parts = line.split(separator: ":")
            let name = parts.dropLast().last.map { $0.drop { $0 == " " } } ?? ""
            return Signature(domain: "shell", kind: "missing-program", subject: String(name))
        }
        if line.containsBytes(of: "No such file or directory") || line.containsBytes(of: "can't open file") {
            return Signature(domain: "shell", kind: "missing-file", subject: shell?.main?.program ?? "")
        }
        for (words, kind) in Self.kinds where line.containsBytes(of: words) {
            return Signature(
                domain: Self.pythonKinds.contains(kind) ? "python" : domain,
                kind: kind,
                subject: kind == "bad-option" ? option(in: line) : ""
            )
        }
        if line.hasPrefix("fatal: ") || line.hasPrefix("error: pathspec") || line.hasPrefix("error: Your local changes")
        {
            return Signature(domain: "git", kind: "message", message: MessageNormalizer.message(line))
        }
        return nil
    }

    private static let kinds: [(String, String)] = [
        ("Permission denied", "permission-denied"), ("Operation not permitted", "permission-denied"),
        ("externally-managed-environment", "externally-managed"),
        ("No matching distribution found", "no-such-package"), ("Unable to locate package", "no-such-package"),
        ("Cannot find module", "missing-module"), ("unrecognized arguments", "bad-option"),
        ("unrecognized option", "bad-option"),
        ("invalid option", "bad-option"), ("unknown option", "bad-option"), ("no such option", "bad-option"),
        ("illegal option", "bad-option"),
        ("malformed patch", "patch-refused"), ("corrupt patch", "patch-refused"),
        ("patch does not apply", "patch-refused"),
        ("unexpected EOF while looking for", "shell-syntax"), ("syntax error near unexpected token", "shell-syntax"),
        ("syntax error: unexpected end of file", "shell-syntax"), ("Unterminated quoted string", "shell-syntax"),
        ("Address already in use", "port-in-use"), ("Connection refused", "connection-refused"),
        ("not a git repository", "no-repository"),
        ("timed out", "time-out"), ("EXECUTION TIMED OUT", "time-out"), ("Is a directory", "is-a-directory"),
        ("IndentationError:", "syntax"), ("SyntaxError:", "syntax"), ("TabError:", "syntax"),
    ]
    private static let pythonKinds: Set<String> = ["syntax", "externally-managed"]

    private func option(in line: Substring) -> String {
        let word = line.split { " '\"`=".contains($0) }.last { $0.hasPrefix("-") }
        return [shell?.main?.program, word.map(String.init)].compactMap { $0 }.joined(separator: " ")
    }

    // MARK: Python

    /// Exceptions that mean that the experiment did not start, whatever it was about.
    private static func isSetUp(_ name: Substring) -> Bool {
        [
            "Configur", "NotReady", "Import", "ModuleNotFound", "Registry", "SyntaxError", "Settings", "Environment",
            "Version", "Dependency",
        ]
        .contains { name.containsBytes(of: $0) }
    }

    private func pythonException() -> (Signature, String)? {
        guard
            lines.contains(where: {
                $0.hasPrefix("Traceback (most recent call last)") || $0.hasPrefix("  File \"") || $0.hasPrefix("E   ")
            })
        else {
            return nil
        }
        for raw in lines.suffix(40).reversed() {
            let line = raw.hasPrefix("E   ") ? raw.dropFirst(4).drop { $0 == " " } : raw
            guard let colon = line.firstIndex(of: ":") else { continue }
            let dotted = line[..<colon]
            let name = dotted.split(separator: ".").last ?? dotted
            guard name.first?.isUppercase == true,
                dotted.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "." || $0 == "_" }),
                [
                    "Error", "Exception", "Configured", "NotReady", "Warning", "Exit", "Interrupt", "DoesNotExist",
                    "NotFound",
                ].contains(where: { name.hasSuffix($0) })
            else { continue }
            let message = MessageNormalizer.message(line[line.index(after: colon)...].drop { $0 == " " })
            return (
                Signature(
                    domain: "python",
                    kind: "exception",
                    subject: String(name),
                    message: message,
                    isExperiment: !Self.isSetUp(name)
                ),
                String(line)
            )
        }
        return nil
    }

    // MARK: Other tools

    /// The line of a program's output that complains.
    private func complaint() -> Substring? {
        lines.suffix(30).last { line in
            let lower = line.prefix(200).lowercased()
            return ["error:", "fatal:", "failed:", "cannot ", "can't ", "invalid ", "unknown ", "not found"].contains {
                lower.containsBytes(of: $0)
            }
        }
    }

    private func toolMessage() -> (Signature, String) {
        let text = call.observation?.text ?? ""
        let line =
            lines.first { line in
                let lower = line.prefix(300).lowercased()
                return ["error", "fail", "invalid", "not ", "cannot", "must", "denied", "required", "unavailable"]
                    .contains { lower.containsBytes(of: $0) }
            } ?? lines.first ?? Substring(text.prefix(200))
        var words = line[...]
        if words.containsBytes(of: "\"errors\"") || words.containsBytes(of: "\"error\"")
            || words.containsBytes(of: "\"message\""),
            let inner = Self.innerMessage(of: words)
        {
            words = inner
        }
        for prefix in ["<tool_use_error>", "Error: ", "Error executing tool: ", "ERROR: "] where words.hasPrefix(prefix)
        {
            words = words.dropFirst(prefix.count)
        }
        return (
            Signature(domain: "tool", kind: "message", subject: call.tool, message: MessageNormalizer.message(words)),
            String(line.prefix(300))
        )
    }

    /// The longest string value in a line of JSON: the message for a person.
    private static func innerMessage(of line: Substring) -> Substring? {
        line.split(separator: "\"").filter { $0.contains(" ") }.max { $0.utf8.count < $1.utf8.count }
    }

    private static func quoted(after words: String, in line: Substring) -> String {
        guard let range = line.firstByteRange(of: words) else { return "" }
        let rest = line[range.upperBound...].drop { " '\"".contains($0) }
        return String(rest.prefix { $0.isLetter || $0.isNumber || "._-@/".contains($0) })
    }

    /// Lines that the harness adds around an output.
    private static func isHarness(_ line: Substring) -> Bool {
        line.hasPrefix("<returncode>") || line.hasPrefix("<output") || line.hasPrefix("</output")
            || line.hasPrefix("[… ")
            || line.hasPrefix("Exit code ") || line.hasPrefix("Process exited with code") || line.hasPrefix("Chunk ID:")
            || line.hasPrefix("Wall time:") || line.hasPrefix("Original token count:") || line.hasPrefix("[exit_code]")
            || line.hasPrefix("[error] tool reported") || line == "Output:"
    }
}
