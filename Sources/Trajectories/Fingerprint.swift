internal import JSON

/// A short name for a content, where a recorder gives none: the same bytes always have the same one.
///
/// It tells contents apart that were written without malice (64 bits, FNV-1a); it is no digest to trust.
struct Fingerprint: CustomStringConvertible {
    private var state: UInt64 = 0xCBF2_9CE4_8422_2325

    init() {}

    init(of bytes: some Sequence<UInt8>) { add(bytes) }

    /// The name of a value's text as it stands in the source.
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
