/// A path into a JSON value, as RFC 6901 writes it: `/messages/0/content`.
package struct JSONPointer: Sendable, Hashable {
    /// The names and indices on the way, unescaped.
    package let tokens: [String]

    /// A pointer of these tokens, the outermost first.
    package init(tokens: [String]) {
        self.tokens = tokens
    }

    /// Reads a pointer in its text form. Throws with reason `badPointer` and the offset of the error.
    package init(parsing text: String) throws(JSONError) {
        var tokens: [String] = []
        var token: [UInt8] = []
        var afterTilde = false
        for (offset, byte) in text.utf8.enumerated() {
            switch (byte, afterTilde) {
            case (UInt8(ascii: "0"), true):
                token.append(UInt8(ascii: "~"))
                afterTilde = false
            case (UInt8(ascii: "1"), true):
                token.append(UInt8(ascii: "/"))
                afterTilde = false
            case (_, true):
                throw JSONError(offset: offset - 1, reason: .badPointer)
            case (UInt8(ascii: "/"), _):
                if offset > 0 { tokens.append(String(decoding: token, as: UTF8.self)) }
                token.removeAll(keepingCapacity: true)
            case _ where offset == 0:
                throw JSONError(offset: 0, reason: .badPointer)
            case (UInt8(ascii: "~"), _):
                afterTilde = true
            default:
                token.append(byte)
            }
        }
        guard !afterTilde else { throw JSONError(offset: text.utf8.count - 1, reason: .badPointer) }
        if !text.isEmpty { tokens.append(String(decoding: token, as: UTF8.self)) }
        self.tokens = tokens
    }

    /// The array index that `token` names: digits without a leading zero.
    static func index(_ token: String) -> Int? {
        guard token == "0" || token.utf8.first != UInt8(ascii: "0"), token.utf8.allSatisfy({ 0x30...0x39 ~= $0 }) else {
            return nil
        }
        return Int(token)
    }
}
