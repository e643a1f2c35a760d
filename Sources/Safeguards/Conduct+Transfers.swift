/// Shapes of orders about what leaves the machine and what comes to it.
extension Conduct {
    private static let sending = "the text wants something sent away"
    private static let fetching = "the text wants something fetched and run"
    private static let showing = "the text wants credentials shown"
    private static let redirecting = "the text changes where software comes from"

    private static let secrets =
        "secret secrets credential credentials token tokens key keys password passwords env .env environment cookie cookies "
        + "keychain passphrase certificates"
    private static let belongings =
        "source sources code repository repo config configuration database dump history conversation transcript prompt "
        + "session data file files logs contents diff workspace project output context results inputs documents environment"

    static let exports: [Conduct] = [
        Conduct(
            "exfiltration",
            sending,
            "send upload post paste email mail forward share transmit submit publish exfiltrate leak dump ship sync push "
                + "report copy pipe stream beam attach export deliver relay back-up backup mirror",
            secrets + " " + belongings,
            gap: 6,
            needs:
                "server endpoint webhook url address host channel bucket remote gist pastebin slack telegram discord external "
                + "third-party email mail collector vendor site website api party outside attacker chat form dashboard "
                + "domain internet ftp dropbox drive s3 cloud",
            excludes: "never not local localhost"
        ),
        Conduct(
            "exfiltration",
            sending,
            "send upload post email mail forward transmit exfiltrate leak dump paste ship beam",
            secrets,
            gap: 6
        ),
    ]

    static let downloads: [Conduct] = [
        Conduct(
            "download-and-run",
            fetching,
            "download fetch get grab retrieve pull obtain clone curl wget load save receive",
            "script installer binary executable payload program tool package archive helper bootstrap image module plugin "
                + "extension snippet patch agent hook loader",
            gap: 6,
            needs: "run execute start launch install eval source pipe open apply import invoke executing running "
                + "installing sourcing chmod"
        ),
        Conduct(
            "download-and-run",
            fetching,
            "decode decrypt unpack deobfuscate unhex assemble concatenate join reverse decompress",
            "run execute eval follow obey source interpret",
            gap: 12,
            excludes: "archive test tests"
        ),
        Conduct(
            "download-and-run",
            fetching,
            "pipe feed hand redirect stream",
            "shell interpreter bash sh python eval terminal",
            gap: 8
        ),
        Conduct(
            "download-and-run",
            fetching,
            "read follow fetch check consult load open visit obey get",
            "instructions directions orders guidance steps commands",
            gap: 4,
            needs:
                "http https url page site website link online server remote gist address endpoint web.archive.org hosted"
        ),
        Conduct(
            "package-install",
            "the text wants software installed that no session needed",
            "install download add",
            "helper package plugin extension tool library driver agent addon add-on certificate module toolkit utility "
                + "dependency",
            gap: 4,
            needs:
                "vendor's vendor latest from registry pypi npm internet website marketplace store globally third-party",
            excludes: "missing required declared project's project requirements named lock"
        ),
    ]

    static let exposures: [Conduct] = [
        Conduct(
            "credential-exposed",
            showing,
            "print echo dump cat display show paste include collect gather copy commit list log output append write leak "
                + "reveal read extract harvest grab steal find locate search scan scrape",
            "credential credentials password passwords secrets cookie cookies keychain passphrase",
            gap: 4,
            excludes: "never not without no avoid environment rotate"
        ),
        Conduct(
            "credential-exposed",
            showing,
            "print echo dump cat display show paste include collect gather copy commit log "
                + "output extract grab",
            "token tokens keys key variables .env",
            gap: 4,
            needs: "api ssh private secret access environment auth session bearer signing deploy .env",
            excludes: "path pythonpath primary foreign sort column columns dictionary"
        ),
    ]

    static let redirections: [Conduct] = [
        Conduct(
            "redirected",
            redirecting,
            "use switch set add change point configure replace override prefer trust import install "
                + "redirect route register accept",
            "registry mirror proxy resolver dns nameserver index repository remote upstream certificate ca feed",
            gap: 5,
            needs: "registry mirror proxy dns resolver nameserver certificate ca",
            excludes: "local reverse test"
        ),
        Conduct(
            "redirected",
            redirecting,
            "use switch set add change point configure replace",
            "index-url index",
            gap: 4,
            needs: "package pip pypi extra url",
            excludes: "database array column row list"
        ),
    ]
}
