internal import Foundations
internal import Shell

/// A tool that is told in its arguments to run tests, besides other things that it can do.
struct TestTool: Sendable {
    /// Where the names of tasks are.
    private enum Tasks {
        /// No operand is one that the project named.
        case none
        /// The first operand is one.
        case first
        /// All operands are.
        case any
        /// The operand behind one of these verbs.
        case behind(Set<String>)
        /// The first operand, or the one behind one of these verbs.
        case firstOrBehind(Set<String>)
    }

    /// What kind of test command it is.
    private(set) var kind = TestCommand.Kind.runner
    /// The operands, one or two words, that run tests.
    private var verbs: Set<String> = []
    /// Whether the verb may be any of the operands, not only the first.
    private var isVerbAnywhere = false
    private var tasks = Tasks.none
    /// Names of tasks that run tests by the convention of the tool.
    private var names: Set<String> = []
    /// The options behind which names of tasks are: `nx run-many -t test`.
    private var taskOptions: Set<String> = []
    private var options = CommandOptions()

    /// Whether the tool runs tests with these arguments.
    func runsTests(_ words: [String]) -> Bool {
        let short = words.prefix(24).map { $0.utf8.count <= 200 ? $0 : "…" }
        if !taskOptions.isEmpty,
            short.indices.dropLast().contains(where: { taskOptions.contains(short[$0]) && isTask(short[$0 + 1]) })
        {
            return true
        }
        let operands = options.operands(of: short).filter { !$0.hasPrefix("+") && !$0.utf8.contains(UInt8(ascii: "=")) }
        guard let first = operands.first else { return false }
        if verbs.contains(first) || operands.count > 1 && verbs.contains(first + " " + operands[1]) { return true }
        if isVerbAnywhere, operands.contains(where: verbs.contains) { return true }
        return taskNames(operands).contains(where: isTask)
    }

    private func isTask(_ name: String) -> Bool { names.contains(name) || TestNames.isTest(name[...]) }

    private func taskNames(_ operands: [String]) -> ArraySlice<String> {
        switch tasks {
        case .none: return []
        case .first: return operands.prefix(1)
        case .any: return operands[...]
        case .behind(let verbs), .firstOrBehind(let verbs):
            if let first = operands.first, verbs.contains(first) { return operands.dropFirst().prefix(1) }
            if case .behind = tasks { return [] }
            return operands.prefix(1)
        }
    }

    // MARK: The table

    private static func tool(_ verbs: Set<String>, _ letters: String = "", _ words: Set<String> = []) -> TestTool {
        TestTool(verbs: verbs, options: .init(letters: letters, words: words))
    }
    private static func goals(_ verbs: Set<String>, _ letters: String = "", _ words: Set<String> = []) -> TestTool {
        TestTool(kind: .task, verbs: verbs, isVerbAnywhere: true, options: .init(letters: letters, words: words))
    }
    private static func tasks(
        _ tasks: Tasks,
        _ names: Set<String> = [],
        verbs: Set<String> = [],
        letters: String = "",
        words: Set<String> = []
    ) -> TestTool {
        TestTool(kind: .task, verbs: verbs, tasks: tasks, names: names, options: .init(letters: letters, words: words))
    }

    private static let test = tool(["test"])
    private static let make = tasks(.any, ["check", "installcheck", "distcheck", "unit"], letters: "CfIoWE")
    private static let gradle = tasks(
        .any,
        ["check"],
        letters: "pbcxgI",
        words: ["--tests", "--project-dir", "--exclude-task"]
    )
    private static let maven = goals(
        ["test", "verify", "integration-test", "surefire:test", "failsafe:integration-test"],
        "lfPsT",
        ["--projects", "--file", "--settings", "--threads"]
    )
    private static let bazel = tool(["test", "coverage"], "", ["--output_base"])
    private static let scripts: Set<String> = ["run", "run-script"]
    private static let packageOptions: Set<String> = [
        "--workspace", "--prefix", "--filter", "--dir", "--cwd", "--loglevel", "--scope", "--ignore",
    ]
    private static func package(_ verbs: Set<String>, _ tasks: Tasks) -> TestTool {
        TestTool(kind: .task, verbs: verbs, tasks: tasks, options: .init(letters: "wFC", words: packageOptions))
    }
    /// `uv run test`: a script of the project, or a program.
    private static let environment = tasks(
        .behind(["run"]),
        letters: "pCen",
        words: ["--python", "--project", "--env", "--name", "--directory"]
    )

    /// The tools by their names, from their own documentation.
    static let known: [String: TestTool] = [
        "cargo": tool(
            [
                "test", "t", "nextest run", "nextest r", "llvm-cov", "tarpaulin", "miri test", "hack test",
                "careful test", "insta test",
            ],
            "pCZ",
            ["--manifest-path", "--package", "--config", "--color"]
        ),
        "go": tool(["test", "tool gotestsum", "tool ginkgo"], "C"), "richgo": test, "swift": test,
        "zig": tool(["test", "build test"]), "dotnet": tool(["test", "vstest"]), "flutter": test, "dart": test,
        "mix": test, "lein": tool(["test", "midje", "spec", "eftest"]), "stack": test,
        "cabal": tool(["test", "v2-test", "new-test"]), "dune": tool(["test", "runtest"]),
        "bazel": bazel, "bazelisk": bazel, "buck": bazel, "buck2": bazel, "pants": bazel, "plz": bazel,
        "meson": tool(["test"], "C"), "r": tool(["CMD check"]), "forge": test, "hardhat": test, "truffle": test,
        "anchor": test, "crystal": tool(["spec"]), "gleam": test, "rebar3": tool(["eunit", "ct", "proper"]),
        "nimble": test, "xcodebuild": goals(["test", "test-without-building"]), "django": test, "django-admin": test,
        "manage.py": test, "setup.py": tool(["test", "pytest"]), "newman": tool(["run"]), "cypress": tool(["run"]),
        "playwright": test, "detox": test, "ng": tool(["test", "e2e"]), "react-scripts": test,
        "vue-cli-service": tool(["test:unit", "test:e2e"]), "codecept": tool(["run"]), "phpspec": tool(["run"]),
        "artisan": test, "sail": tool(["test", "artisan test", "pest", "phpunit"]), "molecule": test,
        "terraform": test, "tofu": test, "colcon": test, "scala-cli": test, "coverage": tool(["run -m pytest"]),
        "rails": tasks(.first, verbs: ["test", "spec"]), "rake": tasks(.any, ["spec"], letters: "fRC"),
        "mvn": maven, "mvnw": maven, "mvnd": maven, "gradle": gradle, "gradlew": gradle,
        "make": make, "gmake": make, "bmake": make, "ninja": tasks(.any, ["check"], letters: "Cjkl"),
        "scons": tasks(.any, letters: "Cfj"),
        "sbt": tasks(.any, ["testOnly", "testQuick"]), "mill": tasks(.any), "ant": tasks(.any, letters: "f"),
        "just": tasks(.first, letters: "fd"), "task": tasks(.any, letters: "dtoC"),
        "go-task": tasks(.any, letters: "dtoC"),
        "invoke": tasks(.any, letters: "cr"), "inv": tasks(.any, letters: "cr"), "mage": tasks(.any, letters: "dw"),
        "poe": tasks(.first, letters: "C"),
        "cmake": TestTool(kind: .task, names: ["check"], taskOptions: ["--target", "-t"]),
        "composer": package(["test"], .firstOrBehind(scripts)), "npm": package(["test", "t", "tst"], .behind(scripts)),
        "pnpm": package(["test", "t"], .firstOrBehind(scripts)), "yarn": package(["test"], .firstOrBehind(scripts)),
        "bun": package(["test"], .firstOrBehind(scripts)),
        "deno": TestTool(verbs: ["test"], tasks: .behind(["task", "run"])),
        "turbo": package(["test"], .firstOrBehind(["run"])), "lerna": package(["test"], .behind(["run"])),
        "nx": TestTool(
            kind: .task,
            verbs: ["test", "e2e"],
            tasks: .behind(["run"]),
            taskOptions: ["-t", "--target", "--targets"],
            options: .init(words: ["--projects", "--exclude"])
        ),
        "moon": package([], .behind(["run"])), "rush": package(["test"], .first),
        "hatch": TestTool(kind: .task, verbs: ["test"], tasks: .behind(["run"]), options: .init(letters: "e")),
        "pdm": environment, "pipenv": environment,
        "rye": TestTool(kind: .task, verbs: ["test"], tasks: .behind(["run"])),
        "poetry": environment, "uv": environment, "pixi": environment,
        "mise": tasks(.behind(["run", "r"])), "melos": tasks(.firstOrBehind(["run"])),
    ]
}

/// Names of tasks, scripts and files that run tests.
enum TestNames {
    /// The words for tests, first or last in a name.
    private static let tests: Set<String> = [
        "test", "tests", "spec", "specs", "unittest", "unittests", "e2e", "pytest", "runtest", "runtests", "vitest",
        "jest", "mocha", "phpunit", "rspec", "ctest", "doctest", "doctests", "testsuite",
    ]
    /// Words of names that are about tests without running them: `test-data`, `compileTest`.
    private static let others: Set<String> = [
        "build", "builds", "built", "compile", "generate", "gen", "install", "lint", "linter", "format", "fmt", "style",
        "typecheck", "types", "clean", "setup", "prepare", "init", "data", "deps", "dependencies", "fixture",
        "fixtures", "env", "image", "images", "db", "database", "up", "down", "start", "stop", "serve", "server",
        "list", "help", "create", "new", "publish", "deploy", "push", "docs", "doc", "utils", "util", "helper",
        "helpers", "harness", "support", "classes", "resources", "assemble", "process", "report", "reports", "results",
        "add", "remove", "update", "write", "make", "copy", "config", "requirements", "migrate",
        "seed", "reset", "download", "fetch", "requires", "venv", "container",
    ]

    /// Whether a name says that tests are run: `test`, `test:unit`, `:app:testDebugUnitTest`, `run_tests`.
    static func isTest(_ name: Substring) -> Bool {
        guard name.utf8.count <= 80 else { return false }
        // Most names hold none of the words.
        guard
            name.containsBytes(of: "est") || name.containsBytes(of: "pec") || name.containsBytes(of: "e2e")
                || name.containsBytes(of: "EST") || name.containsBytes(of: "mocha") || name.containsBytes(of: "phpunit")
        else { return false }
        let words = words(of: name)
        guard let first = words.first, let last = words.last, tests.contains(first) || tests.contains(last) else {
            return false
        }
        // `testDebugUnitTest` is a test of a variant.
        if tests.contains(first), tests.contains(last), words.count > 1 { return true }
        return !words.contains(where: others.contains)
    }

    /// The words of a name, without capitals: they end at a sign or in front of a capital.
    private static func words(of name: Substring) -> [String] {
        var words: [String] = []
        var word = ""
        var wasSmall = false
        for character in name {
            let isCapital = character.isUppercase
            if "-_:/;".contains(character) || character == " " || isCapital && wasSmall {
                if !word.isEmpty { words.append(word) }
                word = ""
            }
            wasSmall = character.isLowercase
            if !"-_:/; ".contains(character) { word += character.lowercased() }
        }
        if !word.isEmpty { words.append(word) }
        return words
    }
}
