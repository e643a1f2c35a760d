internal import Prompting

/// Texts of a recording without what a reader skips.
enum Condensed {
    /// A text with the frames between the first and the last of each stack trace left out: these two and the message say
    /// where it began, where it ended and why.
    static func text(_ text: String) -> String {
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
}
