internal import Foundations

/// A line, or the end of one, that is nothing but numbers with what they count: `3 tests, 1 failure`, `2 passed (1.2s)`.
///
/// Most test runners sum up a run so, each with words of its own.
struct Tally {
    private var total: Int?
    private var passed: Int?
    private var failed: Int?
    private var skipped = 0
    /// Whether one of the words is said of tests alone.
    private var tells = false
    private var items = 0

    /// Reads a tally that begins a line; nil if the line does not.
    init?(_ line: OutputLine) {
        var reader = Reader(rest: line[...])
        while let item = reader.next() {
            guard let meaning = Self.meanings[item.kind] else {
                // What is in brackets explains the number in front of it.
                if item.isEnclosed, items > 0 { break }
                return nil
            }
            add(item.number, meaning)
        }
        guard items > 0, !reader.isStrange else { return nil }
    }

    private mutating func add(_ number: Int, _ meaning: (role: Role, tells: Bool)) {
        items += 1
        tells = tells || meaning.tells
        switch meaning.role {
        case .total: total = (total ?? 0) + number
        case .passed: passed = (passed ?? 0) + number
        case .failed: failed = (failed ?? 0) + number
        case .skipped: skipped += number
        case .other: break
        }
    }

    /// How many tests ran and how many failed, if the line is surely about tests; nil otherwise.
    var counts: (ran: Int, failed: Int)? {
        let kinds = [total, passed, failed].count { $0 != nil }
        guard tells || kinds > 1 else { return nil }
        // `0 failed` alone says nothing of what ran.
        guard total != nil || passed != nil || failed ?? 0 > 0 else { return nil }
        return toldCounts
    }

    /// How many tests ran and how many failed, where other words of the line tell that it is about tests.
    var toldCounts: (ran: Int, failed: Int) {
        let failed = failed ?? 0
        return (passed.map { $0 + failed } ?? total.map { max(0, $0 - skipped) } ?? failed, failed)
    }

    // MARK: The words

    private enum Role { case total, passed, failed, skipped, other }

    /// What is counted, and whether the words are said of tests alone. Facts from the runners' own output.
    private static let meanings: [String: (role: Role, tells: Bool)] = {
        var meanings: [String: (role: Role, tells: Bool)] = [:]
        func note(_ role: Role, tells: Bool = false, _ words: [String]) {
            for word in words { meanings[word] = (role, tells) }
        }
        note(
            .total,
            [
                "test", "tests", "run", "runs", "example", "examples", "scenario", "scenarios", "spec", "specs",
                "doctest", "doctests", "property", "properties", "test case", "test cases", "tests total",
            ]
        )
        note(.total, tells: true, ["test completed", "tests completed", "test run", "tests run"])
        note(
            .passed,
            tells: true,
            [
                "passed", "passing", "pass", "test passed", "tests passed", "scenario passed", "scenarios passed",
                "xpassed", "xfailed", "known failure", "known failures",
            ]
        )
        note(.passed, ["success", "successes", "succeeded", "successful"])
        note(.failed, tells: true, ["failed", "failing", "fail", "test failed", "tests failed", "scenarios failed"])
        note(
            .failed,
            ["failure", "failures", "error", "errors", "errored", "timed out", "exec failed", "exceptions", "broken"]
        )
        note(
            .skipped,
            [
                "skipped", "skip", "skips", "pending", "pendings", "omission", "omissions", "ignored", "excluded",
                "todo", "disabled", "did not run", "undefined", "canceled", "interrupted", "invalid", "not run",
                "test skipped", "tests skipped", "tests todo",
            ]
        )
        note(
            .other,
            [
                "assertion", "assertions", "notification", "notifications", "slow", "leaky", "flaky", "filtered out",
                "measured", "untested", "error occurred outside of examples", "errors occurred outside of examples",
                "cached", "retried", "deselected",
            ]
        )
        return meanings
    }()

    // MARK: Reading

    /// Takes the numbers with their words from a line.
    private struct Reader {
        var rest: Slice<OutputLine>
        /// Whether something is left that is not a part of a tally.
        var isStrange = false
        private var isEnclosed = false

        init(rest: Slice<OutputLine>) { self.rest = rest }

        mutating func next() -> (number: Int, kind: String, isEnclosed: Bool)? {
            rest = rest.drop { $0 == 0x20 }
            guard let number = number() else {
                isStrange = false
                return nil
            }
            // The time that the run took: `0.3 seconds`, `2s`.
            guard rest.first == 0x20 else { return nil }
            rest = rest.drop { $0 == 0x20 }
            var letters = rest.prefix { $0.isASCIILetter || $0 == 0x20 }
            rest = rest[letters.endIndex...]
            while letters.last == 0x20 { letters = letters.dropLast() }
            guard letters.count < 40, !letters.isEmpty else {
                isStrange = true
                return nil
            }
            let wasEnclosed = isEnclosed
            var kind = String(decoding: letters, as: UTF8.self).lowercased()
            if kind.hasSuffix(" in") {
                kind.removeLast(3)
                rest = rest.suffix(0)
            }
            skipSeparator()
            return (number, kind, wasEnclosed)
        }

        private mutating func number() -> Int? {
            let digits = rest.prefix(while: \.isASCIIDigit)
            if digits.isEmpty {
                guard rest.starts(with: "no ".utf8) else { return nil }
                rest = rest.dropFirst(2)
                return 0
            }
            rest = rest[digits.endIndex...]
            // `4/10 tests run`
            if rest.first == UInt8(ascii: "/") {
                let all = rest.dropFirst().prefix(while: \.isASCIIDigit)
                if !all.isEmpty { rest = rest[all.endIndex...] }
            }
            return Int(String(decoding: digits, as: UTF8.self))
        }

        private mutating func skipSeparator() {
            guard let sign = rest.first else { return }
            switch sign {
            case UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "|"), UInt8(ascii: "/"), UInt8(ascii: ":"):
                rest = rest.dropFirst()
            case UInt8(ascii: "("):
                isEnclosed = true
                rest = rest.dropFirst()
            case UInt8(ascii: ")"):
                isEnclosed = false
                rest = rest.dropFirst()
                if rest.first == UInt8(ascii: ",") { rest = rest.dropFirst() }
            case UInt8(ascii: "."), UInt8(ascii: "!"):
                // A sentence may follow.
                rest = rest.suffix(0)
            case 0x30...0x39: break
            default: isStrange = true
            }
        }
    }
}
