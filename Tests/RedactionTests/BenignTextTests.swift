import Redaction
import Testing

@Suite("A redactor leaves alone")
struct BenignTextTests {
    private let redactor = Redactor(key: Array("a key for tests".utf8))

    @Test("what is random but no secret")
    func random() {
        var samples = Samples(seed: 2603_25158)
        for _ in 0..<50 {
            let uuid = [8, 4, 4, 4, 12].map { samples.hex($0) }.joined(separator: "-")
            let texts = [
                "commit \(samples.hex(40))", "index \(samples.hex(7))..\(samples.hex(7)) 100644", "id: \(uuid)",
                "token: \(uuid)", "image@sha256:\(samples.hex(64))", "  sha512-\(samples.base64(86))==",
                "data:image/png;base64,iVBORw0KGgo\(samples.base64(400))==", "\(samples.hex(64))  release.tar.gz",
                "\"integrity\": \"sha512-\(samples.base64(86))==\"", "v1.2.3-beta.4+\(samples.hex(7))",
                "md5: \(samples.hex(32))", "toolu_01\(samples.alphanumerics(22))", "call_\(samples.alphanumerics(24))",
                "the access token for commit \(samples.hex(40))",
            ]
            for text in texts {
                #expect(redactor.secrets(in: text).isEmpty, "\(text)")
            }
        }
    }

    @Test(
        // words: allow
        "stand-ins and programs",
        arguments: [
            "pass" + "word=$DB_PASSWORD", "pass" + "word: ${DB_PASSWORD_1}", "api_key = os.environ['API_KEY_2']",
            "API_KEY=<your-key-1>", "token = \"changeme123\"", "sec" + "ret: {{ vault.key1 }}", "pass" + "word = None",
            "token = get_token(user1)", "self.token2 = config.tokens.first2", "max_tokens: 4096000", "tokens=12345678",
            "token_count: 12345678a", "PWD=/srv/app1/build", "password_file: /run/secrets/db1", "secretary: Jane42Doe",
            "The tokenizer splits 32000a tokens", "Basic usage: see below", "Bearer of bad news 12345678",
            "Authorization: Bearer <token>", "Authorization: Bearer $TOKEN", "Cookie: name=value",
            "https://user:pass@host/", "https://user:$PASS@host/", "postgres://user:password@localhost/db",
            "sk-learn-contrib-estimators-for-everything", "risk-adjusted", "disk-usage-of-the-whole-machine-in-bytes",
            "if \"-----BEGIN PRIVATE KEY-----\" in text:", "xoxb-your-token-here-and-more", "eyJ", "AKIA-like",
            "signature=inspect.signature(function_1)", "key = \"token_type_ids\"", "assert token == expected_token_1",
        ]
    )
    func standIns(text: String) {
        #expect(redactor.secrets(in: text).isEmpty)
    }

    @Test(
        "what only looks like an address or a home",
        arguments: [
            "git clone git@github.com:apple/swift.git", "ssh root@build-7", "@app.route('/')", "@pytest.mark.slow",
            "npm install left-pad@1.3.0", "docker pull redis@sha256", "x @ y.T", "user@example.com",
            "deploy@server.acme.com:/srv/www", "https://acme.com/home/page", "/usr/home/", "$ROOT/home/user",
            "/home/$USER/x", "/home/<user>/x", "/Users/Shared/x", "C:\\Users\\Public\\x", "weights@layer.shape",
            "GET /users/42",
        ]
    )
    func addresses(text: String) {
        #expect(redactor.secrets(in: text).isEmpty)
    }

    @Test("what surrounds a secret, byte for byte, and a text without one as it is")
    func surroundings() {
        let text = "\u{1B}[1mno secret\u{1B}[0m, \\u0041, \u{200B}x\r\n"
        #expect(redactor.redact(text) == Redacted(text: text, counts: [:]))
        #expect(!redactor.redact(text).isChanged)
        #expect(redactor.redact(text + "/home/ada").text == text + "~")
    }
}

@Suite("A redactor with privacy")
struct PrivacyTests {
    private let redactor = Redactor(key: [1, 2, 3])

    @Test(
        "writes a home folder as a tilde",
        arguments: [
            ("cd /home/ada/src", "cd ~/src"), ("\"/Users/ada.l/x\"", "\"~/x\""), ("file:///home/ada", "file://~"),
            ("C:\\Users\\ada\\x", "~\\x"), ("\"C:\\\\Users\\\\ada\\\\x\"", "\"~\\\\x\""), ("C:/Users/ada/x", "~/x"),
            ("C:\\Users\\Ada Lovelace\\x", "~\\x"), ("in /home/ada.", "in ~."), ("/mnt/c/Users/ada/x", "~/x"),
            ("\\n/home/ada/x", "\\n~/x"), ("PATH=/bin:/home/ada/bin", "PATH=/bin:~/bin"),
            ("/root/.claude/projects/-home-ada-app", "/root/.claude/projects/~-app"),
        ]
    )
    func homes(text: String, expected: String) {
        #expect(redactor.redact(text) == Redacted(text: expected, counts: [.home: 1]))
    }

    @Test("replaces e-mail addresses, also after an escape", arguments: ["", "<", "\\n", "mailto:", "\""])
    func emails(before: String) {
        let redacted = redactor.redact("\(before)ada.l+x@lovelace.co.uk, and")
        #expect(redacted.counts == [.email: 1])
        #expect(redacted.text.hasPrefix(before + "[REDACTED:email:") && redacted.text.hasSuffix("], and"))
    }

    @Test("can be told to leave people alone")
    func switchedOff() {
        let redactor = Redactor(key: [1], privacy: false)
        #expect(redactor.secrets(in: "/home/ada ada@lovelace.org").isEmpty)
    }
}
