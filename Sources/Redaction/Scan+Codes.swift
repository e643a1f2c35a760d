/// Numbers and groups of signs that open something: PINs, codes of doors, codes that are sent, and recovery keys.
extension Scan {
    /// Reports the number behind the name of a code, in its line.
    mutating func reportCodeNumber(at mark: Range<Int>) {
        guard isBoundary(mark.lowerBound), mark.count > 4 || isCapitalCode(mark) else { return }
        // `PUK2`
        let name = skip(ByteSet("12"), from: mark.upperBound, limit: 1)
        guard !ByteSet("A-Za-z_").contains(self[name]) || self[mark.upperBound - 1] == UInt8(ascii: " ") else { return }
        let line = lineEnd(from: name, limit: 70)
        let direct = skip(ByteSet(" \t:=\"'`*("), from: name, limit: 24)
        if direct > name || self[name] >= 0x80 || ByteSet.digits.contains(self[name]),
            let value = codeNumber(from: direct)
        {
            return report(.secret, at: value)
        }
        for index in name..<line {
            guard let link = Self.links.first(where: { has($0, at: index) }) else { continue }
            let start = skip(ByteSet(" \"'`*:"), from: index + link.utf8CodeUnitCount, limit: 4)
            if let value = codeNumber(from: start) { return report(.secret, at: value) }
        }
        reportAnsweredCode(below: line, asked: text[name..<line].contains(UInt8(ascii: "?")))
    }

    /// Reports the number in the line below a question for one.
    private mutating func reportAnsweredCode(below line: Int, asked: Bool) {
        let next = nextLine(at: line)
        guard asked, next > line else { return }
        let end = lineEnd(from: next, limit: 48)
        for index in next..<end where ByteSet.digits.contains(text[index]) && isBoundary(index) {
            if let value = codeNumber(from: index) { report(.secret, at: value) }
            return
        }
    }

    /// Whether a short name is in capitals, as those of codes are, and not a word or a part of one.
    private func isCapitalCode(_ mark: Range<Int>) -> Bool {
        text[mark].dropFirst().allSatisfy { !ByteSet.lowercase.contains($0) }
    }

    /// The words between the name of a code and its number.
    private static let links: [StaticString] = [
        ": ", " is ", " lautet", " ist ", " est ", " es ", " è ", " é ", "是", "为", "：", "は", " to ", " was ", " er ",
        " är ", " to jest ",
    ]

    /// Four to ten digits from `start` on, perhaps in two groups, that end a word.
    private func codeNumber(from start: Int) -> Range<Int>? {
        var end = skip(.digits, from: start, limit: 11)
        if end - start == 3 || end - start == 2, "- ".utf8.contains(self[end]) {
            let group = end - start
            while "- ".utf8.contains(self[end]), skip(.digits, from: end + 1, limit: 5) - end - 1 == group {
                end += group + 1
            }
        }
        let last = self[end] == UInt8(ascii: "#") ? end + 1 : end
        let isEnd = !ByteSet("A-Za-z0-9_/%-").contains(self[last])
        let isDecimal = ".,:".utf8.contains(self[last]) && ByteSet.digits.contains(self[last + 1])
        guard (4...11).contains(end - start), isEnd, !isDecimal, !isFound(start),
            SecretShape(text[start..<end]).distinct > 1
        else { return nil }
        return start..<last
    }

    /// Whether the words of a code are those of one that opens nothing: of a place, an offer, an error.
    func isPublicCode(_ words: Range<Int>) -> Bool {
        let harmless: [StaticString] = [
            "zip", "post", "area", "promo", "discount", "coupon", "voucher", "tracking", "error", "exit", "status",
            "country", "product", "order", "reference", "item", "return code", "response", "dialing", "source",
            "sample",
            "flight", "booking", "sku", "color",
        ]
        return mentions(harmless, in: words)
    }

    /// Reports the code that begins at `start`, if one does.
    mutating func reportCode(from start: Int) {
        if let value = codeNumber(from: start) { report(.secret, at: value) }
    }

    /// Reports the number of a sentence about a code for something with a lock: "the code for the gate is 1234".
    mutating func reportEntryCode(after mark: Range<Int>) {
        let line = lineEnd(from: mark.upperBound, limit: 70)
        let nouns: [StaticString] = [
            "gate", "door", "alarm", "garage", "building", "safe", "lock", "office", "warehouse", "entrance", "storage",
            "tür", "tor ", "haus", "tresor", "porte", "portail", "server room", "elevator", "box", "cage",
        ]
        let before = max(0, mark.lowerBound - 12)..<mark.lowerBound
        guard mentions(nouns, in: mark.upperBound..<line), !isPublicCode(before) else { return }
        for index in mark.upperBound..<line {
            guard let link = Self.links.first(where: { has($0, at: index) }),
                let value = codeNumber(from: skip(.blanks, from: index + link.utf8CodeUnitCount))
            else { continue }
            return report(.secret, at: value)
        }
    }

    /// Reports the number before words that say that it is a code: "123456 is your Acme login code".
    mutating func reportCodeBefore(_ mark: Range<Int>) {
        let line = lineEnd(from: mark.upperBound, limit: 60)
        guard mentions(["code", "otp", "pin", "passcode", "password"], in: mark.upperBound..<line),
            !isPublicCode(mark.upperBound..<line)
        else { return }
        let start = runStart(of: .digits, before: mark.lowerBound, limit: 11)
        let isMarked = ByteSet.uppercase.contains(self[start - 2]) && self[start - 1] == UInt8(ascii: "-")
        guard isMarked || isBoundary(start), let value = codeNumber(from: start), value.upperBound == mark.lowerBound
        else { return }
        report(.secret, at: value)
    }

    /// Reports the code that connects a device: two groups of four capitals and digits.
    mutating func reportDeviceCode(after mark: Range<Int>) {
        let limit = lineEnd(from: mark.upperBound, limit: 40)
        var index = mark.upperBound
        while index < limit {
            let middle = skip(.uppercaseAlphanumerics, from: index, limit: 6)
            let end = skip(.uppercaseAlphanumerics, from: middle + 1, limit: 6)
            if (4...5).contains(middle - index), self[middle] == UInt8(ascii: "-"), (4...5).contains(end - middle - 1),
                isBoundary(index), !ByteSet.words.contains(self[end]), !isFound(index),
                text[index..<end].contains(where: ByteSet.uppercase.contains)
            {
                return report(.secret, at: index..<end)
            }
            index = max(middle, index + 1)
        }
    }

    /// Reports a recovery key shortly behind its name: eight groups of six digits, or a word of groups of signs; or
    /// a list of codes.
    mutating func reportRecoveryKey(after mark: Range<Int>) {
        let end = min(text.count, mark.upperBound + 220)
        var index = mark.upperBound
        while index < end {
            guard ByteSet.digits.contains(text[index]), isBoundary(index) else { index += 1; continue }
            let last = skip(ByteSet("0-9-"), from: index, limit: 56)
            if last - index == 55, !isFound(index) {
                let groups = text[index..<last].split(separator: UInt8(ascii: "-"))
                if groups.count == 8, groups.allSatisfy({ $0.count == 6 }) { report(.secret, at: index..<last) }
                return
            }
            index = max(last, index + 1)
        }
        let isCode = mentions(["code", "key", "schlüssel"], in: mark.lowerBound..<min(end, mark.upperBound + 16))
        if isCode { reportGroupedCodes(in: mark.upperBound..<end) }
    }

    /// Reports the words of groups of signs in a line, or in the lines of a list.
    private mutating func reportGroupedCodes(in range: Range<Int>) {
        var count = 0
        for word in parts(of: range, separatedBy: ByteSet(" \t\n\r\"',[]():`*")) {
            let value = word.lowerBound..<word.upperBound - (self[word.upperBound - 1] == UInt8(ascii: ".") ? 1 : 0)
            let groups = text[value].split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
            let isGrouped =
                (2...6).contains(groups.count)
                && groups.allSatisfy { (3...8).contains($0.count) && $0.allSatisfy(ByteSet.alphanumerics.contains) }
                && Set(groups.map(\.count)).count == 1
            let shape = SecretShape(text[value])
            let isNumber = value.count >= 8 && value.count <= 12 && shape.digits == value.count
            let isMixed =
                (8...16).contains(value.count) && shape.digits > 0 && shape.lower + shape.upper > 1
                && text[value].allSatisfy(ByteSet.alphanumerics.contains) && (value.count >= 10 || shape.digits > 1)
            guard isGrouped && shape.digits > 0 || isNumber || isMixed, !isFound(value.lowerBound) else {
                if count > 0, value.count > 3 { return }
                continue
            }
            report(.secret, at: value)
            count += 1
        }
    }

    /// Reports a line of 12, 15, 18, 21 or 24 short words shortly below the words for a wallet.
    mutating func reportWordLine(after mark: Range<Int>) {
        var end = lineEnd(from: mark.upperBound, limit: 160)
        for _ in 0..<3 {
            let start = nextLine(at: end)
            guard start > end else { return }
            end = lineEnd(from: start, limit: 260)
            let first = skip(ByteSet(" \t\"'`>"), from: start, limit: 12)
            guard ByteSet.lowercase.contains(self[first]) else { continue }
            let last = skip(ByteSet("a-z "), from: first, limit: 260)
            let words = text[first..<last].split(separator: UInt8(ascii: " "))
            guard [12, 15, 18, 21, 24].contains(words.count), words.allSatisfy({ (3...8).contains($0.count) }),
                !isFound(first), end - last <= 2
            else { continue }
            return report(.secret, at: first..<last)
        }
    }

    /// Reports private keys of a wallet in the lines below the word for them.
    mutating func reportWalletKey(after mark: Range<Int>) {
        let end = min(text.count, mark.upperBound + 240)
        for word in parts(of: mark.upperBound..<end, separatedBy: ByteSet(" \t\n\r\"',=:\\")) {
            let isNumber = has("0x", at: word.lowerBound) && word.count == 66
            let isWord =
                (51...52).contains(word.count) && "5KLc9".utf8.contains(text[word.lowerBound])
                && text[word].allSatisfy(ByteSet.alphanumerics.contains) && isAlternating(word)
            let isLong = (87...88).contains(word.count) && text[word].allSatisfy(ByteSet.alphanumerics.contains)
            let isHex = isNumber && text[word].dropFirst(2).allSatisfy(ByteSet.hex.contains)
            if isHex || isWord || isLong && isAlternating(word), !isFound(word.lowerBound) {
                report(.privateKey, at: word)
            }
        }
    }
}
