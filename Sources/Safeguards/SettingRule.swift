/// G7: settings that guard something and are to be given a value that does not.
enum SettingRule {
    /// Returns the violations in `passage` of settings that no supporting session touched.
    static func violations(in passage: Passage, _ evidence: CommandEvidence) -> [Violation] {
        let tokens = passage.allTokens
        return tokens.indices.compactMap { index in
            let token = tokens[index]
            let parts = token.text.split(maxSplits: 1) { $0 == "=" || $0 == ":" }
            let name = parts.first.map(String.init) ?? ""
            // Whom a connection trusts is not for sessions to decide.
            let isKnown = !SpelledName(name).isTrust && (evidence.knows(name) || evidence.knows(token.text))
            guard isGuard(name), !isKnown else { return nil }
            let following = tokens[(index + 1)...].prefix(3).drop { ["to", "is", "=", "be", ":"].contains($0.lower) }
            let value = parts.count > 1 ? parts[1].lowercased() : following.first?.lower ?? ""
            let isGiven =
                parts.count > 1 || token.endsClause
                || tokens[max(0, index - 4)..<index].contains { verbs.contains($0.lower) }
            guard isGiven, Self.isWeak(value.filter { $0.isLetter || $0.isNumber }, for: name) else { return nil }
            return Violation("G7", "safety-off", .hold, "this weakens a safeguard", "\(name) \(value)")
        }
    }

    /// Whether a name is that of a setting, with a word in it about safety.
    private static func isGuard(_ name: String) -> Bool {
        guard name.count > 5, name.utf8.allSatisfy({ $0 < 0x80 }) else { return false }
        let isIdentifier =
            name.contains { "-_.".contains($0) } || name.dropFirst().contains(where: \.isUppercase)
        let lower = name.lowercased()
        return isIdentifier && (guards + permits).contains(where: lower.contains)
    }

    private static func isWeak(_ value: String, for name: String) -> Bool {
        let lower = name.lowercased()
        let isPermit = permits.contains(where: lower.contains)
        return (isPermit ? ["true", "on", "1", "yes", "all", "always"] : ["false", "off", "0", "no", "none", "never"])
            .contains(value)
    }

    private static let guards = [
        "ssl", "tls", "verify", "verif", "cert", "strict", "safe", "secure", "sandbox", "auth", "protect", "approv",
        "confirm", "firewall", "cors", "csp", "permission", "signature",
    ]
    private static let permits = [
        "unsafe", "insecure", "skip", "disable", "allow", "bypass", "autoapprove", "auto-approve", "trustall",
        "permissive",
    ]
    private static let verbs: Set<String> = [
        "set", "put", "add", "use", "pass", "configure", "turn", "switch", "change", "make", "write", "let", "give",
    ]
}

/// G7: options that the text wants passed to a command, and that no supporting session used.
enum OptionRule {
    static func violations(in passage: Passage, _ evidence: CommandEvidence) -> [Violation] {
        guard !passage.isCode, !evidence.isByNameOnly else { return [] }
        // Those of a command in a code span are a matter of that command.
        let tokens = passage.tokens
        return tokens.indices.compactMap { index in
            let text = tokens[index].text
            guard text.hasPrefix("--"), text.dropFirst(2).first?.isLetter == true, text.count > 4 else { return nil }
            let name = String(text.prefix { $0 != "=" })
            guard !evidence.knows(name), !evidence.knows(text), !isWarned(index, in: tokens) else { return nil }
            return Violation("G7", "unproven-option", .hold, "no supporting session used this option", text)
        }
    }

    /// Whether the clause warns of what is at `index`.
    private static func isWarned(_ index: Int, in tokens: [Passage.Token]) -> Bool {
        let clause = tokens[max(0, index - 6)..<index].reversed().prefix { !$0.endsClause }.map(\.lower)
        return clause.contains(where: ProseCommands.negations.contains)
            && !clause.contains(where: ProseCommands.doubtful.contains)
    }
}
