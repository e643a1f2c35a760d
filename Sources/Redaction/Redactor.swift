internal import Crypto

/// Replaces secrets and private details in text by placeholders.
///
/// Redaction is a pure function of the text and the redactor's key: the same secret has the same placeholder wherever
/// it turns up, and nobody without the key can try guesses against one. Its time is linear in the length of the text.
/// What stands around a secret stays as it is, byte for byte.
package struct Redactor: Sendable {
    private let key: SymmetricKey
    private let seeded: SeededValues
    private let automaton: Automaton
    private let rules: [(length: Int, rule: Rule)]

    /// - Parameters:
    ///   - key: the key of this installation, from which the tags in placeholders are derived.
    ///   - deny: exact values that never may pass; those under 6 bytes are ignored.
    ///   - privacy: whether home folders and e-mail addresses are replaced too.
    package init(key: [UInt8], deny: [String] = [], privacy: Bool = true) {
        self.key = SymmetricKey(data: key)
        let seeded = SeededValues(deny)
        let fixed = Rule.keywords(privacy: privacy).map { keyword, rule in
            (keyword: keyword.withUTF8Buffer { $0.map(\.folded) }, rule: rule)
        }
        let values = seeded.keywords.enumerated().map { (keyword: $1, rule: Rule.seeded($0)) }
        let all = fixed + values
        self.seeded = seeded
        automaton = Automaton(all.map(\.keyword))
        rules = all.map { ($0.keyword.count, $0.rule) }
    }

    /// `text` with a placeholder in place of each secret, and `~` in place of each home folder.
    package func redact(_ text: String) -> Redacted {
        var text = text
        let replaced = text.withUTF8 { bytes -> (bytes: [UInt8], counts: [Family: Int])? in
            let findings = findings(in: bytes)
            return findings.isEmpty ? nil : replace(findings.map(Replacement.init), in: bytes)
        }
        guard let replaced else { return Redacted(text: text, counts: [:]) }
        return Redacted(text: String(decoding: replaced.bytes, as: UTF8.self), counts: replaced.counts)
    }

    /// The same for raw bytes, such as a line of an archived file; they need be no valid UTF-8.
    ///
    /// JSON stays JSON, one value or one a line: what is replaced never reaches beyond the string that it begins in,
    /// and a number becomes a string. The counts are by the name of the family.
    package func redact(bytes: [UInt8]) -> (bytes: [UInt8], counts: [String: Int]) {
        let replaced = bytes.withUnsafeBufferPointer { buffer -> (bytes: [UInt8], counts: [Family: Int])? in
            let isJSON = JSONStrings.isLikely(in: buffer)
            let findings = findings(in: buffer, isJSON: isJSON)
            guard !findings.isEmpty else { return nil }
            let replacements = isJSON ? JSONStrings(in: buffer).confine(findings) : findings.map(Replacement.init)
            return replace(replacements, in: buffer)
        }
        guard let replaced else { return (bytes, [:]) }
        return (replaced.bytes, Dictionary(uniqueKeysWithValues: replaced.counts.map { ($0.rawValue, $1) }))
    }

    /// What `text` has that redaction would replace, in the order in which it stands there.
    package func finds(in text: String) -> [Finding] {
        var text = text
        return text.withUTF8 { findings(in: $0) }
    }

    private func findings(in text: UnsafeBufferPointer<UInt8>, isJSON: Bool = false) -> [Finding] {
        var scan = Scan(text, seeded: seeded, isJSON: isJSON)
        scan.run(automaton, rules, isVisible: false)
        guard scan.isDisguised else { return scan.findings }
        let visible = VisibleText(of: text)
        return visible.bytes.withUnsafeBufferPointer { buffer in
            var scan = Scan(buffer, seeded: seeded, isJSON: isJSON)
            scan.run(automaton, rules, isVisible: true)
            return scan.findings.map { Finding(family: $0.family, range: visible.origin(of: $0.range)) }
        }
    }

    private func replace(
        _ replacements: [Replacement],
        in text: UnsafeBufferPointer<UInt8>
    ) -> (bytes: [UInt8], counts: [Family: Int]) {
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        var counts: [Family: Int] = [:]
        var position = 0
        for replacement in replacements {
            let range = replacement.finding.range
            result += text[position..<range.lowerBound]
            let quote = replacement.needsQuotes ? "\"" : ""
            result += (quote + placeholder(for: replacement.finding, in: text) + quote).utf8
            counts[replacement.finding.family, default: 0] += 1
            position = range.upperBound
        }
        result += text[position...]
        return (result, counts)
    }

    /// The tag is taken from what a reader sees, so that colour within a secret does not make it another one.
    private func placeholder(for finding: Finding, in text: UnsafeBufferPointer<UInt8>) -> String {
        guard finding.family != .home else { return "~" }
        let secret = VisibleText(of: UnsafeBufferPointer(rebasing: text[finding.range])).bytes
        let code = HMAC<SHA256>.authenticationCode(for: secret, using: key)
        let digits: StaticString = "0123456789abcdef"
        let tag = digits.withUTF8Buffer { digits in
            code.prefix(4).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        }
        return "[REDACTED:\(finding.family.rawValue):\(String(decoding: tag, as: UTF8.self))]"
    }
}

/// A finding, and how its placeholder is written.
struct Replacement {
    let finding: Finding
    /// Whether the placeholder takes the place of a bare JSON value and must become a string.
    let needsQuotes: Bool

    init(_ finding: Finding) {
        self.init(finding, needsQuotes: false)
    }

    init(_ finding: Finding, needsQuotes: Bool) {
        self.finding = finding
        self.needsQuotes = needsQuotes
    }
}
