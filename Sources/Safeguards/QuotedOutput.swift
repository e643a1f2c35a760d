/// G8: what a tool answered, quoted in a rule: its reader takes orders in it for a part of the rule.
///
/// A message that says what went wrong is quoted so that a reader knows it again. One that tells its reader what to do, or is
/// as long as a speech, is nothing that a rule needs: the author of the output would be the author of the rule.
enum QuotedOutput {
    /// Returns the violations in the prose of `text`.
    static func violations(in text: SkillText) -> [Violation] {
        text.paragraphs.filter { !$0.isIndentedCode }.flatMap { paragraph in
            let names = Set(paragraph.spans.flatMap { SpelledName($0).words })
            return quotations(in: paragraph.lines.joined(separator: " ")).compactMap { quotation in
                problem(of: quotation, names).map { Violation("G8", "quoted-order", .hold, $0, quotation) }
            }
        }
    }

    // MARK: Quotations

    /// What is quoted as the answer of a tool.
    private static func quotations(in text: String) -> [String] {
        var found: [String] = []
        var rest = Substring(text)
        while let start = rest.firstIndex(where: { "“\"".contains($0) }) {
            let before = rest[..<start]
            let inside = rest[rest.index(after: start)...]
            let close: Character = rest[start] == "“" ? "”" : "\""
            guard let end = inside.firstIndex(of: close) else { break }
            if isLedByTool(before.isEmpty ? text.prefix(0) : before) { found.append(String(inside[..<end])) }
            rest = inside[inside.index(after: end)...]
        }
        return found
    }

    /// Whether the words before a quotation say that a program wrote it.
    private static func isLedByTool(_ before: Substring) -> Bool {
        let words = before.suffix(120).lowercased().split { !($0.isLetter || $0 == "'") }.map(String.init)
        // What is answered to somebody is not what a program wrote.
        if words.last == "to" { return false }
        return words.suffix(4).contains(where: leads.contains) && !words.suffix(9).contains(where: people.contains)
    }

    // MARK: What is in them

    /// What is wrong with a quotation in a rule that has these words in the names of its tools and their arguments.
    private static func problem(of quotation: String, _ known: Set<String>) -> String? {
        let clauses = clauses(of: quotation)
        let words = clauses.flatMap { $0 }
        if words.count > 14 { return "the answer of a tool is quoted at length" }
        let isAddressed = zip(words, words.dropFirst()).contains { $0 == "you" && duties.contains($1) }
        if isAddressed || words.contains(where: readers.contains) { return "the answer of a tool addresses its reader" }
        if clauses.contains(where: { isOrder($0, known) }) { return "the answer of a tool gives orders" }
        let names = zip(words, words.dropFirst()).contains { left, right in
            InstallRule.kinds.contains(left) && ProseCommands.isIdentifier(right)
        }
        return names ? "the answer of a tool names software" : nil
    }

    /// The words of a text from one sign to the next; "and" and "to" start a clause as well.
    private static func clauses(of text: String) -> [[String]] {
        var clauses: [[String]] = [[]]
        for word in text.lowercased().split(whereSeparator: \.isWhitespace) {
            let bare = word.drop { !($0.isLetter || $0.isNumber) }
            let core = String(bare.reversed().drop { !($0.isLetter || $0.isNumber) }.reversed())
            if ["and", "then", "please", "kindly", "or", "just", "to"].contains(core) {
                clauses.append([])
                continue
            }
            if !core.isEmpty { clauses[clauses.count - 1].append(core) }
            if let last = word.last, ".,:;!?—".contains(last) { clauses.append([]) }
        }
        return clauses.filter { !$0.isEmpty }
    }

    /// Whether a clause is an order. What a tool says about itself and other tools is not one: "delete current navigation first".
    private static func isOrder(_ clause: [String], _ known: Set<String>) -> Bool {
        guard let first = clause.first, orders.contains(first), clause.count > 1, !afterNouns.contains(clause[1]) else {
            return false
        }
        let objects = clause.dropFirst().filter { !fillers.contains($0) }
        let isAboutTools = objects.last.map { tools.contains($0) } ?? true
        return !isAboutTools && !objects.allSatisfy(known.contains)
    }

    private static func set(_ words: String) -> Set<String> { Set(words.split(separator: " ").map(String.init)) }

    private static let leads = set(
        "answers answer answered says said prints printed reports reported returns replies replied reads output outputs "
            + "stops stopped ends fails failed message messages error errors shows response writes"
    )
    private static let people = set("users user asked person people customer caller reviewer reviewers")
    private static let duties = set("must should have need ought shall may could will")
    private static let readers = set(
        "assistant assistants agent agents operator operators model ai llm reader developer developers"
    )
    private static let tools: Set<String> = ["tool", "tools"]
    private static let fillers = set("the a an this that it first again later before instead current another other")
    private static let orders = set(
        "use install run delete remove disable send push add set keep put show copy write upload skip ignore download fetch "
            + "execute commit merge open go replace rewrite call contact ask enable allow make switch change do don't never "
            + "always hand continue proceed let create follow take give approve accept grant turn drop reset edit move mark tell report visit paste"
    )
    /// Words behind a word that show it to be a noun: "call failed".
    private static let afterNouns = set(
        "failed fails failure is was of not error timed has limit stopped exited aborted denied refused rejected missing "
            + "expired already cannot could did does conflict conflicts returned"
    )
}
