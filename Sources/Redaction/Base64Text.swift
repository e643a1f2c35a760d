/// Base64 as far as redaction needs it: to judge a string by what it stands for.
enum Base64Text {
    /// The bytes that `text` stands for, in either alphabet; it ends where `text` is not base64.
    static func decoded(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> [UInt8] {
        var result: [UInt8] = []
        var (bits, count): (UInt32, Int) = (0, 0)
        for byte in text {
            guard let digit = value(of: byte) else { break }
            bits = bits << 6 | UInt32(digit)
            count += 6
            guard count >= 8 else { continue }
            count -= 8
            result.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
        }
        return result
    }

    private static func value(of byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0") + 52
        case UInt8(ascii: "+"), UInt8(ascii: "-"): 62
        case UInt8(ascii: "/"), UInt8(ascii: "_"): 63
        default: nil
        }
    }
}

extension Scan {
    /// Reports a private key whose PEM text is in base64, also over several lines.
    mutating func reportEncodedKey(at start: Int) {
        guard isBoundary(start), !isFound(start) else { return }
        var end = runEnd(of: .anyBase64, from: start)
        let header = Base64Text.decoded(text[start..<min(end, start + 80)])
        let mark = Array("PRIVATE KEY".utf8)
        guard header.indices.contains(where: { header[$0...].starts(with: mark) }) else { return }
        // The lines of a block, which are indented alike.
        while true {
            let next = skip(.blanks, from: nextLine(at: end), limit: 40)
            guard next > end else { break }
            let last = skip(.anyBase64, from: next, limit: 200)
            guard last - next >= 20, self[last] != UInt8(ascii: ":") else { break }
            end = last
        }
        resume = max(resume, end)
        report(.privateKey, at: start..<end)
    }

    /// Reports the lines of the static key of a VPN, up to its end.
    mutating func reportStaticKey(after mark: Range<Int>) {
        let begin = lineStart(before: mark.lowerBound, limit: 40)
        guard mentions(["-----begin "], in: begin..<mark.lowerBound) else { return }
        let valueEnd = min(valueEnd(from: mark.upperBound), mark.upperBound + 2_000)
        let end = (mark.upperBound..<valueEnd).first { has("-----END", at: $0) } ?? valueEnd
        let hasKey = (mark.upperBound..<end).contains { skip(.hex, from: $0, limit: 32) - $0 == 32 }
        if hasKey { report(.privateKey, at: mark.upperBound..<end) }
    }
}
