/// Places that have nothing but passwords: lines of files, statements, calls, outputs.
extension Scan {
    mutating func reportMachineLine(after end: Int) {
        // The three may be in three lines.
        let line = stop(before: ByteSet("\"'"), from: end, limit: 200)
        for index in end..<line where hasFolded(" password ", at: index) && self[index] == UInt8(ascii: " ") {
            let start = index + 10
            let last = stop(before: ByteSet("\u{1}- \"'\\"), from: start, limit: 200)
            if (end..<index).contains(where: { hasFolded(" login ", at: $0) }) { reportLoose(start..<last) }
            return
        }
    }

    /// Reports the value whose column is named as a credential.
    mutating func reportInsertedValue(around mark: Range<Int>) {
        guard
            let close = (max(0, mark.lowerBound - 4)..<mark.lowerBound).last(where: { self[$0] == UInt8(ascii: ")") }),
            let open = (max(0, close - 300)..<close).last(where: { self[$0] == UInt8(ascii: "(") })
        else { return }
        let columns = text[open + 1..<close].split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        let names: [StaticString] = ["pass", "pwd", "secret", "token", "api_key", "apikey"]
        for (number, column) in columns.enumerated() {
            let place = column.startIndex..<column.endIndex
            guard place.contains(where: { index in names.contains { hasFolded($0, at: index) } }) else { continue }
            var (index, count) = (mark.upperBound, 0)
            while index < min(text.count, mark.upperBound + 600), count < number {
                if text[index] == UInt8(ascii: "'") {
                    index = stop(before: ByteSet("'\n"), from: index + 1, limit: 300)
                }
                if self[index] == UInt8(ascii: ",") { count += 1 }
                index += 1
            }
            let quote = skip(ByteSet(" \\"), from: index, limit: 8)
            guard count == number, ByteSet.quotes.contains(self[quote]) else { continue }
            reportLoose(quote + 1..<stop(before: ByteSet("\u{1}-\u{1F}'\"\\"), from: quote + 1, limit: 300))
        }
    }

    mutating func reportClientCall(after mark: Range<Int>) {
        let isLogin =
            !hasFolded("client(", at: mark.lowerBound) && !hasFolded("algolia", at: mark.lowerBound)
            && !hasFolded(".builder", at: mark.lowerBound)
        let end = min(text.count, mark.upperBound + 300)
        var index = mark.upperBound
        var (number, depth) = (0, 0)
        while index < end, depth >= 0, self[index] != UInt8(ascii: "\n"), !has("\\n", at: index) {
            let quote = text[index]
            guard quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
                depth += quote == UInt8(ascii: "(") ? 1 : quote == UInt8(ascii: ")") ? -1 : 0
                index += 1
                continue
            }
            let start = index + 1
            var last = stop(
                before: quote == UInt8(ascii: "'") ? ByteSet("\n'") : ByteSet("\n\""),
                from: start,
                limit: 300
            )
            if self[last - 1] == UInt8(ascii: "\\") { last -= 1 }
            number += 1
            let shape = SecretShape(text[start..<last])
            let isHex = [32, 40].contains(last - start) && text[start..<last].allSatisfy(ByteSet.lowercaseHex.contains)
            let isPlain = !text[start..<last].contains { "= :/.,<>()[]{}\\".utf8.contains($0) }
            let isPassword =
                isLogin && number >= 2
                && (shape.digits > 0 && shape.isSecretLike && last - start >= 8 || isStrongPassword(start..<last))
            let isValue = !text[start..<last].contains { " :/,<>()[]{}\\".utf8.contains($0) }
            if shape.isRandom && isPlain || isHex && shape.digits >= 4
                || isPassword && isValue && !isFileName(start..<last)
            {
                report(.secret, at: start..<last)
            }
            index = max(last + 1, index + 1)
        }
    }

    /// Reports the line below `cat` of a file that is named as a secret, if it is one word.
    mutating func reportShownFile(after end: Int) {
        let line = stop(before: ByteSet("\n\\"), from: end, limit: 200)
        let names: [StaticString] = ["pass", "secret", "token", ".key", "credential"]
        guard (end..<line).contains(where: { index in names.contains { hasFolded($0, at: index) } }) else { return }
        let start = self[line] == UInt8(ascii: "\n") ? line + 1 : has("\\n", at: line) ? line + 2 : line
        guard start > line else { return }
        let last = stop(before: ByteSet("\u{1}- \"'\\"), from: start, limit: 300)
        let shape = SecretShape(text[start..<last])
        guard last - start >= 16, shape.digits > 1, shape.lower + shape.upper > 1, !shape.isPath, !shape.isStandIn,
            !shape.isCode
        else { return }
        report(.secret, at: start..<last)
    }

    /// Reports a key of hexadecimal digits or a random string that is the next value after a name.
    mutating func reportRandomKey(after end: Int) {
        let start = skip(ByteSet("a-zA-Z_=:\"' /\\"), from: end, limit: 24)
        let number = skip(.digits, from: start, limit: 20)
        // `1/1200000000000000:…`
        let isNumbered = self[number] == UInt8(ascii: ":") || self[number] == UInt8(ascii: "/")
        let first = isNumbered ? skip(ByteSet("0-9:/"), from: number, limit: 24) : end
        let place =
            isNumbered ? runStart(of: .hex, before: first, limit: 20) : skip(ByteSet("=\"'\\ "), from: end, limit: 4)
        let last = runEnd(of: .words, from: place)
        let isHex = [32, 40].contains(last - place) && text[place..<last].allSatisfy(ByteSet.lowercaseHex.contains)
        let colon = isNumbered ? runStart(of: ByteSet("0-9:/"), before: place, limit: 44) : place
        guard isHex && SecretShape(text[place..<last]).digits >= 4 || SecretShape(text[place..<last]).isRandom else {
            return
        }
        report(.secret, at: colon..<last)
    }

    /// Reports the values below `data:`, which is before or behind the kind of the object.
    mutating func reportClusterSecret(around mark: Range<Int>) {
        let before = max(0, mark.lowerBound - 1_500)..<mark.lowerBound
        let behind = mark.upperBound..<min(text.count, mark.upperBound + 400)
        let found =
            behind.first { hasFolded("data:", at: $0) && !ByteSet.alphanumerics.contains(self[$0 - 1]) }
            ?? before.last { hasFolded("data:", at: $0) && !hasFolded("metadata:", at: $0 - 4) }
        guard var index = found.map({ $0 + 5 }) else { return }
        for _ in 0..<40 {
            index = skip(ByteSet("\\n\r\n "), from: index, limit: 40)
            let name = skip(ByteSet("A-Za-z0-9_.-"), from: index, limit: 80)
            guard name > index, self[name] == UInt8(ascii: ":"), self[name + 1] == UInt8(ascii: " ") else { return }
            let end = runEnd(of: .base64, from: name + 2)
            let shape = SecretShape(text[name + 2..<end])
            guard end - name >= 10 else { return }
            if shape.distinct >= 5, !isFound(name + 2), matches.last.map({ $0.range.upperBound <= name + 2 }) ?? true {
                report(.secret, at: name + 2..<end)
            }
            index = end
        }
    }

    mutating func reportCodes(after end: Int) {
        // In one line, or one in each.
        let start = skip(ByteSet(" =:\\\"'"), from: end, limit: 8)
        let line = stop(before: ByteSet("\"'"), from: start, limit: 300)
        var (first, last, count) = (0, 0, 0)
        var index = start
        while index < line {
            let next = skip(ByteSet("A-Za-z0-9-"), from: index, limit: 40)
            let shape = SecretShape(text[index..<next])
            if next - index >= 6, shape.digits > 0 {
                if count == 0 { first = index }
                (last, count) = (next, count + 1)
            } else if next - index >= 3, count > 0 {
                break
            }
            index = max(next, index + 1)
        }
        let isGrouped = count == 1 && text[first..<last].contains(UInt8(ascii: "-"))
        if count >= 2 || isGrouped { report(.secret, at: first..<last) }
    }

    mutating func reportCookies(after mark: Range<Int>) {
        let start = skip(ByteSet(" \\'\""), from: mark.upperBound, limit: 6)
        let line = stop(before: ByteSet("\u{1}-\u{1F}'\"\\"), from: start, limit: 600)
        var index = start
        while index < line {
            let equals = stop(before: ByteSet("=; "), from: index, limit: 80)
            guard self[equals] == UInt8(ascii: "="), equals < line else { return }
            let last = min(line, stop(before: ByteSet("; "), from: equals + 1, limit: 600))
            let shape = SecretShape(text[equals + 1..<last])
            if last - equals > 12, shape.digits > 1, !shape.isPlaceholder, !shape.isPath {
                report(.cookie, at: equals + 1..<last)
            }
            index = skip(ByteSet("; "), from: last, limit: 4)
            if index == last { return }
        }
    }
}
