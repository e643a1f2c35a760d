/// G7: variables that the text wants set.
enum EnvironmentRule {
    /// Returns the violations of the assignments in `passage` that no supporting session made.
    static func violations(in passage: Passage, _ evidence: CommandEvidence) -> [Violation] {
        var violations: [Violation] = []
        let tokens = passage.allTokens
        for (index, token) in tokens.enumerated() {
            let name = String(token.text.prefix { $0 != "=" }.drop { !($0.isLetter || $0 == "_") })
            let isAssignment = name.count < token.text.count && token.text.contains("=")
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
            || suffixes.contains(where: name.hasSuffix)
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
        "_TOKEN", "_API_KEY", "_MIRROR",
    ]
}
