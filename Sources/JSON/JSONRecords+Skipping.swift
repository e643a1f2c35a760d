extension JSONRecords {
    /// How often text that a failure has seen already is tried again before it is given up.
    private static var mostRetries: Int { 8 }

    /// Skips unreadable text at the beginning of the window and counts it in `skipped`.
    ///
    /// What fails within its line is passed with the line. A value that fails in a later line has likely broken off, as
    /// when its writer was killed: reading continues at the next line that begins, without indentation, with a bracket,
    /// even within the text that was tried. Only a few times, though, so that no stream takes more than linear time.
    mutating func pass(over error: JSONError) throws -> Step {
        let start = window.offset
        let isMultiline = hasNewline(before: error.offset)
        if error.reason == .truncated, !isMultiline || !hasLineThatBeginsValue {
            skipped.partialTail = start..<start + window.advanceToEnd()
            return .onward
        }
        skipped.note(JSONError(offset: start + error.offset, reason: error.reason))
        retries = start < failedUpTo ? retries + 1 : 0
        failedUpTo = max(failedUpTo, start + error.offset)
        if isMultiline {
            if retries >= Self.mostRetries { window.advance(error.offset) }
            repeat { try skipLine() } while try !beginsValue()
        } else if isFirstLine, try !beginsValue() {
            _ = try skip { $0 == UInt8(ascii: "\n") || $0.opensJSONContainer }
        } else {
            window.advance(error.offset)
            try skipLine()
        }
        isFirstLine = false
        skipped.unparsable.bytes += window.offset - start
        return .onward
    }

    /// Passes over the rest of the stream, which is inside of an array or object that does not end.
    mutating func passOpenEnd() throws {
        let start = skipped.partialTail?.lowerBound ?? window.offset
        _ = try skip { _ in false }
        skipped.partialTail = start..<window.offset
    }

    /// Whether a line ends within the first `count` unread bytes.
    func hasNewline(before count: Int) -> Bool {
        window.withUnread { $0.prefix(count).contains(UInt8(ascii: "\n")) }
    }

    private var hasLineThatBeginsValue: Bool {
        window.withUnread { unread in
            zip(unread, unread.dropFirst()).contains { $0 == UInt8(ascii: "\n") && $1.opensJSONContainer }
        }
    }

    /// Whether the window begins with a bracket that opens a value; also at the end of the stream.
    private mutating func beginsValue() throws -> Bool {
        guard try window.fill(toAtLeast: 1) else { return true }
        return window[0].opensJSONContainer
    }

    private mutating func skipLine() throws {
        if try skip(to: { $0 == UInt8(ascii: "\n") }) { window.advance(1) }
    }

    /// Passes everything before the first byte that `isWanted`; false if the stream ends before.
    private mutating func skip(to isWanted: (UInt8) -> Bool) throws -> Bool {
        while true {
            if let count = window.withUnread({ $0.firstIndex(where: isWanted) }) {
                window.advance(count)
                return true
            }
            _ = window.advanceToEnd()
            guard try window.fill() else { return false }
        }
    }
}

extension UInt8 {
    fileprivate var opensJSONContainer: Bool { self == UInt8(ascii: "{") || self == UInt8(ascii: "[") }
}
