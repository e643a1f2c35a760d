/// One secret or private detail in a text.
package struct SecretMatch: Sendable, Hashable {
    /// What it is.
    package let kind: SecretKind
    /// Its place in the text, in bytes of UTF-8.
    package let range: Range<Int>

    /// A secret of a kind at a place.
    package init(kind: SecretKind, range: Range<Int>) {
        self.kind = kind
        self.range = range
    }
}
