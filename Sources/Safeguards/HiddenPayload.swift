/// G14: programs that are hidden in an encoding, in one piece or in several.
enum HiddenPayload {
    /// Returns the readable texts that `text` contains in base64 or in hexadecimal digits.
    static func decoded(_ text: String) -> [String] {
        runs(in: text, atLeast: 16).flatMap(decode)
    }

    /// Returns the readable texts that the encoded parts of `pieces` give when they are joined.
    static func assembled(_ pieces: [String]) -> [String] {
        let fragments = pieces.flatMap { runs(in: $0, atLeast: 6).filter(isMixed) }
        guard fragments.count > 1 else { return [] }
        return decode(Array(fragments.joined()))
    }

    // MARK: Other writings

    /// Returns `text` as it reads when it is turned around, when letters are moved by 13, when escapes and numbers are
    /// taken for characters, and when letters with something between them are joined.
    static func otherReadings(of text: String) -> [String] {
        var readings = [
            text.split(separator: "\n").map { String($0.reversed()) }.joined(separator: "\n"), rotated(text),
        ]
        readings += [unescaped(text), numbers(text, 10), numbers(text, 16), spaced(text)].compactMap { $0 }
        return readings
    }

    /// Returns words whose letters stand alone with nothing but blanks between them: "p i p".
    static func spacedLetters(in text: String) -> [String] {
        text.split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ")
            let runs = words.split { !($0.count == 1 && $0.first?.isLetter == true) }
            return runs.first { $0.count > 3 }?.joined(separator: " ")
        }
    }

    private static func rotated(_ text: String) -> String {
        String(
            decoding: text.utf8.map { byte -> UInt8 in
                switch byte {
                case 0x41...0x5A: 0x41 + (byte - 0x41 + 13) % 26
                case 0x61...0x7A: 0x61 + (byte - 0x61 + 13) % 26
                default: byte
                }
            },
            as: UTF8.self
        )
    }

    /// Returns the text with `%63`, `\x63`, `\u0063` and `\143` as characters; nil with fewer than four of them.
    private static func unescaped(_ text: String) -> String? {
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var count = 0
        var index = 0
        func number(_ start: Int, _ length: Int, _ radix: Int) -> UInt8? {
            guard start + length <= bytes.count else { return nil }
            let digits = String(decoding: bytes[start..<start + length], as: UTF8.self)
            return Int(digits, radix: radix).flatMap { (0x20...0x7E).contains($0) ? UInt8($0) : nil }
        }
        while index < bytes.count {
            var found: (byte: UInt8, length: Int)?
            if bytes[index] == UInt8(ascii: "%") {
                found = number(index + 1, 2, 16).map { ($0, 3) }
            } else if bytes[index] == UInt8(ascii: "\\"), index + 1 < bytes.count {
                switch bytes[index + 1] {
                case UInt8(ascii: "x"): found = number(index + 2, 2, 16).map { ($0, 4) }
                case UInt8(ascii: "u"): found = number(index + 2, 4, 16).map { ($0, 6) }
                default: found = number(index + 1, 3, 8).map { ($0, 4) }
                }
            }
            result.append(found?.byte ?? bytes[index])
            index += found?.length ?? 1
            if found != nil { count += 1 }
        }
        return count < 4 ? nil : String(decoding: result, as: UTF8.self)
    }

    /// Returns what eight or more numbers in a row spell, decimal or hexadecimal.
    private static func numbers(_ text: String, _ radix: Int) -> String? {
        var found = ""
        var run = ""
        let pieces: [Substring] = text.split(whereSeparator: { !($0.isLetter || $0.isNumber) }) + ["."]
        for piece in pieces {
            let digits = piece.hasPrefix("0x") ? piece.dropFirst(2) : piece
            let value = Int(digits, radix: piece.hasPrefix("0x") ? 16 : radix)
            if digits.count <= 3, let value, (0x20...0x7E).contains(value), let scalar = Unicode.Scalar(value) {
                run.unicodeScalars.append(scalar)
            } else {
                if run.count >= 8 { found += run + "\n" }
                run = ""
            }
        }
        return found.isEmpty ? nil : found
    }

    /// Returns the text with letters joined that stand alone: `c u r l`, `c.u.r.l`; nil without four in a row.
    private static func spaced(_ text: String) -> String? {
        var result = ""
        var isChanged = false
        var run: [Substring] = []
        func close() {
            if run.count >= 4 { isChanged = true }
            result += (run.count >= 4 ? run.joined() : run.joined(separator: " ")) + " "
            run = []
        }
        for piece in text.split(whereSeparator: { $0.isWhitespace || $0 == "." || $0 == "-" || $0 == "_" || $0 == "*" })
        {
            if piece.count == 1, piece.first?.isLetter == true {
                run.append(piece)
            } else {
                if !run.isEmpty { close() }
                result += piece + " "
            }
        }
        if !run.isEmpty { close() }
        return isChanged ? result : nil
    }

    private static func runs(in text: String, atLeast minimum: Int) -> [[UInt8]] {
        text.utf8.split { !isBase64($0) }.filter { $0.count >= minimum }.map { Array($0) }
    }

    /// Whether `run` is unlike a word: it has capitals inside, or digits among letters.
    private static func isMixed(_ run: [UInt8]) -> Bool {
        let capitals = run.dropFirst().contains { (0x41...0x5A).contains($0) }
        let small = run.contains { (0x61...0x7A).contains($0) }
        let digits = run.contains { (0x30...0x39).contains($0) }
        return (capitals && small) || (digits && (small || capitals))
    }

    /// Returns the readable parts of `run`, read as base64 from each of its first four characters on, and as digits.
    private static func decode(_ run: [UInt8]) -> [String] {
        var texts = (0..<4).flatMap { readable(base64(run.dropFirst($0))) }
        if run.count >= 32, run.allSatisfy({ Character(Unicode.Scalar($0)).hexDigitValue != nil }) {
            let bytes = stride(from: 0, to: run.count - 1, by: 2).map { index in
                UInt8(nibble(run[index]) << 4 | nibble(run[index + 1]))
            }
            texts += readable(bytes)
        }
        return texts
    }

    private static func nibble(_ byte: UInt8) -> Int { Character(Unicode.Scalar(byte)).hexDigitValue ?? 0 }

    private static func base64(_ run: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        var buffer: UInt32 = 0
        var bits = 0
        for byte in run {
            guard let value = value(of: byte) else { continue }
            buffer = (buffer << 6 | value) & 0xFFFFFF
            bits += 6
            if bits >= 8 {
                bits -= 8
                result.append(UInt8(truncatingIfNeeded: buffer >> UInt32(bits)))
            }
        }
        return result
    }

    private static func value(of byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(byte - UInt8(ascii: "A"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(byte - UInt8(ascii: "a") + 26)
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0") + 52)
        case UInt8(ascii: "+"), UInt8(ascii: "-"): 62
        case UInt8(ascii: "/"), UInt8(ascii: "_"): 63
        default: nil
        }
    }

    private static func isBase64(_ byte: UInt8) -> Bool { value(of: byte) != nil || byte == UInt8(ascii: "=") }

    /// Returns the parts of at least eight bytes that are plain text.
    private static func readable(_ bytes: [UInt8]) -> [String] {
        bytes.split { !((0x20...0x7E).contains($0) || $0 == 0x0A || $0 == 0x09) }.filter { $0.count >= 8 }
            .map { String(decoding: $0, as: UTF8.self) }
    }
}
