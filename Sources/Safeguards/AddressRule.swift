/// G6: the addresses that a skill may name.
struct AddressRule {
    let policy: Policy
    /// The hosts that the skill names already.
    let known: Set<String>
    private let evidence: CommandEvidence

    init(policy: Policy, known: Safeguards.Known?) {
        self.policy = policy
        let before = known?.text ?? ""
        self.known = Set(Self.addresses(in: before).map(\.host)).union(BareHost.all(in: SkillText(before)).map(\.host))
        evidence = known?.evidence ?? CommandEvidence()
    }

    /// Returns the violations of the addresses in `text`.
    func violations(in text: SkillText) -> [Violation] {
        let source = text.source
        let plain = PlainReading.folded(source)
        var addresses = Self.addresses(in: source)
        if plain != source { addresses += Self.addresses(in: plain) }
        var violations = addresses.compactMap(violation)
        violations += BareHost.all(in: text).compactMap(violation)
        let folded = source.lowercased()
        for scheme in ["javascript:", "vbscript:", "data:text/", "data:application/"] where folded.contains(scheme) {
            violations.append(
                Violation("G6", "script-address", .reject, "an address must not carry a program", scheme)
            )
        }
        return violations
    }

    private func violation(_ address: Address) -> Violation? {
        func reject(_ code: String, _ message: String) -> Violation {
            Violation("G6", code, .reject, message, address.text)
        }
        let host = address.host
        if address.hasUser { return reject("user-in-address", "an address must not carry a user or password") }
        if Self.local.contains(host) { return nil }
        if Self.isNumeric(host) { return reject("raw-ip", "a host must have a name, not a number") }
        if host.hasPrefix("xn--") || host.contains(".xn--") || !host.utf8.allSatisfy({ $0 < 0x80 }) {
            return reject("lookalike-host", "a host must be written in plain letters")
        }
        if Self.matches(host, Self.untraceable) {
            return reject("untraceable-host", "shorteners, pastes, tunnels and webhooks hide who is behind them")
        }
        if isKnown(host) || Self.isReserved(host) { return nil }
        return Violation("G6", "unknown-host", .hold, "the skill did not name this host before", address.text)
    }

    /// The violation of a host without a scheme.
    private func violation(_ bare: BareHost) -> Violation? {
        let host = bare.host
        if Self.local.contains(host) || isKnown(host) || host == "127.0.0.1" { return nil }
        // What is not asked, or is named like a file, may be something else that sessions had to do with.
        if evidence.knows(host), !bare.isUsed || Self.isReserved(host) || Self.isFile(bare) { return nil }
        if Self.matches(host, Self.untraceable) {
            return Violation("G6", "untraceable-host", .hold, "this hides who is behind it", bare.text)
        }
        // A reserved name stands for a host only where nothing is fetched from it or sent to it.
        if Self.isReserved(host), !bare.isUsed { return nil }
        return Violation("G6", "unknown-host", .hold, "the skill did not name this host before", bare.text)
    }

    /// Whether the skill names a host, or everybody does. That sessions asked a host is not enough: what agents read
    /// decides whom they ask.
    private func isKnown(_ host: String) -> Bool {
        known.contains(host) || Self.matches(host, policy.allowedHosts) || Place.isUsualHost(host)
            || Self.manuals.contains(host) && evidence.knows(host)
    }

    /// One address in a text.
    private struct Address {
        let text: String
        let host: String
        let hasUser: Bool
    }

    private static func addresses(in text: String) -> [Address] {
        let bytes = Array(text.utf8)
        var result: [Address] = []
        var index = 0
        while index + 2 < bytes.count {
            guard bytes[index] == UInt8(ascii: ":"), bytes[index + 1] == UInt8(ascii: "/"),
                bytes[index + 2] == UInt8(ascii: "/"), index > 0, isLetter(bytes[index - 1])
            else {
                index += 1
                continue
            }
            let start = index + 3
            let limit = min(bytes.count, start + 512)
            let end = bytes[start..<limit].firstIndex { " \t\r\n\"'`<>()[]{}|\\,;".utf8.contains($0) } ?? limit
            let authorityEnd = bytes[start..<end].firstIndex { "/?#".utf8.contains($0) } ?? end
            let at = bytes[start..<authorityEnd].lastIndex(of: UInt8(ascii: "@"))
            var host = bytes[(at.map { $0 + 1 } ?? start)..<authorityEnd]
            if let port = host.firstIndex(of: UInt8(ascii: ":")) { host = host[..<port] }
            while host.last == UInt8(ascii: ".") || host.last == UInt8(ascii: "*") { host = host.dropLast() }
            let isIPv6 = start < bytes.count && bytes[start] == UInt8(ascii: "[")
            let name = isIPv6 ? "[" : String(decoding: host, as: UTF8.self).lowercased()
            // `https://<host>/` and `http://$HOST` do not name a host.
            let isPlaceholder = name.isEmpty || name.hasPrefix("$") || name.hasPrefix("%")
            if !isPlaceholder {
                let shown = String(decoding: bytes[max(0, index - 8)..<min(bytes.count, end)], as: UTF8.self)
                result.append(Address(text: shown, host: name, hasUser: at != nil && at != start))
            }
            index = start
        }
        return result
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || (0x30...0x39).contains(byte)
    }

    /// Whether a host hides who is behind it.
    static func isUntraceable(_ host: String) -> Bool { matches(host, untraceable) }

    /// Whether `host` is an address of digits, however they are written.
    private static func isNumeric(_ host: String) -> Bool {
        if host == "[" || host.hasPrefix("0x") { return true }
        return host.contains(where: \.isNumber)
            && host.split(separator: ".").allSatisfy { label in
                label.allSatisfy { $0.isASCII && $0.isNumber }
                    || (label.hasPrefix("0x") && label.dropFirst(2).allSatisfy(\.isHexDigit))
            }
    }

    private static func isReserved(_ host: String) -> Bool {
        matches(host, ["example.com", "example.org", "example.net", "example", "test", "invalid", "localhost"])
    }

    private static func isFile(_ bare: BareHost) -> Bool {
        bare.text == bare.host && [".so", ".sh", ".py", ".rs", ".pl"].contains(where: bare.host.hasSuffix)
    }

    /// Manuals that only their makers write, which a rule may name if sessions read them.
    private static let manuals: Set<String> = [
        "docs.python.org", "peps.python.org", "developer.mozilla.org", "doc.rust-lang.org", "pkg.go.dev", "go.dev",
        "www.w3.org", "kubernetes.io", "www.postgresql.org", "www.sqlite.org", "numpy.org", "docs.scipy.org",
        "pandas.pydata.org", "www.sphinx-doc.org", "cheatsheetseries.owasp.org", "www.freedesktop.org", "git-scm.com",
        "nodejs.org", "docs.djangoproject.com", "docs.pytest.org", "docs.npmjs.com", "learn.microsoft.com",
        "docs.docker.com", "www.gnu.org", "docs.swift.org", "docs.oracle.com", "dev.mysql.com",
        "www.typescriptlang.org",
        "react.dev", "cmake.org", "maven.apache.org", "docs.gradle.org", "www.rfc-editor.org", "scikit-learn.org",
    ]

    private static func matches(_ host: String, _ names: Set<String>) -> Bool {
        var name = Substring(host)
        while true {
            if names.contains(String(name)) { return true }
            guard let dot = name.firstIndex(of: ".") else { return false }
            name = name[name.index(after: dot)...]
        }
    }

    private static let local: Set<String> = ["localhost", "127.0.0.1", "0.0.0.0", "host", "hostname", "server"]

    private static let untraceable: Set<String> = [
        "bit.ly", "tinyurl.com", "t.co", "goo.gl", "is.gd", "ow.ly", "buff.ly", "rebrand.ly", "cutt.ly", "shorturl.at",
        "rb.gy", "v.gd", "tiny.cc", "s.id", "pastebin.com", "paste.ee", "hastebin.com", "ghostbin.com", "rentry.co",
        "dpaste.com", "dpaste.org", "termbin.com", "ix.io", "sprunge.us", "0x0.st", "transfer.sh", "file.io",
        "temp.sh", "catbox.moe", "controlc.com", "privatebin.net", "gist.githubusercontent.com", "ngrok.io",
        "ngrok.app", "ngrok-free.app", "ngrok.dev", "trycloudflare.com", "loca.lt", "localtunnel.me", "serveo.net",
        "localhost.run", "pagekite.me", "tunnelto.dev", "bore.pub", "webhook.site", "requestbin.com", "requestbin.net",
        "pipedream.net", "requestcatcher.com", "hookbin.com", "beeceptor.com", "interact.sh", "oast.fun", "oast.live",
        "oast.me", "oast.online", "oast.pro", "oast.site", "burpcollaborator.net", "oastify.com", "dnslog.cn",
        "hooks.slack.com", "discord.com", "discordapp.com", "api.telegram.org", "workers.dev", "onion",
    ]
}
