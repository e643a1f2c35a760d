internal import Foundations
internal import JSON

/// A short name for a content that has no identity of its own: the same bytes always have the same one.
///
/// Not safe against contents that were made to collide; see ``FNV1a``.
struct Fingerprint: CustomStringConvertible {
    private var hash = FNV1a()

    /// The fingerprint of no bytes.
    init() {}

    /// The fingerprint of some bytes.
    init(of bytes: some Sequence<UInt8>) { add(bytes) }

    /// The fingerprint of a value's source text.
    init(ofSource value: JSON) { self = value.withSource { Fingerprint(of: $0) } }

    /// Adds the next bytes.
    mutating func add(_ bytes: some Sequence<UInt8>) { hash.add(bytes) }

    /// The fingerprint as 16 hexadecimal digits.
    var description: String { hash.digits }
}
