internal import Shell

/// G7: commands whose program and options are apart in a sentence: "run `curl` with `-k`", "add `--no-verify` to the push".
///
/// An option says what it does only together with its program, so that both are put together and judged as one command.
struct SpokenCommands {
    private let tokens: [Passage.Token]
    private let evidence: CommandEvidence

    /// Returns the violations of the options in a passage.
    static func violations(in passage: Passage, _ evidence: CommandEvidence) -> [Violation] {
        guard !passage.isCode else { return [] }
        let reader = SpokenCommands(tokens: passage.allTokens, evidence: evidence)
        let options = reader.tokens.indices.filter { isOption(reader.tokens[$0].text) }
        guard options.count <= most else {
            let message = "one passage names more options than can be read"
            return [Violation("G7", "crowded-line", .hold, message, passage.text)]
        }
        var seen: Set<Violation> = []
        return options.flatMap(reader.violations(at:)).filter { seen.insert($0).inserted }
    }

    /// More options than these are in no honest paragraph.
    private static let most = 64

    private func violations(at index: Int) -> [Violation] {
        let option = tokens[index].text
        guard !isInCommand(index) else { return [] }
        let clause = tokens[max(0, index - 7)..<index].reversed().prefix { !$0.endsClause }.map(\.lower)
        let counted = clause.prefix { !ProseCommands.stops.contains($0) || Self.connectors.contains($0) }
        if counted.contains(where: Self.refusals.contains) { return dropped(option) }
        guard clause.prefix(5).contains(where: Self.leads.contains) else { return [] }
        guard
            !clause.contains(where: ProseCommands.negations.contains)
                || clause.contains(where: ProseCommands.doubtful.contains)
        else { return [] }
        return commands(with: index).flatMap { script -> [Violation] in
            var rule = CommandRule(evidence: evidence)
            rule.read(script)
            return rule.violations
        }
    }

    /// Violations of an option that is to be left out: one that is a check.
    private func dropped(_ option: String) -> [Violation] {
        let name = SpelledName(option)
        let isGuard = name.isCheck || name.words.contains { ["strict", "frozen", "locked", "immutable"].contains($0) }
        guard option.count > 3, isGuard, !name.leavesOutCheck else { return [] }
        return [Violation("G7", "safety-off", .hold, "this leaves a check out", "without \(option)")]
    }

    /// The commands that an option may belong to: of the program before it, of the one behind it, or, if its sentence names
    /// none, of those that the passage names, as where the title has the program and the action its option.
    private func commands(with index: Int) -> [String] {
        let value = self.value(of: index)
        let sentence = self.sentence(around: index)
        var starts: [Int] = []
        if let before = sentence.lazy.filter({ $0 < index }).last(where: isProgram) { starts.append(before) }
        if let after = sentence.first(where: { $0 > index && $0 - index < 7 && isProgram($0) }) { starts.append(after) }
        if starts.isEmpty { starts = Array(tokens.indices.filter(isProgram).prefix(6)) }
        let commands = starts.flatMap { start -> [String] in
            let words = [tokens[start].text] + verbs(behind: start)
            // The title of a rule has the program alone, whose command for tests is meant as well.
            let isBare = words.count == 1 && TestRun.commanders.contains(CommandKey.name(words[0]))
            return (isBare ? [words, words + ["test"]] : [words]).map { ($0 + [value]).joined(separator: " ") }
        }
        return commands.isEmpty ? ["program " + value] : commands
    }

    /// Whether an option follows its program with nothing but words of the command between them: then it is read as a command.
    private func isInCommand(_ index: Int) -> Bool {
        for place in (max(0, index - 12)..<index).reversed() {
            if tokens[place].endsClause { return false }
            if isProgram(place) { return true }
            let word = tokens[place].lower
            if Self.needs.contains(word) { return false }
            if ProseCommands.stops.contains(word) || Self.nouns.contains(word) || Self.refusals.contains(word) {
                return false
            }
        }
        return false
    }

    /// The words behind a program that belong to it: the `push` of `git push`.
    private func verbs(behind start: Int) -> [String] {
        guard !tokens[start].endsClause else { return [] }
        var verbs: [String] = []
        for token in tokens[(start + 1)...].prefix(2) {
            let isWord = token.text.allSatisfy { $0.isASCII && ($0.isLetter || $0 == "-") } && token.text.first != "-"
            guard isWord, !ProseCommands.stops.contains(token.lower), !Self.nouns.contains(token.lower) else { break }
            verbs.append(token.text)
            if token.endsClause { break }
        }
        return verbs
    }

    /// An option with the word behind it, if that can be its value.
    private func value(of index: Int) -> String {
        let option = tokens[index].text
        guard index + 1 < tokens.count, !tokens[index].endsClause, !option.contains("=") else { return option }
        let next = tokens[index + 1].text
        return ProseCommands.isTechnical(next) && !next.hasPrefix("-") && !next.contains("'")
            ? "\(option) \(next)" : option
    }

    private func isProgram(_ index: Int) -> Bool {
        let token = tokens[index]
        let name = CommandKey.name(token.text)
        guard !token.text.hasPrefix("-") else { return false }
        // "go" and "make" are programs only where they are run, or are run with something.
        let isRun = index > 0 && ProseCommands.orders.contains(tokens[index - 1].lower)
        let isLed = index + 1 < tokens.count && ["with", "without"].contains(tokens[index + 1].lower)
        guard !ProseCommands.commonWords.contains(name) || isRun || isLed && !token.endsClause else { return false }
        return KnownPrograms.contains(name) || CommandKey.verbPrograms.contains(name)
            || ProseCommands.more.contains(name)
            || TestRun.runners.contains(name) || Self.more.contains(name)
    }

    private func sentence(around index: Int) -> Range<Int> {
        let start = tokens[..<index].lastIndex(where: \.endsSentence).map { $0 + 1 } ?? 0
        let end = tokens[index...].firstIndex(where: \.endsSentence).map { $0 + 1 } ?? tokens.count
        return start..<end
    }

    private static func isOption(_ text: String) -> Bool {
        guard ProseCommands.isFlag(text) else { return false }
        return text.contains(where: \.isLetter)
    }

    private static let needs: Set<String> = ["needs", "need", "takes", "wants", "requires", "is", "given"]
    private static let refusals: Set<String> = ["without", "drop", "omit", "remove", "leave"]
    /// Words before an option which say that it is to be given.
    private static let leads: Set<String> = [
        "with", "using", "use", "add", "adding", "append", "pass", "passing", "give", "giving", "set", "setting", "by",
        "plus",
        "include", "including", "try", "via", "through", "put", "need", "needs", "takes", "wants", "requires",
        "require",
        "is", "enable", "turn", "given", "activate", "insert", "specify", "supply", "call", "run", "want", "take",
        "apply", "switch",
    ]
    private static let connectors: Set<String> = ["the", "a", "an", "its", "option", "flag", "or", "and"]
    private static let nouns: Set<String> = [
        "option", "options", "flag", "flags", "command", "commands", "call", "so", "like", "again", "once", "there",
    ]
    /// Programs with options that matter, and that no other list has.
    private static let more: Set<String> = [
        "zypper", "httpie", "oc", "composer", "bundle", "aptitude", "pre-commit", "cosign", "podman", "yay",
    ]
}
