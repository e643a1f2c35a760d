internal import Foundations

/// What a test runner said about its run: how many tests it ran, and how many of them failed.
///
/// The words of the runners are declared here and nowhere else. They are those of the runners' own summaries.
struct TestReport: Equatable {
    /// The tests that ran. At least one, where the runner says only that there were some.
    var ran: Int
    /// The tests that ran and failed.
    var failed: Int

    // MARK: The commands

    private static let programs: Set<String> = [
        "pytest", "py.test", "tox", "nox", "nosetests", "jest", "vitest", "mocha", "ava", "phpunit", "rspec", "ctest",
        "karma", "pest", "busted", "bats",
    ]
    private static let phrases = [
        "-m pytest", "-m unittest", "-m django test", "-m nose", "-m tox", "-m doctest", "manage.py test",
        "setup.py test", "cargo test", "cargo nextest", "go test", "npm test", "npm run test", "npm t", "yarn test",
        "pnpm test", "bun test", "deno test", "node --test", "swift test", "make test", "make check", "mvn test",
        "mvn verify", "gradle test", "gradlew test", "dotnet test", "npx jest", "npx vitest", "npx mocha",
        "npx playwright test", "rake test", "rails test", "mix test", "flutter test", "dart test", "zig build test",
    ]

    /// The programs that run tests although neither `-m` nor the word is in the command line.
    private static let launchers: Set<String> = ["npm", "make", "mvn", "npx"]

    /// Whether a program with its arguments runs tests.
    static func isRunner(_ words: [String]) -> Bool {
        guard let first = words.first else { return false }
        let name =
            first.utf8.contains(UInt8(ascii: "/")) ? first.split(separator: "/").last.map(String.init) ?? first : first
        if programs.contains(name) || name.hasPrefix("runtests") { return true }
        // A long word is code or a text, not a part of a phrase. Each phrase has one of these words, and few command lines
        // have.
        let short = words.prefix(6).map { $0.utf8.count <= longest ? $0 : "" }
        guard
            launchers.contains(name)
                || short.contains(where: { $0.containsBytes(of: "-m") || $0.containsBytes(of: "est") })
        else {
            return false
        }
        let joined = short.joined(separator: " ")
        return joined.containsBytes(of: "runtests.py") || phrases.contains { joined.containsBytes(of: $0) }
    }

    /// The length in bytes up to which a word is looked at.
    private static let longest = 400

    // MARK: The summaries

    /// Reads the summary of a runner; nil if there is none in the first and the last lines.
    init?(_ lines: OutputLines) {
        var report = Counts()
        report.add(lines.tail)
        if !lines.isWhole { report.add(lines.head) }
        guard let result = report.result else { return nil }
        self = result
    }

    private init(ran: Int, failed: Int) {
        self.ran = ran
        self.failed = failed
    }

    /// The counts of all summaries of an output: some runners print one for each part of the suite.
    private struct Counts {
        var ran = 0
        var failed = 0
        /// Whether some summary was there.
        var hasSummary = false
        /// Whether lines tell that single tests ran, as those of a run whose summary was cut off do.
        var hasVerdicts = false
        var hasFailedVerdict = false
        /// Tests that only stand for a module or a name that could not be loaded.
        var unloaded = 0

        var result: TestReport? {
            if hasSummary {
                let real = max(0, ran - unloaded)
                return TestReport(ran: real, failed: min(failed, real))
            }
            return hasVerdicts ? TestReport(ran: 1, failed: hasFailedVerdict ? 1 : 0) : nil
        }

        mutating func add(_ lines: [OutputLine]) {
            let report = ReportLines(lines)
            for line in lines {
                let forms = report.forms(of: line)
                if !forms.isEmpty { add(line, forms) }
            }
        }

        /// - Parameter forms: what the line may be.
        private mutating func add(_ line: OutputLine, _ forms: ReportLines.Forms) {
            if line.begins(with: "ERROR:"), line.containsBytes(of: "unittest.loader._FailedTest") { unloaded += 1 }
            if forms.contains(.pytest) && pytest(line) || forms.contains(.unittest) && unittest(line)
                || !forms.isDisjoint(with: [.other, .anywhere]) && other(line, anywhere: forms.contains(.anywhere))
                || forms.contains(.nothing) && phrases(line)
            {
                hasSummary = true
                return
            }
            if forms.contains(.verdict) { verdict(line) }
        }

        private mutating func count(_ total: Int, failed: Int) {
            ran += total
            self.failed += failed
        }

        /// `==== 1 failed, 2 passed in 0.03s ====`, also without the signs, and with nothing but warnings.
        private mutating func pytest(_ line: OutputLine) -> Bool {
            let bare = line.withoutRule
            if bare.begins(with: "no tests ran in ") { return true }
            guard let first = bare.first, 0x30...0x39 ~= first,
                let counts = Self.kinds(in: Substring(String(decoding: bare, as: UTF8.self)))
            else { return false }
            for (number, kind) in counts {
                switch kind {
                // A test that was skipped tested nothing.
                case "passed", "xpassed", "xfailed": count(number, failed: 0)
                case "failed": count(number, failed: number)
                default: break
                }
            }
            return true
        }

        private static let kinds: Set<Substring> = [
            "passed", "failed", "error", "errors", "warning", "warnings", "skipped", "xfailed", "xpassed", "deselected",
            "rerun", "subtests passed",
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
                count(number, failed: 0)
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

        /// The summary of another runner: one line with the counts.
        private mutating func other(_ line: OutputLine, anywhere: Bool) -> Bool {
            let text = line.withoutIndent
            let forms = anywhere ? TestSummary.all : TestSummary.forms(startingWith: text.first ?? 0)
            for form in forms where form.matches(text) {
                guard let counts = form.counts(text) else { continue }
                count(counts.ran, failed: counts.failed)
                return true
            }
            return false
        }

        /// What runners say that found nothing to run.
        private func phrases(_ line: OutputLine) -> Bool {
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

        /// One line for one test: `tests/a.py::test_x PASSED`, `test_x (a.B) ... ok`, `--- FAIL: TestX`.
        private mutating func verdict(_ line: OutputLine) {
            if line.containsBytes(of: "::") {
                if line.containsBytes(of: " PASSED") { hasVerdicts = true }
                if line.containsBytes(of: " FAILED") || line.begins(with: "FAILED ") { failedVerdict() }
            } else if line.ends(with: " ... ok") {
                hasVerdicts = true
            } else if line.begins(with: "==="), line.containsBytes(of: "= FAILURES =") {
                failedVerdict()
            } else if line.ends(with: " ... FAIL") || line.ends(with: " ... FAILED") || line.begins(with: "--- FAIL: ")
            {
                failedVerdict()
            } else if line.begins(with: "ok  \t") || line.begins(with: "--- PASS: ") {
                // The summary of go for one package.
                hasSummary = true
                ran += 1
            } else if line.begins(with: "FAIL\t"), !line.containsBytes(of: "[build failed]"),
                !line.containsBytes(of: "[setup failed]")
            {
                hasSummary = true
                count(1, failed: 1)
            }
        }

        private mutating func failedVerdict() {
            hasVerdicts = true
            hasFailedVerdict = true
        }
    }
}

extension OutputLine {
    /// The line without blanks and `=` at its ends.
    fileprivate var withoutRule: OutputLine {
        func isRule(_ byte: UInt8) -> Bool { byte == 0x20 || byte == UInt8(ascii: "=") }
        guard let start = firstIndex(where: { !isRule($0) }), let end = lastIndex(where: { !isRule($0) }) else {
            return OutputLine(rebasing: prefix(0))
        }
        return OutputLine(rebasing: self[start...end])
    }
}
