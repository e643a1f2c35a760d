internal import Crypto

/// The name of a call by its content: equal keys mean that provider, request, every setting and sample are equal.
package struct RequestKey: Sendable, Hashable, CustomStringConvertible {
    /// SHA-256 in 64 hexadecimal digits.
    package let description: String

    /// Throws nothing and checks nothing but the form: `nil` unless `text` is 64 lower-case hexadecimal digits.
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
