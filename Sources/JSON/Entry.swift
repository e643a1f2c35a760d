/// One value, or the name of one member, on the tape of a document.
///
/// The tape is the document in reading order. A container precedes its children; in an object every
/// member is two entries (or more), the name and then the value.
struct Entry: Sendable {
    /// Where the value's text begins, in bytes from the beginning of the document.
    var offset: UInt32
    /// How long the value's text is, in bytes; of a string with its quotes.
    var length: UInt32
    /// The tape index after this value and everything inside it.
    var next: UInt32
    var kind: JSON.Kind
    /// Whether the text of a string has backslashes, so that it must be decoded.
    var hasEscapes: Bool
}
