/// Numbers that give access to money: of payment cards and bank accounts, both with their checksums.
extension Scan {
    /// Reports the number of a payment card shortly behind or before a word for one.
    mutating func reportCard(around mark: Range<Int>) {
        let end = min(text.count, mark.upperBound + 90)
        var index = mark.upperBound
        while index < end {
            guard ByteSet.digits.contains(text[index]) else { index += 1; continue }
            let number = cardNumber(from: index)
            if let number, !isFound(number.lowerBound) { return report(.secret, at: number) }
            index = skip(.digits, from: index, limit: 40)
        }
        let before = runStart(of: ByteSet("0-9 -"), before: skipBack(from: mark.lowerBound), limit: 24)
        let first = skip(ByteSet(" -"), from: before, limit: 4)
        if first < mark.lowerBound, let number = cardNumber(from: first), !isFound(first) {
            report(.secret, at: number)
        }
    }

    /// The position before the sign and blanks that end at `end`: `4… (Visa)`
    private func skipBack(from end: Int) -> Int { runStart(of: ByteSet(" (,"), before: end, limit: 3) }

    /// The number of a card that begins at `start`: 13 to 19 digits, perhaps with a blank or hyphen between groups, of
    /// which the last checks the others.
    private func cardNumber(from start: Int) -> Range<Int>? {
        guard "23456".utf8.contains(self[start]), isBoundary(start), self[start - 1] != UInt8(ascii: "."),
            self[start - 1] != UInt8(ascii: "-")
        else { return nil }
        var digits: [UInt8] = []
        var number: Range<Int>?
        var index = start
        while index < text.count, digits.count < 20 {
            if ByteSet.digits.contains(text[index]) {
                digits.append(text[index] - UInt8(ascii: "0"))
                // A group ends here, and perhaps the number: a date may follow.
                if !ByteSet.digits.contains(self[index + 1]), isCardNumber(digits),
                    !ByteSet.words.contains(self[index + 1])
                {
                    number = start..<index + 1
                }
            } else if !" -".utf8.contains(text[index]) || !ByteSet.digits.contains(self[index - 1]) {
                break
            }
            index += 1
        }
        return number
    }

    /// Whether digits are the number of a card, and not one of those that documentation has.
    private func isCardNumber(_ digits: [UInt8]) -> Bool {
        (13...19).contains(digits.count) && isIssued(digits) && Self.hasCheckDigit(digits) && Set(digits).count > 5
    }

    /// Whether digits begin as those of a company that issues cards, and are as many as it gives.
    private func isIssued(_ digits: [UInt8]) -> Bool {
        switch (digits[0], digits[1]) {
        case (3, 4), (3, 7): digits.count == 15
        case (3, 0), (3, 6), (3, 8): digits.count == 14
        case (3, 5), (2, 2...7), (5, 1...5), (6, 0), (6, 2), (6, 4), (6, 5): digits.count == 16
        case (4, _): digits.count == 16 || digits.count == 13 || digits.count == 19
        default: false
        }
    }

    /// Whether the last digit is the one that the formula of Luhn gives.
    private static func hasCheckDigit(_ digits: [UInt8]) -> Bool {
        let sum = digits.reversed().enumerated().reduce(0) { sum, place in
            let double = Int(place.element) * (place.offset.isMultiple(of: 2) ? 1 : 2)
            return sum + (double > 9 ? double - 9 : double)
        }
        return sum.isMultiple(of: 10)
    }

    /// Reports the three or four digits behind the name of the number on a card's back.
    mutating func reportCardCheck(after mark: Range<Int>) {
        guard isBoundary(mark.lowerBound) else { return }
        let name = skip(ByteSet("2a-zA-Z_"), from: mark.upperBound, limit: 6)
        let line = lineEnd(from: name, limit: 40)
        let start = skip(ByteSet(" :=\"'\\),#*]"), from: name, limit: 12)
        let verb = (name..<line).first { has(" is ", at: $0) || has(": ", at: $0) }
        for place in [start, verb.map { skip(ByteSet(" :"), from: $0, limit: 2) }, verb.map { $0 + 4 }] {
            guard let place, place > name else { continue }
            let end = skip(.digits, from: place, limit: 5)
            if (3...4).contains(end - place), !ByteSet("A-Za-z0-9.%").contains(self[end]), !isFound(place) {
                return report(.secret, at: place..<end)
            }
        }
    }

    /// Reports the international number of a bank account shortly behind a word for one.
    mutating func reportBankAccount(after mark: Range<Int>) {
        let end = min(text.count, mark.upperBound + 60)
        for index in mark.upperBound..<max(mark.upperBound, end) where ByteSet.uppercase.contains(text[index]) {
            guard ByteSet.uppercase.contains(self[index + 1]), ByteSet.digits.contains(self[index + 2]),
                ByteSet.digits.contains(self[index + 3]), isBoundary(index), let number = accountNumber(from: index)
            else { continue }
            if !isFound(index) { report(.secret, at: number) }
            return
        }
    }

    /// The number that begins at `start`, if it is as long as its country gives and its checksum is right.
    private func accountNumber(from start: Int) -> Range<Int>? {
        guard let length = Self.lengths[String(decoding: text[start..<start + 2], as: UTF8.self)] else { return nil }
        var signs: [UInt8] = []
        var index = start
        while index < text.count, signs.count < length, index - start < 48 {
            if ByteSet.uppercaseAlphanumerics.contains(text[index]) {
                signs.append(text[index])
            } else if text[index] != UInt8(ascii: " ") {
                return nil
            }
            index += 1
        }
        guard signs.count == length, !ByteSet.alphanumerics.contains(self[index]) else { return nil }
        let rest = (signs.dropFirst(4) + signs.prefix(4)).reduce(0) { rest, sign in
            let digit = Int(sign) - (ByteSet.digits.contains(sign) ? 48 : 55)
            return (rest * (digit > 9 ? 100 : 10) + digit) % 97
        }
        return rest == 1 ? start..<index : nil
    }

    /// How many signs the numbers of a country have.
    private static let lengths: [String: Int] = [
        "AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BR": 29, "CH": 21, "CY": 28,
        "CZ": 24, "DE": 22, "DK": 18, "EE": 20, "ES": 24, "FI": 18, "FR": 27, "GB": 22, "GE": 22, "GR": 27, "HR": 21,
        "HU": 28, "IE": 22, "IL": 23, "IS": 26, "IT": 27, "KZ": 20, "LI": 21, "LT": 20, "LU": 20, "LV": 21, "MC": 27,
        "MD": 24, "ME": 22, "MK": 19, "MT": 31, "NL": 18, "NO": 15, "PL": 28, "PT": 25, "RO": 24, "RS": 22, "SA": 24,
        "SE": 24, "SI": 19, "SK": 24, "SM": 27, "TR": 26, "UA": 29,
    ]
}
