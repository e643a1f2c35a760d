internal import Foundations
internal import Shell

/// Whether a command runs tests.
///
/// The runners, and the words with which other tools are told to run tests, are declared here and nowhere else.
enum TestCommand {
    /// What kind of command runs tests.
    enum Kind {
        /// A test runner, which prints a count whatever it found.
        case runner
        /// A task, a script or a build whose name says that it runs tests.
        case task
    }

    /// Whether a program with its arguments runs tests.
    static func isRunner(_ words: [String]) -> Bool { kind(words) != nil }

    /// What kind of test command a program with its arguments is; nil if it is not one.
    static func kind(_ words: [String]) -> Kind? {
        guard let first = words.first, first.utf8.count <= longest else { return nil }
        let name = name(of: first)
        if runners.contains(name) || name.hasPrefix("runtests") { return .runner }
        if let tool = TestTool.known[name], tool.runsTests(words) {
            // `uv run pytest` could be a task of this name as well.
            return tool.kind == .task ? launched(words) ?? .task : tool.kind
        }
        if let kind = interpreted(name, words) ?? module(name, words) { return kind }
        if isScript(first) { return .task }
        return launched(words)
    }

    private static func launched(_ words: [String]) -> Kind? {
        Launcher.launch(words)?.commands.lazy.compactMap { kind($0.texts) }.first
    }

    /// The length in bytes up to which a word is looked at: a longer one is code or a text.
    private static let longest = 400

    /// The name of a program without its folder, the version that a package manager is to take, and its ending.
    private static func name(of word: String) -> String {
        var name = KnownPrograms.name(of: word)
        if let version = name.lastIndex(of: "@"), version > name.startIndex { name = String(name[..<version]) }
        for ending in [".phar", ".cmd", ".bat", ".js", ".mjs"] where name.endsInBytes(ending) {
            return String(name.dropLast(ending.utf8.count))
        }
        return name
    }

    // MARK: Runners

    private static let runners: Set<String> = [
        "pytest", "py.test", "pytest-3", "tox", "nox", "nosetests", "nose2", "nose", "unittest", "doctest", "trial",
        "stestr", "zope-testrunner", "behave", "robot", "pabot", "jest", "vitest", "mocha", "_mocha", "ava", "karma",
        "jasmine", "tape", "tap", "uvu", "cucumber-js", "testcafe", "phpunit", "simple-phpunit", "paratest", "pest",
        "behat", "rspec", "parallel_rspec", "cucumber", "ctest", "cargo-nextest", "gotestsum", "gotest", "ginkgo",
        "busted", "bats", "prove", "yath", "kaocha", "elm-test",
    ]

    /// The modules of Python that run tests, whatever the interpreter is called: `$PYTHON -m pytest`.
    private static let modules: Set<String> = ["pytest", "unittest", "nose", "nose2", "tox", "nox", "doctest"]

    private static func module(_ name: String, _ words: [String]) -> Kind? {
        guard let flag = words.prefix(8).firstIndex(of: "-m"), flag + 1 < words.count,
            modules.contains(words[flag + 1]), CommandOutline.Part.Kinds.known[name] == nil
        else { return nil }
        return .runner
    }

    // MARK: Interpreters

    /// The interpreters, with the options whose value is the next word.
    private static let interpreters: [String: CommandOptions] = [
        "python": .init(letters: "WX"), "pypy": .init(letters: "WX"), "py": .init(), "ruby": .init(letters: "IrC"),
        "perl": .init(letters: "I"), "php": .init(letters: "dc"), "lua": .init(), "julia": .init(letters: "tp"),
        "node": .init(letters: "r", words: ["--require", "--import", "--loader"]), "tsx": .init(), "ts-node": .init(),
        "bash": .init(letters: "O"), "sh": .init(), "zsh": .init(), "dash": .init(), "r": .init(), "rscript": .init(),
    ]

    /// The options with which an interpreter runs code from the command line.
    private static let codeOptions: Set<String> = ["-c", "-e", "--eval", "--run"]
    /// What code says that runs the tests of a package.
    private static let code = [
        "Pkg.test(", "devtools::test(", "testthat::", "test_local(", "test_dir(", "tinytest::", "pytest.main(",
    ]

    /// What an interpreter runs: a file, a module, or code.
    private static func interpreted(_ name: String, _ words: [String]) -> Kind? {
        let stem = name.last?.isNumber == true ? String(name.prefix { !$0.isNumber && $0 != "." }) : name
        guard let options = interpreters[stem] else { return nil }
        if words.prefix(6).contains("--test"), stem == "node" || stem == "tsx" { return .runner }
        if let flag = words.prefix(6).firstIndex(where: codeOptions.contains), flag + 1 < words.count,
            stem != "bash", stem != "sh"
        {
            return code.contains { words[flag + 1].containsBytes(of: $0) } ? .task : nil
        }
        if let flag = words.prefix(8).firstIndex(of: "-m"), flag + 1 < words.count {
            return kind(Array(words[(flag + 1)...]))
        }
        let operands = options.operands(of: words, isLeading: true)
        guard let script = operands.first, script.utf8.count <= longest else { return nil }
        if ["_test.rb", "_spec.rb", "runtests.jl"].contains(where: script.endsInBytes) { return .runner }
        return kind(operands)
    }

    // MARK: Scripts

    /// The folders of a project that hold its programs, in which `test` is one that runs the tests.
    private static let scriptFolders: Set<String> = [
        "bin", "script", "scripts", "ci", "tools", "dev", "hack", "build", "test", "tests", ".ci", "etc",
    ]

    /// The names of files at the root that run all tests. An agent's own file mostly says what it tries.
    private static let codeRunners: Set<String> = ["run_tests", "run-tests", "runtests", "run_all_tests"]

    /// Whether a path is that of a project's own script for its tests: `bin/test`, `./run_tests.sh`.
    private static func isScript(_ path: String) -> Bool {
        let parts = path.split(separator: "/")
        guard let file = parts.last else { return false }
        let isShell = file.hasSuffix(".sh") || file.hasSuffix(".bash")
        let isCode = file.hasSuffix(".py") || file.hasSuffix(".rb") || file.hasSuffix(".js") || file.hasSuffix(".mjs")
        let name = isShell || isCode ? file[..<(file.lastIndex(of: ".") ?? file.endIndex)] : file
        guard !name.contains("."), TestNames.isTest(name) else { return false }
        if isCode, parts.count == 1 { return codeRunners.contains(String(name)) }
        if name.hasPrefix("run") || isShell && path.contains("/") { return isShell || isCode || path.contains("/") }
        // `./test` is a program that was built to try something, `python test_x.py` a file with a test of the agent.
        guard parts.count > 1, scriptFolders.contains(String(parts[parts.count - 2])) else { return isShell }
        return !isCode || name == "test" || name == "tests"
    }
}
