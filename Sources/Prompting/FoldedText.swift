internal import Foundations

/// A text in which every run of ASCII white space is one blank, as bytes: quick to make and to search in.
package struct FoldedText: Sendable, Equatable {
    package let bytes: [UInt8]

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

    package var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Whether `other`, which is not empty, stands in this text.
    package func holds(_ other: FoldedText) -> Bool {
        ByteSearch(other.bytes).first(in: bytes) != nil
    }
}
