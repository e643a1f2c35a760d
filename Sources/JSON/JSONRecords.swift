/// Cuts a stream into records, with no more of it in memory than the largest record.
///
/// A record is a root value of the stream (JSON Lines, or documents one after the other, pretty-printed or not), or an
/// element of a root array, where the stream's first value is one. Text that is not JSON is skipped up to the end of its
/// line and counted in `skipped`. If `streaming` is not empty, root objects are given out in parts, in the order of the
/// text: their members one by one, and the arrays that `streaming` names element by element.
package struct JSONRecords: ~Copyable {
    /// What was passed over so far.
    package internal(set) var skipped = JSONSkipped()

    let limit: Int
    let streaming: Set<String>
    var window: ByteWindow
    var state = State.root
    /// How many records were given out, begun or found too long.
    var index = 0
    /// Where the furthest failure was: bytes before it have been looked at once already.
    var failedUpTo = 0
    /// How often text before `failedUpTo` was tried again.
    var retries = 0
    /// Whether nothing was given out or passed over: text before the first value is still forgiven.
    var isFirstLine = true
    /// Whether an array would be the stream's own: no record came before it.
    var mayOpenArray = true
    private var parser = Parser()

    /// The containers around the window.
    enum State {
        case root
        /// An array at the root of which so many elements were given out.
        case array(Int)
        /// An object at the root that is given out in parts.
        case members
        /// The array under that name, of which so many elements were given out.
        case elements(String, Int)
    }

    /// What one step forward led to.
    enum Step {
        case record(JSONRecord)
        case onward
        case finished
    }

    /// What reading a value led to. Nothing is passed yet but where it is `oversize`.
    enum Attempt {
        /// A value, and how many bytes it takes.
        case value(JSON, Int)
        case oversize
        /// With an offset in the unread bytes. Reason `truncated` only at the end of the stream.
        case failure(JSONError)
    }

    /// - Parameters:
    ///   - limit: The length in bytes up to which a record, or a part of one, is given out.
    ///   - streaming: The names of members of root objects whose arrays are given out element by element.
    ///   - source: Where the bytes come from; `next` rethrows its errors.
    package init(limit: Int = 64 << 20, streaming: Set<String> = [], source: @escaping ByteSource) {
        self.limit = limit
        self.streaming = streaming
        window = ByteWindow(capacity: min(max(limit, 4096), 256 << 10), source: source)
    }

    /// Cuts a stream that is in memory already, all of it: a value is then never read twice.
    package init(limit: Int = 64 << 20, streaming: Set<String> = [], bytes: [UInt8]) {
        self.limit = limit
        self.streaming = streaming
        window = ByteWindow(holding: bytes)
    }

    /// The next record; nil at the end of the stream. Throws only what the source throws.
    package mutating func next() throws -> JSONRecord? {
        while true {
            let step =
                switch state {
                case .root: try rootStep()
                case .array(let count): try arrayStep(count)
                case .members: try memberStep()
                case .elements(let name, let count): try elementStep(name, count)
                }
            switch step {
            case .record(let record): return record
            case .onward: continue
            case .finished: return nil
            }
        }
    }

    // MARK: Reading

    /// Passes white space, commas, marks between documents, and finds the next byte; nil at the end of the stream.
    mutating func nextByte() throws -> UInt8? {
        while true {
            // A byte order mark and the record separator of RFC 7464 are allowed between documents, and errors inside them.
            let (count, byte) = window.withUnread { unread in
                let count = unread.firstIndex { !$0.isJSONSpace && $0 != UInt8(ascii: ",") && $0 != 0x1E }
                return (count ?? unread.count, count.map { unread[$0] })
            }
            window.advance(count)
            if byte == 0xEF, case .root = state {
                guard try window.fill(toAtLeast: 3), window.withUnread({ $0.starts(with: [0xEF, 0xBB, 0xBF]) }) else {
                    return 0xEF
                }
                window.advance(3)
                continue
            }
            if let byte { return byte }
            guard try window.fill() else { return nil }
        }
    }

    /// Tries to read the value at the beginning of the window.
    mutating func attempt() throws -> Attempt {
        while true {
            let unread = window.count
            let failure: JSONError
            do throws(JSONError) {
                let count = try Self.parse(window, with: &parser)
                if count < unread || window.isAtEnd || !parser.isNumber {
                    guard count <= limit else {
                        skipped.noteOversize(count)
                        window.advance(count)
                        return .oversize
                    }
                    return .value(value(ofLength: count), count)
                }
                // More digits may follow.
                failure = JSONError(offset: unread, reason: .truncated)
            } catch {
                failure = error
            }
            // Bytes beyond the limit are not examined, so that nothing depends on how much a read gives.
            // An error in an escape is reported at its beginning; the byte that shows it is up to five bytes behind.
            let reach = failure.reason == .badEscape ? failure.offset + 5 : failure.offset
            if reach > limit { return try skipOversize() }
            guard failure.reason == .truncated, !window.isAtEnd else { return .failure(failure) }
            // Reading begins anew each time, so the window doubles: twice the work, however little a read gives.
            _ = try window.fill(toAtLeast: unread * 2)
        }
    }

    private static func parse(
        _ window: borrowing ByteWindow,
        with parser: inout Parser
    ) throws(JSONError) -> Int {
        try window.withUnread { (unread) throws(JSONError) in try parser.parse(unread, from: 0) }
    }

    /// The value that was parsed. It shares no memory with the parser, and only immutable memory with the window.
    private func value(ofLength count: Int) -> JSON {
        let document =
            if let whole = window.whole {
                Document(bytes: whole, start: window.offset, tape: parser.tape)
            } else {
                Document(bytes: window.withUnread { Array($0[..<count]) }, tape: parser.tape)
            }
        return JSON(document: document, index: 0)
    }

    private mutating func skipOversize() throws -> Attempt {
        let start = window.offset
        var skipper = ValueSkipper()
        while true {
            if let count = window.withUnread({ skipper.end(in: $0) }) {
                window.advance(count)
                skipped.noteOversize(window.offset - start)
                return .oversize
            }
            _ = window.advanceToEnd()
            guard try window.fill() else {
                skipped.partialTail = start..<window.offset
                return .oversize
            }
        }
    }

    /// The byte after `count` unread ones and white space; nil at the end of the stream, and after more than 64 KiB of
    /// white space. With `newline` the end of a line counts as no white space.
    mutating func nonSpace(after count: Int, newline: Bool = false) throws -> (byte: UInt8, at: Int)? {
        for at in count...count + 64 << 10 {
            guard try window.fill(toAtLeast: at + 1) else { return nil }
            let byte = window[at]
            if !byte.isJSONSpace || newline && byte == UInt8(ascii: "\n") { return (byte, at) }
        }
        return nil
    }
}

extension JSON {
    /// A null without a source text.
    static let null = JSON(
        document: Document(
            bytes: Array("null".utf8),
            tape: [Entry(offset: 0, length: 4, next: 1, kind: .null, hasEscapes: false)]
        ),
        index: 0
    )
}
