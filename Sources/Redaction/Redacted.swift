/// A text after redaction.
package struct Redacted: Sendable, Hashable {
    /// The text with a placeholder in place of each secret; the given text itself when there was none.
    package let text: String
    /// How many spans were replaced, by family.
    package let counts: [Family: Int]

    /// Whether anything was replaced.
    package var isChanged: Bool { !counts.isEmpty }

    package init(text: String, counts: [Family: Int]) {
        self.text = text
        self.counts = counts
    }
}

/// One secret or private detail in a text.
package struct Finding: Sendable, Hashable {
    package let family: Family
    /// Where it stands, in bytes of the text's UTF-8.
    package let range: Range<Int>

    package init(family: Family, range: Range<Int>) {
        self.family = family
        self.range = range
    }
}
