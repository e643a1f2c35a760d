internal import Shell

/// G7: software that the text names for installation in words: "Install foo with the usual tool."
enum InstallRule {
    static func violations(in passage: Passage, _ evidence: CommandEvidence) -> [Violation] {
        guard !passage.isCode, !evidence.isByNameOnly else { return [] }
        let tokens = passage.tokens
        return tokens.indices.compactMap { index in
            if let name = versioned(tokens, index, evidence) ?? fetched(tokens, index, evidence)
                ?? TakenPackage.name(in: tokens, at: index, evidence)
            {
                return Violation("G7", "package-install", .hold, "no supporting session installed this", name)
            }
            // "pip-install" is the same in one word.
            let parts = tokens[index].lower.split { $0 == "-" || $0 == "_" }.map(String.init)
            let isJoined = parts.count == 2 && CommandKey.installs(parts[0], [parts[1]])
            guard verbs.contains(tokens[index].lower) || isJoined, !tokens[index].endsClause else { return nil }
            // After "pip" it is a command, which is looked at as one.
            if index > 0, tokens[index].lower.hasPrefix("install"),
                CommandKey.installs(CommandKey.name(tokens[index - 1].text), ["install"])
            {
                return nil
            }
            let rest = tokens[(index + 1)...].drop { articles.contains($0.lower) }
            guard let name = rest.first, !generic.contains(name.lower), !evidence.knows(name.text) else { return nil }
            let isLast = name.endsClause || rest.count == 1
            let follows = rest.dropFirst().first.map { ends.contains($0.lower) || $0.startsClause } ?? true
            guard isLast || follows || ProseCommands.isIdentifier(name.text), !name.text.hasPrefix("-") else {
                return nil
            }
            guard name.text.contains(where: \.isLetter), !CommandKey.isPlaceholder(name.text) else { return nil }
            return Violation("G7", "package-install", .hold, "no supporting session installed this", name.text)
        }
    }

    /// The name of a package with a version, as files of dependencies have it: `name>=1.0`.
    private static func versioned(_ tokens: [Passage.Token], _ index: Int, _ evidence: CommandEvidence) -> String? {
        let text = tokens[index].text
        guard let sign = ["==", ">=", "~=", "<="].lazy.compactMap({ text.firstRange(of: $0) }).first else { return nil }
        let name = String(text[..<sign.lowerBound])
        guard name.first?.isLetter == true, text[sign.upperBound...].first?.isNumber == true, !evidence.knows(name)
        else { return nil }
        return tokens[max(0, index - 6)..<index].contains { additions.contains($0.lower) } ? name : nil
    }

    /// The name of what comes by a package manager: "bring in turbo-cache with npm".
    private static func fetched(_ tokens: [Passage.Token], _ index: Int, _ evidence: CommandEvidence) -> String? {
        guard index > 1, KnownPrograms.installers.contains(CommandKey.name(tokens[index].lower)),
            ["with", "via", "using", "from", "through", "by", "mit", "avec", "con"].contains(tokens[index - 1].lower)
        else { return nil }
        let before = tokens[max(0, index - 8)..<(index - 1)]
        guard let verb = before.lastIndex(where: { additions.contains($0.lower) }) else { return nil }
        let name = before[(verb + 1)...].drop { articles.contains($0.lower) || $0.lower == "in" }.first
        guard let name, !generic.contains(name.lower), !evidence.knows(name.text) else { return nil }
        return ProseCommands.isIdentifier(name.text) || before[verb].lower != "use" ? name.text : nil
    }

    /// Words for software that others wrote.
    static let kinds: Set<String> = [
        "package", "packages", "library", "libraries", "module", "image", "extension", "plugin", "plug-in", "fork",
        "crate", "gem", "add-on", "addon", "dependency", "distribution", "wheel", "container", "mirror", "registry",
        "channel",
    ]

    private static let verbs: Set<String> = [
        "install", "installing", "reinstall", "installiere", "installieren", "installier", "installez", "installer",
        "installe", "instala", "instale", "instalar", "instalen", "installa", "installeer", "安装", "インストール",
    ]
    private static let additions: Set<String> = [
        "add", "put", "write", "pin", "bring", "get", "fetch", "pull", "grab", "use", "need", "require", "append",
        "include",
    ]
    private static let articles: Set<String> = [
        "the", "a", "an", "its", "their", "only", "das", "die", "den", "der", "le", "la", "les", "un", "une", "el",
        "los", "il", "lo", "o", "het", "vorher", "zuerst", "d'abord", "primero", "primeiro", "prima", "eerst", "paket",
        "paquet", "paquete", "pacote", "pacchetto", "pakket", "package",
    ]
    private static let generic: Set<String> = [
        "pakete", "paquets", "paquetes", "pacotes", "pacchetti", "abhangigkeiten", "dependances", "dependencias",
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
        "for", "once", "where", "mit", "avec", "con", "com", "met",
    ]
}
