internal import Crypto

/// Replaces secrets and private details in text by placeholders.
///
/// Redaction is a pure function of the text and the redactor's key: the same secret has the same placeholder wherever
/// it occurs, and nobody without the key can test guesses against one. Its time is linear in the length of the text.
/// The text around a secret does not change, byte for byte.
package struct Redactor: Sendable {
    private let key: SymmetricKey
    private let denied: DenyList
    private let automaton: Automaton
    private let rules: [(length: Int, rule: Rule)]
    /// Whether strings are secrets that were generated at random, whatever is around them.
    private var distrustsRandom = false

    /// The same redactor, which also takes for secrets what looks generated at random, without knowing any format or
    /// word: for what leaves the machine or stays in a history, where a mistake costs a string that nobody needs.
    package var distrustful: Redactor {
        var copy = self
        copy.distrustsRandom = true
        return copy
    }

    /// - Parameters:
    ///   - key: the key of this installation, from which the tags in placeholders are derived.
    ///   - deny: exact values that never may pass; those under 6 bytes are ignored.
    ///   - privacy: whether home folders and e-mail addresses are replaced too.
    package init(key: [UInt8], deny: [String] = [], privacy: Bool = true) {
        self.key = SymmetricKey(data: key)
        let denied = DenyList(deny)
        let fixed = Rule.keywords(privacy: privacy).map { keyword, rule in
            (keyword: keyword.withUTF8Buffer { $0.map(\.folded) }, rule: rule)
        }
        let values = denied.keywords.enumerated().map { (keyword: $1, rule: Rule.denied($0)) }
        let all = fixed + values
        self.denied = denied
        automaton = Automaton(all.map(\.keyword))
        rules = all.map { ($0.keyword.count, $0.rule) }
    }

    /// Returns `text` with a placeholder in place of each secret, and `~` in place of each home folder.
    package func redact(_ text: String) -> Redacted {
        var text = text
        let replaced = text.withUTF8 { bytes -> (bytes: [UInt8], counts: [SecretKind: Int])? in
            let matches = matches(in: bytes)
            return matches.isEmpty ? nil : replace(matches.map(Replacement.init), in: bytes)
        }
        guard let replaced else { return Redacted(text: text, counts: [:]) }
        return Redacted(text: String(decoding: replaced.bytes, as: UTF8.self), counts: replaced.counts)
    }

    /// Returns raw bytes, such as a line of an archived file, with placeholders; they need not be valid UTF-8.
    ///
    /// JSON remains JSON, one value or one a line: a replacement never reaches beyond the string literal that it begins
    /// in, and a number becomes a string.
    package func redact(bytes: [UInt8]) -> RedactedBytes {
        let replaced = bytes.withUnsafeBufferPointer { buffer -> (bytes: [UInt8], counts: [SecretKind: Int])? in
            let isJSON = JSONStrings.isLikely(in: buffer)
            let matches = matches(in: buffer, isJSON: isJSON)
            guard !matches.isEmpty else { return nil }
            let replacements = isJSON ? JSONStrings(in: buffer).confine(matches) : matches.map(Replacement.init)
            return replace(replacements, in: buffer)
        }
        return RedactedBytes(bytes: replaced?.bytes ?? bytes, counts: replaced?.counts ?? [:])
    }

    /// Returns the secrets and private details that redaction would replace, in the order of the text.
    package func secrets(in text: String) -> [SecretMatch] {
        var text = text
        return text.withUTF8 { matches(in: $0) }
    }

    private func matches(in text: UnsafeBufferPointer<UInt8>, isJSON: Bool = false) -> [SecretMatch] {
        let known = knownMatches(in: text, isJSON: isJSON)
        return distrustsRandom ? RandomStrings.adding(to: known, in: text) : known
    }

    private func knownMatches(in text: UnsafeBufferPointer<UInt8>, isJSON: Bool) -> [SecretMatch] {
        var scan = Scan(text, denied: denied, isJSON: isJSON)
        scan.run(automaton, rules: rules, isVisible: false)
        guard scan.isDisguised else { return scan.matches }
        let visible = VisibleText(of: text)
        return visible.bytes.withUnsafeBufferPointer { buffer in
            var scan = Scan(buffer, denied: denied, isJSON: isJSON)
            scan.run(automaton, rules: rules, isVisible: true)
            return scan.matches.map { SecretMatch(kind: $0.kind, range: visible.origin(of: $0.range)) }
        }
    }

    private func replace(
        _ replacements: [Replacement],
        in text: UnsafeBufferPointer<UInt8>
    ) -> (bytes: [UInt8], counts: [SecretKind: Int]) {
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        var counts: [SecretKind: Int] = [:]
        var position = 0
        for replacement in replacements {
            let range = replacement.match.range
            result += text[position..<range.lowerBound]
            let quote = replacement.needsQuotes ? "\"" : ""
            result += (quote + placeholder(for: replacement.match, in: text) + quote).utf8
            counts[replacement.match.kind, default: 0] += 1
            position = range.upperBound
        }
        result += text[position...]
        return (result, counts)
    }

    /// The tag is computed from the visible text, so that colour inside a secret does not make it another secret.
    private func placeholder(for match: SecretMatch, in text: UnsafeBufferPointer<UInt8>) -> String {
        guard match.kind != .home else { return "~" }
        let secret = VisibleText(of: UnsafeBufferPointer(rebasing: text[match.range])).bytes
        let code = HMAC<SHA256>.authenticationCode(for: secret, using: key)
        let digits: StaticString = "0123456789abcdef"
        let tag = digits.withUTF8Buffer { digits in
            code.prefix(4).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        }
        return "[REDACTED:\(match.kind.rawValue):\(String(decoding: tag, as: UTF8.self))]"
    }
}

/// A match, and how its placeholder is written.
struct Replacement {
    let match: SecretMatch
    /// Whether the placeholder takes the place of a bare JSON value and must become a string.
    let needsQuotes: Bool

    init(_ match: SecretMatch) {
        self.init(match, needsQuotes: false)
    }

    init(_ match: SecretMatch, needsQuotes: Bool) {
        self.match = match
        self.needsQuotes = needsQuotes
    }
}
