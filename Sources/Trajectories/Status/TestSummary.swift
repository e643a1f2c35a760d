internal import Foundations

/// The form of the line in which a test runner sums up its run.
struct TestSummary: Sendable {
    /// How many tests ran, and how many of these failed.
    typealias Counted = (ran: Int, failed: Int)

    /// The beginnings of the line, without blanks in front of it; none if the words may be anywhere.
    private var starts: [String] = []
    /// Words that the line has besides.
    private var words: [String] = []
    /// Reads how many tests ran, and how many of these failed; nil if the line is another one.
    let counts: @Sendable (OutputLine) -> Counted?

    /// Whether a line, without blanks in front of it, may be of this form.
    func matches(_ line: OutputLine) -> Bool {
        (starts.isEmpty || starts.contains { line.begins(with: $0) }) && words.allSatisfy { line.containsBytes(of: $0) }
    }

    /// The forms that a line may have whose first byte this is, without those whose words may be anywhere.
    static func forms(startingWith byte: UInt8) -> [TestSummary] { byFirst[Int(byte)] }

    /// All beginnings of summaries.
    static var beginnings: [String] { all.flatMap(\.starts) }

    private static let byFirst: [[TestSummary]] = (0...255).map { byte in
        all.filter { $0.starts.contains { $0.utf8.first.map(Int.init) == byte } }
    }

    /// The forms whose words may be anywhere in a line.
    static let anywhere = [maven, ctest, swiftTesting]

    /// The forms of the runners whose summary is one line that begins with a word.
    private static let all: [TestSummary] = [
        cargo, tests, maven, bazel, xctest, karma, phpunit, cppUTest, nodePass, nodeFail, deno, dotnet, dotnetSummary,
        vstest, sbt, nextest, gotestsum, ginkgo, ginkgoFailed, catch2, googleTest, googleTestFailed, prove,
        proveFailed, meson, testthat, alcotest, ounit, ounitFailed, hunit, zig, allPassed, newman,
    ]

    private init(
        _ starts: [String] = [],
        words: [String] = [],
        counts: @escaping @Sendable (OutputLine) -> Counted?
    ) {
        self.starts = starts
        self.words = words
        self.counts = counts
    }

    // MARK: Rust, Zig

    private static let cargo = TestSummary(["test result: ", "Suite result: "], counts: passedAndFailed)

    /// `Summary [ 0.3s] 4/10 tests run: 3 passed, 1 failed, 0 skipped`
    private static let nextest = TestSummary(["Summary ["]) { line in
        line.firstOffset(of: "] ").flatMap { Tally(line.from($0 + 2).withoutIndent)?.counts }
    }

    /// `Build Summary: 2/4 steps succeeded; 1 failed; 2/3 tests passed; 1 failed`
    private static let zig = TestSummary(["Build Summary: "], words: [" tests passed"]) { line in
        guard let place = line.firstOffset(of: " tests passed") else { return nil }
        let numbers = OutputLine(rebasing: line.prefix(place)).numbers.suffix(2)
        guard let passed = numbers.first, let total = numbers.last else { return nil }
        return (total, max(0, total - passed))
    }

    // MARK: JavaScript and PHP

    /// Jest, Vitest, PHPUnit, Pest and ScalaTest begin alike: `Tests: 1 failed, 3 total`, `Tests  3 passed (3)`,
    /// `Tests: 3, Assertions: 5, Failures: 1.`, `Tests: succeeded 3, failed 0`.
    private static let tests = TestSummary(["Tests: ", "Tests  "]) { line in
        if let passed = line.number(after: "succeeded ") {
            let failed = line.number(after: "failed ") ?? 0
            return (passed + failed, failed)
        }
        let failed =
            line.number(before: " failed")
            ?? (line.number(after: "Failures: ") ?? 0) + (line.number(after: "Errors: ") ?? 0)
        if let total = line.number(before: " total") { return (total, failed) }
        if let passed = line.number(before: " passed") { return (passed + failed, failed) }
        if line.containsBytes(of: " failed") { return failed > 0 ? (failed, failed) : nil }
        return line.number(after: "Tests: ").map { ($0, failed) }
    }

    private static let phpunit = TestSummary(["OK ("], words: [" test"]) { line in
        line.number(before: " test").map { ($0, 0) }
    }

    private static let nodePass = TestSummary(["# pass ", "ℹ pass "]) { line in
        line.number(after: "pass ").map { ($0, 0) }
    }

    private static let nodeFail = TestSummary(["# fail ", "ℹ fail "]) { line in
        line.number(after: "fail ").map { ($0, $0) }
    }

    private static let deno = TestSummary(["ok | ", "FAILED | "], words: [" passed"], counts: passedAndFailed)

    private static let karma = TestSummary(["TOTAL: "]) { line in
        let failed = line.number(before: " FAILED") ?? 0
        guard let passed = line.number(before: " SUCCESS") ?? (failed > 0 ? 0 : nil) else { return nil }
        return (passed + failed, failed)
    }

    /// A row of the table of newman: `│ assertions │ 3 │ 0 │`.
    private static let newman = TestSummary(["│ "], words: ["assertions │"]) { line in
        guard let place = line.firstOffset(of: "assertions │") else { return nil }
        let numbers = line.from(place).numbers
        return numbers.count == 2 ? (numbers[0], numbers[1]) : nil
    }

    // MARK: The JVM and .NET

    private static let maven = TestSummary(words: ["Tests run: ", "Failures: "]) { line in
        let failed = (line.number(after: "Failures: ") ?? 0) + (line.number(after: "Errors: ") ?? 0)
        return (line.number(after: "Tests run: ") ?? 0, failed)
    }

    private static let sbt = TestSummary(["Passed: Total ", "Failed: Total "]) { line in
        let failed = (line.number(after: "Failed ") ?? 0) + (line.number(after: "Errors ") ?? 0)
        return line.number(after: ": Total ").map { ($0, failed) }
    }

    private static let dotnet = TestSummary(["Passed!  - Failed:", "Failed!  - Failed:"]) { line in
        let failed = line.number(after: "Failed:") ?? 0
        return ((line.number(after: "Passed:") ?? 0) + failed, failed)
    }

    private static let dotnetSummary = TestSummary(["Test summary: total: "]) { line in
        let failed = line.number(after: "failed: ") ?? 0
        return ((line.number(after: "succeeded: ") ?? 0) + failed, failed)
    }

    /// A line with one number and nothing else, as vstest, elm-test and uvu have them. None of a kind is not a summary.
    private static let vstest = TestSummary(["Passed: ", "Failed: "]) { line in
        let isFailed = line.begins(with: "Failed")
        guard line.count < 40, line.numbers.count == 1, let number = line.number(after: "ed:"), number > 0,
            line.dropFirst(7).allSatisfy({ $0 == 0x20 || $0.isASCIIDigit })
        else { return nil }
        return (number, isFailed ? number : 0)
    }

    // MARK: Go

    private static let gotestsum = TestSummary(["DONE "], words: [" test"]) { line in
        Tally(line.from("DONE ".utf8.count))?.toldCounts
    }

    private static let ginkgo = TestSummary(["Ran "], words: [" of ", " Specs in "]) { line in
        line.number(after: "Ran ").map { ($0, 0) }
    }

    private static let ginkgoFailed = TestSummary(["FAIL! -- "], words: [" Failed"]) { line in
        line.number(before: " Failed").map { (0, $0) }
    }

    // MARK: C, C++, Swift

    private static let ctest = TestSummary(words: ["% tests passed, ", " tests failed out of "]) { line in
        (line.number(after: " out of ") ?? 0, line.number(before: " tests failed") ?? 0)
    }

    private static let meson = TestSummary(["Ok:    ", "Fail:    ", "Timeout:    "]) { line in
        guard let number = line.number(after: ":"), number > 0 else { return nil }
        return (number, line.begins(with: "Ok:") ? 0 : number)
    }

    private static let catch2 = TestSummary(["test cases: "], words: [" | "], counts: passedAndFailed)

    private static let googleTest = TestSummary(["[==========] "], words: [" ran."]) { line in
        line.number(before: " test").map { ($0, 0) }
    }

    private static let googleTestFailed = TestSummary(["[  FAILED  ] "], words: [", listed below"]) { line in
        line.number(before: " test").map { (0, $0) }
    }

    private static let cppUTest = TestSummary(["Errors ("], words: [" tests"]) { line in
        line.number(before: " tests").map { ($0, line.number(before: " failures") ?? 0) }
    }

    private static let xctest = TestSummary(["Executed "], words: [" test", " failure"]) { line in
        (line.number(after: "Executed ") ?? 0, line.number(before: " failure") ?? 0)
    }

    private static let swiftTesting = TestSummary(words: ["Test run with ", " test"]) { line in
        (line.number(after: "Test run with ") ?? 0, line.containsBytes(of: " failed after") ? 1 : 0)
    }

    /// `Executed 3 out of 4 tests: 2 tests pass, 1 fails locally and 1 fails to build.`
    private static let bazel = TestSummary(["Executed "], words: [" out of ", " test"]) { line in
        guard let total = line.number(after: " out of ") else { return nil }
        let unbuilt = (line.number(before: " fails to build") ?? line.number(before: " fail to build") ?? 0)
        let skipped = line.number(before: " was skipped") ?? line.number(before: " were skipped") ?? 0
        let failed = line.number(before: " fails locally") ?? line.number(before: " fail locally") ?? 0
        return (max(failed, total - unbuilt - skipped), failed)
    }

    // MARK: Other languages

    private static let prove = TestSummary(["Files="], words: [" Tests="]) { line in
        line.number(after: "Tests=").map { ($0, 0) }
    }

    /// `Failed 1/2 test programs. 3/12 subtests failed.`
    private static let proveFailed = TestSummary(["Failed "], words: [" test programs. ", " subtests failed"]) { line in
        let numbers = line.numbers
        return numbers.count == 4 ? (0, max(1, numbers[2])) : nil
    }

    /// `[ FAIL 0 | WARN 0 | SKIP 0 | PASS 3 ]`
    private static let testthat = TestSummary(["[ FAIL "], words: ["| PASS "]) { line in
        let failed = line.number(after: "FAIL ") ?? 0
        return ((line.number(after: "PASS ") ?? 0) + failed, failed)
    }

    private static let alcotest = TestSummary(["Test Successful in "], words: [" run."]) { line in
        (line.number(before: " tests run") ?? line.number(before: " test run")).map { ($0, 0) }
    }

    private static let ounit = TestSummary(["Ran: "], words: [" tests in: "]) { line in
        line.number(after: "Ran: ").map { ($0, 0) }
    }

    private static let ounitFailed = TestSummary(["FAILED: Cases: "]) { line in
        (0, (line.number(after: "Errors: ") ?? 0) + (line.number(after: "Failures: ") ?? 0))
    }

    private static let hunit = TestSummary(["Cases: "], words: ["Tried: ", "Failures: "]) { line in
        let failed = (line.number(after: "Errors: ") ?? 0) + (line.number(after: "Failures: ") ?? 0)
        return line.number(after: "Tried: ").map { ($0, failed) }
    }

    /// `All 3 tests passed (0.1s)`
    private static let allPassed = TestSummary(["All "], words: [" tests passed"]) { line in
        line.number(before: " tests passed").map { ($0, 0) }
    }

    // MARK: Lines that begin with a number

    /// Reads a summary that begins with a number; nil if the line is another one.
    static func numbered(_ line: OutputLine) -> Counted? {
        if let tally = Tally(line) { return tally.counts ?? failures(line) }
        guard line.containsBytes(of: "test"), !line.containsBytes(of: "% tests ") else { return nil }
        // Flutter and Dart: `00:03 +3 -1: Some tests failed.`
        if line.containsBytes(of: ": All tests passed!") || line.containsBytes(of: ": Some tests failed.") {
            let failed = line.number(after: " -") ?? 0
            return ((line.number(after: " +") ?? 0) + failed, failed)
        }
        // Tasty: `1 out of 3 tests failed (0.0s)`
        if line.containsBytes(of: " out of "), line.containsBytes(of: " tests failed") {
            return (line.number(before: " tests failed") ?? 0, line.number(before: " out of ") ?? 0)
        }
        // Alcotest: `1 failure! in 0.0s. 3 tests run.`
        if line.containsBytes(of: "! in "), let failed = line.number(before: " failure") {
            return (line.number(before: " tests run") ?? line.number(before: " test run") ?? failed, failed)
        }
        // Cabal: `1 of 1 test suites (3 of 4 test cases) passed.`
        guard line.containsBytes(of: " test cases) passed") else { return nil }
        let numbers = line.numbers
        return numbers.count == 4 ? (numbers[3], max(0, numbers[3] - numbers[2])) : nil
    }

    /// `1 failures, 0 errors.`, which Leiningen says in a line of its own.
    private static func failures(_ line: OutputLine) -> Counted? {
        guard line.ends(with: " errors."), let failures = line.number(before: " failures, ") else { return nil }
        return (0, failures + (line.number(before: " errors.") ?? 0))
    }

    @Sendable private static func passedAndFailed(_ line: OutputLine) -> Counted? {
        let failed = line.number(before: " failed") ?? 0
        return ((line.number(before: " passed") ?? 0) + failed, failed)
    }
}
