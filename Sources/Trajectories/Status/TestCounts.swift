internal import Foundations

/// The counts of all summaries of an output: some runners print one for each part of the suite.
struct TestCounts {
    private var ran = 0
    private var failed = 0
    /// Whether some summary was there.
    private var hasSummary = false
    /// Whether lines tell that single tests ran, as those of a run whose summary was cut off do.
    private var hasVerdicts = false
    private var hasFailedVerdict = false
    /// Whether the runner says of the whole run that it failed.
    private var hasFailedRun = false
    /// Tests that only stand for a module or a name that could not be loaded.
    private var unloaded = 0
    /// What bun says of all tests, besides one line for those that passed and one for those that failed.
    private var acrossFiles: Int?
    private var go = GoCounts()
    private var gradle = GradleRun()
    private var julia = JuliaTable()

    /// What the lines tell; nil if no line was of a report.
    var result: TestReport? {
        var ran = ran + go.ran
        var failed = failed + go.failed
        if ran == 0, let acrossFiles { ran = acrossFiles }
        guard hasSummary || go.hasSummary || acrossFiles != nil else {
            guard hasVerdicts || gradle.ranTests else { return nil }
            return TestReport(ran: 1, failed: hasFailedVerdict || hasFailedRun ? 1 : 0)
        }
        ran = max(0, ran - unloaded)
        if hasFailedRun { failed = max(1, failed) }
        return TestReport(ran: ran, failed: min(failed, ran))
    }

    /// Adds what lines in the order of a text tell.
    mutating func add(_ lines: [OutputLine]) {
        let report = ReportLines(lines)
        for (index, line) in lines.enumerated() {
            go.begin(line, isFirst: index == 0)
            let (text, forms) = report.read(line)
            if !forms.isEmpty { add(line, text, forms) }
        }
    }

    /// - Parameters:
    ///   - text: the line without what a tool put in front of it.
    ///   - forms: what the text may be.
    private mutating func add(_ line: OutputLine, _ text: OutputLine, _ forms: ReportLines.Forms) {
        if line.begins(with: "ERROR:"), line.containsBytes(of: "unittest.loader._FailedTest") { unloaded += 1 }
        if forms.contains(.pytest) && pytest(text) || forms.contains(.unittest) && unittest(text)
            || !forms.isDisjoint(with: [.other, .anywhere]) && other(text, anywhere: forms.contains(.anywhere))
            || forms.contains(.nothing) && isNothing(text)
        {
            hasSummary = true
            return
        }
        if forms.contains(.closing), closing(text) { return }
        if forms.contains(.verdict) { verdict(text) }
    }

    private mutating func count(_ total: Int, failed: Int) {
        ran += total
        self.failed += failed
    }

    // MARK: Python

    /// `==== 1 failed, 2 passed in 0.03s ====`, also without the signs, and with nothing but warnings.
    private mutating func pytest(_ line: OutputLine) -> Bool {
        var bare = line.withoutRule
        if bare.begins(with: "no tests ran in ") { return true }
        // SymPy's runner: `tests finished: 8 passed, 1 skipped, in 1.21 seconds`.
        if bare.begins(with: Self.finished) { bare = bare.from(Self.finished.utf8.count) }
        guard let first = bare.first, 0x30...0x39 ~= first,
            let counts = Self.kinds(in: Substring(String(decoding: bare, as: UTF8.self)))
        else { return false }
        for (number, kind) in counts {
            switch kind {
            // A test that was skipped tested nothing.
            case "passed", "xpassed", "xfailed", "expected to fail", "expected to fail but passed":
                count(number, failed: 0)
            case "failed", "exceptions": count(number, failed: number)
            default: break
            }
        }
        return true
    }

    private static let finished = "tests finished: "
    private static let kinds: Set<Substring> = [
        "passed", "failed", "error", "errors", "warning", "warnings", "skipped", "xfailed", "xpassed", "deselected",
        "rerun", "subtests passed", "expected to fail", "expected to fail but passed", "exceptions",
    ]

    /// The counts of a summary of pytest by kind; nil if the line is another one.
    private static func kinds(in bare: Substring) -> [(number: Int, kind: Substring)]? {
        var words = bare
        let time = bare.firstByteRange(of: " in ")
        if let time {
            guard isTime(bare[time.upperBound...].prefix { $0 != "s" && $0 != " " }) else { return nil }
            words = bare[..<time.lowerBound]
        }
        var counts: [(number: Int, kind: Substring)] = []
        for part in words.split(separator: ",") {
            let part = part.drop { $0 == " " }
            let kind = part.drop { $0.isNumber }.drop { $0 == " " }
            guard let number = Int(part.prefix { $0.isNumber }), kinds.contains(kind) else { return nil }
            counts.append((number, kind))
        }
        // Other programs count errors and warnings too, and give no time.
        return time != nil || counts.contains { $0.kind == "passed" || $0.kind == "failed" } ? counts : nil
    }

    private static func isTime(_ text: Substring) -> Bool {
        text.first?.isNumber == true && text.allSatisfy { $0.isNumber || $0 == "." || $0 == ":" }
    }

    /// `Ran 3 tests in 0.1s`, and in the next lines `OK` or `FAILED (failures=1)`.
    private mutating func unittest(_ line: OutputLine) -> Bool {
        if line.begins(with: "Ran "), line.containsBytes(of: " test"), let number = line.number(after: "Ran ") {
            if line.containsBytes(of: " test suite") { return forge(line) }
            if line.containsBytes(of: " across ") {
                acrossFiles = (acrossFiles ?? 0) + number
            } else {
                count(number, failed: 0)
            }
            return true
        }
        if line.begins(with: "FAILED ("), line.ends(with: ")") {
            failed += (line.number(after: "failures=") ?? 0) + (line.number(after: "errors=") ?? 0)
            return true
        }
        if line.begins(with: "OK (skipped="), let number = line.number(after: "skipped=") {
            ran -= min(ran, number)
            return true
        }
        return line.begins(with: "NO TESTS RAN")
    }

    /// `Ran 2 test suites in 10ms: 3 tests passed, 0 failed`, which sums up what each suite said.
    private mutating func forge(_ line: OutputLine) -> Bool {
        guard !hasSummary, let place = line.firstOffset(of: "): "),
            let counts = Tally(line.from(place + 3))?.counts
        else { return hasSummary }
        count(counts.ran, failed: counts.failed)
        return true
    }

    // MARK: Other runners

    /// The summary of another runner: one line with the counts.
    private mutating func other(_ line: OutputLine, anywhere: Bool) -> Bool {
        let text = line.withoutIndent
        if let first = text.first, first.isASCIIDigit, let counts = TestSummary.numbered(text) {
            count(counts.ran, failed: counts.failed)
            return true
        }
        if let counts = julia.counts(line) {
            count(counts.ran, failed: counts.failed)
            return true
        }
        return add(TestSummary.forms(startingWith: text.first ?? 0), text)
            || anywhere && add(TestSummary.anywhere, text)
    }

    private mutating func add(_ forms: [TestSummary], _ text: OutputLine) -> Bool {
        for form in forms where form.matches(text) {
            guard let counts = form.counts(text) else { continue }
            count(counts.ran, failed: counts.failed)
            return true
        }
        return false
    }

    /// Whether a runner says that it found nothing to run.
    private func isNothing(_ line: OutputLine) -> Bool {
        let text = line.withoutIndent
        return Self.nothingToRun.contains { text.begins(with: $0) }
            || text.begins(with: "?") && text.ends(with: "[no test files]")
            || text.begins(with: "ok ") && text.ends(with: "[no tests to run]")
    }

    private static let nothingToRun = [
        "collected 0 items", "collecting ... collected 0 items", "No tests found", "No test files found",
        "No tests were found", "No tests executed", "No tests to run", "No test is available",
        "testing: warning: no tests to run", "no test files", "error: no tests to run",
    ]

    // MARK: Single tests

    /// One line for one test: `tests/a.py::test_x PASSED`, `test_x (a.B) ... ok`, `--- FAIL: TestX`.
    private mutating func verdict(_ line: OutputLine) {
        if go.add(line) { return }
        if line.containsBytes(of: "::") {
            if line.containsBytes(of: " PASSED") { hasVerdicts = true }
            if line.containsBytes(of: " FAILED") || line.begins(with: "FAILED ") { failedVerdict() }
        } else if line.ends(with: " ... ok") {
            hasVerdicts = true
        } else if line.begins(with: "==="), line.containsBytes(of: "= FAILURES =") {
            failedVerdict()
        } else if let passed = line.verdictOfTAP ?? line.progressOfPytest ?? line.verdictOfJVM {
            note(passed)
        } else if line.ends(with: " ... FAIL") || line.ends(with: " ... FAILED") {
            failedVerdict()
        }
        if go.hasFailedTest { failedVerdict() }
    }

    /// What runners say of the whole run at its end; false for another line.
    private mutating func closing(_ line: OutputLine) -> Bool {
        let text = line.withoutIndent
        if let passed = ClosingVerdict.passed(text) {
            note(passed)
            if !passed { hasFailedRun = true }
            return true
        }
        return gradle.add(text)
    }

    private mutating func note(_ passed: Bool) {
        if passed { hasVerdicts = true } else { failedVerdict() }
    }

    private mutating func failedVerdict() {
        hasVerdicts = true
        hasFailedVerdict = true
    }
}

extension OutputLine {
    /// Whether the test passed that a line of the Test Anything Protocol is about: `ok 1 - name`, `not ok 2`; nil for
    /// another line.
    fileprivate var verdictOfTAP: Bool? {
        let text = withoutIndent
        for (start, passed) in [("ok ", true), ("not ok ", false)] where text.begins(with: start) {
            let number = text.dropFirst(start.utf8.count).prefix { 0x30...0x39 ~= $0 }
            return number.isEmpty ? nil : passed
        }
        return nil
    }

    /// Whether all tests passed that a line of pytest's progress stands for: `..F..  [100%]`; nil for another line.
    fileprivate var progressOfPytest: Bool? {
        guard ends(with: "%]") else { return nil }
        let marks = prefix { ".FEsxX".utf8.contains($0) }
        guard !marks.isEmpty, dropFirst(marks.count).first == 0x20, marks.contains(where: { $0 != UInt8(ascii: "s") })
        else { return nil }
        return !marks.contains { "FE".utf8.contains($0) }
    }

    /// Whether the test passed that a line of Gradle or Bazel is about: `PlanTest > moors() PASSED`,
    /// `//pier:plan_test  PASSED in 0.3s`; nil for another line.
    fileprivate var verdictOfJVM: Bool? {
        let isTarget = begins(with: "//")
        guard isTarget || containsBytes(of: " > ") else { return nil }
        if isTarget ? containsBytes(of: " PASSED in ") : ends(with: " PASSED") { return true }
        return (isTarget ? containsBytes(of: " FAILED in ") : ends(with: " FAILED")) && !begins(with: "> Task ")
            ? false : nil
    }

    /// The line without blanks and `=` at its ends.
    fileprivate var withoutRule: OutputLine {
        func isRule(_ byte: UInt8) -> Bool { byte == 0x20 || byte == UInt8(ascii: "=") }
        guard let start = firstIndex(where: { !isRule($0) }), let end = lastIndex(where: { !isRule($0) }) else {
            return OutputLine(rebasing: prefix(0))
        }
        return OutputLine(rebasing: self[start...end])
    }
}
