/// Builds a JSON text, without white space.
///
/// Commas and colons come by themselves:
///
///     var writer = JSONWriter()
///     writer.object { writer in
///         writer.key("lessons")
///         writer.array { $0.string("recalculate first") }
///     }
///     writer.bytes
package struct JSONWriter: Sendable {
    /// In which order the members of objects are written.
    package enum Order: Sendable {
        /// As they were given.
        case given
        /// By the UTF-8 bytes of their names, so that equal contents make equal texts.
        case sorted
    }

    /// The text so far.
    package private(set) var bytes: [UInt8] = []
    private let order: Order
    private var needsComma = false
    /// Where the members of the innermost object begin, by name.
    private var members: [(name: String, start: Int)] = []

    /// A writer of one value.
    ///
    /// - Parameter order: the order in which the members of objects are written.
    package init(order: Order = .given) {
        self.order = order
    }

    /// Writes `null`.
    package mutating func null() { write("null") }

    /// Writes `true` or `false`.
    package mutating func bool(_ value: Bool) { write(value ? "true" : "false") }

    /// Writes a whole number.
    package mutating func int(_ value: Int) { write(String(value)) }

    /// Writes a number so that reading it gives the same one; `null` for an infinity and for NaN.
    package mutating func double(_ value: Double) { write(value.isFinite ? value.description : "null") }

    /// Writes a string, with quotes, backslashes and control characters escaped.
    package mutating func string(_ value: String) {
        separate()
        quote(value)
    }

    /// Writes an array; `body` writes its elements.
    package mutating func array<Failure: Error>(
        _ body: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) {
        separate()
        bytes.append(UInt8(ascii: "["))
        needsComma = false
        try body(&self)
        bytes.append(UInt8(ascii: "]"))
        needsComma = true
    }

    /// Writes an object; `body` calls `key` and writes a value by turns.
    package mutating func object<Failure: Error>(
        _ body: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) {
        separate()
        bytes.append(UInt8(ascii: "{"))
        let outer = members
        members = []
        needsComma = false
        try body(&self)
        if order == .sorted { sortMembers() }
        members = outer
        bytes.append(UInt8(ascii: "}"))
        needsComma = true
    }

    /// Writes the name of a member, whose value is to be written next.
    package mutating func key(_ name: String) {
        separate()
        if order == .sorted { members.append((name, bytes.count)) }
        quote(name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    private mutating func sortMembers() {
        guard let first = members.first else { return }
        let ends = members.dropFirst().map { $0.start - 1 } + [bytes.count]
        let sorted = zip(members, ends).sorted { $0.0.name.utf8.lexicographicallyPrecedes($1.0.name.utf8) }
        let texts = sorted.map { bytes[$0.0.start..<$0.1] }
        bytes.replaceSubrange(first.start..., with: Array(texts.joined(separator: [UInt8(ascii: ",")])))
    }

    private mutating func write(_ text: String) {
        separate()
        bytes.append(contentsOf: text.utf8)
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = true
    }

    private mutating func quote(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(contentsOf: [UInt8(ascii: "\\"), byte])
            case 0x0A: bytes.append(contentsOf: Array(#"\n"#.utf8))
            case 0x0D: bytes.append(contentsOf: Array(#"\r"#.utf8))
            case 0x09: bytes.append(contentsOf: Array(#"\t"#.utf8))
            case ..<0x20:
                let digits = String(byte, radix: 16)
                bytes.append(contentsOf: (#"\u00"# + (digits.utf8.count == 1 ? "0" : "") + digits).utf8)
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
