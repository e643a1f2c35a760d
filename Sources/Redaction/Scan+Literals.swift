/// String literals and what is around their values.
extension Scan {
    /// Returns the inside of the string literal that begins at `start`, however deep its quotes are escaped.
    func quotedValue(from start: Int) -> Range<Int>? {
        // Prefixes of string literals: `b"…"`, `f'…'`, `@"…"`
        let literal = "bfruN@".utf8.contains(self[start]) && isQuoted(start + 1) ? start + 1 : start
        let quote = skip(.backslash, from: literal, limit: 16)
        guard ByteSet.quotes.contains(self[quote]) else { return nil }
        let depth = quote - literal
        let limit = min(text.count, quote + 1024)
        var index = quote + 1
        var backslashes = 0
        while index < limit {
            let byte = text[index]
            if byte == UInt8(ascii: "\n") { break }
            if byte == text[quote], backslashes <= depth { return quote + 1..<index - backslashes }
            // A quote of an outer literal ends the inner one too.
            if byte == UInt8(ascii: "\""), backslashes < max(depth, 1) { break }
            backslashes = byte == UInt8(ascii: "\\") ? backslashes + 1 : 0
            index += 1
        }
        // Cut off, or very long: as much as would be a value without quotes.
        let end = sampleEnd(before: .environmentEnds, from: quote + 1)
        guard end > quote + 1 else { return nil }
        return quote + 1..<fullEnd(of: quote + 1..<end, before: .environmentEnds)
    }

    /// Whether a string literal begins at `index`.
    func isQuoted(_ index: Int) -> Bool {
        ByteSet.quotes.contains(self[skip(.backslash, from: index, limit: 16)])
    }

    /// `range` without the scheme of an `Authorization` header at its beginning.
    func withoutScheme(_ range: Range<Int>) -> Range<Int> {
        let schemes: [StaticString] = ["bearer ", "basic ", "token "]
        let scheme = schemes.first { hasFolded($0, at: range.lowerBound) }
        let start = range.lowerBound + (scheme?.utf8CodeUnitCount ?? 0)
        return min(start, range.upperBound)..<range.upperBound
    }
}
