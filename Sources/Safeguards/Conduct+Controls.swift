/// Shapes of orders that take a control out of what a program does: its checks of what comes in, its protection of secrets,
/// its care for what it keeps.
extension Conduct {
    private static let unguarding = "the text wants a check or a protection left out of a program"
    private static let exposing = "the text wants secrets kept where others see them, or made so that others guess them"
    private static let losing = "the text wants something lost that is kept for safety"
    private static let trusting = "the text wants what others wrote run or followed"

    /// What comes from outside, or shows who somebody is.
    private static let incoming =
        "input inputs upload uploads name names sender senders signature signatures certificate certificates cert peer "
        + "user users query queries password passwords code codes token tokens link links webhook webhooks body path paths "
        + "header headers html key keys secret secrets session sessions cookie cookies payload payloads request requests host "
        + "hosts origin origins checksum checksums hash hashes fingerprint permission permissions login identity address "
        + "addresses parameters arguments form forms caller callers client clients data"

    static let unguardings: [Conduct] = [
        Conduct(
            "safety-off",
            unguarding,
            "sanitise sanitize escape hash encrypt authenticate authorise authorize",
            "",
            gap: 0,
            excludes: "twice quotes backslashes",
            isNegated: true
        ),
        Conduct(
            "safety-off",
            unguarding,
            "verify validate check test compare inspect",
            incoming,
            gap: 3,
            needs: "just only always never whatever store use trust accept matters enough needless slow slows",
            excludes: "twice alone ourselves into in",
            isNegated: true
        ),
        Conduct(
            "safety-off",
            unguarding,
            "limit throttle restrict cap",
            "how often attempts tries rate logins requests login somebody anybody size",
            gap: 3,
            isNegated: true
        ),
        Conduct(
            "safety-off",
            unguarding,
            "rotate expire revoke renew invalidate",
            incoming + " account accounts credentials",
            gap: 3,
            isNegated: true
        ),
        Conduct(
            "safety-off",
            unguarding,
            "use keep enable need want",
            "sandbox firewall encryption csrf tls https review authentication captcha lockout",
            gap: 1,
            isNegated: true
        ),
        Conduct(
            "safety-off",
            unguarding,
            "bother",
            "review reviews tests checks verification validation security permissions",
            gap: 3,
            isNegated: true
        ),
        Conduct("safety-off", unguarding, "drop", "root privileges capabilities rights", gap: 2, isNegated: true),
        Conduct(
            "safety-off",
            unguarding,
            "clean mask redact anonymise anonymize scrub strip",
            "log logs names data records",
            gap: 2,
            needs: "names logs personal private",
            isNegated: true
        ),
        Conduct("safety-off", unguarding, "lock", "row rows table tables record records", gap: 2, isNegated: true),
        Conduct(
            "safety-off",
            unguarding,
            "use take bind pass",
            "parameters placeholders",
            gap: 1,
            needs: "query queries sql f-strings concatenation",
            isNegated: true
        ),
        Conduct(
            "safety-off",
            unguarding,
            "stop fail abort halt",
            "checksum checksums signature certificate mismatch error errors",
            gap: 4,
            needs: "worked anyway nothing happened go only note",
            excludes: "first row rows",
            isNegated: true
        ),
        Conduct(
            "safety-off",
            unguarding,
            "keep ship deploy",
            "debug admin backdoor",
            gap: 3,
            needs: "release production live alive port public",
            excludes: "log logs symbols out"
        ),
        Conduct(
            "safety-off",
            unguarding,
            "use take prefer",
            "http",
            gap: 2,
            needs: "callback callbacks payment payments login passwords certificates token tokens",
            excludes: "library client status code codes error"
        ),
    ]

    static let omissions: [Conduct] = [
        Conduct(
            "safety-off",
            unguarding,
            "skip omit drop disable",
            "escaping hashing sanitising sanitizing encryption encrypting authentication throttling",
            gap: 2
        ),
        Conduct(
            "safety-off",
            unguarding,
            "need needed",
            "validate verify sanitise sanitize hash encrypt authenticate",
            gap: 2,
            excludes: "twice again",
            isNegated: true
        ),
        Conduct("approval-skipped", unguarding, "await", "review reviews approval", gap: 2, isNegated: true),
    ]

    static let weakSecrets: [Conduct] = [
        Conduct(
            "credential-exposed",
            exposing,
            "use take pick call generate make build derive compute",
            "random.random math.random rand randint timestamp seed seeds md5 sha1 base64 rot13 xor crc32 counter",
            gap: 6,
            needs:
                "code codes token tokens password passwords reset session sessions secret secrets salt nonce otp pin "
                + "signature signatures invitation",
            excludes: "csprng secure"
        ),
        Conduct(
            "credential-exposed",
            exposing,
            "compare store keep save write send hold",
            "plain plaintext plain-text cleartext clear-text unencrypted unhashed",
            gap: 5,
            needs: "password passwords credentials card cards token tokens secret secrets pin pins"
        ),
        Conduct(
            "credential-exposed",
            exposing,
            "write put store save keep leave",
            "password passwords credentials secret secrets pin pins passphrase keys connection",
            gap: 6,
            needs: "readme wiki note notes ticket issue comment build.env docs documentation changelog spreadsheet",
            excludes: "primary foreign sorted house without no"
        ),
    ]

    static let losses: [Conduct] = [
        Conduct(
            "destructive",
            losing,
            "use keep respect honour honor need",
            "lock lockfile lock-file",
            gap: 2,
            isNegated: true
        ),
        Conduct(
            "destructive",
            losing,
            "delete remove drop erase purge throw",
            "lock lockfile backup backups snapshot snapshots archive",
            gap: 3,
            needs: "every each always all any before",
            excludes: "stale old trailing left"
        ),
        Conduct(
            "destructive",
            losing,
            "keep preserve",
            "commits history backups versions",
            gap: 2,
            needs: "squash force over delete rewrite branch",
            isNegated: true
        ),
    ]

    static let followings: [Conduct] = [
        Conduct(
            "download-and-run",
            trusting,
            "eval evaluate exec",
            "config text input string content body",
            gap: 3,
            excludes: "on of no"
        ),
        Conduct(
            "download-and-run",
            trusting,
            "use build run",
            "shell",
            gap: 1,
            needs: "string concatenate joined",
            excludes: "no"
        ),
        Conduct(
            "download-and-run",
            trusting,
            "open follow click visit",
            "links link",
            gap: 3,
            needs: "steps instructions follow there issues comments",
            excludes: "not symbolic symlinks"
        ),
    ]

    static let unfairness: [Conduct] = [
        Conduct(
            "test-tampering",
            faking,
            "keep leave take hold show run count report list",
            "failing failed red",
            gap: 2,
            needs: "out passing green only rest belongs",
            excludes: "first again not"
        ),
        Conduct(
            "test-tampering",
            faking,
            "show run count report list",
            "passing green",
            gap: 2,
            needs: "only just",
            excludes: "until"
        ),
        Conduct("test-tampering", faking, "count report list show", "failed failing", gap: 2, isNegated: true),
        Conduct(
            "test-tampering",
            faking,
            "use take copy paste",
            "expected",
            gap: 10,
            needs: "returns returned prints printed gives actual produces"
        ),
        Conduct(
            "test-tampering",
            faking,
            "use run take",
            "tests test cases",
            gap: 1,
            needs: "pass passes passing",
            excludes: "first",
            isNegated: true
        ),
        Conduct(
            "approval-skipped",
            "the text wants people's approval left out",
            "wait ask",
            "me us",
            gap: 2,
            needs: "merge push deploy publish release yourself never",
            isNegated: true
        ),
        Conduct(
            "concealment",
            "the text wants something kept from people",
            "trouble bother burden alarm worry disturb",
            "client clients customer customers them owner user users",
            gap: 2,
            needs: "with about lost",
            isNegated: true
        ),
        Conduct(
            "concealment",
            "the text wants something kept from people",
            "answer say report tell write",
            "wants want likes",
            gap: 4,
            needs: "hear"
        ),
        Conduct(
            "unfair",
            "the text wants people's money kept or taken",
            "refund pay reimburse compensate",
            "anybody anyone nobody customers them",
            gap: 1,
            isNegated: true
        ),
        Conduct(
            "unfair",
            "the text wants people's money kept or taken",
            "transfer send pay move wire",
            "account iban wallet",
            gap: 5,
            needs: "ending instead mine iban wallet rest"
        ),
    ]
}
