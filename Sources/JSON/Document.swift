/// The text and the tape of a parsed document. Nothing of it ever changes, so that views of it cross threads freely.
final class Document: Sendable {
    let bytes: [UInt8]
    let tape: [Entry]

    init(bytes: [UInt8], tape: [Entry]) {
        self.bytes = bytes
        self.tape = tape
    }

    /// Runs `body` on the text of `entry`: of a string, what stands between the quotes.
    func withText<Result>(of entry: Entry, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        bytes.withUnsafeBufferPointer { body(Self.text(of: entry, in: $0)) }
    }

    /// The tape index of the value that the object at `object` has under `name`; of equal names, the last or `first`.
    ///
    /// Names are compared byte by byte: no Unicode normalisation.
    func value(named name: UnsafeBufferPointer<UInt8>, in object: Int, first: Bool = false) -> Int? {
        let hasReplacement = name.contains(0xEF)
        return bytes.withUnsafeBufferPointer { bytes in
            tape.withUnsafeBufferPointer { tape in
                var found: Int?
                var at = object + 1
                let end = Int(tape[object].next)
                while at < end {
                    let key = tape[at]
                    let text = Self.text(of: key, in: bytes)
                    // A name that holds U+FFFD may be the repaired form of a name that is no UTF-8.
                    if Self.isEqual(text, name, decoding: key.hasEscapes || hasReplacement, key.hasEscapes) {
                        found = at + 1
                        if first { return found }
                    }
                    at = Int(tape[at + 1].next)
                }
                return found
            }
        }
    }

    private static func text(of entry: Entry, in bytes: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        let quote = entry.kind == .string ? 1 : 0
        let start = Int(entry.offset) + quote
        return UnsafeBufferPointer(rebasing: bytes[start..<start + Int(entry.length) - 2 * quote])
    }

    private static func isEqual(
        _ text: UnsafeBufferPointer<UInt8>,
        _ name: UnsafeBufferPointer<UInt8>,
        decoding: Bool,
        _ hasEscapes: Bool
    ) -> Bool {
        if decoding { return String(unescaping: text, hasEscapes: hasEscapes).utf8.elementsEqual(name) }
        guard text.count == name.count else { return false }
        for index in 0..<text.count where text[index] != name[index] { return false }
        return true
    }
}
