internal import Foundations
internal import JSON

/// A short name for a content that has no identity of its own: the same bytes always have the same one.
///
/// A hash of 64 bits (FNV-1a), which is not safe against contents that were made to collide.
struct Fingerprint: CustomStringConvertible {
    private var hash = FNV1a()

    init() {}

    init(of bytes: some Sequence<UInt8>) { add(bytes) }

    /// The fingerprint of a value's source text.
    init(ofSource value: JSON) {
        self = value.withSource { Fingerprint(of: $0) }
    }

    mutating func add(_ bytes: some Sequence<UInt8>) {
        hash.add(bytes)
    }

    /// 16 hexadecimal digits.
    var description: String { hash.digits }
}
