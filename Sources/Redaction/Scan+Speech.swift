/// Secrets that people say or write into tables.
extension Scan {
    mutating func reportSpokenNumber(around mark: Range<Int>) {
        guard isBoundary(mark.lowerBound) else { return }
        func number(from start: Int) -> Range<Int>? {
            let end = skip(.digits, from: start, limit: 9)
            guard (4...8).contains(end - start), !ByteSet.alphanumerics.contains(self[end]) else { return nil }
            return start..<end
        }
        var index = mark.upperBound
        for word in [" is ", ": ", " was ", " "] as [StaticString] where has(word, at: index) {
            index += word.utf8CodeUnitCount
            break
        }
        if let value = number(from: index) { return report(.secret, at: value) }
        // "the PIN of the card is 1234"
        let rest = stop(before: ByteSet("\n.,;\""), from: mark.upperBound, limit: 60)
        if let verb = (mark.upperBound..<rest).first(where: { has(" is ", at: $0) }), let value = number(from: verb + 4)
        {
            return report(.secret, at: value)
        }
        // "123456 is my verification code"
        let words = runStart(of: ByteSet("a-z "), before: mark.lowerBound, limit: 20)
        let start = runStart(of: .digits, before: words, limit: 9)
        guard hasFolded(" is ", at: words), isBoundary(start), let value = number(from: start) else { return }
        report(.secret, at: value)
    }

    mutating func reportSetupKey(after end: Int) {
        let limit = seedEnd(from: end)
        let signs = ByteSet("a-zA-Z2-7")
        var index = end
        while index < limit {
            guard isBoundary(index), signs.contains(self[index]) else {
                index += 1
                continue
            }
            var (count, last) = (0, index)
            var group = index
            while count < 16 {
                let next = skip(signs, from: group, limit: 5)
                guard next - group == 4 else { break }
                (count, last) = (count + 1, next)
                guard self[next] == UInt8(ascii: " ") || self[next] == UInt8(ascii: "-") else { break }
                group = next + 1
            }
            if count >= 4, SecretShape(text[index..<last]).digits > 0 { return report(.secret, at: index..<last) }
            index = skip(.alphanumerics, from: index, limit: 100)
        }
    }

    /// The end of the text that may have a key for one-time passwords: that of the line, or of the second below it if the
    /// line ends with a colon.
    func seedEnd(from start: Int) -> Int {
        var line = lineEnd(from: start, limit: 100)
        guard self[line - 1] == UInt8(ascii: ":") || self[line - 1] == UInt8(ascii: "!") else { return line }
        for _ in 0..<2 {
            let next = nextLine(at: line)
            if next > line { line = lineEnd(from: next, limit: 100) }
        }
        return line
    }

    /// Reports the cells below the head of a column for passwords, of a table of Markdown or a file of values.
    mutating func reportColumn(at mark: Range<Int>) {
        let isTable = text[mark].contains(UInt8(ascii: "|"))
        let sign = isTable ? UInt8(ascii: "|") : UInt8(ascii: ",")
        let start = runStart(of: ByteSet(" -[]-~"), before: mark.lowerBound, limit: 300)
        let number = text[start..<mark.lowerBound].count { $0 == sign } + (isTable ? 0 : 1)
        var line = stop(before: ByteSet("\n\\"), from: mark.lowerBound + 1, limit: 300)
        for _ in 0..<40 {
            line += self[line] == UInt8(ascii: "\\") ? 2 : 1
            let end = stop(before: ByteSet("\n\\\""), from: line, limit: 400)
            guard end > line, text[line..<end].contains(sign) else { return }
            var cells = text[line..<end].split(separator: sign, omittingEmptySubsequences: false)
            if isTable, cells.first?.allSatisfy(ByteSet.blanks.contains) == true { cells.removeFirst() }
            if number < cells.count {
                var (first, last) = (cells[number].startIndex, cells[number].endIndex)
                while first < last, " `".utf8.contains(text[first]) { first += 1 }
                while last > first, " `".utf8.contains(text[last - 1]) { last -= 1 }
                reportLoose(first..<last)
            }
            line = end
        }
    }

    mutating func reportSecurityAnswer(after end: Int) {
        let line = stop(before: ByteSet("\n.\""), from: end, limit: 100)
        guard let verb = (end..<line).first(where: { has(" is ", at: $0) || has(" was ", at: $0) || has(": ", at: $0) })
        else { return }
        let start = skip(
            .blanks,
            from: skip(.letters, from: skip(ByteSet(" :"), from: verb, limit: 2), limit: 4),
            limit: 2
        )
        let word = has(": ", at: verb) ? verb + 2 : start
        let last = skip(ByteSet("A-Za-z0-9'-"), from: word, limit: 40)
        guard last - word >= 3, ByteSet.uppercase.contains(self[word]) else { return }
        report(.secret, at: word..<last)
    }
}
