/// Licences and account numbers, which open something like a password and are told by the word before them.
extension Scan {
    /// Reports the key behind a word for a licence, on its line or the next: groups of signs, or a random string.
    mutating func reportLicence(after mark: Range<Int>) {
        let line = lineEnd(from: mark.upperBound, limit: 120)
        let end = lineEnd(from: max(line, nextLine(at: line)), limit: 100)
        var index = skip(.letters, from: mark.upperBound, limit: 20)
        while index < end {
            guard ByteSet.alphanumerics.contains(text[index]), isBoundary(index) else {
                index += 1
                continue
            }
            let last = skip(ByteSet("A-Za-z0-9-"), from: index, limit: 120)
            let word = index..<last
            if isGroupedKey(word), !isFound(index) { return report(.secret, at: word) }
            if index <= line, last - index >= 32, isHexKey(word), isOfCall(mark), !isFound(index) {
                return report(.secret, at: word)
            }
            index = max(last, index + 1)
        }
    }

    /// Whether the argument of a call follows: `setLicenseKey("…")`
    private func isOfCall(_ mark: Range<Int>) -> Bool {
        let end = skip(ByteSet("A-Za-z_."), from: mark.upperBound, limit: 40)
        return self[end] == UInt8(ascii: "(") || self[end] == UInt8(ascii: "=") || has("--", at: mark.lowerBound - 2)
    }

    /// Whether a word is four groups or more of as many capitals and digits each, as keys of products are.
    func isGroupedKey(_ word: Range<Int>) -> Bool {
        let groups = text[word].split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        let shape = SecretShape(text[word])
        guard (4...10).contains(groups.count), let first = groups.first, (4...8).contains(first.count) else {
            return false
        }
        return shape.digits >= 1 && shape.upper >= 2 && shape.lower == 0
            && groups.allSatisfy { $0.count == first.count }
    }

    /// Reports a licence of an identifier, an encoded text about it and its signature.
    mutating func reportEncodedLicence(around mark: Range<Int>) {
        let start = runStart(of: ByteSet("A-Z0-9-"), before: mark.lowerBound, limit: 24)
        let end = runEnd(of: .anyBase64, from: mark.lowerBound)
        if end - mark.lowerBound >= 40 { report(.secret, at: start..<end) }
    }

    /// Reports the number of an account that is the whole login: 16 digits beside a word of such a service.
    mutating func reportAccountNumber(around mark: Range<Int>) {
        let line = lineEnd(from: mark.upperBound, limit: 60)
        let before = max(0, mark.lowerBound - 40)..<mark.lowerBound
        guard mentions(["mullvad", "vpn"], in: before.lowerBound..<line) else { return }
        var index = mark.upperBound
        while index < line {
            let end = skip(.digits, from: index, limit: 17)
            if end - index == 16, isBoundary(index) { return report(.secret, at: index..<end) }
            index = max(end, index + 1)
        }
    }
}
