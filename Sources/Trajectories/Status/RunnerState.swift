internal import Foundations

/// What the lines of `go test` tell: one for each package, and one for each test where they are asked for.
struct GoCounts {
    private var tests = 0
    private var failedTests = 0
    private var packages = 0
    private var failedPackages = 0
    /// Whether something between the last line of a package and this one tells that its tests ran to their end.
    private var sawFailure = false
    /// Whether the line before was that of a package, or there was none.
    private var wasPackage = true
    private var isPackage = false

    /// Whether there is a line of a package or of a test that passed.
    private(set) var hasSummary = false
    /// The tests that ran; a package without lines of its tests counts as one.
    var ran: Int { hasSummary ? max(tests, packages + failedPackages) : 0 }
    /// Those that failed.
    var failed: Int { hasSummary ? max(failedTests, failedPackages) : 0 }
    /// Whether a test failed.
    var hasFailedTest: Bool { failedTests > 0 }

    /// Notes that a line comes next.
    mutating func begin(_ line: OutputLine, isFirst: Bool) {
        wasPackage = isFirst || isPackage
        isPackage = false
        if line.count == 4, line.begins(with: "FAIL") { sawFailure = true }
    }

    /// Adds a line; false if it is none of a package or a test.
    mutating func add(_ line: OutputLine) -> Bool {
        guard line.first.map({ "oF-".utf8.contains($0) }) == true else { return false }
        if line.begins(with: "ok  \t") {
            packages += 1
            endPackage()
        } else if line.begins(with: "--- PASS: ") {
            tests += 1
            hasSummary = true
        } else if line.begins(with: "--- FAIL: ") {
            tests += 1
            failedTests += 1
            sawFailure = true
            return false
        } else if line.begins(with: "FAIL\t") {
            guard !line.containsBytes(of: "[build failed]"), !line.containsBytes(of: "[setup failed]") else {
                isPackage = true
                return true
            }
            // Where the tests ended with a panic in front of the first of them, nothing ran.
            if sawFailure || wasPackage {
                failedPackages += 1
                endPackage()
            } else {
                isPackage = true
            }
        } else {
            return false
        }
        return true
    }

    private mutating func endPackage() {
        hasSummary = true
        isPackage = true
        sawFailure = false
    }
}

/// What Gradle tells of its tasks: it counts tests only where some failed.
struct GradleRun {
    private var hasTask = false
    private var succeeded = false

    /// Whether a task that runs tests was run, and the build succeeded: it does not where no test is found.
    var ranTests: Bool { hasTask && succeeded }

    /// Adds a line; false if it tells nothing of the kind.
    mutating func add(_ line: OutputLine) -> Bool {
        if line.begins(with: "> Task :") {
            // What was not run has the reason behind it: `> Task :test UP-TO-DATE`.
            let name = line.from("> Task ".utf8.count)
            if !name.contains(0x20), TestNames.isTest(Substring(String(decoding: name, as: UTF8.self))) {
                hasTask = true
            }
            return true
        }
        guard line.begins(with: "BUILD SUCCESSFUL") else { return false }
        succeeded = true
        return true
    }
}

/// The table with which Julia sums up its tests: a line with the names of the columns, and below it that of all tests.
struct JuliaTable {
    private var columns: [Substring] = []

    /// The counts, if the line is the first below the names of the columns.
    mutating func counts(_ line: OutputLine) -> TestSummary.Counted? {
        let isHead = line.begins(with: "Test Summary:")
        guard isHead || !columns.isEmpty, let bar = line.lastIndex(of: UInt8(ascii: "|")) else { return nil }
        let cells = line.from(bar + 1)
        if isHead {
            columns = String(decoding: cells, as: UTF8.self).split(separator: " ")
            return nil
        }
        defer { columns = [] }
        var counts: [Substring: Int] = [:]
        for (name, number) in zip(columns, cells.numbers) { counts[name] = number }
        let failed = (counts["Fail"] ?? 0) + (counts["Error"] ?? 0)
        return ((counts["Pass"] ?? 0) + failed, failed)
    }
}

/// What runners say of a whole run at its end, without a count.
enum ClosingVerdict {
    /// Whether the tests passed; nil if a line, without blanks in front of it, says nothing of the kind.
    static func passed(_ line: OutputLine) -> Bool? {
        byFirst[Int(line.first ?? 0)].first { line.begins(with: $0.start) }?.passed
    }

    /// All beginnings of such lines.
    static var beginnings: [String] { passes + failures }

    private static let byFirst: [[(start: String, passed: Bool)]] = (0...255).map { byte in
        (passes.map { (start: $0, passed: true) } + failures.map { (start: $0, passed: false) })
            .filter { $0.start.utf8.first == byte }
    }

    private static let passes = [
        "congratulations :)", "All tests passed", "All tests successful", "** TEST SUCCEEDED **",
        "Test Run Successful.", "Test run summary: Passed!", "TEST RUN PASSED", "+++ OK, passed ", "All specs passed",
        "*** No errors detected",
    ]
    private static let failures = [
        "evaluation failed :(", "** TEST FAILED **", "Test Run Failed.", "Test run summary: Failed!",
        "TEST RUN FAILED", "There were failing tests", "> There were failing tests", "Some tests failed",
        "ERROR: Some tests did not pass",
    ]
}
