/// A tag and the commit that it leads to.
package struct Tag: Sendable, Hashable {
    /// Without `refs/tags/`.
    package let name: String
    /// The commit at the end; `nil` where the tag leads to something else.
    package let commit: CommitID?
    /// The message of an annotated tag; `nil` for a lightweight one.
    package let message: String?
    /// Who made an annotated tag.
    package let tagger: Signature?
}
