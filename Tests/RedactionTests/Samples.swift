import Redaction
import TestSupport
import Testing

/// Strings shaped like secrets, put together while the test runs so that no source file holds one.
struct Samples {
    private var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    mutating func number(below bound: Int) -> Int { Int.random(in: 0..<bound, using: &random) }

    mutating func string(of alphabet: String, _ length: Int) -> String {
        let characters = Array(alphabet)
        return String((0..<length).map { _ in characters[number(below: characters.count)] })
    }

    static let lower = "abcdefghijklmnopqrstuvwxyz"
    static let upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    static let digits = "0123456789"
    static let alphanumerics = lower + upper + digits
    static let hex = "0123456789abcdef"

    mutating func alphanumerics(_ length: Int) -> String { string(of: Self.alphanumerics, length) }
    mutating func hex(_ length: Int) -> String { string(of: Self.hex, length) }
    mutating func base64(_ length: Int) -> String { string(of: Self.alphanumerics + "+/", length) }
    mutating func url64(_ length: Int) -> String { string(of: Self.alphanumerics + "_", length) }

    /// A secret of each kind that is known by its own shape.
    mutating func shaped() -> [(kind: SecretKind, secret: String)] {
        [
            (.modelKey, "sk-" + "ant-api03-" + url64(40)),
            (.modelKey, "sk-" + "proj-" + url64(48)),
            (.modelKey, "sk-" + alphanumerics(48)),
            (.modelKey, "AI" + "za" + url64(35)),
            (.modelKey, "hf" + "_" + string(of: Self.lower + Self.upper, 34)),
            (.modelKey, "gsk" + "_" + alphanumerics(52)),
            (.cloudKey, "AK" + "IA" + string(of: Self.upper + "234567", 16)),
            (.cloudKey, "GOC" + "SPX-" + url64(28)),
            (.cloudKey, "dop" + "_v1_" + hex(64)),
            (.forgeToken, "gh" + "p_" + alphanumerics(36)),
            (.forgeToken, "github" + "_pat_" + url64(82)),
            (.forgeToken, "gl" + "pat-" + url64(20)),
            (.packageToken, "np" + "m_" + alphanumerics(36)),
            (.packageToken, "py" + "pi-" + url64(80)),
            (.packageToken, "dckr" + "_pat_" + url64(27)),
            (.serviceToken, "xo" + "xb-" + string(of: Self.digits, 12) + "-" + alphanumerics(24)),
            (.serviceToken, "S" + "G." + url64(22) + "." + url64(43)),
            (.serviceToken, "sk" + "_live_" + alphanumerics(24)),
            (.serviceToken, "1" + string(of: Self.digits, 9) + ":A" + "A" + url64(33)),
            (.vaultToken, "hv" + "s." + url64(60)),
            (.vaultToken, "da" + "pi" + hex(32)),
            (.vaultToken, "glsa" + "_" + alphanumerics(32) + "_" + hex(8)),
            (.jwt, "ey" + "J" + url64(33) + ".ey" + "J" + url64(60) + "." + url64(43)),
        ]
    }

    /// A password that somebody made up.
    mutating func password() -> String {
        string(of: Self.lower, 4) + string(of: Self.digits, 2) + string(of: Self.upper, 3) + "!"
            + string(of: Self.lower + Self.digits, 4) + "7"
    }

    /// A word that could be in a dictionary: consonants and vowels in turn.
    mutating func word() -> String {
        (0..<3).map { _ in string(of: "bdfgklmnprstvz", 1) + string(of: "aeiou", 1) }.joined() + string(of: "lnrst", 1)
    }

    /// A password of four words.
    mutating func passphrase() -> String { (0..<4).map { _ in word() }.joined(separator: "-") }

    /// The seed of one-time passwords, with a digit in each group of four.
    mutating func seed(_ length: Int) -> String {
        (0..<length).map { string(of: $0.isMultiple(of: 4) ? "234567" : Self.upper, 1) }.joined()
    }

    /// Three words with dots between them, and a number.
    mutating func numberedWords() -> String {
        "\(word()).\(word()).\(word())" + string(of: "3456789", 2)
    }

    /// The number of a payment card: sixteen digits, of which the last checks the others.
    mutating func cardNumber() -> String {
        let digits = [4, 5, 3, 9, 1, 6, 8] + (0..<8).map { _ in number(below: 10) }
        let sum = digits.reversed().enumerated().reduce(0) { sum, place in
            let double = place.element * (place.offset.isMultiple(of: 2) ? 2 : 1)
            return sum + (double > 9 ? double - 9 : double)
        }
        return (digits + [(10 - sum % 10) % 10]).map(String.init).joined()
    }

    /// The number of a bank account: a country, two digits that check the others, and eighteen digits.
    mutating func accountNumber() -> String {
        let account = string(of: Self.digits, 18)
        // The letters of the country as numbers, and zeros in place of the check digits.
        let rest = (account + "131400").reduce(0) { ($0 * 10 + ($1.wholeNumberValue ?? 0)) % 97 }
        let check = 98 - rest
        return "DE" + (check < 10 ? "0" : "") + String(check) + account
    }

    /// Twelve words of a wallet.
    mutating func walletWords() -> String { (0..<12).map { _ in word() }.joined(separator: " ") }

    /// A user and a password in base64.
    mutating func encodedLogin() -> String { Self.base64(of: "kim:" + password()) }

    /// A text in base64; as long as no sign at its end is needed.
    static func base64(of text: String) -> String {
        let digits = Array((Self.upper + Self.lower + Self.digits + "+/").utf8)
        var bytes = Array(text.utf8)
        while !bytes.count.isMultiple(of: 3) { bytes.append(UInt8(ascii: "x")) }
        return stride(from: 0, to: bytes.count, by: 3).map { index in
            let bits = UInt32(bytes[index]) << 16 | UInt32(bytes[index + 1]) << 8 | UInt32(bytes[index + 2])
            let group = [18, 12, 6, 0].map { digits[Int(bits >> UInt32($0) & 63)] }
            return String(decoding: group, as: UTF8.self)
        }.joined()
    }
}

/// A place in an agent's log in which a text may be.
enum Context: String, CaseIterable, CustomTestStringConvertible {
    case plain, environment, json, nestedJSON, diff, colour, markdown, numbered

    var testDescription: String { rawValue }

    func wrap(_ text: String) -> String {
        switch self {
        case .plain: "the output was \(text) and then it ended"
        case .environment: "HOME=/root\nSOME_VALUE=\(text)\nLANG=C"
        case .json: #"{"role":"tool","content":"first\n\#(Self.escape(text))\nlast"}"#
        case .nestedJSON:
            "{\"content\":\"" + Self.escape("{\"output\":\"first\\n" + Self.escape(text) + "\\nlast\"}") + "\"}"
        case .diff: "@@ -1,2 +1,2 @@\n-old line\n+\(text)\n context"
        case .colour: "\u{1B}[31m\(text)\u{1B}[0m done"
        case .markdown: "Use `\(text)` in **this** file."
        case .numbered: "     1\tfirst\n     2\t\(text)\n     3\tlast"
        }
    }

    /// `text` as the inside of a JSON string.
    static func escape(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
            .replacing("\u{1B}", with: "\\u001b")
    }
}
