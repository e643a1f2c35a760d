/// The hash of Fowler, Noll and Vo in its variant 1a of 64 bits: the same in every run, unlike Swift's own.
///
/// It tells contents apart that were written without malice. It is not a digest: collisions are easy to make.
/// Source: http://www.isthe.com/chongo/tech/comp/fnv/
package struct FNV1a: Sendable, Hashable {
    /// The hash of the bytes so far.
    package private(set) var value: UInt64

    /// The hash of no bytes, to which bytes can be added.
    @usableFromInline
    package init() { value = 0xcbf2_9ce4_8422_2325 }

    /// The hash of `bytes`.
    @inlinable
    package init(_ bytes: some Sequence<UInt8>) {
        self.init()
        add(bytes)
    }

    /// The hash of a text's UTF-8.
    @inlinable
    package init(_ text: some StringProtocol) { self.init(text.utf8) }

    /// Adds the next byte.
    @usableFromInline
    package mutating func add(_ byte: UInt8) { value = (value ^ UInt64(byte)) &* 0x100_0000_01b3 }

    /// Adds the next bytes. A content may be added piece by piece: where it is cut makes no difference.
    @usableFromInline
    package mutating func add(_ bytes: UnsafeRawBufferPointer) {
        var hash = self
        for byte in bytes { hash.add(byte) }
        self = hash
    }

    /// Adds the next bytes.
    @inlinable
    package mutating func add(_ bytes: some Sequence<UInt8>) {
        // Bytes in one piece need no call for each of them.
        if bytes.withContiguousStorageIfAvailable({ add(UnsafeRawBufferPointer($0)) }) != nil { return }
        for byte in bytes { add(byte) }
    }

    /// Adds a word of 64 bits in one step, as it is done for hashes of hashes.
    package mutating func add(word: UInt64) { value = (value ^ word) &* 0x100_0000_01b3 }

    /// The hash as 16 hexadecimal digits.
    package var digits: String { String(value, radix: 16).leading(zeroes: 16) }

    /// The two halves of the hash, folded into one, as 8 hexadecimal digits.
    package var shortDigits: String {
        String(UInt32(truncatingIfNeeded: value ^ (value >> 32)), radix: 16).leading(zeroes: 8)
    }
}
