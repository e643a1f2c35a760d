import FoundationEssentials
import Redaction
import Testing

@Suite("Redaction of raw bytes")
struct RawBytesTests {
    private let redactor = Redactor(key: [9])

    private func redact(_ text: String) -> (text: String, counts: [SecretKind: Int]) {
        let redacted = redactor.redact(bytes: Array(text.utf8))
        return (String(decoding: redacted.bytes, as: UTF8.self), redacted.counts)
    }

    @Test("confines a cut-off private key to the string that holds it")
    func privateKey() throws {
        var samples = Samples(seed: 8)
        let key = "-----BEGIN PRIV" + "ATE KEY-----\\n" + samples.base64(64) + "\\n" + samples.base64(64)
        let redacted = redact("{\"a\":\"x \(key)\",\"b\":\"kept\"}\n{\"c\":\"kept\"}")

        #expect(redacted.counts == [.privateKey: 1])
        #expect(redacted.text.hasSuffix("]\",\"b\":\"kept\"}\n{\"c\":\"kept\"}"))
    }

    @Test("keeps JSON readable, whatever it holds", arguments: [UInt64(1), 2, 3, 4])
    func validity(seed: UInt64) throws {
        var samples = Samples(seed: seed)
        var redactions = 0
        for _ in 0..<100 {
            var text = ""
            for _ in 0..<4 {
                let shaped = samples.shaped()
                let pieces = [
                    shaped[samples.number(below: shaped.count)].secret, "pass" + "word=\(samples.password())", "\"",
                    "'", "\\", "\n", "-----BEGIN PRIV" + "ATE KEY-----\n" + samples.base64(64), "é\u{200B}",
                    "\u{1B}[1m", "Coo" + "kie: a=\(samples.password())", "{\"to" + "ken\": \"\(samples.password())\"}",
                    "https://u:\(samples.password())@h", "/home/ada", "to" + "ken='\(samples.password())",
                ]
                text += pieces[samples.number(below: pieces.count)] + " "
            }
            let line = try JSONEncoder().encode(["a": text, "pass" + "word": text, "c": "kept"])
            let redacted = redactor.redact(bytes: Array(line))
            redactions += redacted.counts.values.reduce(0, +)
            let decoded = try? JSONDecoder().decode([String: String].self, from: Data(redacted.bytes))
            #expect(decoded?["c"] == "kept", "seed \(seed): \(String(decoding: redacted.bytes, as: UTF8.self))")
        }
        #expect(redactions > 100)
    }

    @Test("writes a placeholder for a bare value as a string")
    func bareValue() {
        let digits = "1e" + "23456789"
        #expect(redact("{\"pass" + "word\": \(digits), \"b\": 1}").text.contains(": \"[REDACTED:secret:"))
    }

    @Test("passes bytes that are not text")
    func noText() {
        let bytes: [UInt8] = [0xFF, 0xC2, 0x1B, 0x5C, 0xE2, 0x80] + Array(" /home/ada".utf8) + [0xFE, 0x1B]
        let redacted = redactor.redact(bytes: bytes)
        #expect(redacted.bytes == [0xFF, 0xC2, 0x1B, 0x5C, 0xE2, 0x80] + Array(" ~".utf8) + [0xFE, 0x1B])
        #expect(redacted.counts == [.home: 1])
    }
}
