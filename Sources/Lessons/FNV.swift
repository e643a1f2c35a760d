/// Fowler, Noll and Vo's hash, 64 bits, variant 1a: stable between runs, unlike Swift's own.
package enum FNV {
    package static func hash(_ bytes: some Sequence<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return hash
    }

    /// Eight hexadecimal digits of the hash of a text.
    package static func short(_ text: String) -> String {
        let digits = String(UInt32(truncatingIfNeeded: hash(text.utf8) ^ (hash(text.utf8) >> 32)), radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }
}
