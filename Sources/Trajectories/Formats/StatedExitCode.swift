internal import Foundations

/// The exit code in a sentence that a harness adds to the output of a command: `[Process exited with code 1]` or
/// `<exited with exit code 1>` after it, `The command failed with exit code: 1` before it.
enum StatedExitCode {
    /// Returns the exit code in the first or in the last line of a result, if it is a sentence of a harness.
    static func code(in text: String) -> Int? {
        let start = String(decoding: text.utf8.prefix(200), as: UTF8.self)
        let end = String(decoding: text.utf8.suffix(200), as: UTF8.self)
        let first = start.prefix { !$0.isNewline }
        let last = end.split(whereSeparator: \.isNewline).last ?? ""
        return code(of: last, after: ["<", "["]) ?? code(of: first, after: ["The command ", "Error: Command "])
    }

    private static func code(of line: Substring, after starts: [String]) -> Int? {
        guard starts.contains(where: { line.hasPrefix($0) }) else { return nil }
        for words in ["exit code", "exited with code"] {
            guard let range = line.firstByteRange(of: words) else { continue }
            let rest = line[range.upperBound...].drop { $0 == ":" || $0 == " " }
            if let code = Int(rest.prefix { $0.isNumber || $0 == "-" }) { return code }
        }
        return nil
    }
}
