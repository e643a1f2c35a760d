/// Passwords that programs give to calls which log in or type.
extension Scan {
    /// Reports the password of `auth=('user', 'X')`, and what is typed into a field for one.
    mutating func reportLoginCall(at name: Range<Int>) {
        guard !isFound(name.upperBound) else { return }
        if self[name.lowerBound] == UInt8(ascii: ".") {
            let before = max(0, name.lowerBound - 120)..<name.lowerBound
            guard let first = quotedValue(from: name.upperBound) else { return }
            let words: [StaticString] = ["pass", "assword", "pwd", "\"pw\"", "'pw'"]
            // `type("#password", "X")`: the second, if the first says what it is.
            let comma = skip(ByteSet("\\\"'"), from: first.upperBound, limit: 4)
            if self[comma] == UInt8(ascii: ","), mentions(words, in: first) {
                let second = quotedValue(from: skip(.blanks, from: comma + 1))
                if let second, isTypedPassword(second), !isFound(second.lowerBound) { report(.secret, at: second) }
                return
            }
            guard mentions(words, in: before) else { return }
            let value = first
            if SecretShape(text[value]).isSecretLike || isWordChain(value) { report(.secret, at: value) }
            return
        }
        guard let user = quotedValue(from: name.upperBound) else { return }
        let comma = skip(ByteSet("\\\"'"), from: user.upperBound, limit: 8)
        guard self[comma] == UInt8(ascii: ","), let value = quotedValue(from: skip(.blanks, from: comma + 1)),
            SecretShape(text[value]).isSecretLike
        else { return }
        report(.secret, at: value)
    }
}
