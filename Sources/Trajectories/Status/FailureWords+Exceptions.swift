internal import Foundations

/// The exceptions that end a program, as interpreters print them.
extension FailureWords {
    /// Whether the output ends in a Python traceback: after its last frame there are only the words of the exception.
    ///
    /// The head of the traceback or its last line may have been cut off by a filter.
    var endsInException: Bool {
        guard let runner = lastRunner, isOpen(runner) else { return false }
        let last = Array(ending.suffix(30))
        guard let frame = Self.lastFrame(of: last) else {
            return isPanic(last) || endsInRubyException(last) || wasKilled(last, runner)
        }
        return !isLogged(before: frame, in: last)
    }

    /// The place of the last frame of a traceback that nothing but the exception follows.
    private static func lastFrame(of lines: [OutputLine]) -> Int? {
        guard let frame = lines.lastIndex(where: { isFrame($0) }) else { return nil }
        let after = lines[(frame + 1)...]
        return after.count(where: { $0.first != 0x20 && $0.first != 0x09 }) <= 3 ? frame : nil
    }

    /// Whether a text that holds a whole traceback ends in it.
    static func endsInTraceback(_ text: String) -> Bool {
        guard text.containsBytes(of: traceback) else { return false }
        return OutputLines.with(text) { lastFrame(of: Array($0.tail.suffix(30))) != nil }
    }

    /// Whether the output starts with the traceback that ended the program, and what it had printed before follows:
    /// a pipe delays the standard output, and does not delay the standard error.
    var startsWithException: Bool {
        guard outline.working.contains(where: { $0.isHidden && $0.runsCode }), let first = lines.head.first,
            first.begins(with: Self.traceback), lines.tail.count(where: { $0.begins(with: Self.traceback) }) == 1
        else { return false }
        // A program that went on after the exception mostly says so.
        return !lines.tail.contains { $0.begins(with: "Error: ") }
    }

    static let traceback = "Traceback (most recent call last)"

    static func isFrame(_ line: OutputLine) -> Bool {
        let text = line.withoutIndent
        return line.first == 0x20 && text.begins(with: "File \"") && text.containsBytes(of: "\", line ")
    }

    /// Whether the traceback was only written to a log: the line in front of it is a record of a log.
    private func isLogged(before frame: Int, in last: [OutputLine]) -> Bool {
        guard let head = last[..<frame].lastIndex(where: { $0.begins(with: Self.traceback) }), head > 0 else {
            return false
        }
        let line = last[head - 1]
        return [" ERROR ", " - ERROR", "ERROR:", "[ERROR]", " WARNING ", "WARNING:", " CRITICAL "].contains {
            line.containsBytes(of: $0)
        } && line.first.map { $0 > 0x20 } == true
    }

    /// Whether the last lines are those of a program of another language that stopped.
    private func isPanic(_ last: [OutputLine]) -> Bool {
        last.suffix(12).contains { line in
            ["panic: ", "thread '", "Unhandled exception", "Segmentation fault", "terminate called", "Uncaught "]
                .contains {
                    line.begins(with: $0)
                } || line.begins(with: "    at ") && line.ends(with: ")") && line.containsBytes(of: ":")
        }
            && last.contains {
                $0.containsBytes(of: "rror") || $0.containsBytes(of: "xception") || $0.containsBytes(of: "panic")
            }
    }

    // MARK: Other languages

    /// Whether the last line, but for the places it came by, is an exception of Ruby: `a.rb:1:in 'moor': no rope (RuntimeError)`.
    private func endsInRubyException(_ last: [OutputLine]) -> Bool {
        let isTrace: (OutputLine) -> Bool = {
            $0.begins(with: "\tfrom ") || $0.begins(with: "\t ") && $0.containsBytes(of: " from ")
        }
        guard let line = last.last(where: { !isTrace($0) }) else { return !last.isEmpty }
        guard line.containsBytes(of: ":in `") || line.containsBytes(of: ":in '") else { return false }
        // The class of the exception is a constant.
        guard line.last == UInt8(ascii: ")"), let open = line.lastIndex(of: UInt8(ascii: "(")), open + 1 < line.count
        else { return false }
        return 0x41...0x5A ~= line[open + 1] && line.from(open).allSatisfy { $0.isNameByte || "():".utf8.contains($0) }
    }

    /// Whether the last line says that the system stopped the program, or that Perl died.
    private func wasKilled(_ last: [OutputLine], _ runner: CommandOutline.Part) -> Bool {
        guard let line = last.last, line.count < 300 else { return false }
        if line.ends(with: "(core dumped)") { return true }
        if line.begins(with: "Segmentation fault") || line.containsBytes(of: ": Segmentation fault") { return true }
        if line.count == 6, line.begins(with: "Killed") { return true }
        return runner.program == "perl" && line.containsBytes(of: " at ") && line.containsBytes(of: " line ")
            && line.last == UInt8(ascii: ".")
    }
}
