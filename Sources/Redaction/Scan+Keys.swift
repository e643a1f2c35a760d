/// Keys, hashes and tokens that the structure around them tells.
extension Scan {
    mutating func reportWebKey(around mark: Range<Int>) {
        let object = max(0, mark.lowerBound - 1200)..<min(text.count, mark.upperBound + 1600)
        let start = text[object.lowerBound..<mark.lowerBound].lastIndex(of: UInt8(ascii: "{")) ?? object.lowerBound
        let end = text[mark.upperBound..<object.upperBound].firstIndex(of: UInt8(ascii: "}")) ?? object.upperBound
        for member in ["d", "k", "p", "q", "dp", "dq", "qi"] as [StaticString] {
            var index = start
            let length = member.utf8CodeUnitCount
            while index < end {
                defer { index += 1 }
                guard text[index] == UInt8(ascii: "\""), has(member, at: index + 1) else { continue }
                let quote = skip(.backslash, from: index + 1 + length, limit: 4)
                guard self[quote] == UInt8(ascii: "\"") else { continue }
                let colon = skip(.blanks, from: quote + 1)
                guard self[colon] == UInt8(ascii: ":") else { continue }
                let value = skip(ByteSet(" \\\""), from: colon + 1, limit: 8)
                let last = stop(before: ByteSet("\u{1}- \"\\"), from: value, limit: 2048)
                if last - value >= 16 { report(.privateKey, at: value..<last) }
            }
        }
    }

    mutating func reportSeedPhrase(after end: Int) {
        var index = end
        let limit = min(text.count, end + 40)
        while index < limit {
            guard ByteSet.lowercase.contains(text[index]), !ByteSet.letters.contains(self[index - 1]) else {
                index += 1
                continue
            }
            var (count, last) = (0, index)
            var word = index
            while count < 24 {
                let next = skip(.lowercase, from: word, limit: 9)
                guard (3...8).contains(next - word), !ByteSet.alphanumerics.contains(self[next]) else { break }
                (count, last) = (count + 1, next)
                word = skip(ByteSet(" ,"), from: next, limit: 2)
                if word == next { break }
            }
            if count >= 12 { return report(.secret, at: index..<last) }
            index = skip(.letters, from: index, limit: 40)
        }
    }

    mutating func reportByteList(after end: Int) {
        let bracket = stop(before: ByteSet("["), from: end, limit: 80)
        guard self[bracket] == UInt8(ascii: "[") else { return }
        let last = skip(ByteSet("0-9, "), from: bracket + 1, limit: 400)
        let commas = text[bracket + 1..<last].count { $0 == UInt8(ascii: ",") }
        if commas >= 31 { report(.privateKey, at: bracket + 1..<last) }
    }

    mutating func reportHashDump(before end: Int) {
        let start = runStart(of: ByteSet("0-9a-fA-F:"), before: end, limit: 66)
        guard end - start >= 65, self[end - 33] == UInt8(ascii: ":") else { return }
        report(.passwordHash, at: end - 65..<end)
    }

    mutating func reportJoinToken(after end: Int) {
        let limit = min(text.count, end + 240)
        for dot in end..<max(end, limit) where text[dot] == UInt8(ascii: ".") {
            let start = runStart(of: .lowercaseAlphanumerics, before: dot, limit: 7)
            let last = skip(.lowercaseAlphanumerics, from: dot + 1, limit: 17)
            if dot - start == 6, last - dot == 17 { return report(.vaultToken, at: start..<last) }
        }
    }
}
