/// The contents of a code span, and whether its sentence warns of it.
struct CodeSpan {
    let text: String
    /// Whether the words around it say that it is not to be used, or that it fails.
    let isWarning: Bool
    /// Whether it is named as what is not to be done, beside what is: "use `npm ci`, not `npm install`".
    var isContrasted = false

    /// The spans of a paragraph; those with nothing but a blank or an operator between them are one.
    static func spans(of paragraph: SkillText.Paragraph) -> [CodeSpan] {
        // In a table, a separator that belongs to a cell is behind a backslash.
        let isTable = paragraph.lines.contains(where: SkillText.isTableRow)
        let (rest, found) = SkillText.split(paragraph.lines.joined(separator: "\n"), placeholder: 0x01)
        let texts = isTable ? found.map { $0.replacing("\\|", with: "|") } : found
        let pieces = rest.split(separator: "\u{1}", omittingEmptySubsequences: false).map(String.init)
        var spans: [CodeSpan] = []
        var joined = ""
        var wasWarning = false
        for (index, text) in texts.enumerated() where index + 1 < pieces.count {
            let before = pieces[index]
            let isConnected = index > 0 && connectors.contains(before.filter { !$0.isWhitespace && $0 != "," })
            let isWarning = isConnected && wasWarning || warns(before: before, after: pieces[index + 1])
            let isContrasted = index > 0 && contrasts.contains { before.lowercased().hasSuffix($0) }
            spans.append(CodeSpan(text: text, isWarning: isWarning, isContrasted: isContrasted))
            wasWarning = isWarning
            let between = before.filter { !$0.isWhitespace }
            if index > 0, ["", "|", "&&", ";", "+", "\\", "then"].contains(between) {
                joined += " \(between.count <= 2 ? between : "&&") \(text)"
                spans.append(CodeSpan(text: joined, isWarning: isWarning))
            } else {
                joined = text
            }
        }
        return spans
    }

    private static let contrasts = [", not ", " instead of ", " rather than ", ", never "]
    private static let connectors: Set<String> = ["or", "and", "nor", ""]

    private static func warns(before: String, after: String) -> Bool {
        let clause = before.reversed().prefix { !",;:.()".contains($0) }
        let words = String(clause.reversed()).lowercased().split(whereSeparator: \.isWhitespace).suffix(6).map(
            String.init
        )
        let negated = words.contains(where: ProseCommands.negations.contains)
        if negated, !words.contains(where: ProseCommands.doubtful.contains) { return true }
        if zip(words, words.dropFirst()).contains(where: { ProseCommands.insteads.contains("\($0) \($1)") }) {
            return true
        }
        let next = after.lowercased().split(whereSeparator: { !$0.isLetter }).prefix(3).map(String.init)
        return next.contains(where: ProseCommands.failures.contains)
    }
}
