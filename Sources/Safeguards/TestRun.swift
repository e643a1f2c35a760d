internal import Shell

/// A command that runs tests, and what makes its result say something else than the tests do.
enum TestRun {
    /// Whether a command runs tests.
    static func isTestRun(_ call: Invocation) -> Bool {
        let words = (call.names + call.arguments.prefix(5)).map { CommandKey.name($0) }
        if words.contains(where: runners.contains) { return true }
        guard let name = call.name, commanders.contains(CommandKey.name(name)) else { return false }
        return call.arguments.contains { word in
            verbs.contains(word) || word.hasPrefix("test:") || word.hasSuffix(":test") || word.hasSuffix("Test")
        }
    }

    /// Whether tests are left out, expectations rewritten, or code and settings taken from outside the project.
    static func isFalsified(_ call: Invocation) -> Bool {
        if call.name == "cargo", call.arguments.first == "insta" { return call.arguments.contains("accept") }
        guard isTestRun(call) else { return false }
        return OptionDanger.options(of: call).contains { option in
            rewrites(option, call) || leavesOut(option, call) || isForeign(option, call)
        }
    }

    /// Whether a failure of the tests is let pass by the command behind them.
    static func isExcused(_ call: Invocation, by next: Invocation) -> Bool {
        guard isTestRun(call), let name = next.name, let sign = next.command.operatorBefore else { return false }
        let succeeds = ["true", ":", "echo", "printf"].contains(name) || name == "exit" && next.arguments == ["0"]
        return succeeds && (sign == .or || sign == .sequence && name != "echo" && name != "printf")
    }

    // MARK: Options

    private static func rewrites(_ option: OptionDanger.Option, _ call: Invocation) -> Bool {
        let name = SpelledName(option.name)
        if option.name == "-u" { return isScriptRunner(call) }
        if option.name == "--ci" { return option.value.map(SpelledName.isOff) ?? false }
        return name.rewritesExpectations || name.words.first == "update" || name.words.last == "update"
            || name.words.contains(where: ["accept", "regen", "rebase", "rebaseline", "overwrite"].contains)
    }

    private static func leavesOut(_ option: OptionDanger.Option, _ call: Invocation) -> Bool {
        let name = SpelledName(option.name)
        let program = CommandKey.name(call.name ?? "")
        if option.name == "-x" { return ["gradle", "gradlew"].contains(program) }
        if program == "ctest", option.name == "-E" || option.name == "-LE" { return true }
        if option.name == "-short" { return false }
        if name.words.contains(where: omissions.contains), !name.words.contains(where: technical.contains) {
            return true
        }
        // Only what chooses tests is looked at: a value elsewhere may have any sign.
        let isChoice =
            ["-k", "-m", "-t", "-g", "-E", "-run"].contains(option.name) || name.words.contains(where: choices.contains)
        guard isChoice, let value = option.value?.lowercased() else { return false }
        let bare = value.drop { "'\"(^ ".contains($0) }
        return bare.hasPrefix("not ") || bare == "not" || bare.hasPrefix("!") || bare.hasPrefix("~")
            || bare.hasPrefix("-") || bare.contains(" not ") || bare.contains("!=") || bare.contains("?!")
            || bare.contains("!~")
    }

    private static func isForeign(_ option: OptionDanger.Option, _ call: Invocation) -> Bool {
        let isPython = call.names.contains("pytest") || call.arguments.prefix(3).contains("pytest")
        if option.name == "-p", isPython { return option.value.map { !$0.hasPrefix("no:") } ?? true }
        let isSetting = settings.contains(option.name) || option.name == "-c" && isPython
        return isSetting && (option.value.map(Place.isOutside) ?? true)
    }

    /// Whether `-u` rewrites snapshots.
    private static func isScriptRunner(_ call: Invocation) -> Bool {
        let words = (call.names + call.arguments.prefix(4)).map { CommandKey.name($0) }
        return words.contains(
            where: ["jest", "vitest", "ava", "playwright", "tap", "npm", "yarn", "pnpm", "bun"].contains
        )
    }

    private static func set(_ words: String) -> Set<String> { Set(words.split(separator: " ").map(String.init)) }

    static let runners = set(
        "pytest unittest jest vitest mocha ava karma cypress playwright nose2 nosetests rspec phpunit ctest tox nox behave "
            + "bats busted tap robot cucumber nextest pest minitest ginkgo gotestsum"
    )
    /// Programs which run tests by a command of theirs.
    static let commanders = set(
        "npm yarn pnpm bun deno go cargo swift dotnet mix gradle gradlew mvn mvnw rake rails make bazel meson sbt cabal "
            + "stack zig flutter dart hatch composer nx turbo just"
    )
    private static let verbs: Set<String> = ["test", "t", "tests", "check", "verify"]
    private static let omissions = set("deselect ignore exclude excludes excluded skip skips invert omit")
    /// What may be left out of a run without leaving out tests.
    private static let technical = set(
        "missing build pkg install installation download cache scripts compile deps dependencies interpreters coverage"
    )
    private static let choices = set("grep filter filters tag tags dtest markers match pattern")
    private static let settings = set(
        "--config --config-file --rootdir --confcutdir --require --import --setup-files --setupFiles --globalSetup "
            + "--plugin --plugins --settings --loader --configuration --bootstrap"
    )
}
