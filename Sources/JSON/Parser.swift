/// Reads one JSON value and writes its tape, without recursion. Reused from one value to the next.
struct Parser: ~Copyable {
    static let maximumDepth = 512

    /// The tape of the value read last.
    private(set) var tape: [Entry] = []
    /// Tape indices of the arrays and objects that are not closed yet.
    private var open: [Int] = []

    /// What may stand next.
    private enum Expectation {
        case value
        /// In an array, before an element or its end (also after a comma: trailing commas are allowed).
        case elementOrEnd
        /// In an object, before a name or its end.
        case nameOrEnd
        /// After an element or member.
        case commaOrEnd
    }

    /// Reads the value that begins at `start` or after white space there, and returns the index after it.
    ///
    /// Throws with reason `truncated` if more bytes could make a value of it. A number that ends where `bytes` end
    /// is taken as whole.
    mutating func parse(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) throws(JSONError) -> Int {
        guard bytes.count < UInt32.max else { throw JSONError(offset: 0, reason: .tooLong) }
        tape.removeAll(keepingCapacity: true)
        open.removeAll(keepingCapacity: true)
        var scanner = Scanner(bytes: bytes, position: start)
        var expects = Expectation.value
        repeat {
            let byte = try scanner.token()
            switch (expects, byte) {
            case (.elementOrEnd, UInt8(ascii: "]")), (.nameOrEnd, UInt8(ascii: "}")):
                expects = close(&scanner)
            case (.value, _), (.elementOrEnd, _):
                expects = try value(byte, &scanner)
            case (.nameOrEnd, UInt8(ascii: "\"")):
                try string(&scanner)
                guard try scanner.token() == UInt8(ascii: ":") else { throw scanner.unexpected }
                scanner.position += 1
                expects = .value
            case (.commaOrEnd, UInt8(ascii: ",")):
                scanner.position += 1
                expects = tape[open[open.count - 1]].kind == .array ? .elementOrEnd : .nameOrEnd
            case (.commaOrEnd, UInt8(ascii: "]")) where tape[open[open.count - 1]].kind == .array,
                (.commaOrEnd, UInt8(ascii: "}")) where tape[open[open.count - 1]].kind == .object:
                expects = close(&scanner)
            default:
                throw scanner.unexpected
            }
        } while !open.isEmpty
        return scanner.position
    }

    private mutating func value(_ byte: UInt8, _ scanner: inout Scanner) throws(JSONError) -> Expectation {
        switch byte {
        case UInt8(ascii: "\""):
            try string(&scanner)
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            guard open.count < Self.maximumDepth else {
                throw JSONError(offset: scanner.position, reason: .tooDeep)
            }
            open.append(tape.count)
            let kind = byte == UInt8(ascii: "{") ? JSON.Kind.object : .array
            append(kind, from: scanner.position, to: scanner.position + 1)
            scanner.position += 1
            return kind == .object ? .nameOrEnd : .elementOrEnd
        default:
            let start = scanner.position
            append(try scanner.scalar(byte), from: start, to: scanner.position)
        }
        return .commaOrEnd
    }

    private mutating func string(_ scanner: inout Scanner) throws(JSONError) {
        let start = scanner.position
        let hasEscapes = try scanner.string()
        append(.string, from: start, to: scanner.position, hasEscapes: hasEscapes)
    }

    private mutating func append(_ kind: JSON.Kind, from start: Int, to end: Int, hasEscapes: Bool = false) {
        // Offsets fit: `parse` refuses longer texts, and a tape has no more entries than its text bytes.
        tape.append(
            Entry(
                offset: UInt32(truncatingIfNeeded: start),
                length: UInt32(truncatingIfNeeded: end - start),
                next: UInt32(truncatingIfNeeded: tape.count + 1),
                kind: kind,
                hasEscapes: hasEscapes
            )
        )
    }

    private mutating func close(_ scanner: inout Scanner) -> Expectation {
        scanner.position += 1
        let container = open.removeLast()
        tape[container].length = UInt32(truncatingIfNeeded: scanner.position) - tape[container].offset
        tape[container].next = UInt32(truncatingIfNeeded: tape.count)
        return .commaOrEnd
    }
}
