/// A number of bytes as people read it: `512 bytes`, `48 KB`, `3 MB`.
package struct ByteCount: Sendable, Hashable, CustomStringConvertible {
    /// The number of bytes.
    package let bytes: Int

    /// A count of that many bytes.
    package init(_ bytes: Int) { self.bytes = bytes }

    /// Whole bytes below 1 KB, whole kilobytes (1,024 bytes) below 1 MB, else whole megabytes, rounded to the nearest.
    package var description: String {
        if bytes < 1024 { return bytes.of("byte") }
        return bytes < 1 << 20 ? "\((bytes + 512) >> 10) KB" : "\((bytes + (1 << 19)) >> 20) MB"
    }
}
