internal import Foundations
package import Shell

/// The parts of a command line, and which of them could fail without the exit status of the line telling.
///
/// All that the status of an action depends on in a command line is read here.
package struct CommandOutline {
    /// One program of the line.
    struct Part {
        /// The name of the program without its folder.
        let program: String
        /// What is known about the program from its name, or about what it runs in a container or on another machine.
        let kinds: Kinds
        /// The commands that the program runs by way of a launcher such as `uv run` and `docker exec`.
        private let launch: Launcher.Launch?
        private let command: ArraySlice<ShellWord>
        /// The programs in front of it that only run it, such as `timeout` and `xargs`.
        let wrappers: [String]
        /// The operator in front of the part.
        let after: String
        /// Whether a failure of the part leaves the exit status of the line 0: it is in front of `|`, `;` or `||`.
        let isHidden: Bool
        /// Whether output goes to a file or to nowhere.
        let redirectsOutput: Bool

        init(_ command: SimpleCommand) {
            program = command.program
            launch = Launcher.isLauncher(program) ? Launcher.launch(command.texts) : nil
            let main = launch.flatMap { $0.isElsewhere ? $0.commands.last?.program : nil } ?? program
            kinds = Kinds.known[main] ?? []
            self.command = command.words
            wrappers = command.wrappers
            after = command.operatorBefore.map { $0 == .background ? ";" : $0.rawValue } ?? ""
            isHidden = command.masking != nil
            redirectsOutput = command.redirections.contains { $0.isOutput && $0.descriptor != 2 }
        }

        /// The program and its arguments.
        var words: [String] { command.map(\.text) }
        /// The program's first operand: the subcommand of programs such as git.
        var subcommand: String { command.dropFirst().first { !$0.text.hasPrefix("-") }?.text ?? "" }
        /// The words without quotes and with single blanks between them.
        var text: String { words.joined(separator: " ") }
    }

    let parts: [Part]

    /// Reads a command line.
    package init(_ command: String) { self.init(ShellScript(command)) }

    /// The outline of a command line that was read.
    package init(_ script: ShellScript) {
        parts = script.effectiveCommands.compactMap { $0.words.isEmpty || $0.program == "((" ? nil : Part($0) }
    }

    // MARK: What the parts are for

    /// Parts that do work of their own: no `cd`, no `echo`, nothing that only sets up the shell.
    var working: [Part] { parts.filter { !$0.kinds.contains(.trivial) } }

    /// The last part that does work of its own and is not a filter behind a pipe.
    var main: Part? {
        working.last { $0.after != "|" || !$0.kinds.contains(.printer) } ?? working.last ?? parts.last
    }

    /// Whether every part only looks at files or at what other programs print.
    package var onlyLooks: Bool { !working.isEmpty && working.allSatisfy(\.isLook) }

    /// Whether an output that is not empty may show something else than the exit status 0 of the line says: a part whose
    /// failure is hidden, or a program that reports what it did.
    var mayHideFailure: Bool { parts.contains { $0.isHidden || !$0.isPrinter && !$0.isLook } }

    /// Whether a part runs code that may be tests. What other parts print of a test run was written before.
    var runsCode: Bool { parts.contains(where: \.runsCode) }

    /// Whether the line runs a test suite.
    package var runsTests: Bool { parts.contains { TestCommand.isRunner($0.words) } }

    /// Whether the line runs a test runner that prints a count whatever it found.
    var printsTestCount: Bool { parts.contains { TestCommand.kind($0.words) == .runner } }

    /// Whether output went to a file or to nowhere, so that a short output says nothing.
    var redirectsOutput: Bool { parts.contains(where: \.redirectsOutput) }

    /// The text that the line prints instead of the result where what is in front of the last `||` fails.
    var fallbackText: String? {
        guard let last = parts.last, last.after == "||", last.program == "echo" else { return nil }
        return last.words.dropFirst().drop { $0 == "-e" || $0 == "-n" }.joined(separator: " ")
    }

    /// The texts that the line prints after its work, whatever the result is: `; echo done`.
    var closingTexts: [String] {
        parts.reversed().prefix { $0.program == "echo" }.map { $0.words.dropFirst().joined(separator: " ") }
    }

    /// Whether the last part prints the exit status of what came before.
    var printsStatus: Bool {
        guard let last = parts.last, last.program == "echo" || last.program == "printf" else { return false }
        return last.words.contains { $0.containsBytes(of: "$?") || $0.containsBytes(of: "PIPESTATUS[0]") }
    }

    static let trivial: Set<String> = [
        "cd", "pushd", "popd", "echo", "printf", "true", ":", "set", "export", "source", ".", "sleep", "wait", "exit",
        "unset", "alias", "shopt", "ulimit", "trap", "done", "fi", "read", "local",
    ]
    /// Programs that print what is in files or what they read.
    static let printers: Set<String> = [
        "cat", "head", "tail", "grep", "egrep", "fgrep", "zgrep", "rg", "ag", "ack", "sed", "awk", "gawk", "less",
        "more", "nl", "tac", "bat", "xxd", "od", "hexdump", "strings", "sort", "uniq", "cut", "tr", "wc", "jq", "yq",
        "column", "fold", "tee", "paste", "comm", "diff", "cmp", "rev", "history", "journalctl", "dmesg", "xargs",
    ]
    /// Programs that list what there is.
    static let listers: Set<String> = [
        "find", "fd", "fdfind", "ls", "tree", "locate", "which", "whereis", "type", "file", "stat", "du", "df", "ps",
        "pgrep", "basename", "dirname", "realpath", "readlink", "pwd", "test", "[", "[[", "lsof",
    ]
}

extension CommandOutline.Part {
    private static let gitPrinters: Set<String> = ["log", "show", "diff", "grep", "blame", "cat-file", "shortlog"]

    /// What is known about programs from their names.
    struct Kinds: OptionSet {
        let rawValue: UInt8

        /// No work of its own, see ``CommandOutline/trivial``.
        static let trivial = Kinds(rawValue: 1)
        /// See ``CommandOutline/printers``.
        static let printer = Kinds(rawValue: 2)
        /// See ``CommandOutline/listers``.
        static let lister = Kinds(rawValue: 4)
        /// Neither prints what others wrote nor runs code that may end in an exception.
        static let quiet = Kinds(rawValue: 8)

        /// The kinds of the known programs by their names, which are looked up once for each part.
        static let known: [String: Kinds] = [
            (CommandOutline.trivial, trivial), (CommandOutline.printers, printer), (CommandOutline.listers, lister),
            (CommandOutline.Part.quiet, quiet),
        ]
        .reduce(into: [:]) { known, group in
            for name in group.0 { known[name, default: []].insert(group.1) }
        }
    }

    /// Whether something is true of the program, of the module or script that it runs if it is an interpreter, or of
    /// what it launches.
    func isAnyName(_ isWanted: (String) -> Bool) -> Bool {
        if isWanted(program) { return true }
        if let flag = command.firstIndex(where: { $0.text == "-m" }), flag + 1 < command.endIndex,
            isWanted(command[flag + 1].text)
        {
            return true
        }
        // `php artisan migrate`, `python manage.py migrate`
        if let script = command.dropFirst().first?.text,
            script.endsInBytes("artisan") || script.endsInBytes("manage.py"), isWanted(script.lastPathPart)
        {
            return true
        }
        return launch?.commands.contains { CommandOutline.Part($0).isAnyName(isWanted) } == true
    }

    /// Whether the part runs programs that the command line does not name: a task, or a script of the project.
    var isRelay: Bool {
        FailureReport.relays.contains(program) || command.first?.text.utf8.contains(UInt8(ascii: "/")) == true
    }

    /// Programs with a subcommand that prints what others logged.
    private static let loggers: Set<String> = [
        "docker", "docker-compose", "podman", "kubectl", "oc", "heroku", "pm2", "fly", "flyctl", "vercel", "gcloud",
        "aws",
    ]

    /// Whether the part prints what others logged: `docker compose logs web`.
    var printsLogs: Bool {
        Self.loggers.contains(program)
            && command.dropFirst().prefix(6).contains { $0.text == "logs" || $0.text == "logging" }
    }

    fileprivate static let quiet: Set<String> = [
        "cp", "mv", "rm", "mkdir", "touch", "chmod", "chown", "ln", "rsync", "tar", "zip", "unzip", "git", "gh", "curl",
        "wget", "patch", "kill", "pkill", "killall", "apt", "apt-get", "date", "id", "whoami", "uname", "hostname",
        "nproc",
    ]

    /// Whether the part runs code that may end in an exception.
    var runsCode: Bool {
        kinds.isDisjoint(with: [.trivial, .quiet]) && !isPrinter && !isLook && !program.isEmpty
    }

    /// Whether the part prints what others wrote.
    var isPrinter: Bool {
        if program == "git" { return Self.gitPrinters.contains(subcommand) }
        return kinds.contains(.printer) && !runsOthers || printsLogs
    }

    /// Whether the part changes nothing and prints what it found.
    var isLook: Bool {
        if program == "git" { return ["grep", "log", "ls-files", "ls-tree"].contains(subcommand) }
        if program == "find", words.contains("-delete") { return false }
        if program == "sed", words.contains(where: { $0.hasPrefix("-i") || $0.hasPrefix("--in-place") }) {
            return false
        }
        return !kinds.isDisjoint(with: [.printer, .lister]) && !runsOthers
    }

    /// Whether the part runs another program on each item, and that one does not only print.
    private var runsOthers: Bool {
        guard program == "find" || program == "fd" || program == "fdfind" else { return false }
        let words = words
        let option = words.firstIndex { ["-exec", "-execdir", "-ok", "-x", "-X"].contains($0) }
        guard let start = option.map({ $0 + 1 }), start < words.count else { return false }
        let name = words[start].split(separator: "/").last.map(String.init) ?? words[start]
        return !CommandOutline.printers.contains(name) && !CommandOutline.listers.contains(name) && name != "echo"
    }

    /// Whether the part asks a question that its exit status answers.
    var isQuestion: Bool {
        if ToolStatus.askers.contains(program) { return true }
        if program == "command" || (program == "hash" && words.count > 1) || asksForVersion { return true }
        if program == "find" { return isLook }
        if program.hasPrefix("python") || program == "node" { return asksForModule }
        return program == "git" && ToolStatus.gitQuestions.contains(subcommand)
    }

    private var asksForVersion: Bool {
        let words = words
        guard let last = words.last else { return false }
        return words.count > 1 && ["--version", "-V", "--help", "version"].contains(last)
    }

    /// Whether the part only tries whether a module is there: `python -c "import yaml"`.
    private var asksForModule: Bool {
        let words = words
        guard let flag = words.firstIndex(where: { $0 == "-c" || $0 == "-e" }), flag + 1 < words.count else {
            return false
        }
        let code = words[flag + 1].split { $0 == ";" || $0 == "\n" }.map { $0.drop { $0 == " " } }
        return !code.isEmpty
            && code.allSatisfy {
                $0.isEmpty || $0.hasPrefix("import ") || $0.hasPrefix("from ") || $0.hasPrefix("print(")
                    || $0.hasPrefix("require(")
            }
    }
}
