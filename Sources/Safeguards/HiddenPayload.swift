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
