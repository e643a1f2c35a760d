/// Keys in lists and labels, and pairs of a user and a password in base64.
extension Scan {
    /// Reports a base64 string that stands for a user and a password.
    mutating func reportEncodedPair(after mark: Range<Int>) {
        let start = skip(ByteSet(" :=\\\"'"), from: mark.upperBound, limit: 8)
        let end = runEnd(of: .anyBase64, from: start)
        guard (12...400).contains(end - start), !isFound(start) else { return }
        let decoded = Base64Text.decoded(text[start..<end])
        let colon = decoded.firstIndex(of: UInt8(ascii: ":")) ?? 0
        guard colon >= 2, decoded.count - colon > 5, decoded.allSatisfy({ (0x20...0x7E).contains($0) }) else { return }
        report(.secret, at: start..<end)
    }

    /// Reports the generated values of a list or object whose name ends with `mark`.
    mutating func reportList(after mark: Range<Int>) {
        let name = skip(.words, from: mark.upperBound, limit: 12)
        let quote = skip(ByteSet("\\\"'"), from: name, limit: 8)
        let sign = skip(.blanks, from: quote)
        guard ":=".utf8.contains(self[sign]) else { return }
        let open = skip(.blanks, from: sign + 1)
        // Tokens and keys are what many programs have lists of.
        let isSecrets = hasFolded("secrets", at: mark.lowerBound) || hasFolded("passwords", at: mark.lowerBound)
        guard self[open] == UInt8(ascii: "[") || isSecrets && self[open] == UInt8(ascii: "{") else { return }
        let limit = min(text.count, open + 1_500)
        var index = open + 1
        while index < limit, !"]}".utf8.contains(text[index]) {
            guard ByteSet.quotes.contains(text[index]), let value = quotedValue(from: index) else {
                index += 1
                continue
            }
            let isMember = self[skip(ByteSet(" \\\"'"), from: value.upperBound, limit: 8)] == UInt8(ascii: ":")
            let isSecret =
                isRandomKey(value) || isSecrets && SecretShape(text[value]).symbols > 0 && isStrongPassword(value)
            if !isMember, isSecret, !isFound(value.lowerBound) { report(.secret, at: value) }
            index = max(value.upperBound, index) + 1
            while index < limit, ByteSet.quotes.contains(text[index]) || text[index] == UInt8(ascii: "\\") {
                index += 1
            }
        }
    }

    /// Whether a value was generated and is not only an identifier.
    private func isRandomKey(_ value: Range<Int>) -> Bool {
        let shape = SecretShape(text[value])
        return isKeyLike(value) && !shape.isUUID && (shape.isRandom || isHexKey(value))
    }

    /// Reports the key behind the colon of a label that names it.
    mutating func reportLabelledKey(after mark: Range<Int>) {
        let line = lineEnd(from: mark.upperBound, limit: 80)
        let words: [StaticString] = ["request", "session", "page", "cancel", "correlation", "the "]
        guard !mentions(words, in: max(0, mark.lowerBound - 12)..<mark.lowerBound),
            ByteSet.blanks.contains(self[mark.lowerBound - 1]) || self[mark.lowerBound - 1] == UInt8(ascii: "_"),
            let colon = text[mark.upperBound..<line].lastIndex(of: UInt8(ascii: ":")),
            self[colon + 1] == UInt8(ascii: " "), let value = onlyWord(in: colon + 1..<line), isKeyLike(value)
        else { return }
        report(.secret, at: value)
    }
}
