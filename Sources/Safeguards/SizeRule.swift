/// G10: the size of a change and of a file.
struct SizeRule {
    let limits: Policy.Limits

    func violations(_ candidate: Candidate) -> [Violation] {
        var violations: [Violation] = []
        func check(_ value: Int, _ limit: Int, _ code: String, _ what: String) {
            guard value > limit else { return }
            violations.append(Violation("G10", code, .hold, "\(what): \(value), the limit is \(limit)"))
        }
        if let before = candidate.before {
            let removed = Self.removedLines(from: before, to: candidate.after ?? "")
            check(max(candidate.addedLines.count, removed), limits.changedLines, "too-many-changes", "changed lines")
            check(
                (candidate.after ?? "").utf8.count - before.utf8.count,
                limits.growth,
                "too-much-growth",
                "added bytes"
            )
        } else {
            check(candidate.addedLines.count, limits.newLines, "too-many-changes", "lines of a new file")
        }
        return violations + whole(candidate.after ?? "")
    }

    /// Returns the violations of a file as a whole.
    func whole(_ text: String) -> [Violation] {
        var violations: [Violation] = []
        let lines = text.utf8.reduce(0) { $0 + ($1 == UInt8(ascii: "\n") ? 1 : 0) }
        if lines > limits.lines {
            violations.append(
                Violation("G10", "too-many-lines", .hold, "lines of the file: \(lines), the limit is \(limits.lines)")
            )
        }
        let tokens = (text.utf8.count + 3) / 4
        if tokens > limits.tokens {
            violations.append(
                Violation(
                    "G10",
                    "too-many-tokens",
                    .hold,
                    "tokens of the file: \(tokens), the limit is \(limits.tokens)"
                )
            )
        }
        return violations
    }

    /// Returns how many lines of `before` are not in `after`; a line that moved counts as there.
    private static func removedLines(from before: String, to after: String) -> Int {
        var counts: [Substring: Int] = [:]
        for line in after.split(separator: "\n") { counts[line, default: 0] += 1 }
        return before.split(separator: "\n").reduce(0) { removed, line in
            guard let count = counts[line], count > 0 else { return removed + 1 }
            counts[line] = count - 1
            return removed
        }
    }
}
