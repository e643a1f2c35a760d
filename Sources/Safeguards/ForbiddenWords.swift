internal import Glibc

/// Words that reject or hold a change wherever they occur: in a command, a program or a sentence.
enum ForbiddenWords {
    /// Returns the violations in `text`, each about one line.
    static func violations(in text: String) -> [Violation] {
        var violations: [Violation] = []
        let whole = Self.bytes(of: text)
        // Most texts have none of the words: only those that occur at all are looked for line by line.
        let present = all.map { kind in (kind: kind, words: kind.words.filter { strstr(whole, $0) != nil }) }
            .filter { !$0.words.isEmpty }
        guard !present.isEmpty else { return [] }
        for line in text.split(separator: "\n") {
            let folded = Self.bytes(of: line)
            for ((code, _, severity, message), words) in present {
                guard let word = words.first(where: { strstr(folded, $0) != nil }) else { continue }
                if severity == .hold, code == "safety-off", isWarned(of: word, in: String(line)) { continue }
                violations.append(Violation("G7", code, severity, "\(message): \(word)", String(line)))
            }
        }
        return violations
    }

    /// Whether a line says that the word is not to be used.
    private static func isWarned(of word: String, in line: String) -> Bool {
        let line = line.lowercased()
        guard let range = line.firstRange(of: word) else { return false }
        let before =
            line[..<range.lowerBound].split(omittingEmptySubsequences: false) { ".;:,".contains($0) }.last ?? ""
        let words = before.split { !($0.isLetter || $0 == "'") }.map {
            Conduct.Word(text: String($0), endsClause: false)
        }
        return Conduct.isNegation(before: words.count, in: words)
    }

    /// Returns `text` in lower case as a C string: a search byte by byte finds a word with a combining mark on a letter
    /// too.
    private static func bytes(of text: some StringProtocol) -> [CChar] {
        text.lowercased().utf8.map { $0 == 0 ? 1 : CChar(bitPattern: $0) } + [0]
    }

    private static let all: [(code: String, words: [String], severity: Severity, message: String)] = [
        (
            "reverse-shell", ["/dev/tcp/", "/dev/udp/", "bash -i >&", "sh -i >&", "pty.spawn("], .reject,
            "a shell must not be handed to another machine"
        ),
        (
            "safety-off",
            [
                "--dangerously-skip-permissions", "--dangerously-bypass-approvals", "stricthostkeychecking=no",
                "stricthostkeychecking no", "node_tls_reject_unauthorized=0", "git_ssl_no_verify",
                "http.sslverify false",
                "http.sslverify=false", "pythonhttpsverify=0", "executionpolicy bypass", "disablerealtimemonitoring",
                "unset histfile", "histfile=/dev/null", "nopasswd:", "bypasspermissions",
            ], .reject, "a safeguard must not be switched off"
        ),
        ("destructive", ["--no-preserve-root", ":(){"], .reject, "this destroys more than work in progress"),
        (
            "credential-path",
            [
                ".ssh/id_", "id_rsa", "id_ed25519", ".aws/credentials", ".git-credentials", "/etc/shadow", ".gnupg/",
                "169.254.169.254", "metadata.google.internal", "/proc/self/environ", "wallet.dat", ".netrc",
                "find-generic-password", "dump-keychain", "find-internet-password", "login data\"",
            ], .reject, "a skill must not lead to credentials"
        ),
        (
            "persistence", ["authorized_keys", "ld.so.preload", "/etc/sudoers", "/etc/cron", "launchagents/"], .reject,
            "a skill must not start anything that outlives the task"
        ),
        (
            "credential-path",
            [
                ".ssh/", ".aws/", ".kube/config", ".docker/config.json", ".config/gcloud", ".npmrc", ".pypirc",
                ".bash_history", ".zsh_history", "/etc/passwd",
            ], .hold, "this is close to credentials"
        ),
        (
            "persistence",
            [
                ".bashrc", ".zshrc", ".bash_profile", ".zprofile", "~/.profile", "claude.md", "agents.md",
                ".cursorrules",
                ".claude/settings", "mcp.json", ".git/hooks",
            ], .hold, "this changes what runs later, or what agents are told"
        ),
        ("unproven-command", ["${ifs}", "$ifs"], .hold, "blanks are hidden in this"),
        ("test-tampering", ["|| true", "|| :"], .hold, "this lets a failure pass"),
        (
            "safety-off", ["verify=false", "rejectunauthorized: false", "insecureskipverify", "--no-verify"], .hold,
            "this weakens a safeguard"
        ),
    ]
}
