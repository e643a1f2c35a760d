/// G7: variables that the text wants set.
enum EnvironmentRule {
    /// Returns the violations of the assignments in `passage` that no supporting session made.
    static func violations(in passage: Passage, _ evidence: CommandEvidence) -> [Violation] {
        var violations: [Violation] = []
        let tokens = passage.allTokens
        for (index, token) in tokens.enumerated() {
            let name = String(token.text.prefix { $0 != "=" }.drop { !($0.isLetter || $0 == "_") })
            let isAssignment = name.count < token.text.count && token.text.contains("=")
            if isVariable(name), isAssignment || isSet(at: index, in: tokens), !isWarned(index, in: tokens),
                VariableDanger.isDangerous(name, values: values(at: index, of: name, in: tokens, evidence))
            {
                let message = "this variable takes a check away, or brings in code or software from elsewhere"
                violations.append(Violation("G7", "environment", .hold, message, token.text))
                continue
            }
            guard isVariable(name) || isAssignment && isDangerous(name) else { continue }
            guard isAssignment || isDangerous(name) && (!usual.contains(name) || isSet(at: index, in: tokens)) else {
                continue
            }
            if isAssignment ? evidence.assigns(token.text, name) : evidence.assigns(name) { continue }
            guard isDangerous(name) || isAssignment && !evidence.isByNameOnly else { continue }
            violations.append(
                Violation("G7", "environment", .hold, "no supporting session set this variable", token.text)
            )
        }
        return violations
    }

    /// The values that a variable is given: by the text or, where it names none, by supporting sessions.
    private static func values(
        at index: Int,
        of name: String,
        in tokens: [Passage.Token],
        _ evidence: CommandEvidence
    ) -> [String] {
        let text = tokens[index].text
        if let equals = text.firstIndex(of: "=") {
            let value = String(text[text.index(after: equals)...])
            return CommandKey.isPlaceholder(value) ? [] : [value]
        }
        let next = tokens[index...].dropFirst().prefix(2)
        if let first = next.first, ["to", "="].contains(first.lower), next.count == 2, !tokens[index].endsClause,
            !["the", "a", "an", "your", "its"].contains(next[index + 2].lower)
        {
            return [next[index + 2].text]
        }
        return evidence.values(of: name)
    }

    /// Whether the clause warns of what is at `index`.
    private static func isWarned(_ index: Int, in tokens: [Passage.Token]) -> Bool {
        let clause = tokens[max(0, index - 6)..<index].reversed().prefix { !$0.endsClause }.map(\.lower)
        return clause.contains(where: ProseCommands.negations.contains)
            && !clause.contains(where: ProseCommands.doubtful.contains)
    }

    private static func isVariable(_ name: String) -> Bool {
        name.count >= 2 && name.allSatisfy { $0.isASCII && ($0.isUppercase || $0.isNumber || $0 == "_") }
            && name.contains(where: \.isLetter)
    }

    /// Whether the words around a name say that it is to be set.
    private static func isSet(at index: Int, in tokens: [Passage.Token]) -> Bool {
        let before = tokens[max(0, index - 5)..<index].map(\.lower)
        return before.contains(where: verbs.contains)
            || tokens[index...].dropFirst().prefix(4).map(\.lower).contains(where: followers.contains)
    }

    private static let verbs: Set<String> = [
        "set", "export", "define", "point", "put", "add", "prepend", "append", "change", "override", "unset", "assign",
        "configure", "clear", "extend", "have", "let", "give", "setting", "exporting", "setx", "declare", "env",
        "replace", "use", "with",
    ]

    /// Words behind a name that say what it is to be.
    private static let followers: Set<String> = [
        "to", "=", "should", "must", "begin", "begins", "start", "point", "be", "value",
    ]

    /// Variables that texts name for other reasons as well.
    private static let usual: Set<String> = [
        "PATH", "HOME", "CI", "EDITOR", "SHELL", "PAGER", "TMPDIR", "ENV", "CC", "CXX", "LD", "IFS", "PS1", "BROWSER",
        "VISUAL",
    ]

    /// Whether a variable changes which programs run, what they load or whom they ask.
    private static func isDangerous(_ name: String) -> Bool {
        let name = name.uppercased()
        return names.contains(name) || prefixes.contains(where: name.hasPrefix)
            || suffixes.contains(where: name.hasSuffix) || name.hasPrefix("SKIP_") || name.contains("_SKIP_")
            || name.hasSuffix("_SKIP")
    }

    private static let names: Set<String> = [
        "PATH", "PYTHONPATH", "PYTHONSTARTUP", "PYTHONHOME", "PYTHONHTTPSVERIFY", "PYTHONBREAKPOINT", "NODE_OPTIONS",
        "NODE_PATH", "BASH_ENV", "ENV", "PROMPT_COMMAND", "PERL5OPT", "PERL5LIB", "RUBYOPT", "RUBYLIB", "IFS", "SHELL",
        "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "JDK_JAVA_OPTIONS", "CLASSPATH", "EDITOR", "VISUAL", "PAGER", "BROWSER",
        "HISTFILE", "HISTCONTROL", "HISTSIZE", "KUBECONFIG", "DOCKER_HOST", "CC", "CXX", "LD", "MAKEFLAGS", "RUSTC",
        "SSLKEYLOGFILE", "GOPROXY", "GOFLAGS", "GOSUMDB", "GONOSUMDB", "GONOSUMCHECK", "GOINSECURE", "LESSOPEN",
        "MANPAGER", "ZDOTDIR", "XDG_CONFIG_HOME", "HOME", "TMPDIR", "NODE_TLS_REJECT_UNAUTHORIZED", "PS1",
        "SUDO_ASKPASS",
        "SSH_ASKPASS", "SSH_AUTH_SOCK", "CI",
    ]
    private static let prefixes = [
        "LD_", "DYLD_", "GIT_", "NPM_CONFIG_", "PIP_", "BASH_FUNC_", "SSL_", "CARGO_", "RUSTC_", "AWS_", "UV_",
    ]
    private static let suffixes = [
        "_PROXY", "_CA_BUNDLE", "_CERTS", "_BASE_URL", "_ENDPOINT", "_REGISTRY", "_INDEX_URL", "_WRAPPER", "_PRELOAD",
        "_TOKEN", "_API_KEY", "_MIRROR", "_ADDOPTS", "_OPTS",
    ]
}
