internal import CLinux
internal import Glibc

/// Bytes that are looked for in others: in one walk, whatever both hold.
///
/// The C library finds a single byte many at a time, so the rarest byte of the words is looked for first. Where that
/// one is frequent after all, `memmem` takes over, which no content makes slow.
package struct ByteSearch: Sendable {
    private let needle: [UInt8]
    /// The place in the needle of the byte that texts have least.
    private let rarest: Int

    /// The number of bytes that are looked for.
    package var count: Int { needle.count }

    /// Prepares a search. One for no bytes finds nothing.
    package init(_ needle: [UInt8]) {
        self.needle = needle
        rarest = needle.withUnsafeBytes(Self.rarest)
    }

    /// Prepares a search for a text's UTF-8.
    package init(_ text: String) { self.init(Array(text.utf8)) }

    /// The offset at which the needle begins first; `nil` where it is nowhere.
    package func first(in bytes: UnsafeRawBufferPointer) -> Int? {
        needle.withUnsafeBytes { Self.first($0, in: bytes, rarest: rarest) }
    }

    /// The offset at which the needle begins first; `nil` where it is nowhere.
    package func first(in bytes: [UInt8]) -> Int? { bytes.withUnsafeBytes(first) }

    /// Every offset at which the needle begins, overlapping ones too.
    package func all(in bytes: [UInt8]) -> [Int] {
        bytes.withUnsafeBytes { bytes in
            var offsets: [Int] = []
            var start = 0
            while let next = first(in: UnsafeRawBufferPointer(rebasing: bytes[start...])) {
                offsets.append(start + next)
                start += next + 1
            }
            return offsets
        }
    }

    /// The offset at which `needle` begins first in `bytes`, without preparation; `nil` where it is nowhere or empty.
    package static func first(_ needle: UnsafeRawBufferPointer, in bytes: UnsafeRawBufferPointer) -> Int? {
        first(needle, in: bytes, rarest: rarest(needle))
    }

    private static func first(
        _ needle: UnsafeRawBufferPointer,
        in bytes: UnsafeRawBufferPointer,
        rarest: Int
    ) -> Int? {
        guard let first = needle.baseAddress, let text = bytes.baseAddress, !needle.isEmpty, needle.count <= bytes.count
        else {
            return nil
        }
        var offset = 0
        var failures = 0
        while offset + needle.count <= bytes.count {
            // A walk that stops at more bytes than this is slower than memmem.
            if failures > 16 + offset / 64 {
                guard let found = memmem(text + offset, UInt(bytes.count - offset), first, UInt(needle.count)) else {
                    return nil
                }
                return text.distance(to: UnsafeRawPointer(found))
            }
            let room = bytes.count - needle.count - offset + 1
            guard let found = memchr(text + offset + rarest, Int32(needle[rarest]), room) else { return nil }
            offset = text.distance(to: UnsafeRawPointer(found)) - rarest
            if memcmp(text + offset, first, needle.count) == 0 { return offset }
            offset += 1
            failures += 1
        }
        return nil
    }

    private static func rarest(_ needle: UnsafeRawBufferPointer) -> Int {
        var rarest = 0
        var least = Int.max
        for place in needle.indices {
            let frequency = frequency(needle[place])
            if frequency < least { (rarest, least) = (place, frequency) }
            if frequency == 1 { break }
        }
        return rarest
    }

    /// How often a byte is in texts of agents, roughly: letters of English most, then digits and spaces.
    private static func frequency(_ byte: UInt8) -> Int {
        switch byte {
        case UInt8(ascii: "e"), UInt8(ascii: "t"), UInt8(ascii: " "): 5
        case UInt8(ascii: "a"), UInt8(ascii: "i"), UInt8(ascii: "n"), UInt8(ascii: "o"), UInt8(ascii: "r"),
            UInt8(ascii: "s"):
            4
        case UInt8(ascii: "c"), UInt8(ascii: "d"), UInt8(ascii: "f"), UInt8(ascii: "l"), UInt8(ascii: "m"),
            UInt8(ascii: "p"), UInt8(ascii: "u"):
            3
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "\n"),
            UInt8(ascii: "."), UInt8(ascii: "/"):
            2
        default: 1
        }
    }
}
