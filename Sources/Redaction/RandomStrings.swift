/// Strings that look generated at random: found by how their characters follow each other, without any name, prefix or
/// format, so that secrets of kinds that nobody has thought of are found too.
enum RandomStrings {
    /// Returns `known` and the random strings outside of them, in the order of the text.
    static func adding(to known: [SecretMatch], in text: UnsafeBufferPointer<UInt8>) -> [SecretMatch] {
        var result: [SecretMatch] = []
        var next = 0
        var index = 0
        while index < text.count {
            guard characters.contains(text[index]) else { index += 1; continue }
            var end = index
            while end < text.count, characters.contains(text[end]) { end += 1 }
            defer { index = end }
            while next < known.count, known[next].range.upperBound <= index {
                result.append(known[next])
                next += 1
            }
            let isKnown = next < known.count && known[next].range.lowerBound < end
            guard !isKnown, let range = random(in: index..<end, of: text) else { continue }
            result.append(SecretMatch(kind: .entropy, range: range))
        }
        return result + known[next...]
    }

    /// The bytes of tokens and of base64.
    private static let characters = ByteSet("A-Za-z0-9+/=_~-")

    private static func random(in run: Range<Int>, of text: UnsafeBufferPointer<UInt8>) -> Range<Int>? {
        guard (20...512).contains(run.count), !isInPlaceholder(run, text) else { return nil }
        var (start, end) = (run.lowerBound, run.upperBound)
        while start < end, "-/=+~".utf8.contains(text[start]) { start += 1 }
        while end > start, "-/~".utf8.contains(text[end - 1]) { end -= 1 }
        guard end - start >= 20, !isDigest(before: start, text) else { return nil }
        let value = text[start..<end]
        // Identifiers, paths and file names are words with signs between them.
        if value.contains(UInt8(ascii: "/")), !value.contains(UInt8(ascii: "+")), !value.contains(UInt8(ascii: "=")) {
            return longestPart(of: start..<end, text)
        }
        return isRandom(value) ? start..<end : longestPart(of: start..<end, text)
    }

    /// The first part between signs that is random by itself.
    private static func longestPart(of range: Range<Int>, _ text: UnsafeBufferPointer<UInt8>) -> Range<Int>? {
        for part in text[range].split(whereSeparator: { !ByteSet.alphanumerics.contains($0) }) where part.count >= 20 {
            if isRandom(part) { return part.startIndex..<part.endIndex }
        }
        return nil
    }

    /// Whether letters of both cases and digits alternate as they do by chance and not in words.
    private static func isRandom(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        let shape = SecretShape(bytes)
        guard !shape.isUUID, !shape.isStandIn else { return false }
        if bytes.allSatisfy({ ByteSet.hex.contains($0) || $0 == UInt8(ascii: "-") }) { return false }
        var changes = 0
        var previous = -1
        for byte in bytes {
            let kind =
                ByteSet.lowercase.contains(byte)
                ? 0 : ByteSet.uppercase.contains(byte) ? 1 : ByteSet.digits.contains(byte) ? 2 : 3
            if previous >= 0, kind != previous { changes += 1 }
            previous = kind
        }
        let rate = Double(changes) / Double(max(1, bytes.count - 1))
        if shape.lower >= 2, shape.upper >= 2, shape.digits >= 2 { return rate >= 0.35 && shape.entropy >= 3.6 }
        // One case of letters with digits: only where digits are as frequent as chance has them.
        let letters = shape.lower + shape.upper
        let isOneCase = shape.lower == 0 || shape.upper == 0
        let share = Double(shape.digits) / Double(max(1, letters + shape.digits))
        return isOneCase && letters >= 10 && bytes.count >= 24 && (0.12...0.5).contains(share) && rate >= 0.3
            && shape.entropy >= 3.6
    }

    /// Whether a digest is announced before the string, or it is a part of embedded data.
    private static func isDigest(before start: Int, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
        let marks: [StaticString] = [
            "sha1-", "sha256-", "sha384-", "sha512-", "sha256:", "md5:", "base64,", "h1:", "toolu_", "call_", "msg_",
            "req_",
        ]
        return marks.contains { mark in
            mark.withUTF8Buffer { mark in
                let from = start - mark.count
                let inside = (0..<mark.count).allSatisfy { start + $0 < text.count && text[start + $0] == mark[$0] }
                return inside || from >= 0 && mark.indices.allSatisfy { text[from + $0] == mark[$0] }
            }
        }
    }

    /// Whether the run is in the placeholder of a secret.
    private static func isInPlaceholder(_ run: Range<Int>, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
        let mark: StaticString = "[REDACTED:"
        return mark.withUTF8Buffer { mark in
            let from = max(0, run.lowerBound - 40)
            return (from..<run.lowerBound).contains { start in
                start + mark.count <= text.count && mark.indices.allSatisfy { text[start + $0] == mark[$0] }
                    && !text[start..<run.lowerBound].contains(UInt8(ascii: "]"))
            }
        }
    }
}
