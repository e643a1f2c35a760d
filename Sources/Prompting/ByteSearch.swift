/// Finds bytes in bytes in one walk (Knuth, Morris and Pratt), whatever both hold: texts of recordings are hostile.
package struct ByteSearch: Sendable {
    private let needle: [UInt8]
    /// For each place in the needle, how long the longest beginning is that also ends there.
    private let borders: [Int]

    /// A search that finds nothing if `needle` is empty.
    package init(_ needle: [UInt8]) {
        var borders = [Int](repeating: 0, count: needle.count)
        var length = 0
        for index in needle.indices.dropFirst() {
            while length > 0, needle[index] != needle[length] { length = borders[length - 1] }
            if needle[index] == needle[length] { length += 1 }
            borders[index] = length
        }
        self.needle = needle
        self.borders = borders
    }

    /// Where the first of them begins, or nil.
    package func first(in bytes: [UInt8]) -> Int? {
        guard !needle.isEmpty, needle.count <= bytes.count else { return nil }
        return bytes.withUnsafeBufferPointer { bytes in
            var length = 0
            for index in 0..<bytes.count {
                while length > 0, bytes[index] != needle[length] { length = borders[length - 1] }
                if bytes[index] == needle[length] { length += 1 }
                if length == needle.count { return index + 1 - length }
            }
            return nil
        }
    }
}
