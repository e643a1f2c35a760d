/// A text after redaction.
package struct Redacted: Sendable, Hashable {
    /// The text with a placeholder in place of each secret; the given text itself when there was none.
    package let text: String
    /// How many spans were replaced, by kind.
    package let counts: [SecretKind: Int]

    /// Whether anything was replaced.
    package var isChanged: Bool { !counts.isEmpty }

    /// The result of a redaction.
    package init(text: String, counts: [SecretKind: Int]) {
        self.text = text
        self.counts = counts
    }
}

/// Raw bytes after redaction.
package struct RedactedBytes: Sendable, Hashable {
    /// The bytes with a placeholder in place of each secret; the given bytes themselves when there was none.
    package let bytes: [UInt8]
    /// How many spans were replaced, by kind.
    package let counts: [SecretKind: Int]
}
