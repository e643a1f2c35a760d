/// A gzip stream of spaces: about 160 times smaller than what it unpacks to.
enum GzipBomb {
    static func bytes(unpacking count: Int) -> [UInt8] {
        var bits = BitWriter(bytes: [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255])
        bits.write(0b1, count: 1)  // the last block
        bits.write(0b01, count: 2)  // with the fixed codes of RFC 1951
        bits.writeCode(0x30 + 0x20, count: 8)  // a space
        for _ in 0..<(count / 258) {
            bits.writeCode(0b1100_0101, count: 8)  // 258 bytes again
            bits.writeCode(0, count: 5)  // from one byte back
        }
        bits.writeCode(0, count: 7)  // the end of the block
        // The checksum is wrong: nobody gets that far.
        return bits.bytes + [UInt8](repeating: 0, count: 8)
    }
}

private struct BitWriter {
    var bytes: [UInt8]
    private var used = 8

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The lowest bit first.
    mutating func write(_ value: Int, count: Int) {
        for position in 0..<count {
            if used == 8 {
                bytes.append(0)
                used = 0
            }
            bytes[bytes.count - 1] |= UInt8((value >> position) & 1) << used
            used += 1
        }
    }

    /// A Huffman code: the highest bit first.
    mutating func writeCode(_ code: Int, count: Int) {
        for position in (0..<count).reversed() { write(code >> position, count: 1) }
    }
}
