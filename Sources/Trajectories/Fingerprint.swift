internal import JSON

/// A short name for a content that has no identity of its own: the same bytes always have the same one.
///
/// A hash of 64 bits (FNV-1a), which is not safe against contents that were made to collide.
struct Fingerprint: CustomStringConvertible {
    private var state: UInt64 = 0xCBF2_9CE4_8422_2325

    init() {}

    init(of bytes: some Sequence<UInt8>) { add(bytes) }

    /// The fingerprint of a value's source text.
    init(ofSource value: JSON) {
        self = value.withSource { Fingerprint(of: $0) }
    }

    mutating func add(_ bytes: some Sequence<UInt8>) {
        for byte in bytes { state = (state ^ UInt64(byte)) &* 0x100_0000_01B3 }
    }

    /// 16 hexadecimal digits.
    var description: String {
        let digits = String(state, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
