extension SkillText {
    /// Divides the text into what is read in one go.
    func makePassages() -> [Passage] {
        var passages = frontmatter.map { line in
            Passage(prose: [String(line.drop { $0 != ":" }.dropFirst().drop { $0 == " " || $0 == ">" || $0 == "|" })])
        }
        for paragraph in paragraphs {
            let rows = paragraph.lines.filter { Self.isTableRow($0) }
            let rest = paragraph.lines.filter { !Self.isTableRow($0) }
            if paragraph.isIndentedCode {
                passages += Self.continued(rest).map { Passage(code: $0, isShell: true) }
            } else if !rest.isEmpty {
                passages.append(Passage(prose: rest))
            }
            for row in rows {
                let cells = Self.cells(of: row)
                passages += cells.map { Passage(prose: [$0]) }
                if cells.count > 1 { passages.append(Passage(prose: [cells.joined(separator: " ")])) }
            }
        }
        for block in codeBlocks {
            let isShell = block.isShell || block.language.isEmpty || block.language == "text"
            passages += Self.continued(block.lines).map { Passage(code: $0, isShell: isShell) }
        }
        return passages
    }

    static func isTableRow(_ line: String) -> Bool {
        let content = line.drop { $0 == " " || $0 == "\t" || $0 == ">" }
        return content.first == "|" && content.dropFirst().contains("|")
    }

    /// The cells of a row; a separator behind a backslash or inside a code span belongs to its cell.
    private static func cells(of row: String) -> [String] {
        var cells: [String] = []
        var cell = ""
        var isCode = false
        var previous: Character = " "
        for character in row {
            if character == "`" { isCode.toggle() }
            if character == "|", !isCode, previous != "\\" {
                cells.append(cell)
                cell = ""
            } else {
                if character == "|", cell.hasSuffix("\\") { cell.removeLast() }
                cell.append(character)
            }
            previous = character
        }
        cells.append(cell)
        return cells.map(\.trimmed).filter { !$0.isEmpty && !$0.allSatisfy { "-: ".contains($0) } }
    }

    /// Lines of which those that end in a backslash are one with the next.
    private static func continued(_ lines: [String]) -> [String] {
        let joined = lines.joined(separator: "\n").replacing("\\\r\n", with: " ").replacing("\\\n", with: " ")
        // A line that is there again says nothing new.
        var seen: Set<Substring> = []
        return joined.split(separator: "\n").filter { seen.insert($0).inserted }.map(String.init)
    }
}

extension String {
    /// The text without blanks at its ends.
    fileprivate var trimmed: String {
        let start = drop { $0 == " " || $0 == "\t" }
        return String(start.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
    }
}
