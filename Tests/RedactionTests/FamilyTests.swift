import Redaction
import Testing

/// How many secrets of how many families a redactor finds, and how much of what is not one.
@Suite("Families of secrets")
struct FamilyTests {
    private let redactor = Redactor(key: Array("a key for tests".utf8))

    @Test("are found: 97 % of at least 150 families in every context", .timeLimit(.minutes(5)))
    func recall() {
        var samples = Samples(seed: 31_415)
        var missed: [String: Int] = [:]
        var count = 0
        for description in Families.all {
            for context in Context.allCases {
                let (text, secret) = Families.make(description, with: &samples)
                count += 1
                let redacted = redactor.redact(context.wrap(text)).text
                let isLeft = redacted.contains(secret) || redacted.contains(Context.escape(secret))
                if isLeft { missed[description, default: 0] += 1 }
            }
        }
        let lost = missed.values.reduce(0, +)
        let list = missed.sorted { $0.value > $1.value }.map { "\($0.value) of \(Context.allCases.count): \($0.key)" }
        print("secrets: \(count) of \(Families.all.count) families, missed: \(lost)")
        for line in list { print("  missed \(line)") }
        #expect(Families.all.count >= 150)
        #expect(Double(lost) <= 0.03 * Double(count), "\(list.joined(separator: "\n"))")
    }

    @Test("are found without a name, a prefix or a format by how random they look", .timeLimit(.minutes(5)))
    func random() {
        var samples = Samples(seed: 2718)
        let redactor = redactor.distrustful
        var missed = 0
        let count = 500
        for index in 0..<count {
            let secret =
                index.isMultiple(of: 2) ? samples.alphanumerics(24 + index % 40) : samples.url64(24 + index % 40)
            if redactor.redact("the value \(secret) came back").text.contains(secret) { missed += 1 }
        }
        print("random strings: \(count), missed: \(missed)")
        #expect(Double(missed) <= 0.03 * Double(count))
    }

    @Test(
        "are not seen where there are none: at most one in two megabytes of what agents print",
        .timeLimit(.minutes(5))
    )
    func falsePositives() {
        var samples = Samples(seed: 1_618)
        var found: Set<String> = []
        var size = 0
        while size < 2_000_000 {
            let text = BenignOutput.lines(with: &samples)
            size += text.utf8.count
            for match in redactor.secrets(in: text) where !match.kind.isPrivate {
                found.insert(String(decoding: Array(text.utf8)[match.range], as: UTF8.self))
            }
        }
        print("bytes without secrets: \(size), found: \(found.count)")
        #expect(found.count <= 1, "\(found)")
    }

    @Test("are not written by what prints a redactor")
    func description() {
        let redactor = Redactor(key: [1], deny: ["Hunt3r-Pa55"])
        var dumped = ""
        dump(redactor, to: &dumped)
        for text in ["\(redactor)", String(reflecting: redactor), String(describing: [redactor]), dumped] {
            #expect(!text.contains("Hunt3r"))
        }
    }
}

/// Invented output of tools, with everything in it that is random and not secret.
private enum BenignOutput {
    static func lines(with samples: inout Samples) -> String {
        let uuid = [8, 4, 4, 4, 12].map { samples.hex($0) }.joined(separator: "-")
        let short = samples.hex(7)
        let number = samples.number(below: 90_000)
        return """
            commit \(samples.hex(40))
            index \(short)..\(samples.hex(7)) 100644
            \(samples.hex(64))  dist/app-\(number).tar.gz
            "integrity": "sha512-\(samples.base64(86))==",
            Requirement already satisfied: numpy==1.26.\(number % 40) in ./venv/lib/python3.11/site-packages
            mysql -u root shop < dump-\(number).sql
            docker run --rm -p 8080:80 -v cache:/data app:\(short)
            curl -u "$USER:$PASS" -o out-\(number).json http://localhost:8080/api/v1/items/\(number)
            tests/test_io.py::test_read_\(number) PASSED [ \(number % 100)%]
            self.assertEqual(token.kind, TokenKind.IDENTIFIER_\(number))
            password = getpass.getpass("Password: ")
            the password is wrong, try again (attempt \(number % 9))
            credentials: include / omit
            def parse_\(number)(tokens: list[str], key: str = "items.\(number)") -> None:
            {"type":"tool_use","id":"toolu_01\(samples.alphanumerics(22))","input":{"path":"src/main_\(number).py"}}
            {"id":"\(uuid)","parent":"\(uuid)","n":\(number)}
            id: \(uuid) status: ok took: 0.\(number)s
            npm warn deprecated left-pad@1.3.\(number % 10): use String.prototype.padStart()
            set the password to a value of at least 12 characters
            login: see docs / faq, section \(number % 30)
            echo "built \(number)" | sudo tee /var/log/build.log
            zip -r -9 out-\(number).zip build/ ; unzip -l out-\(number).zip
            gpg --verify SHA256SUMS-\(number).asc
            ssh-keygen -t ed25519 -f key-\(number) -q
            git clone https://github.com/acme/tool-\(number).git && cd tool-\(number)
            2026-01-\(10 + number % 20)T10:\(10 + number % 50):00Z INFO worker-\(number) done, secret scanning passed
            api_key: ${API_KEY}  # from the environment, key \(number)
            Selected-region us-east-\(number % 9), bucket logs-\(short)

            """
    }
}
