internal import Crypto

/// The hash of a call: equal keys mean equal provider, prompt, settings and sample.
package struct RequestKey: Sendable, Hashable, CustomStringConvertible {
    /// The SHA-256 in 64 lower-case hexadecimal digits.
    package let description: String

    /// Parses a key; `nil` unless `text` is 64 lower-case hexadecimal digits.
    package init?(_ text: String) {
        guard text.utf8.count == 64, text.utf8.allSatisfy({ ($0 >= 48 && $0 <= 57) || ($0 >= 97 && $0 <= 102) }) else {
            return nil
        }
        description = text
    }

    init(hashing bytes: [UInt8]) {
        let digits = Array("0123456789abcdef".utf8)
        let hexadecimal = SHA256.hash(data: bytes).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        description = String(decoding: hexadecimal, as: UTF8.self)
    }
}
