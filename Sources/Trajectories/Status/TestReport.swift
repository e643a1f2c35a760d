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

    /// Whether a program with its arguments runs tests.
    static func isRunner(_ words: [String]) -> Bool {
        guard let first = words.first else { return false }
        let name = first.split(separator: "/").last.map(String.init) ?? first
        if programs.contains(name) || name.hasPrefix("runtests") { return true }
        let joined = words.prefix(6).joined(separator: " ")
        return joined.containsBytes(of: "runtests.py") || phrases.contains { joined.containsBytes(of: $0) }
    }

    // MARK: The summaries

    /// Reads the summary of a runner; nil if there is none in the first and the last lines.
    init?(_ lines: OutputLines) {
        var report = Counts()
        for line in lines.tail { report.add(line) }
        if !lines.isWhole { for line in lines.head { report.add(line) } }
        guard let result = report.result else { return nil }
        self = result
    }

    /// Whether a line has letters that every summary and every verdict has. Most lines of an output do not.
    ///
    /// One walk for all of them: nearly all lines of all outputs come here.
    private static func mayReport(_ line: Substring) -> Bool {
        line.utf8.count < 400 && line.withBytes { bytes in bytes.indices.contains { mayReport(bytes, at: $0) } }
    }

    private static func mayReport(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> Bool {
        func has(_ second: Unicode.Scalar, _ third: Unicode.Scalar? = nil) -> Bool {
            guard index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: second) else { return false }
            guard let third else { return true }
            return index + 2 < bytes.count && bytes[index + 2] == UInt8(ascii: third)
        }
        return switch bytes[index] {
        case UInt8(ascii: "e"): has("s", "t")
        case UInt8(ascii: "a"): has("s", "s") || has("i", "l")
        case UInt8(ascii: "i"): has("n", " ")
        case UInt8(ascii: "x"): has("a", "m")
        case UInt8(ascii: "F"): has("A", "I")
        case UInt8(ascii: "P"): has("A", "S")
        case UInt8(ascii: "E"): has("S", "T")
        case UInt8(ascii: "."): has(".", ".")
        case UInt8(ascii: "O"): has("K")
        case UInt8(ascii: "o"): has("k", " ")
        default: false
        }
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

        mutating func add(_ line: Substring) {
            guard TestReport.mayReport(line) else { return }
            if line.containsBytes(of: "unittest.loader._FailedTest"), line.hasPrefix("ERROR:") { unloaded += 1 }
            if pytest(line) || unittest(line) || other(line) || phrases(line) {
                hasSummary = true
                return
            }
            verdict(line)
        }

        private mutating func count(_ total: Int, failed: Int) {
            ran += total
            self.failed += failed
        }

        /// `==== 1 failed, 2 passed in 0.03s ====`, also without the signs, and with nothing but warnings.
        private mutating func pytest(_ line: Substring) -> Bool {
            let bare = line.withoutRule
            if bare.hasPrefix("no tests ran in ") { return true }
            guard let first = bare.utf8.first, 0x30...0x39 ~= first, let counts = Self.kinds(in: bare) else {
                return false
            }
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
        private mutating func unittest(_ line: Substring) -> Bool {
            if line.hasPrefix("Ran "), line.containsBytes(of: " test"), let number = line.number(after: "Ran ") {
                count(number, failed: 0)
                return true
            }
            if line.hasPrefix("FAILED ("), line.hasSuffix(")") {
                failed += (line.number(after: "failures=") ?? 0) + (line.number(after: "errors=") ?? 0)
                return true
            }
            if line.hasPrefix("OK (skipped="), let number = line.number(after: "skipped=") {
                ran -= min(ran, number)
                return true
            }
            return line.hasPrefix("NO TESTS RAN")
        }

        /// The summary of another runner: one line with the counts.
        private mutating func other(_ line: Substring) -> Bool {
            let text = line.withoutIndent
            let forms = text.withBytes { bytes in TestSummary.all.filter { $0.matches(bytes) } }
            for form in forms {
                guard let counts = form.counts(text) else { continue }
                count(counts.ran, failed: counts.failed)
                return true
            }
            return false
        }

        /// What runners say that found nothing to run.
        private func phrases(_ line: Substring) -> Bool {
            line.withoutIndent.withBytes { bytes in
                Self.nothingToRun.contains { bytes.begins(with: $0) }
                    || bytes.begins(with: "?") && bytes.ends(with: "[no test files]")
                    || bytes.begins(with: "ok ") && bytes.ends(with: "[no tests to run]")
            }
        }

        private static let nothingToRun = [
            "collected 0 items", "collecting ... collected 0 items", "No tests found", "No test files found",
            "No tests were found", "No tests executed", "No tests to run", "No test is available",
            "testing: warning: no tests to run", "no test files", "error: no tests to run",
        ]

        /// One line for one test: `tests/a.py::test_x PASSED`, `test_x (a.B) ... ok`, `--- FAIL: TestX`.
        private mutating func verdict(_ line: Substring) {
            if line.containsBytes(of: "::") {
                if line.containsBytes(of: " PASSED") { hasVerdicts = true }
                if line.containsBytes(of: " FAILED") || line.hasPrefix("FAILED ") { failedVerdict() }
            } else if line.hasSuffix(" ... ok") {
                hasVerdicts = true
            } else if line.hasPrefix("==="), line.containsBytes(of: "= FAILURES =") {
                failedVerdict()
            } else if line.hasSuffix(" ... FAIL") || line.hasSuffix(" ... FAILED") || line.hasPrefix("--- FAIL: ") {
                failedVerdict()
            } else if line.hasPrefix("ok  \t") || line.hasPrefix("--- PASS: ") {
                // The summary of go for one package.
                hasSummary = true
                ran += 1
            } else if line.hasPrefix("FAIL\t"), !line.containsBytes(of: "[build failed]"),
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

extension Substring {
    /// The text without blanks in front of it.
    var withoutIndent: Substring { self[(utf8.firstIndex { $0 != 0x20 } ?? endIndex)...] }

    /// The text without blanks and `=` at its ends.
    fileprivate var withoutRule: Substring {
        func isRule(_ byte: UInt8) -> Bool { byte == 0x20 || byte == UInt8(ascii: "=") }
        guard let start = utf8.firstIndex(where: { !isRule($0) }), let end = utf8.lastIndex(where: { !isRule($0) })
        else {
            return ""
        }
        return self[start...end]
    }
}
