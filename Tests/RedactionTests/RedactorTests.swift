import Redaction
import Testing

private let redactor = Redactor(key: Array("a key for tests".utf8))

@Suite("A redactor")
struct RedactorTests {
    @Test("finds tokens by their shape wherever they are", arguments: Context.allCases)
    func shapes(context: Context) {
        var samples = Samples(seed: 20_260_325)
        var missed: [String] = []
        for _ in 0..<10 {
            for (kind, secret) in samples.shaped() {
                let redacted = redactor.redact(context.wrap(secret))
                if redacted.text.contains(secret) || redacted.counts[kind] != 1 {
                    missed.append("\(kind): \(redacted)")
                }
            }
        }
        #expect(missed.count <= 2, "of 230: \(missed.prefix(5))")
    }

    @Test("finds passwords by the name they are assigned to", arguments: Context.allCases)
    func assignments(context: Context) {
        var samples = Samples(seed: 4711)
        var missed: [String] = []
        for _ in 0..<20 {
            let password = samples.password()
            let key = samples.base64(40)
            let texts = [
                ("DB_PASS" + "WORD=\(password)", password),
                ("pass" + "word: \"\(password)\"", password),
                ("api" + "_key = '\(password)'", password),
                ("aws_secret" + "_access_key = \(key)", key),
                ("{\"client" + "Secret\": \"\(password)\"}", password),
                ("tool --pass" + "word \(password) --verbose", password),
                ("<pass" + "word>\(password)</pass" + "word>", password),
                ("IDENTIFIED" + " BY '\(password)'", password),
                ("os.environ[\"API" + "_TOKEN\"] = \"\(password)\"", password),
                ("login: str\npass" + "word: str = \"\(password)\"", password),
            ]
            for (text, secret) in texts {
                let redacted = redactor.redact(context.wrap(text))
                if redacted.text.contains(secret) { missed.append(redacted.text) }
            }
        }
        #expect(missed.count <= 4, "of 200: \(missed.prefix(5))")
    }

    @Test("finds credentials in headers, cookies and addresses", arguments: Context.allCases)
    func web(context: Context) {
        var samples = Samples(seed: 99)
        for _ in 0..<10 {
            let token = samples.url64(40)
            let password = samples.password().replacing("!", with: "-")
            let texts = [
                ("Author" + "ization: Bearer \(token)", token),
                ("curl -H 'Author" + "ization: Basic \(token)'", token),
                ("{'Author" + "ization': 'token \(token)'}", token),
                ("Coo" + "kie: session=\(token); theme=dark", token),
                ("postgres://app:\(password)@db:5432/x", password),
                ("redis://:\(password)@cache/0", password),
                ("https://x.test/a?sig" + "=\(token)&b=1", token),
            ]
            for (text, secret) in texts {
                let redacted = redactor.redact(context.wrap(text)).text
                #expect(!redacted.contains(secret), "\(redacted)")
            }
        }
    }

    @Test(
        "takes a private key from its header to its end, or to the end of the text where that is missing",
        arguments: Context.allCases
    )
    func privateKeys(context: Context) {
        var samples = Samples(seed: 7)
        let lines = (0..<4).map { _ in samples.base64(64) }
        let header = "-----BEGIN RSA PRIV" + "ATE KEY-----"
        let footer = "-----END RSA PRIV" + "ATE KEY-----"
        let separator = context == .diff ? "\n+" : context == .numbered ? "\n     9\t" : "\n"
        let whole = context.wrap(([header] + lines + [footer]).joined(separator: separator) + " after")
        let cut = context.wrap(([header] + lines).joined(separator: separator))

        for text in [whole, cut] {
            let redacted = redactor.redact(text)
            #expect(redacted.counts == [.privateKey: 1])
            #expect(lines.allSatisfy { !redacted.text.contains($0) })
        }
        #expect(redactor.redact(whole).text.contains("] after"))
    }

    @Test("gives the same secret the same tag, another key another tag")
    func tags() throws {
        var samples = Samples(seed: 1)
        let secret = "gh" + "p_" + samples.alphanumerics(36)
        let plain = redactor.redact("a \(secret) b").text
        let coloured = redactor.redact("x \(secret.prefix(9))\u{1B}[1m\(secret.dropFirst(9)) y").text
        let tag = try #require(plain.split(separator: " ").dropFirst().first)

        #expect(tag.hasPrefix("[REDACTED:forge-token:") && tag.count == "[REDACTED:forge-token:".count + 9)
        #expect(coloured == "x \(tag) y")
        #expect(!Redactor(key: [1]).redact(secret).text.contains(tag))
    }

    @Test("sees through escapes and characters of no width")
    func disguises() {
        var samples = Samples(seed: 3)
        let body = samples.alphanumerics(36)
        for disguised in [
            "\\u0067h" + "p_\(body)", "gh\u{200B}" + "p_\(body)", "gh" + "p_\\x1b[0m\(body)", "gh\u{AD}" + "p_\(body)",
        ] {
            let redacted = redactor.redact("before \(disguised) after")
            #expect(redacted.counts == [.forgeToken: 1])
            #expect(redacted.text.hasPrefix("before [REDACTED:") && redacted.text.hasSuffix("] after"))
        }
    }

    @Test("finds nothing in its own output")
    func idempotence() {
        var samples = Samples(seed: 12)
        let password = samples.password()
        var text = samples.shaped().map(\.secret).joined(separator: "\n")
        text += "\npass" + "word=\(password)\nAuthor" + "ization: Bearer \(samples.url64(40))\nhttps://u:\(password)@h/"
        text += "\nCoo" + "kie: a=\(samples.url64(30))\nada@lovelace.org /home/ada/x"
        let once = redactor.redact(text)

        #expect(once.counts.values.reduce(0, +) == 29)
        #expect(redactor.secrets(in: once.text).isEmpty)
        #expect(redactor.redact(once.text) == Redacted(text: once.text, counts: [:]))
    }

    @Test("reports where each secret is")
    func matches() throws {
        var samples = Samples(seed: 5)
        let secret = "gl" + "pat-" + samples.alphanumerics(20)
        let match = try #require(redactor.secrets(in: "é \(secret).").first)

        #expect(match == SecretMatch(kind: .forgeToken, range: 3..<3 + secret.utf8.count))
    }

    @Test("finds seeded values in every spelling")
    func seeded() {
        let seeded = Redactor(key: [1], deny: ["Tr0ub4dor & 3/é", "Hunt3r-Pa55", "ab"])
        let spellings = [
            "Tr0ub4dor & 3/é", "Tr0ub4dor%20%26%203%2F%C3%A9", "547230756234646f72202620332fc3a9", "55aP-r3tnuH",
            "VHIwdWI0ZG9yICYgMy/DqQ==", "eFRyMHViNGRvciAmIDMvw6k=", "eHhUcjB1YjRkb3IgJiAzL8Op", "Hunt3r-\u{1B}[0mPa55",
        ]
        for spelling in spellings {
            #expect(seeded.redact("<\(spelling)>").counts == [.denied: 1], "\(spelling)")
        }
        #expect(seeded.redact("ab and abba").counts.isEmpty)
    }
}
