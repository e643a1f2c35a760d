/// Tables, prompts and lists in which the name of a credential is in another line than its value.
extension Scan {
    /// Reports the cells below a heading that names a credential: of a table with bars, of values with commas,
    /// semicolons or tabs, or of columns that blanks align.
    ///
    /// - Returns: whether there were any.
    mutating func reportCells(below name: Range<Int>) -> Bool {
        let heading = lineStart(before: name.lowerBound)..<lineEnd(from: name.upperBound)
        guard heading.count < 300,
            name.lowerBound >= lastTable.end || heading.lowerBound == lastTable.heading,
            let sign = columnSign(around: name, in: heading)
        else { return false }
        let columns = cells(of: heading, sign)
        // Headings are words; a list of values has a comma at the end of each of its lines.
        let areWords = columns.allSatisfy { column in
            !column.isEmpty && !text[column].contains { ByteSet.digits.contains($0) || "./".utf8.contains($0) }
        }
        guard columns.count >= 2, areWords, let number = columns.firstIndex(where: { $0.overlaps(name) }),
            columns[number].count <= 32
        else { return false }
        var line = heading.upperBound
        var isReported = false
        for _ in 0..<40 {
            let start = nextLine(at: line)
            guard start > line else { break }
            let end = lineEnd(from: start, limit: 600)
            let row = cells(of: start..<end, sign)
            // The rule below the heading.
            let isRule = text[start..<end].allSatisfy { "-+|=: ".utf8.contains($0) }
            guard isRule || row.count == columns.count || sign == .bar && row.count > number else { break }
            line = end
            guard !isRule else { continue }
            let value = row[number]
            let isCell = isPasswordLike(value) || isKeyLike(value)
            if isCell || row.count == columns.count && isScrambled(value), !isFound(value.lowerBound) {
                report(.secret, at: value)
                isReported = true
            }
        }
        lastTable = (heading.lowerBound, line)
        return isReported
    }

    /// What separates the columns of a table.
    private enum ColumnSign { case bar, comma, semicolon, tab, blanks }

    private func columnSign(around name: Range<Int>, in heading: Range<Int>) -> ColumnSign? {
        let line = text[heading]
        if line.contains(UInt8(ascii: "|")) {
            // Bars of a regular expression have no blanks around them.
            let isRow = line.allSatisfy { ByteSet.words.contains($0) || $0 == UInt8(ascii: "|") }
            return isRow || heading.contains { has("| ", at: $0) || has("|\t", at: $0) } ? .bar : nil
        }
        guard !line.contains(where: { "(){}[]=:<>".utf8.contains($0) }) else { return nil }
        for (sign, byte) in [(ColumnSign.comma, UInt8(ascii: ",")), (.semicolon, UInt8(ascii: ";"))]
        where line.contains(byte) {
            // A sentence has blanks behind its commas.
            let isSentence = heading.contains { self[$0] == byte && self[$0 + 1] == UInt8(ascii: " ") }
            return isSentence ? nil : sign
        }
        if line.contains(UInt8(ascii: "\t")) || heading.contains(where: { has("\\t", at: $0) }) { return .tab }
        return heading.contains { has("  ", at: $0) } ? .blanks : nil
    }

    /// The cells of a line without the blanks and quotes around them; bars at the ends of a line make no cells.
    private func cells(of line: Range<Int>, _ sign: ColumnSign) -> [Range<Int>] {
        var cells: [Range<Int>] = []
        var (start, index) = (line.lowerBound, line.lowerBound)
        while index < line.upperBound {
            let width =
                switch sign {
                case .bar: self[index] == UInt8(ascii: "|") ? 1 : 0
                case .comma: self[index] == UInt8(ascii: ",") ? 1 : 0
                case .semicolon: self[index] == UInt8(ascii: ";") ? 1 : 0
                case .tab: self[index] == UInt8(ascii: "\t") ? 1 : has("\\t", at: index) ? 2 : 0
                case .blanks: has("  ", at: index) ? skip(.blanks, from: index, limit: 200) - index : 0
                }
            if width > 0 {
                cells.append(start..<index)
                start = index + width
            }
            index += max(width, 1)
        }
        cells.append(start..<line.upperBound)
        if sign == .bar || sign == .blanks {
            if let first = cells.first, text[first].allSatisfy(ByteSet.blanks.contains) { cells.removeFirst() }
            if let last = cells.last, text[last].allSatisfy(ByteSet.blanks.contains) { cells.removeLast() }
        }
        return cells.map { cell in
            let around = ByteSet(" \t\"'`*\\")
            var (first, last) = (cell.lowerBound, cell.upperBound)
            while first < last, around.contains(text[first]) { first += 1 }
            while last > first, around.contains(text[last - 1]) { last -= 1 }
            return first..<last
        }
    }

    /// The password at the end of a line that asks for it: `Password for user a: X`, or alone on the next line.
    func promptedValue(after name: Range<Int>) -> Range<Int>? {
        let line = lineEnd(from: name.upperBound, limit: 160)
        guard line > name.upperBound, !text[name.upperBound..<line].contains(where: { "={};".utf8.contains($0) }) else {
            return nil
        }
        let colon = text[name.upperBound..<line].lastIndex { $0 == UInt8(ascii: ":") }
        guard let colon, self[colon + 1] == UInt8(ascii: " ") || text[colon + 1..<line].allSatisfy({ $0 == 0x20 })
        else {
            return nil
        }
        let rest = skip(.blanks, from: colon + 1)
        if rest < line {
            if isFourGroups(rest..<line) { return rest..<line }
            guard let value = onlyWord(in: rest..<line), isStrongPassword(value) else { return nil }
            return value
        }
        // One empty line may be between them.
        var next = nextLine(at: line)
        if next > line, lineEnd(from: next) == next { next = nextLine(at: next) }
        guard next > line, !text[name.upperBound..<line].contains(where: { "[]>".utf8.contains($0) }),
            let value = onlyWord(in: next..<lineEnd(from: next)), isStrongPassword(value)
        else { return nil }
        let shape = SecretShape(text[value])
        guard isAlternating(value, least: 10) || shape.symbols > 0 && shape.digits > 0 || isWordChain(value) else {
            return nil
        }
        return value
    }
}
