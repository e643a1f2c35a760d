internal import Foundations
internal import Lessons
internal import Shell
internal import Trajectories

/// Reads from a failed action what went wrong, and which line of the output says so.
struct SignatureReader {
    let call: ToolCall
    let lines: [Substring]
    let shell: ShellScript?
    /// The names of files that the agent wrote before.
    private let written: Set<String>

    /// - Parameters:
    ///   - script: the command line of the call as it was read; nil for other tools.
    ///   - written: the names of files that the agent wrote before, without their folders.
    init(call: ToolCall, script: ShellScript?, written: Set<String> = []) {
        self.call = call
        self.written = written
        let text = call.observation?.text ?? ""
        let own = text.filledLines.filter { !Self.isHarness($0) }
        let telling = own.filter { !Self.isFooter($0) }
        lines = telling.isEmpty ? own : telling
        shell = script
    }

    /// The signature and the line that it was read from, verbatim.
    func read() -> (signature: Signature, line: String) {
        if call.endsRecording {
            return (Signature(domain: domain, kind: "no-result", subject: shell?.main?.program ?? call.tool), "")
        }
        guard let shell else { return toolMessage() }
        if let shown = shellPattern() { return shown }
        if let python = pythonException() { return python }
        let program = shell.main?.program ?? ""
        if let line = complaint() ?? plainComplaint(of: shell) ?? toolComplaint(of: shell) {
            return message(line, of: program)
        }
        let line = lines.last.map(String.init) ?? ""
        // The code of `timeout`.
        if call.observation?.exitCode == 124 { return (Signature(domain: domain, kind: "time-out"), line) }
        if call.status == .reachedNothing {
            return (Signature(domain: domain, kind: "no-tests", subject: program), line)
        }
        return (Signature(domain: domain, kind: "exit-code", subject: program, isExperiment: true), line)
    }

    private func message(_ line: Substring, of program: String) -> (signature: Signature, line: String) {
        let message = MessageNormalizer.message(line)
        return (Signature(domain: domain, kind: "message", subject: program, message: message), String(line))
    }

    /// The family of tools that the command line is about.
    var domain: String {
        guard let shell else { return "tool" }
        let program = shell.main?.program ?? ""
        if Scope.isOfPython(program) { return "python" }
        if ["node", "npm", "npx", "yarn", "pnpm", "tsc"].contains(program) { return "node" }
        return program == "git" ? "git" : "shell"
    }

    /// The kind of errors of syntax, whose subject depends on who wrote the file.
    static let syntax = "syntax"

    // MARK: Words that shells and common programs say

    /// The last line that is in one of the patterns, with its signature.
    private func shellPattern() -> (signature: Signature, line: String)? {
        // Most outputs have the words of one pattern or of none, so that each line is searched for few.
        let text = call.observation?.text ?? ""
        let kinds = Self.kinds.filter { text.containsBytes(of: $0.0) }
        guard !kinds.isEmpty || Self.others.contains(where: text.containsBytes) else { return nil }
        for line in lines.suffix(60).reversed() {
            if let signature = shellPattern(line, kinds) { return (signature, String(line)) }
        }
        return nil
    }

    /// Words of which each pattern has one that is not in the table of kinds.
    private static let others = [
        "No module named", "cannot import name", "not found", "No such file or directory", "can't open file", "fatal: ",
        "error: pathspec", "error: Your local changes",
    ]

    private func shellPattern(_ line: Substring, _ kinds: [(String, String)]) -> Signature? {
        if line.containsBytes(of: "No module named") {
            let module =
                Self.quoted(after: "No module named", in: line).split(separator: ".").first.map(String.init) ?? ""
            return Signature(domain: "python", kind: "missing-module", subject: module)
        }
        if line.containsBytes(of: "cannot import name") {
            return Signature(domain: "python", kind: "cannot-import-name", message: MessageNormalizer.message(line))
        }
        if line.endsInBytes("command not found")
            || (line.endsInBytes(": not found") && line.containsBytes(of: "sh: "))
        {
            let parts = line.split(separator: ":")
            let name = parts.dropLast().last.map { $0.drop { $0 == " " } } ?? ""
            return Signature(domain: "shell", kind: "missing-program", subject: String(name))
        }
        if line.containsBytes(of: "No such file or directory")
            || line.containsBytes(of: "file or directory not found") || line.containsBytes(of: "can't open file")
        {
            return Signature(domain: "shell", kind: "missing-file", subject: shell?.main?.program ?? "")
        }
        for (words, kind) in kinds where line.containsBytes(of: words) {
            let subject = kind == "bad-option" ? option(in: line) : kind == Self.syntax ? author : ""
            return Signature(
                domain: Self.pythonKinds.contains(kind) ? "python" : domain,
                kind: kind,
                subject: subject
            )
        }
        if ["fatal: ", "error: pathspec", "error: Your local changes"].contains(where: line.beginsWithBytes) {
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
        ("IndentationError:", syntax), ("SyntaxError:", syntax), ("TabError:", syntax),
    ]
    private static let pythonKinds: Set<String> = [syntax, "externally-managed"]

    /// The place of a syntax error: `-c` for code in the command line, `script` for a file of the agent; empty for others.
    private var author: String {
        guard let file = lines.last(where: { PythonTraceback.file(in: $0) != nil }).flatMap(PythonTraceback.file) else {
            return ""
        }
        if file.hasPrefix("<") { return "-c" }
        let name = String(file).lastPathPart
        return written.contains(name) || isWrittenByCommand(name) ? "script" : ""
    }

    /// Whether the command line itself writes the file, as one does that writes a script and runs it.
    private func isWrittenByCommand(_ name: String) -> Bool {
        guard let shell else { return false }
        return shell.effectiveCommands.flatMap(ShellAction.actions(of:)).contains { action in
            if case .write(let path, _) = action.kind {
                path.lastPathPart == name
            } else {
                false
            }
        }
    }

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
                $0.beginsWithBytes("Traceback (most recent call last)") || $0.beginsWithBytes("  File \"")
                    || $0.beginsWithBytes("E   ")
            })
        else {
            return nil
        }
        if let first = PythonTraceback(lines)?.line, let signature = exception(in: first) {
            return (signature, String(first))
        }
        for raw in lines.suffix(40).reversed() where raw.utf8.contains(UInt8(ascii: ":")) {
            let line = raw.beginsWithBytes("E   ") ? raw.dropFirst(4).drop { $0 == " " } : raw
            if let signature = exception(in: line) { return (signature, String(line)) }
        }
        return nil
    }

    private static let endings = [
        "Error", "Exception", "Configured", "NotReady", "Warning", "Exit", "Interrupt", "DoesNotExist", "NotFound",
    ]

    /// The signature of a line such as `package.SomeError: message`.
    private func exception(in line: Substring) -> Signature? {
        let end = line.utf8.firstIndex(of: UInt8(ascii: ":")) ?? line.endIndex
        let dotted = line[..<end]
        // Most lines that have a colon have a blank or a sign before it.
        guard dotted.utf8.allSatisfy({ $0.isNameByte || $0 >= 0x80 || $0 == UInt8(ascii: ".") }) else { return nil }
        let name = dotted.split(separator: ".").last ?? dotted
        guard name.first?.isUppercase == true,
            dotted.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "." || $0 == "_" }),
            Self.endings.contains(where: name.hasSuffix)
        else { return nil }
        return Signature(
            domain: "python",
            kind: "exception",
            subject: String(name),
            message: MessageNormalizer.message(line[end...].dropFirst().drop { $0 == " " }),
            isExperiment: !Self.isSetUp(name)
        )
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

    /// The first line of a build or of an installed program that says what is wrong in other words.
    private func plainComplaint(of shell: ShellScript) -> Substring? {
        guard let main = shell.main, !Self.isUnderWork(main) || Self.isBuild(main) else { return nil }
        return lines.suffix(30).first { line in
            let lower = line.prefix(200).lowercased()
            return Self.plainWords.contains { lower.containsBytes(of: $0) }
        }
    }

    private static let plainWords = [
        "missing ", "undefined", "no required module", "not running", "unable to ", "could not ", "couldn't ",
        "is required", "refused", "denied", "no such ", "does not exist", "doesn't exist", "not supported", "mismatch",
        "forbidden", "unauthorized", "not allowed", "requires ", "failed to ", "obtaining vcs status",
    ]

    /// Whether a command builds or prepares with a tool that says itself what it lacks; not a test, not a program of the
    /// project.
    private static func isBuild(_ simple: SimpleCommand) -> Bool {
        let verb = simple.texts.dropFirst().first { !$0.hasPrefix("-") } ?? ""
        return switch simple.program {
        case "go": ["build", "mod", "get", "vet", "generate", "install", "list"].contains(verb)
        case "cargo", "swift", "dotnet": ["build", "check", "publish", "restore", "fetch", "install"].contains(verb)
        case "npm", "pnpm", "yarn", "mvn", "gradle", "gradlew", "cmake": !ToolStatus.runsTests(simple.texts)
        default: false
        }
    }

    /// Lines with which tools end that failed, whatever it was.
    private static func isFooter(_ line: Substring) -> Bool {
        let text = line.drop { $0 == " " || $0 == "\t" }
        if footers.contains(where: text.hasPrefix) { return true }
        return text.hasPrefix("error: could not compile") || text.hasPrefix("make: *** [")
            || text.hasPrefix("make[") && text.containsBytes(of: "]: *** [")
            || text.hasPrefix("[ERROR] ")
                && (text.containsBytes(of: "[Help 1]") && text.containsBytes(of: "http")
                    || text.containsBytes(of: "re-run Maven")
                    || text.containsBytes(of: "For more information about the errors"))
    }

    private static let footers = [
        "BUILD FAILED in ", "* Try:", "> Run with --", "> Get more help at", "* Get more help at",
        "FAILURE: Build failed with an exception", "npm ERR! A complete log", "npm error A complete log",
        "npm ERR!     /", "Time Elapsed ", "note: run with `RUST_BACKTRACE", "For more information about this error",
        "Some errors have detailed explanations", "error Command failed with exit code", "info Visit https://",
        "ELIFECYCLE", "\u{2009}ELIFECYCLE", "</tool_use_error>", "Finished in ", "Inspecting ", "exit status ",
    ]

    /// What an installed program said that ended with a failure in other words than those of a complaint.
    ///
    /// A program that the agent works on says what it likes: its exit code is the result of an experiment.
    private func toolComplaint(of shell: ShellScript) -> Substring? {
        guard let main = shell.main, !Self.isUnderWork(main) else { return nil }
        // Programs say what is wrong first, and how they are used after it.
        return lines.count <= 8 ? lines.first : lines.last
    }

    /// Whether a command runs what the agent works on: a file by its path, code in an interpreter, a build, a test.
    private static func isUnderWork(_ simple: SimpleCommand) -> Bool {
        guard let word = simple.words.first?.text else { return true }
        let interpreters = [
            "python", "node", "ruby", "perl", "php", "java", "bash", "sh", "deno", "bun", "go", "dotnet",
        ]
        let builds: Set<String> = [
            "make", "npm", "npx", "yarn", "pnpm", "cargo", "mvn", "gradle", "swift", "cmake", "ninja", "tox", "nox",
            "just",
        ]
        return word.contains("/") || word.hasSuffix(".py") || word.hasSuffix(".sh")
            || interpreters.contains { simple.program.hasPrefix($0) } || builds.contains(simple.program)
            || ToolStatus.runsTests(simple.texts)
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
        if words.hasSuffix("</tool_use_error>") { words = words.dropLast("</tool_use_error>".count) }
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
        guard let first = line.utf8.first, "<[EPCWO".utf8.contains(first) else { return false }
        return line.hasPrefix("<returncode>") || line.hasPrefix("<output") || line.hasPrefix("</output")
            || line.hasPrefix("[… ")
            || line.hasPrefix("Exit code ") || line.hasPrefix("Process exited with code") || line.hasPrefix("Chunk ID:")
            || line.hasPrefix("Wall time:") || line.hasPrefix("Original token count:") || line.hasPrefix("[exit_code]")
            || line.hasPrefix("[error] tool reported") || line == "Output:"
    }
}
