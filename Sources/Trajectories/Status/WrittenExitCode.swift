internal import Foundations

/// The exit code that a harness wrote into an output, in a sentence of its own.
enum WrittenExitCode {
    private static let markers = [
        "<returncode>", "<exit_code>", "<exitcode>", "Process exited with code ", "Exit code: ", "Exit code ",
        "Exit Code: ", "Command exited with code ", "[exit_code] ", "[Command finished with exit code ",
        "[exit code: ", "[exit code ", "[Exit code: ", "[Exit code ", "Process exited with exit code ",
        "Command exited with exit code ", "Command failed with exit code ", "Command failed with code ",
        "Command finished with exit code ", "Command returned exit code ",
    ]

    /// Sentences that count in the last line alone, since outputs may begin with them as well.
    private static let trailers = [
        "exit code: ", "exit code ", "exit status: ", "exit status ", "exited with code ", "exited with status ",
        "returncode: ", "return code: ", "exit_code: ", "exit_code=", "exitcode: ", "exit=", "exit ", "rc=",
        "process exited with code ", "process exited with exit code ", "process exited with status ",
        "command exited with code ", "command exited with exit code ", "command exited with status ",
        "command failed with exit code ", "command failed with exit status ", "command failed with code ",
        "command terminated with exit code ", "exited with exit code ", "process finished with exit code ",
        "process completed with exit code ", "error: process completed with exit code ",
        "error: command failed with exit code ", "finished with exit code ",
    ]

    /// The trailers that a bracket must enclose: without it, they are words of an output.
    private static let enclosed: Set<String> = ["exit ", "exit=", "rc=", "exit status ", "exit code "]

    /// Returns the exit code near the start of an output or in its last lines.
    static func code(in text: UnsafeBufferPointer<UInt8>) -> Int? {
        marked(in: UnsafeBufferPointer(rebasing: text.prefix(300)))
            ?? (text.count > 300 ? marked(in: UnsafeBufferPointer(rebasing: text.suffix(200))) : nil)
            ?? trailing(in: text)
    }

    private static func marked(in part: UnsafeBufferPointer<UInt8>) -> Int? {
        // Every marker has these letters, and most texts do not.
        guard part.containsBytes(of: "ode") else { return nil }
        for marker in markers {
            guard let start = part.firstOffset(of: marker) else { continue }
            let isAtStart = start == 0 || part[start - 1] == UInt8(ascii: "\n") || part[start - 1] == UInt8(ascii: "\r")
            guard isAtStart || marker.hasPrefix("[") || marker.hasPrefix("<") else { continue }
            let digits = part[(start + marker.utf8.count)...].prefix { 0x30...0x39 ~= $0 || $0 == UInt8(ascii: "-") }
            if let code = Int(String(decoding: digits, as: UTF8.self)) { return code }
        }
        return nil
    }

    /// The code in a last line that is nothing but one of the sentences, with or without brackets around it.
    private static func trailing(in text: UnsafeBufferPointer<UInt8>) -> Int? {
        var end = text.count
        while end > 0, text[end - 1] <= 0x20 { end -= 1 }
        // The code is the last thing in the line, but for a bracket or a full stop.
        var close = end
        while close > 0, end - close < 2, ")]>.".utf8.contains(text[close - 1]) { close -= 1 }
        guard close > 0, 0x30...0x39 ~= text[close - 1] else { return nil }
        var start = close
        while start > 0, close - start < 80, text[start - 1] != UInt8(ascii: "\n"),
            text[start - 1] != UInt8(ascii: "\r")
        {
            start -= 1
        }
        guard close - start < 80 else { return nil }
        var line = String(decoding: text[start..<close], as: UTF8.self).lowercased()[...].trimmed[...]
        let isEnclosed = line.first.map { "[(<".contains($0) } ?? false
        if isEnclosed { line = line.dropFirst() }
        guard !isEnclosed || close < end else { return nil }
        for trailer in trailers where line.hasPrefix(trailer) {
            if enclosed.contains(trailer), !isEnclosed { continue }
            if let code = Int(line.dropFirst(trailer.count)) { return code }
        }
        return nil
    }
}
