package import Configuration
internal import Foundations
internal import Lessons
internal import Shell
internal import Trajectories

/// What commands are for: a name, the programs that do it, and the evidence that it was reached.
package struct Goal: Sendable, Equatable {
    /// How an output shows that the goal was reached.
    package enum Evidence: String, Sendable {
        /// The runner says that at least one test ran.
        case testsRan = "tests-ran"
        /// The command did not fail.
        case success
    }

    /// The name, such as `test`.
    package var name: String
    /// The goal as the end of "to …": `run the tests`.
    package var words: String
    /// The beginnings of commands that are for it, each as a program, or a program with its first arguments.
    package var commands: [String]
    /// How an output shows that the goal was reached.
    package var evidence: Evidence

    /// Describes a goal.
    package init(name: String, words: String, commands: [String], evidence: Evidence = .success) {
        self.name = name
        self.words = words
        self.commands = commands
        self.evidence = evidence
    }
}

/// A command that is for a goal.
struct Attempt {
    let goal: Goal
    let command: SimpleCommand
    /// What it has in common with others for the goal: the runner without its operands and options.
    let family: String
}

/// The goals that commands are compared by.
package struct GoalTable: Sendable {
    /// The goals in the order in which a command is compared with them.
    package let goals: [Goal]
    /// The commands of the goals by their first words, with the numbers of the goals, and as what longer ones begin with.
    private var commands: [String: [(goal: Int, line: String, start: String)]] = [:]

    /// A table of these goals, then the known ones. A goal with a known name adds its commands to that one, whose evidence
    /// stays: a further test runner is one by what it prints.
    package init(_ own: [Goal] = []) {
        var known = Self.known
        var added: [Goal] = []
        for goal in own {
            if let place = known.firstIndex(where: { $0.name == goal.name }) {
                known[place].words = goal.words
                known[place].commands = goal.commands + known[place].commands
            } else {
                added.append(goal)
            }
        }
        goals = added + known
        for (index, goal) in goals.enumerated() {
            for command in goal.commands {
                let program = String(command.prefix { $0 != " " })
                commands[program, default: []].append((index, command, command + " "))
            }
        }
    }

    /// The table of an installation: the goals of its configuration first.
    package init(_ settings: Configuration) {
        self.init(settings.goals.map { Goal(name: $0.name, words: $0.words, commands: $0.commands) })
    }

    /// The table without goals of the user.
    package static let standard = GoalTable()

    /// Facts about widely used programs, from their own documentation.
    private static let known = [
        Goal(name: "test", words: "run the tests", commands: [], evidence: .testsRan),
        Goal(
            name: "build",
            words: "build the project",
            commands: [
                "make", "cmake --build", "ninja", "cargo build", "go build", "swift build", "npm run build",
                "yarn build",
                "pnpm build", "mvn package", "mvn compile", "gradle build", "./gradlew build", "dotnet build", "tsc",
                "python setup.py build_ext", "python -m build",
            ]
        ),
        Goal(
            name: "lint",
            words: "check style and types",
            commands: [
                "make lint", "make check-style", "make typecheck", "flake8", "pylint", "ruff", "mypy", "pyright",
                "black --check", "isort --check", "eslint", "npx eslint",
                "npm run lint", "cargo clippy", "golangci-lint", "go vet", "shellcheck", "swiftlint",
                "swift format lint",
                "npx tsc",
            ]
        ),
        Goal(
            name: "service",
            words: "start the service",
            commands: [
                "docker compose up", "docker-compose up", "systemctl start", "service", "npm start", "flask run",
                "uvicorn",
            ]
        ),
        Goal(
            name: "database",
            words: "ask the database",
            commands: ["psql", "mysql", "sqlite3", "mongosh", "redis-cli"]
        ),
    ]

    /// What a command is for; nil if it is for no goal of the table.
    func attempt(_ command: SimpleCommand) -> Attempt? {
        guard let (goal, line) = match(command) else { return nil }
        let family = Self.family(of: command)
        // Where the program alone would stand for it, the words of the table tell more: `kubectl apply`.
        let isDeclared = line.hasPrefix(family + " ")
        return Attempt(goal: goal, command: command, family: isDeclared ? line : family)
    }

    /// The goal of a command with the words of the table that it begins with; they are empty for a test runner.
    private func match(_ command: SimpleCommand) -> (goal: Goal, line: String)? {
        let words = command.texts
        guard !words.isEmpty, !words.contains(where: \.hasNewline),
            !Self.lookers.contains(command.program)
        else { return nil }
        if let test = goals.first(where: { $0.evidence == .testsRan }), ToolStatus.runsTests(words) {
            return (test, "")
        }
        // A command of the user's own may be a path.
        let line = ([command.program] + words.dropFirst()).prefix(4).joined(separator: " ")
        let known = commands[String(line.prefix { $0 != " " })] ?? []
        return known.first { entry in
            (line == entry.line || line.hasPrefix(entry.start))
                && (entry.line != "make" || goals[entry.goal].name != "build" || Self.builds(words))
        }.map { (goals[$0.goal], $0.line) }
    }

    /// Whether a call of make builds: the other targets are for whatever the project likes.
    private static func builds(_ words: [String]) -> Bool {
        words.dropFirst().allSatisfy { word in
            word.hasPrefix("-") || word.contains("=") || word.allSatisfy(\.isNumber)
                || ["all", "build", "default", "compile"].contains(word)
        }
    }

    /// Programs that name a runner only to find or show it.
    private static let lookers: Set<String> = [
        "find", "ls", "cat", "head", "tail", "grep", "egrep", "rg", "sed", "awk", "wc", "which", "file", "stat", "git",
        "echo", "cp", "mv", "rm",
    ]

    /// The interpreter that a program is, whatever its version: `python` of `python3.11`. Nil for other programs, such as
    /// `shellcheck`.
    private static func interpreter(_ program: String) -> String? {
        ["python", "node", "nodejs", "ruby", "php", "bash", "sh", "perl"].first { name in
            program.hasPrefix(name) && program.dropFirst(name.count).allSatisfy { $0.isNumber || $0 == "." }
        }
    }

    /// Whether a name is that of an interpreter, which alone says nothing of what was run.
    static func isInterpreter(_ program: String) -> Bool { interpreter(program) != nil }

    /// What commands for one goal have in common: the runner without its operands and options.
    static func family(of command: SimpleCommand) -> String {
        let words = command.texts
        if let (launcher, inner) = command.launched { return launcher + family(of: inner) }
        let program = interpreter(command.program) == "python" ? "python" : command.program
        if program == "python", let flag = words.firstIndex(of: "-m"), flag + 1 < words.count {
            let module = words[flag + 1]
            guard ["django", "build"].contains(module) || words.count <= flag + 2 else {
                return ["pytest", "tox", "nox", "mypy", "flake8", "pylint", "ruff"].contains(module)
                    ? module : "\(program) -m \(module)"
            }
            return ["pytest", "tox", "nox"].contains(module)
                ? module : "\(program) -m " + words[(flag + 1)...].prefix(2).joined(separator: " ")
        }
        if interpreter(program) != nil,
            let script = words.dropFirst().first(where: { !$0.hasPrefix("-") })
        {
            let name = script.lastPathPart
            let next = words.drop { $0 != script }.dropFirst().first { !$0.hasPrefix("-") }
            // `manage.py test` and `setup.py test` are told apart by their first operand.
            return ["manage.py", "setup.py"].contains(name)
                ? ["\(name)", next].compactMap(\.self).joined(separator: " ") : name
        }
        let verbs: Set<String> = [
            "cargo", "go", "npm", "npx", "yarn", "pnpm", "make", "swift", "mvn", "gradle", "dotnet", "docker", "bun",
            "deno",
        ]
        if verbs.contains(program), let verb = words.dropFirst().first(where: { !$0.hasPrefix("-") }) {
            if verb == "run", let script = words.drop(while: { $0 != verb }).dropFirst().first {
                return "\(program) run \(script)"
            }
            return "\(program) \(verb)"
        }
        // A script of the project is known by its path: `bin/test`.
        if let first = words.first, first.contains("/"), !first.hasPrefix("/"), !program.contains(".") { return first }
        return program
    }
}

/// What an attempt at a goal came to.
enum AttemptResult {
    case reached
    case missed
    /// The output does not tell: a run that ended well and printed nothing that is known.
    case undecided
}

extension Action {
    /// Notes the first command of the call that is for a goal. A call that was refused is not an attempt: it never ran.
    func note(_ table: GoalTable) {
        guard let found = commands.lazy.compactMap(table.attempt).first,
            let observation = call.observation, !ToolStatus.wasRefused(observation.text)
        else { return }
        attempt = found
    }

    /// What the output shows of a goal. Only what says so counts against a command.
    func result(for goal: Goal) -> AttemptResult {
        guard let observation = call.observation else { return .undecided }
        switch goal.evidence {
        case .testsRan:
            if let ran = ToolStatus.testsRan(in: observation.text) { return ran > 0 ? .reached : .missed }
            switch observation.status {
            case .error: return .missed
            case .reachedNothing:
                return attempt.map { attempt in Self.alwaysCount.contains { attempt.family.hasSuffix($0) } } == true
                    ? .missed : .undecided
            case .ok, .answer, .unknown: return .undecided
            }
        case .success:
            switch observation.status {
            case .ok: return .reached
            case .unknown: return .undecided
            case .error, .answer, .reachedNothing: return .missed
            }
        }
    }

    /// Test runners that print a count whatever they found: without an output, none of them ran a test.
    private static let alwaysCount: Set<String> = [
        "pytest", "py.test", "python -m unittest", "python -m django test", "runtests.py", "manage.py test",
        "setup.py test",
    ]

    /// Whether the output shows that a goal was reached.
    func reaches(_ goal: Goal) -> Bool { result(for: goal) == .reached }
}

extension SimpleCommand {
    /// What the command runs by way of a launcher, with the launcher's words and a blank; nil if it does not run one command.
    ///
    /// The words are empty where the launcher runs a command of its own elsewhere: `pnpm --filter ui test` is `pnpm test`.
    var launched: (launcher: String, command: SimpleCommand)? {
        guard let launch = Launcher.launch(texts), launch.commands.count == 1, let inner = launch.commands.first,
            !inner.texts.isEmpty, inner.texts.count < texts.count
        else { return nil }
        let isOwn = inner.texts.first == texts.first
        return (isOwn ? "" : launch.launcher.joined(separator: " ") + " ", inner)
    }
}

/// Commands as they can be shown to another agent.
enum CommandText {
    /// The words of a command as a shell reads them, without redirections; nil if they are not one short line.
    static func line(of command: SimpleCommand) -> String? {
        guard !command.words.isEmpty, command.words.allSatisfy({ !$0.text.hasNewline }) else {
            return nil
        }
        // As another user it is another command; a time limit in front changes nothing of it.
        if command.wrappers.contains(where: { ["sudo", "doas"].contains($0) }) {
            let line = ShellScript.line(of: command.written.map(\.text))
            return line.utf8.count <= 160 ? line : nil
        }
        let prefix = command.assignments.filter { $0.value.text.count < 60 }.map { "\($0.name)=\($0.value.text)" }
        let line = (prefix + [ShellScript.line(of: command.texts)]).joined(separator: " ")
        return line.utf8.count <= 160 ? line : nil
    }

    /// The folder of the workspace in which the command ran, relative to its root; nil for the root or an unknown folder.
    static func folder(of command: SimpleCommand) -> String? {
        guard let path = command.directory.path, !path.isEmpty, !path.hasPrefix("/") else { return nil }
        return path
    }
}

extension String {
    /// Whether there is a line break in the text.
    fileprivate var hasNewline: Bool {
        withBytes { bytes in bytes.contains { 0x0A...0x0D ~= $0 } }
            || !utf8.allSatisfy { $0 < 0x80 } && contains(where: \.isNewline)
    }
}
