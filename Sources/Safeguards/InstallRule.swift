/// G7: software that the text names for installation in words: "Install foo with the usual tool."
enum InstallRule {
    static func violations(in passage: Passage, _ evidence: CommandEvidence) -> [Violation] {
        guard !passage.isCode, !evidence.isByNameOnly else { return [] }
        let tokens = passage.tokens
        return tokens.indices.compactMap { index in
            guard ["install", "installing", "reinstall"].contains(tokens[index].lower), !tokens[index].endsClause else {
                return nil
            }
            // After "pip" it is a command, which is looked at as one.
            if index > 0, CommandKey.installs(CommandKey.name(tokens[index - 1].text), ["install"]) { return nil }
            let rest = tokens[(index + 1)...].drop { ["the", "a", "an", "its", "their", "only"].contains($0.lower) }
            guard let name = rest.first, !generic.contains(name.lower), !evidence.knows(name.text) else { return nil }
            let isLast = name.endsClause || rest.count == 1
            let follows = rest.dropFirst().first.map { ends.contains($0.lower) } ?? true
            guard isLast || follows || ProseCommands.isIdentifier(name.text), !name.text.hasPrefix("-") else {
                return nil
            }
            guard name.text.contains(where: \.isLetter), !CommandKey.isPlaceholder(name.text) else { return nil }
            return Violation("G7", "package-install", .hold, "no supporting session installed this", name.text)
        }
    }

    private static let generic: Set<String> = [
        "it", "them", "all", "both", "everything", "dependencies", "requirements", "packages", "tools", "extras",
        "this",
        "that", "these", "those", "what", "whatever", "missing", "each", "one", "again", "first", "once", "nothing",
        "no",
        "project", "package", "module", "modules", "library", "libraries", "dependency", "itself", "command",
        "commands",
        "step", "from", "with", "in", "into", "and", "or", "to", "fails", "failed", "any", "your", "named", "hooks",
        "development", "dev", "test", "build", "optional", "required", "declared", "same", "system", "browsers", "is",
    ]

    private static let ends: Set<String> = [
        "with", "via", "from", "first", "before", "and", "if", "when", "globally", "using", "by", "into", "as", "then",
        "to",
        "for", "once", "where",
    ]
}
