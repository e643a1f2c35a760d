/// Values of names that end with a word for a key, which other things than secrets have too: the value must look as if
/// it was generated.
extension Scan {
    /// Reports the value of a name whose last word is `mark`.
    mutating func reportKeyValue(at mark: Range<Int>) {
        // Groups of capitals need no sign of assignment: "Windows key: X"
        let group = skip(ByteSet(" :=\"'`"), from: mark.upperBound, limit: 6)
        let groups = group..<skip(ByteSet("A-Z0-9-"), from: group, limit: 100)
        if groups.count >= 19, isGroupedKey(groups) { return report(.secret, at: groups) }
        guard !isFound(mark.lowerBound), isLastWord(mark), let name = CredentialName(around: mark, in: self),
            let separator = Separator(after: name, in: self), separator.kind != .sentence
        else { return }
        let prefix = name.range.lowerBound..<mark.lowerBound
        guard !mentions(Self.harmless, in: prefix) else { return }
        let isFlag = self[name.range.lowerBound] == UInt8(ascii: "-")
        guard separator.kind != .blank || isFlag else { return }
        // `Buffer.from("X", "hex")`, `bytes.fromhex("X")`: the argument
        let call = skip(ByteSet("A-Za-z0-9_.[]"), from: separator.end, limit: 32)
        let start = self[call] == UInt8(ascii: "(") && call > separator.end ? call + 1 : separator.end
        let value = quotedValue(from: start) ?? bareValue(from: start)
        guard isKeyLike(value), !isFound(value.lowerBound) else { return }
        let shape = SecretShape(text[value])
        // A name of one word is common: `key`, `session`.
        let isSpecific = start > separator.end || !prefix.allSatisfy { "-.".utf8.contains(text[$0]) }
        let isSession = hasFolded("session", at: mark.lowerBound)
        guard isSpecific || isFlag || shape.isRandom,
            !isSession || isSpecific && (shape.isRandom || isMixedCase(value)) || isFlag
        else {
            return
        }
        guard !shape.isUUID || name.isUppercase || isFlag else { return }
        report(.secret, at: value.lowerBound..<fullEnd(of: value, before: .bareEnds))
    }

    /// Whether a value has letters of both cases and digits that alternate, as sessions have.
    private func isMixedCase(_ value: Range<Int>) -> Bool {
        let shape = SecretShape(text[value])
        return isAlternating(value, least: 24) && shape.lower > 2 && shape.upper > 2
    }

    /// Whether `mark` ends its name, but for a number or the format of the value, and is a word by itself.
    private func isLastWord(_ mark: Range<Int>) -> Bool {
        let suffixes: [StaticString] = ["_b64", "_base64", "_hex", "_value", "value"]
        let suffix = suffixes.first { hasFolded($0, at: mark.upperBound) }?.utf8CodeUnitCount ?? 0
        let end = skip(ByteSet("0-9"), from: mark.upperBound + suffix, limit: 3)
        guard !ByteSet.words.contains(self[end]) else { return false }
        let before = self[mark.lowerBound - 1]
        // `licenseKey` and `LICENSEKEY`, but not `monkey`
        let isCamel = ByteSet.uppercase.contains(self[mark.lowerBound]) && ByteSet.alphanumerics.contains(before)
        return isCamel || !ByteSet.alphanumerics.contains(before) || isEscapeLetter(at: mark.lowerBound - 1)
            || self[mark.lowerBound] == UInt8(ascii: "_")
            || mentions(["license", "licence", "master"], in: front(of: mark))
    }

    private func front(of mark: Range<Int>) -> Range<Int> { max(0, mark.lowerBound - 7)..<mark.lowerBound }

    /// Whether a letter belongs to an escape such as `\n`.
    private func isEscapeLetter(at index: Int) -> Bool {
        self[index - 1] == UInt8(ascii: "\\") && "nrt".utf8.contains(self[index])
    }

    /// The beginning of the value from `start` on that has no quotes: as much of it as tells what it is.
    private func bareValue(from start: Int) -> Range<Int> {
        var end = sampleEnd(before: .bareEnds, from: start)
        while end > start, ".:".utf8.contains(text[end - 1]) { end -= 1 }
        return start..<end
    }

    /// Words before the last one of a name that say that its value is not a secret.
    private static let harmless: [StaticString] = [
        "public", "cache", "partition", "sort", "primary", "foreign", "idempoten", "object", "host", "group", "index",
        "dedup", "hash", "etag", "item", "query", "row", "s3", "blob", "file", "image", "react", "parent",
        "trace",
        "shard", "lookup", "issue", "project", "routing_tag", "checksum", "build", "registry", "storage_key_pre", "pub",
    ]
}
