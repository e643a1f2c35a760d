/// A name in `refs/` and the object that it points at.
package struct Reference: Sendable, Hashable {
    /// In full: `refs/heads/main`.
    package let name: String
    /// The object itself: for an annotated tag that is the tag, not the tagged object.
    package let target: ObjectID
}

/// How a compare-and-swap of a reference ended. Only `moved` changed anything.
package enum ReferenceMove: Sendable, Hashable {
    case moved
    /// The reference was not where it was expected; this is where it is, `nil` for nowhere.
    case stale(actual: ObjectID?)
    /// Another process holds the reference's lock, or died holding it.
    case locked
}
