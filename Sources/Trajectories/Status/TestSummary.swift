internal import Foundations

/// The form of the line in which a test runner sums up its run.
struct TestSummary: Sendable {
    /// The beginnings of the line, without blanks in front of it; none if the words may be anywhere.
    var starts: [String] = []
    /// Words that the line has besides.
    var words: [String] = []
    /// Whether the line begins with a digit.
    var startsWithNumber = false
    /// Reads how many tests ran, and how many of these failed.
    let counts: @Sendable (OutputLine) -> (ran: Int, failed: Int)?

    /// Whether a line, without blanks in front of it, may be of this form.
    func matches(_ line: OutputLine) -> Bool {
        (starts.isEmpty || starts.contains { line.begins(with: $0) })
            && (!startsWithNumber || line.first.map { 0x30...0x39 ~= $0 } == true)
            && words.allSatisfy { line.containsBytes(of: $0) }
    }

    /// The forms that a line may have whose first byte this is, without those whose words may be anywhere.
    static func forms(startingWith byte: UInt8) -> [TestSummary] { byFirst[Int(byte)] }

    private static let byFirst: [[TestSummary]] = (0...255).map { byte in
        all.filter { form in
            form.startsWithNumber ? 0x30...0x39 ~= byte : form.starts.contains { $0.utf8.first.map(Int.init) == byte }
        }
    }

    /// The forms of the runners whose summary is one line.
    static let all: [TestSummary] = [
        cargo, jest, vitest, maven, ctest, xctest, swiftTesting, rspec, phpunit, mochaPassing, mochaFailing, nodePass,
        nodeFail, dotnetPassed, dotnetFailed,
    ]

    private static let cargo = TestSummary(starts: ["test result: "]) { line in
        let failed = line.number(before: " failed") ?? 0
        return ((line.number(before: " passed") ?? 0) + failed, failed)
    }

    /// Jest and PHPUnit begin alike: `Tests: 1 failed, 3 total` and `Tests: 3, Assertions: 5, Failures: 1.`
    private static let jest = TestSummary(starts: ["Tests: "], counts: tests)
    private static let vitest = TestSummary(starts: ["Tests  "], counts: tests)

    @Sendable private static func tests(_ line: OutputLine) -> (ran: Int, failed: Int)? {
        let failed = line.number(before: " failed") ?? line.number(after: "Failures: ") ?? 0
        let passed = line.number(before: " passed") ?? 0
        guard let total = line.number(before: " total") ?? line.number(after: "Tests: ") else {
            return passed + failed > 0 ? (passed + failed, failed) : nil
        }
        return (total, failed)
    }

    private static let maven = TestSummary(words: ["Tests run: ", "Failures: "]) { line in
        let failed = (line.number(after: "Failures: ") ?? 0) + (line.number(after: "Errors: ") ?? 0)
        return (line.number(after: "Tests run: ") ?? 0, failed)
    }

    private static let ctest = TestSummary(words: ["% tests passed, ", " tests failed out of "]) { line in
        (line.number(after: " out of ") ?? 0, line.number(before: " tests failed") ?? 0)
    }

    private static let xctest = TestSummary(starts: ["Executed "], words: [" test", " failure"]) { line in
        (line.number(after: "Executed ") ?? 0, line.number(before: " failure") ?? 0)
    }

    private static let swiftTesting = TestSummary(words: ["Test run with ", " test"]) { line in
        (line.number(after: "Test run with ") ?? 0, line.containsBytes(of: " failed after") ? 1 : 0)
    }

    private static let rspec = TestSummary(words: [" example", " failure"], startsWithNumber: true) { line in
        line.number(before: " example").map { ($0, line.number(before: " failure") ?? 0) }
    }

    private static let phpunit = TestSummary(starts: ["OK ("], words: [" test"]) { line in
        line.number(before: " test").map { ($0, 0) }
    }

    private static let mochaPassing = TestSummary(words: [" passing"], startsWithNumber: true) { line in
        line.number(before: " passing").map { ($0, 0) }
    }

    private static let mochaFailing = TestSummary(words: [" failing"], startsWithNumber: true) { line in
        line.number(before: " failing").map { ($0, $0) }
    }

    private static let nodePass = TestSummary(starts: ["# pass ", "ℹ pass "]) { line in
        line.number(after: "pass ").map { ($0, 0) }
    }

    private static let nodeFail = TestSummary(starts: ["# fail ", "ℹ fail "]) { line in
        line.number(after: "fail ").map { ($0, $0) }
    }

    private static let dotnetPassed = TestSummary(starts: ["Passed!  - Failed:"], counts: dotnet)
    private static let dotnetFailed = TestSummary(starts: ["Failed!  - Failed:"], counts: dotnet)

    @Sendable private static func dotnet(_ line: OutputLine) -> (ran: Int, failed: Int)? {
        let failed = line.number(after: "Failed:") ?? 0
        return ((line.number(after: "Passed:") ?? 0) + failed, failed)
    }
}
