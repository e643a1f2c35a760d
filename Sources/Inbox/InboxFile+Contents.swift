extension InboxFile {
    /// A file that was read in one piece.
    package struct Contents: Sendable, Equatable {
        /// The content.
        package let bytes: [UInt8]
        /// Whether its owner may run it.
        package let isExecutable: Bool
    }

    /// Reads a file that is small enough for memory; nil if it changed at every try.
    ///
    /// - Throws: what ``open(within:)`` throws.
    package func contents(within limits: OpenInboxFile.Limits) throws(InboxError) -> Contents? {
        try contents(within: limits, afterReading: {})
    }

    /// - Parameter afterReading: called between the last read and the check whether the file is still the same.
    func contents(within limits: OpenInboxFile.Limits, afterReading: () -> Void) throws(InboxError) -> Contents? {
        for _ in 0..<3 {
            let open = try open(within: limits)
            let bytes = try Self.bytes(of: open)
            afterReading()
            guard bytes.count == Int(open.file.size), try open.isUnchanged() else { continue }
            return Contents(bytes: bytes, isExecutable: open.isExecutable)
        }
        return nil
    }

    private static func bytes(of open: borrowing OpenInboxFile) throws(InboxError) -> [UInt8] {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 * 1024, alignment: 16)
        defer { buffer.deallocate() }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Int(open.file.size))
        // A file that grows meanwhile is not followed.
        while bytes.count <= Int(open.file.size) {
            let count = try open.read(into: buffer)
            if count == 0 { break }
            bytes.append(contentsOf: buffer[..<count])
        }
        return bytes
    }
}
