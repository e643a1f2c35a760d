/// What passwords of words, salts and other texts in the place of a password look like.
extension Scan {
    /// Whether a text is long and of letters alone, whose case changes as it does by chance and not in names.
    func isMixed(_ range: Range<Int>) -> Bool {
        guard range.count >= 20, text[range].allSatisfy(ByteSet.letters.contains) else { return false }
        let changes = zip(text[range], text[range].dropFirst()).count {
            ByteSet.uppercase.contains($0) != ByteSet.uppercase.contains($1)
        }
        return Double(changes) >= 0.35 * Double(range.count)
    }

    /// Whether a text in the place of a password is words without a digit, as people and generators of passphrases make
    /// them: a long one, or several with signs between them. With blanks between them only the value of a variable is.
    func isWordedPassword(_ range: Range<Int>, isVariable: Bool = false) -> Bool {
        let value = text[range]
        let shape = SecretShape(value)
        guard !shape.isStandIn, !shape.isPath, shape.entropy >= 2.8,
            value.allSatisfy({ ByteSet.letters.contains($0) || "-_ ".utf8.contains($0) || ByteSet.digits.contains($0) })
        else { return false }
        if value.contains(UInt8(ascii: " ")) {
            return isVariable && shape.upper == 0 && value.split(separator: UInt8(ascii: " ")).count >= 3
        }
        if shape.digits >= 12, shape.lower + shape.upper == 0 { return true }
        let words = value.split { !ByteSet.letters.contains($0) }
        return shape.upper == 0 && (words.count == 1 ? value.count >= 14 : words.count >= 2 && value.count >= 12)
    }

    /// Whether a text is long and of all kinds of characters, as salts are, which may have blanks and signs of
    /// templates.
    func isDense(_ range: Range<Int>) -> Bool {
        let shape = SecretShape(text[range])
        return range.count >= 40 && shape.symbols >= 4 && shape.lower >= 4 && shape.upper >= 4 && shape.digits >= 2
            && shape.distinct >= 26 && text[range].count { ByteSet.blanks.contains($0) } <= 4
    }

    /// Whether a text is four groups of four letters with blanks between them, as passwords for programs are.
    func isFourGroups(_ range: Range<Int>) -> Bool {
        let groups = text[range].split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        return groups.count == 4 && groups.allSatisfy { $0.count == 4 && $0.allSatisfy(ByteSet.lowercase.contains) }
    }

    /// Whether a text is three words or more, and nothing else.
    func isPhrase(_ range: Range<Int>) -> Bool {
        text[range].allSatisfy { ByteSet.letters.contains($0) || $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "-") }
            && text[range].split(whereSeparator: { !ByteSet.letters.contains($0) }).count >= 3
    }

    /// Whether a word is a number with signs and few letters, as versions, dates and sizes are.
    func isVersion(_ range: Range<Int>) -> Bool {
        text[range].count { ByteSet.letters.contains($0) } <= 1
    }
}
