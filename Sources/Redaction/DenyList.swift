/// Exact values that never may pass, in every spelling that a text may contain.
struct DenyList: Sendable {
    /// The length of the shortest value in bytes: a shorter one would be found inside ordinary words and is left out.
    static let minimum = 6

    /// The spellings: raw, percent-encoded, JSON-escaped, reversed, base64 at each alignment, hexadecimal.
    let spellings: [[UInt8]]

    /// The deny list of `values`.
    init(_ values: [String]) {
        var seen: Set<[UInt8]> = []
        var spellings: [[UInt8]] = []
        for value in values where value.utf8.count >= Self.minimum {
            for spelling in Self.spellings(of: Array(value.utf8)) where seen.insert(spelling).inserted {
                spellings.append(spelling)
            }
        }
        self.spellings = spellings
    }

    /// The keywords for the automaton: the first bytes of each spelling, in lower case.
    var keywords: [[UInt8]] { spellings.map { $0.prefix(12).map(\.folded) } }

    private static func spellings(of value: [UInt8]) -> [[UInt8]] {
        var percent: [UInt8] = []
        var json: [UInt8] = []
        for byte in value {
            if ByteSet.alphanumerics.contains(byte) || "-_.~".utf8.contains(byte) {
                percent.append(byte)
            } else {
                percent += [UInt8(ascii: "%")] + hex(byte, digits: "0123456789ABCDEF")
            }
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { json.append(UInt8(ascii: "\\")) }
            json.append(byte)
        }
        let lowerHex = value.flatMap { hex($0, digits: "0123456789abcdef") }
        let upperHex = value.flatMap { hex($0, digits: "0123456789ABCDEF") }
        let encodings = (0..<3).flatMap {
            [base64(value, shift: $0, plus: "+/"), base64(value, shift: $0, plus: "-_")]
        }
        return ([value, percent, json, value.reversed(), lowerHex, upperHex] + encodings).filter {
            $0.count >= minimum
        }
    }

    private static func hex(_ byte: UInt8, digits: StaticString) -> [UInt8] {
        digits.withUTF8Buffer { [$0[Int(byte >> 4)], $0[Int(byte & 15)]] }
    }

    /// The base64 characters that depend on `value` alone when `shift` other bytes are in front of it.
    private static func base64(_ value: [UInt8], shift: Int, plus: StaticString) -> [UInt8] {
        let alphabet =
            Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)
            + plus.withUTF8Buffer { Array($0) }
        let firstBit = shift * 8
        let lastBit = firstBit + value.count * 8
        var result: [UInt8] = []
        for character in (firstBit + 5) / 6..<lastBit / 6 {
            var index = 0
            for bit in character * 6..<character * 6 + 6 {
                let byte = value[(bit - firstBit) / 8]
                index = index << 1 | Int(byte >> UInt8(7 - (bit - firstBit) % 8) & 1)
            }
            result.append(alphabet[index])
        }
        return result
    }
}

extension Scan {
    /// Reports the value of the deny list that may begin at `start`.
    mutating func reportDeniedValue(_ number: Int, at start: Int) {
        let value = denied.spellings[number]
        guard text.count - start >= value.count, zip(value, text[start...]).allSatisfy({ $0 == $1 }) else { return }
        report(.denied, at: start..<start + value.count)
    }
}
