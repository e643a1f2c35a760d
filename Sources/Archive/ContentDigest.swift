internal import Crypto

/// The SHA-256 of a content: the name that it has in the archive.
package struct ContentDigest: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// 64 lower-case hexadecimal digits.
    package let hex: String

    /// Nil unless `hex` is 64 lower-case hexadecimal digits.
    package init?(hex: String) {
        let digits = hex.utf8
        let isHex = digits.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
        guard digits.count == 64, isHex else { return nil }
        self.hex = hex
    }

    /// The digest of a content that is in memory.
    package init(of bytes: [UInt8]) { self.init(SHA256.hash(data: bytes)) }

    init(_ digest: SHA256Digest) {
        let digits = Array("0123456789abcdef".utf8)
        let bytes = digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        hex = String(decoding: bytes, as: UTF8.self)
    }

    /// The hexadecimal digits.
    package var description: String { hex }

    /// Orders digests by their digits.
    package static func < (left: ContentDigest, right: ContentDigest) -> Bool { left.hex < right.hex }
}
