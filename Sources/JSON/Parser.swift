/// Reads one JSON value and writes its tape, without recursion. Reused from one value to the next.
struct Parser: ~Copyable {
    static let maximumDepth = 512

    /// Where the tape of the value read last is written: without an array's checks at every entry.
    private var entries: UnsafeMutablePointer<Entry>
    private var capacity = 64
    private var count = 0
    /// The tape index of the innermost array or object that is not closed yet. Until it is, its `next` holds the index
    /// of the one around it.
    private var container = 0
    private var depth = 0

    /// The tokens that may come next.
    private enum Expectation {
        case value
        /// In an array, before an element or its end (also after a comma: trailing commas are allowed).
        case elementOrEnd
        /// In an object, before a name or its end.
        case nameOrEnd
        /// After an element or member.
        case commaOrEnd
    }

    init() { entries = .allocate(capacity: capacity) }

    deinit { entries.deallocate() }

    /// A copy of the tape of the value read last.
    var tape: [Entry] { Array(UnsafeBufferPointer(start: entries, count: count)) }

    /// Whether the value read last is a number, which may go on where its text ended.
    var isNumber: Bool { count > 0 && entries[0].kind == .number }

    /// Reads the value that begins at `start` or after white space there, and returns the index after it.
    ///
    /// Throws with reason `truncated` if more bytes could make a value of it. A number that ends where `bytes` end
    /// is taken as whole.
    mutating func parse(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) throws(JSONError) -> Int {
        guard bytes.count < UInt32.max else { throw JSONError(offset: 0, reason: .tooLong) }
        count = 0
        depth = 0
        var scanner = Scanner(bytes: bytes, position: start)
        var expects = Expectation.value
        repeat {
            let byte = try scanner.token()
            switch expects {
            case .value:
                expects = try value(byte, &scanner)
            case .elementOrEnd:
                expects = byte == UInt8(ascii: "]") ? close(&scanner) : try value(byte, &scanner)
            case .nameOrEnd:
                expects = byte == UInt8(ascii: "}") ? close(&scanner) : try member(byte, &scanner)
            case .commaOrEnd:
                let isArray = entries[container].kind == .array
                if byte == UInt8(ascii: ",") {
                    scanner.position += 1
                    expects = isArray ? .elementOrEnd : .nameOrEnd
                } else {
                    guard byte == (isArray ? UInt8(ascii: "]") : UInt8(ascii: "}")) else { throw scanner.unexpected }
                    expects = close(&scanner)
                }
            }
        } while depth > 0
        return scanner.position
    }

    @inline(__always)
    private mutating func member(_ byte: UInt8, _ scanner: inout Scanner) throws(JSONError) -> Expectation {
        guard byte == UInt8(ascii: "\"") else { throw scanner.unexpected }
        try string(&scanner)
        guard try scanner.token() == UInt8(ascii: ":") else { throw scanner.unexpected }
        scanner.position += 1
        return .value
    }

    @inline(__always)
    private mutating func value(_ byte: UInt8, _ scanner: inout Scanner) throws(JSONError) -> Expectation {
        switch byte {
        case UInt8(ascii: "\""):
            try string(&scanner)
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            return try open(byte == UInt8(ascii: "{") ? .object : .array, &scanner)
        default:
            let start = scanner.position
            append(try scanner.scalar(byte), from: start, to: scanner.position)
        }
        return .commaOrEnd
    }

    @inline(__always)
    private mutating func string(_ scanner: inout Scanner) throws(JSONError) {
        let start = scanner.position
        let hasEscapes = try scanner.string()
        append(.string, from: start, to: scanner.position, hasEscapes: hasEscapes)
    }

    private mutating func open(_ kind: JSON.Kind, _ scanner: inout Scanner) throws(JSONError) -> Expectation {
        guard depth < Self.maximumDepth else { throw JSONError(offset: scanner.position, reason: .tooDeep) }
        append(kind, from: scanner.position, to: scanner.position + 1)
        entries[count - 1].next = UInt32(truncatingIfNeeded: container)
        container = count - 1
        depth += 1
        scanner.position += 1
        return kind == .object ? .nameOrEnd : .elementOrEnd
    }

    private mutating func close(_ scanner: inout Scanner) -> Expectation {
        scanner.position += 1
        let closed = container
        container = Int(entries[closed].next)
        depth -= 1
        entries[closed].length = UInt32(truncatingIfNeeded: scanner.position) - entries[closed].offset
        entries[closed].next = UInt32(truncatingIfNeeded: count)
        return .commaOrEnd
    }

    @inline(__always)
    private mutating func append(_ kind: JSON.Kind, from start: Int, to end: Int, hasEscapes: Bool = false) {
        if count == capacity { grow() }
        // Offsets fit: `parse` refuses longer texts, and a tape has no more entries than its text bytes.
        (entries + count).initialize(
            to: Entry(
                offset: UInt32(truncatingIfNeeded: start),
                length: UInt32(truncatingIfNeeded: end - start),
                next: UInt32(truncatingIfNeeded: count + 1),
                kind: kind,
                hasEscapes: hasEscapes
            )
        )
        count += 1
    }

    @inline(never)
    private mutating func grow() {
        let larger = UnsafeMutablePointer<Entry>.allocate(capacity: capacity * 2)
        larger.moveInitialize(from: entries, count: count)
        entries.deallocate()
        entries = larger
        capacity *= 2
    }
}
