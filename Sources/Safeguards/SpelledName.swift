/// The words inside the name of an option, a variable or a setting: they say what it does where no list knows the name.
struct SpelledName {
    /// The words in lower case, without the signs between them.
    let words: [String]

    init(_ name: some StringProtocol) {
        var words: [String] = []
        var word = ""
        var wasLower = false
        for character in name {
            guard character.isLetter || character.isNumber else {
                words.append(word)
                word = ""
                wasLower = false
                continue
            }
            // `skipTests` is two words, `TLS` is one.
            if character.isUppercase, wasLower {
                words.append(word)
                word = ""
            }
            word += character.lowercased()
            wasLower = character.isLowercase
        }
        self.words = (words + [word]).filter { !$0.isEmpty }
    }

    /// Whether the name is that of a check: it says so, and not that the check is left out.
    var isCheck: Bool { words.contains(where: Self.isCheck) }

    /// Whether the name is about whom a connection trusts.
    var isTrust: Bool {
        words.contains { word in Self.trusts.contains(word) || Self.trustParts.contains(where: word.contains) }
    }

    /// Whether the name says that a check, a signature, a scan or a hook is left out.
    var leavesOutCheck: Bool {
        if words.contains(where: { word in Self.weaknesses.contains(where: word.hasPrefix) }) { return true }
        if words.contains(where: Self.isGluedRefusal) { return true }
        guard words.contains(where: Self.refusals.contains) else { return false }
        return !words.contains(where: Self.harmless.contains) && isCheck
    }

    /// Whether the name says that something is expected to be as it came out.
    var rewritesExpectations: Bool {
        words.contains(where: Self.rewritings.contains) && words.contains(where: Self.expectations.contains)
            || words.contains("bless")
    }

    /// Whether a value switches something off.
    static func isOff(_ value: String) -> Bool {
        [
            "", "0", "false", "off", "no", "none", "never", "disable", "disabled", "/dev/null", "nosecurity",
            "lowsecurity", "skip",
        ].contains(value.lowercased().filter { !"'\"`".contains($0) })
    }

    /// Whether a value switches something on.
    static func isOn(_ value: String) -> Bool {
        ["1", "true", "on", "yes", "always", "required", "require", "verify-full"].contains(value.lowercased())
    }

    private static func isCheck(_ word: String) -> Bool {
        checks.contains(word) || word.hasSuffix("s") && checks.contains(String(word.dropLast()))
            || checkParts.contains(where: word.contains)
    }

    /// `nogpgcheck`: a refusal and checks in one word.
    private static func isGluedRefusal(_ word: String) -> Bool {
        refusals.contains { refusal in
            word.count > refusal.count + 2 && word.hasPrefix(refusal)
                && isMadeOfChecks(word.dropFirst(refusal.count))
        }
    }

    private static func isMadeOfChecks(_ text: Substring) -> Bool {
        if text.isEmpty || text == "s" { return true }
        return checks.contains { text.hasPrefix($0) && isMadeOfChecks(text.dropFirst($0.count)) }
    }

    private static func set(_ words: String) -> Set<String> { Set(words.split(separator: " ").map(String.init)) }

    private static let refusals = set(
        "no not skip skips skipped disable disabled disabling without ignore bypass off dont omit suppress never nocheck"
    )
    /// Words which alone say that something is weakened.
    private static let weaknesses = [
        "insecure", "unsafe", "unverified", "unsigned", "untrusted", "unauthenticated", "dangerous", "unconfined",
    ]
    private static let checks = set(
        "check verify verification verif checksum signature sign signing gpg pgp hash hashes digest tls ssl cert certificate "
            + "hook scan scanning auth authentication authorization security integrity validate validation validator policy "
            + "csrf lint linter test approval firewall protection hostkey seccomp selinux apparmor precommit pre-commit gate "
            + "review secure strict trust quarantine confirm confirmation unauthorized attestation provenance secrets"
    )
    private static let checkParts = ["verif", "signature", "checksum", "hostkey", "unauthorized"]
    private static let trusts = set("tls ssl cert certs certificate certificates ca hostkey checking signature")
    private static let trustParts = ["verif", "unauthorized", "sslmode", "https", "cafile"]
    /// What may be left out without leaving out a check, though the name has the word for one.
    private static let harmless = set(
        "missing existing build cache download deps dependencies install pkg scripts audit"
    )
    private static let rewritings = set(
        "update updates bless regen regenerate rewrite overwrite accept approve record refresh force"
    )
    private static let expectations = set(
        "snapshot snapshots golden goldens expect expected expectation expectations baseline baselines cassette cassettes "
            + "approval approvals goldenfiles regen"
    )
}
