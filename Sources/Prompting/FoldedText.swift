internal import Foundations

/// The UTF-8 of a text with every run of ASCII white space replaced by one blank, for fast comparison and search.
package struct FoldedText: Sendable, Equatable {
    /// The bytes, without white space at the ends.
    package let bytes: [UInt8]

    /// Folds a text.
    package init(_ text: String) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        var isBlank = true
        for byte in text.utf8 {
            let isSpace = byte == 0x20 || (0x09...0x0D).contains(byte)
            if !isSpace { bytes.append(byte) } else if !isBlank { bytes.append(0x20) }
            isBlank = isSpace
        }
        if bytes.last == 0x20 { bytes.removeLast() }
        self.bytes = bytes
    }

    /// The folded text.
    package var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Whether this text contains `other`, which must not be empty.
    package func contains(_ other: FoldedText) -> Bool {
        ByteSearch(other.bytes).first(in: bytes) != nil
    }
}
