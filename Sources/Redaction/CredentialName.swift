/// A name that says that its value is a secret.
struct CredentialName {
    /// The whole identifier.
    let range: Range<Int>
    /// The part of the identifier that says so.
    let keyword: Range<Int>
    /// Whether the identifier is in upper case, as environment variables are.
    let isUppercase: Bool

    /// The name around `keyword`; `nil` if the whole name says that its value is not a secret.
    init?(around keyword: Range<Int>, in scan: Scan) {
        let end = scan.skip(.words, from: keyword.upperBound, limit: 40)
        var start = scan.withoutEscape(scan.runStart(of: .words, before: keyword.lowerBound, limit: 40))
        start = min(start, keyword.lowerBound)
        guard !scan.isPlaceholder(at: start), !Self.isWithinBlob(start..<end, keyword, in: scan) else { return nil }
        let suffix = scan.text[keyword.upperBound..<end]
        let prefix = scan.text[start..<keyword.lowerBound]
        if let next = suffix.first, ByteSet.lowercase.contains(next), ByteSet.lowercase.contains(scan[end - 1]) {
            // `secretary`, `tokenizer`, `tokens`; but `credentials`, and `PASSWORDa` is not a word.
            let isPlural = suffix.count == 1 && next == UInt8(ascii: "s")
            // Other languages change the ends of their words: `hasłem`, `sandinya`.
            let isInflected =
                suffix.count <= 4 && PasswordWords.latin.contains { scan.hasFolded($0, at: keyword.lowerBound) }
            guard isPlural && !scan.hasFolded("token", at: keyword.lowerBound) || isInflected else { return nil }
        }
        guard !Self.harmlessSuffixes.contains(where: { Self.contains($0, suffix) }),
            !Self.harmlessPrefixes.contains(where: { Self.contains($0, prefix) })
        else { return nil }
        // Three letters are the end of a word by chance.
        guard keyword.count > 3 || start == keyword.lowerBound || !scan.hasFolded("mdp", at: keyword.lowerBound) else {
            return nil
        }
        range = start..<end
        self.keyword = keyword
        isUppercase = !scan.text[range].contains { ByteSet.lowercase.contains($0) }
    }

    /// Whether the keyword occurs by chance, inside base64.
    private static func isWithinBlob(_ name: Range<Int>, _ keyword: Range<Int>, in scan: Scan) -> Bool {
        let base64 = ByteSet("A-Za-z0-9/+")
        let run = scan.runStart(of: base64, before: keyword.lowerBound, limit: 48)
        let end = scan.skip(base64, from: keyword.upperBound, limit: 48)
        return name.upperBound - keyword.upperBound >= 40 || end - run - keyword.count >= 40
    }

    private static func contains(_ literal: StaticString, _ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        literal.withUTF8Buffer { literal in
            guard bytes.count >= literal.count else { return false }
            return (bytes.startIndex...bytes.endIndex - literal.count).contains { start in
                literal.indices.allSatisfy { bytes[start + $0].folded == literal[$0] }
            }
        }
    }

    private static let harmlessSuffixes: [StaticString] = [
        "file", "path", "name", "type", "count", "limit", "url", "uri", "endpoint", "length", "_len", "size", "expir",
        "ttl", "policy", "field", "hint", "prompt", "reset", "usage", "arn", "version", "_id", "rule", "regex",
        "pattern", "label", "placeholder", "budget", "price", "cost", "_sha", "digest", "manager", "provider", "_dir",
        "tokens", "encryption", "changed", "updated", "created", "expires", "cert-hash", "stdin",
    ]

    private static let harmlessPrefixes: [StaticString] = [
        "max_", "prompt_", "num_", "eos_", "bos_", "pad_", "unk_", "page_", "pagetoken", "stop_", "cache_", "input_",
        "output_", "completion_", "commit", "public_",
    ]
}
