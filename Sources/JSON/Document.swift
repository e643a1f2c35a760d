/// The text and the tape of a parsed document. Nothing of it ever changes, so that views of it cross threads freely.
final class Document: Sendable {
    private let bytes: [UInt8]
    /// Where in the bytes the document begins: records of one file share its bytes.
    private let start: Int
    let tape: [Entry]

    init(bytes: [UInt8], start: Int = 0, tape: [Entry]) {
        self.bytes = bytes
        self.start = start
        self.tape = tape
    }

    /// Runs `body` on the text of `entry`: of a string, the bytes between the quotes.
    func withText<Result>(of entry: Entry, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        bytes.withUnsafeBufferPointer { body(text(of: entry, in: $0)) }
    }

    /// Runs `body` on the source of `entry`: of a string, with its quotes.
    func withSource<Result>(of entry: Entry, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        bytes.withUnsafeBufferPointer { bytes in
            let first = start + Int(entry.offset)
            return body(UnsafeBufferPointer(rebasing: bytes[first..<first + Int(entry.length)]))
        }
    }

    /// The tape index of the value that the object at `object` has under `name`; of equal names, the last or `first`.
    ///
    /// Names are compared byte by byte: no Unicode normalisation.
    func value(named name: UnsafeBufferPointer<UInt8>, in object: Int, first: Bool = false) -> Int? {
        // A name that holds U+FFFD may be the repaired form of a name that is not UTF-8.
        let hasReplacement = name.contains(0xEF)
        let length = UInt32(truncatingIfNeeded: name.count + 2)
        return bytes.withUnsafeBufferPointer { bytes in
            tape.withUnsafeBufferPointer { tape in
                var found: Int?
                var at = object + 1
                let end = Int(tape[object].next)
                while at < end {
                    let key = tape[at]
                    let isNamed =
                        if key.hasEscapes || hasReplacement {
                            String(unescaping: text(of: key, in: bytes), hasEscapes: key.hasEscapes).utf8
                                .elementsEqual(name)
                        } else {
                            key.length == length && Self.isEqual(text(of: key, in: bytes), name)
                        }
                    if isNamed {
                        found = at + 1
                        if first { return found }
                    }
                    at = Int(tape[at + 1].next)
                }
                return found
            }
        }
    }

    private func text(of entry: Entry, in bytes: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        let quote = entry.kind == .string ? 1 : 0
        let first = start + Int(entry.offset) + quote
        return UnsafeBufferPointer(rebasing: bytes[first..<first + Int(entry.length) - 2 * quote])
    }

    /// Whether two texts of one length are equal.
    private static func isEqual(_ text: UnsafeBufferPointer<UInt8>, _ name: UnsafeBufferPointer<UInt8>) -> Bool {
        for index in 0..<text.count where text[index] != name[index] { return false }
        return true
    }
}
