/// Where bytes come from: fills the buffer, returns the count, 0 at the end.
package typealias ByteSource = (UnsafeMutableRawBufferPointer) throws -> Int

/// The part of a stream that is in memory: the bytes read and not yet passed. Its buffer is reused.
struct ByteWindow: ~Copyable {
    private let source: ByteSource
    private var buffer: UnsafeMutableRawBufferPointer
    /// The whole stream, where it is in memory already: the buffer is then not used.
    let whole: [UInt8]?
    private var start = 0
    private var end = 0
    /// The offset in the stream of the first byte of `unread`.
    private(set) var offset = 0
    /// Whether the source has ended: the unread bytes are the last.
    private(set) var isAtEnd = false

    init(capacity: Int, source: @escaping ByteSource) {
        self.source = source
        whole = nil
        buffer = .allocate(byteCount: max(capacity, 16), alignment: 16)
    }

    /// All of a stream, which is in memory already: nothing is read and nothing copied.
    init(holding bytes: [UInt8]) {
        source = { _ in 0 }
        whole = bytes
        buffer = .allocate(byteCount: 16, alignment: 16)
        end = bytes.count
        isAtEnd = true
    }

    deinit { buffer.deallocate() }

    /// How many bytes were read and not yet passed.
    var count: Int { end - start }

    /// One of the bytes that were read and not yet passed, counted from the first.
    subscript(index: Int) -> UInt8 {
        precondition(index < count, "only what was read is looked at")
        return whole.map { $0[start + index] } ?? buffer[start + index]
    }

    /// Runs `body` on the bytes read and not yet passed.
    func withUnread<Result, Failure: Error>(
        _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        guard let whole else {
            let bytes = UnsafeRawBufferPointer(buffer).bindMemory(to: UInt8.self)
            return try body(UnsafeBufferPointer(rebasing: bytes[start..<end]))
        }
        return try whole.withUnsafeBufferPointer { (bytes) throws(Failure) in
            try body(UnsafeBufferPointer(rebasing: bytes[start..<end]))
        }
    }

    /// Passes `count` unread bytes.
    mutating func advance(_ count: Int) {
        precondition(count <= end - start, "only what was read is passed")
        start += count
        offset += count
    }

    /// Passes everything that is unread and returns how much it was.
    mutating func advanceToEnd() -> Int {
        let count = end - start
        advance(count)
        return count
    }

    /// Reads until at least `count` bytes are unread; false if the stream ends before.
    mutating func fill(toAtLeast count: Int) throws -> Bool {
        while end - start < count {
            guard try fill() else { return false }
        }
        return true
    }

    /// Reads more, as much as has room; false at the end of the stream.
    mutating func fill() throws -> Bool {
        guard !isAtEnd else { return false }
        makeRoom()
        let count = try source(UnsafeMutableRawBufferPointer(rebasing: buffer[end...]))
        precondition(0...buffer.count - end ~= count, "a source fills no more than the buffer")
        end += count
        isAtEnd = count == 0
        return !isAtEnd
    }

    private mutating func makeRoom() {
        let count = end - start
        guard start > 0 || end == buffer.count else { return }
        if count > buffer.count / 2 {
            let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: buffer.count * 2, alignment: 16)
            larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[start..<end]))
            buffer.deallocate()
            buffer = larger
        } else if start > 0 {
            // Source and destination may overlap: copyMemory is a memmove.
            buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[start..<end]))
        }
        start = 0
        end = count
    }
}
