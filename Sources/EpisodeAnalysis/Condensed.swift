internal import Prompting

/// Texts of a recording without what a reader skips.
enum Condensed {
    /// A text without the frames of stack traces that say nothing, and without most lines of long lists.
    static func text(_ text: String) -> String { withoutLists(withoutFrames(text)) }

    // MARK: Stack traces

    /// A text with the frames between the first and the last of each stack trace left out: these two and the message say
    /// where it began, where it ended and why.
    private static func withoutFrames(_ text: String) -> String {
        guard text.contains("\n  File \"") || text.contains("\n    at ") else { return text }
        var lines: [Substring] = []
        var trace: [[Substring]] = []
        func close() {
            let left = trace.count - 2
            if left > 1, let first = trace.first, let last = trace.last {
                lines += first + ["  [… \(left) frames left out …]"] + last
            } else {
                lines += trace.joined()
            }
            trace = []
        }
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("  File \"") || line.hasPrefix("    at ") {
                trace.append([line])
            } else if !trace.isEmpty, line.hasPrefix("    ") {
                // The line of code of a frame.
                trace[trace.count - 1].append(line)
            } else {
                close()
                lines.append(line)
            }
        }
        close()
        return lines.joined(separator: "\n")
    }

    // MARK: Lists

    /// The least bytes of a text that is looked at for lists, the least lines of a list, and those that stay at its ends.
    private static let list = (bytes: 600, lines: 8, shown: 2)
    /// The most bytes of a line of a list.
    private static let longestItem = 300

    /// A text in which lists, such as of files, of packages or of tests that passed, have their first and last lines alone.
    ///
    /// A diff stays as it is: its lines are what came out in the end.
    private static func withoutLists(_ text: String) -> String {
        guard text.utf8.count >= list.bytes, !text.contains("diff --git ") else { return text }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        var shown: [Substring] = []
        var start = 0
        while start < lines.count {
            let shape = shape(of: lines[start])
            var end = start + 1
            while shape != nil, end < lines.count, self.shape(of: lines[end]) == shape { end += 1 }
            if end - start >= list.lines {
                shown += lines[start..<start + list.shown]
                shown.append("[… \(end - start - 2 * list.shown) lines like these left out …]")
                shown += lines[end - list.shown..<end]
            } else {
                shown += lines[start..<end]
            }
            start = end
        }
        return shown.joined(separator: "\n")
    }

    /// What the items of a list have in common: how they begin and end, and how many words they have, up to four. Nil for
    /// a line that is not one of them: an empty or a long line, or a single word without the form of a path.
    private static func shape(of line: Substring) -> String? {
        guard line.utf8.count <= longestItem else { return nil }
        let words = line.split(separator: " ")
        guard let first = words.first, let last = words.last else { return nil }
        if words.count == 1, !first.contains("/"), !first.contains("::") { return nil }
        let indent = line.prefix { $0 == " " }.count
        return "\(indent) \(min(words.count, 4)) \(kind(of: first)) \(kind(of: last))"
    }

    /// A word of letters is itself; any other one is a name, a number or a path.
    private static func kind(of word: Substring) -> Substring {
        word.allSatisfy { $0.isLetter } ? word : "…"
    }
}
