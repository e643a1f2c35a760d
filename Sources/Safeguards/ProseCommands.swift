internal import Shell

/// A command that the words of a text tell its reader to run.
struct ProseCommand {
    /// The words of the command, as far as they are known to belong to it.
    let words: [String]
    /// Whether the text warns of the command, or tells that it failed.
    let isWarning: Bool
}

/// Finds commands among words: no sign says where they begin and end.
struct ProseCommands {
    let passage: Passage
    let tokens: [Passage.Token]

    /// The commands in the words of a passage, in the order of the text.
    static func find(in passage: Passage, _ tokens: [Passage.Token]) -> [ProseCommand] {
        let finder = ProseCommands(passage: passage, tokens: tokens)
        var commands: [ProseCommand] = []
        var end = 0
        for start in tokens.indices where start >= end {
            guard let range = finder.command(at: start) else { continue }
            commands.append(
                ProseCommand(words: tokens[range].map(\.text), isWarning: finder.isWarning(around: range))
            )
            // A wrapper's program is looked at too; the words of a command are not commands of their own.
            end = range.upperBound
        }
        return commands
    }

    // MARK: Where a command is

    private func command(at start: Int) -> Range<Int>? {
        let token = tokens[start]
        let limit = end(of: start)
        let arguments = tokens[(start + 1)..<max(limit, start + 1)]
        let name = CommandKey.name(token.text)
        let isOrdered = self.isOrdered(start, Self.orders)
        let first = arguments.first
        if Self.isAssignment(token.text), let first, isOrdered || token.startsClause || passage.isCode {
            return Self.isName(first.text) ? start..<limit : nil
        }
        guard Self.isName(token.text) else { return nil }
        let isStrong = first.map { Self.isTechnical($0.text) } ?? false
        if Self.isExecutablePath(token.text), isOrdered || isStrong || token.text.hasPrefix("./") || token.startsClause
        {
            return start..<technicalEnd(start, limit, isOrdered: isOrdered)
        }
        if KnownPrograms.contains(name) || CommandKey.verbPrograms.contains(name) || Self.more.contains(name) {
            return known(name, start, limit, isStrong: isStrong, isOrdered: isOrdered)
        }
        let isIdentifier = Self.isIdentifier(token.text)
        if let first, Self.isFlag(first.text), !Self.beforeFlags.contains(token.lower),
            isIdentifier || isOrdered || token.startsClause, token.text.first?.isUppercase != true
        {
            return start..<technicalEnd(start, limit, isOrdered: true)
        }
        // "Run foo-cli." names a program that nothing else is known of.
        let isAlone = start + 1 >= limit
        if isIdentifier, isAlone || isStrong, self.isOrdered(start, Self.strongOrders) {
            return start..<technicalEnd(start, limit, isOrdered: true)
        }
        return nil
    }

    private func known(_ name: String, _ start: Int, _ limit: Int, isStrong: Bool, isOrdered: Bool) -> Range<Int>? {
        let arguments = tokens[(start + 1)..<max(limit, start + 1)]
        let first = arguments.first
        let isCapital = tokens[start].text.first?.isUppercase == true
        let isFirmly =
            !Self.commonWords.contains(name) || first.map { Self.isFlag($0.text) } ?? false || isOrdered
            || passage.isCode && tokens[start].startsClause
        if isStrong, isFirmly, !isCapital || tokens[start].startsClause {
            return start..<technicalEnd(start, limit, isOrdered: true)
        }
        // A wrapper before a known program: "sudo make install".
        if let first, KnownPrograms.wrapperNames.contains(name),
            KnownPrograms.contains(CommandKey.name(first.text)) || first.text.contains("=")
        {
            return start..<technicalEnd(start, limit, isOrdered: true)
        }
        if let first, KnownPrograms.installers.contains(name), CommandKey.installVerbs.contains(first.lower),
            !(name == "go" && first.lower == "to")
        {
            let isNoun = arguments.count > 1 && Self.nouns.contains(arguments[start + 2].lower)
            return isNoun && !isOrdered ? nil : start..<limit
        }
        if name == "git", let first, arguments.count > 1, Self.gitObjects.contains(first.lower),
            Self.gitActions.contains(arguments[start + 2].lower)
        {
            return start..<max(start + 3, technicalEnd(start, limit, isOrdered: true))
        }
        if let first, let verbs = Self.verbs[name], verbs.contains(first.lower), !isCapital || isOrdered || isStrong {
            let isWhole = arguments.count == 1 || arguments.dropFirst().contains { Self.isTechnical($0.text) }
            let isLed = isOrdered || start > 0 && Self.leads.contains(tokens[start - 1].lower)
            if isLed && !isCapital || passage.isCode || !Self.ambiguous.contains(name) {
                return start..<limit
            }
            if isWhole && (tokens[start].startsClause || arguments.count > 1) {
                return start..<technicalEnd(start, limit, isOrdered: true)
            }
        }
        if name == "make", let first, !Self.afterMake.contains(first.lower), Self.isName(first.text) {
            let isLed = start > 0 && Self.leads.contains(tokens[start - 1].lower)
            if isOrdered || isLed || tokens[start].startsClause && !isCapital && arguments.count == 1 {
                return start..<min(limit, start + 2)
            }
        }
        if isOrdered, !Self.commonWords.contains(name),
            !Self.ambiguous.contains(name) || first.map({ !Self.isPlainWord($0.text) }) ?? false
        {
            return start..<technicalEnd(start, limit, isOrdered: true)
        }
        return nil
    }

    /// The end of the words that can belong to a command that starts at `start`.
    private func end(of start: Int) -> Int {
        var index = start
        while index < tokens.count, index - start < 40 {
            if index > start, Self.stops.contains(tokens[index].text), !passage.isCode { return index }
            if tokens[index].endsClause, !passage.isCode {
                // The comma of a list of packages, and a quote inside the command, end nothing.
                return index + 1
            }
            index += 1
        }
        return index
    }

    /// The end of the command without the plain words of the sentence behind it.
    private func technicalEnd(_ start: Int, _ limit: Int, isOrdered: Bool) -> Int {
        guard !passage.isCode else { return limit }
        let name = CommandKey.name(tokens[start].text)
        var end = start + 1
        for index in (start + 1)..<max(limit, start + 1) {
            let text = tokens[index].text
            let isVerb = index == start + 1 && (Self.verbs[name]?.contains(text) == true || name == "make")
            let follows = index > start + 1 && Self.isFlag(tokens[index - 1].text)
            if Self.isTechnical(text) || isVerb || follows && !Self.isPlainWord(text) { end = index + 1 }
        }
        return end
    }

    /// Whether the words before `index` tell the reader to run what follows.
    private func isOrdered(_ index: Int, _ orders: Set<String>) -> Bool {
        guard index > 0 else { return false }
        let previous = tokens[index - 1]
        if orders.contains(previous.lower) { return true }
        guard index > 1,
            ["the", "a", "then", "again", "command", "just", "simply", "always", "out", "up"].contains(previous.lower)
        else {
            return false
        }
        return orders.contains(tokens[index - 2].lower) || previous.lower == "command"
    }

    /// Whether the clause says that the command is not to be used or does not work.
    private func isWarning(around range: Range<Int>) -> Bool {
        let before = tokens[max(0, range.lowerBound - 6)..<range.lowerBound]
        let clause = before.reversed().prefix { !$0.endsClause }.map(\.lower)
        if clause.contains(where: Self.negations.contains), !clause.contains(where: Self.doubtful.contains) {
            return true
        }
        if zip(clause.dropFirst(), clause).contains(where: { Self.insteads.contains("\($0) \($1)") }) { return true }
        let after = tokens[range.upperBound..<min(tokens.count, range.upperBound + 5)].map(\.lower)
        return after.prefix(3).contains(where: Self.failures.contains)
    }

    // MARK: Words

    static func isFlag(_ text: String) -> Bool {
        guard text.hasPrefix("-") else { return false }
        let rest = text.drop { $0 == "-" }
        guard let first = rest.first, first.isASCII, first.isLetter || first.isNumber else { return false }
        return text.count - rest.count <= 2
    }

    /// Whether a word occurs in commands and not in sentences: a flag, a path, an address, an assignment, an operator.
    static func isTechnical(_ text: String) -> Bool {
        if isFlag(text) || isIdentifier(text) || CommandKey.isPlaceholder(text) { return true }
        if ["|", "||", "&&", "&", ">", ">>", "<", "<<<", "2>&1", "|&", ".", "..", "~", "*"].contains(text) {
            return true
        }
        // `:branch`, as git has it.
        if text.hasPrefix(":"), text.count > 2 { return true }
        return text.contains(where: { "/=$@*|<>~\\{}%\"'".contains($0) }) && text.count > 1
    }

    /// Whether a word is unlike those of a sentence: it has a digit, a hyphen, an underscore or a dot inside.
    static func isIdentifier(_ text: String) -> Bool {
        guard text.utf8.allSatisfy({ $0 < 0x80 }), text.contains(where: \.isLetter) else { return false }
        if text.hasSuffix("'s") || compounds.contains(text.lowercased()) { return false }
        let inner = text.dropFirst().dropLast()
        return inner.contains { "-_.:/@".contains($0) } || text.dropFirst().contains { $0.isNumber }
    }

    private static func isName(_ text: String) -> Bool {
        guard let first = text.first, first.isASCII, first.isLetter || "./~$_".contains(first) else { return false }
        return text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"()[]{}<>|&;,!?\"`".utf8.contains($0) }
    }

    static func isPlainWord(_ text: String) -> Bool {
        !text.isEmpty && text.allSatisfy { $0.isLetter || $0 == "'" || $0 == "’" }
    }

    private static func isAssignment(_ text: String) -> Bool {
        let name = text.prefix { $0 != "=" }
        guard name.count < text.count, let first = name.first, first.isLetter || first == "_" else { return false }
        return name.allSatisfy { $0.isASCII && ($0.isUppercase || $0.isNumber || $0 == "_") }
    }

    private static func isExecutablePath(_ text: String) -> Bool {
        guard text.contains("/"), !text.contains("://"), !text.hasSuffix("/") else { return false }
        let name = text.split(separator: "/").last ?? ""
        if text.hasPrefix("./") || text.contains("/bin/") { return true }
        return [".sh", ".bash", ".py", ".pl", ".rb", ".js", ".mjs", ".ps1", ".exe", ".bin", ".run", ".bat"]
            .contains { name.hasSuffix($0) }
    }
}
