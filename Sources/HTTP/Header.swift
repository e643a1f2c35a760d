/// One header line. Its description leaves the value out: it may be a key.
package struct Header: Sendable, Equatable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The name, in any case.
    package let name: String
    /// The value, which may be a secret.
    package let value: String

    /// A header line of a name and a value, which are checked when it is sent.
    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }

    /// The name alone.
    package var description: String { "\(name): …" }
    /// The name alone.
    package var debugDescription: String { description }
    /// The name alone.
    package var customMirror: Mirror { Mirror(self, children: ["name": name]) }

    /// Whether the header is one line: a line break in a value would forge another header.
    var canBeSent: Bool {
        !name.isEmpty && name.utf8.allSatisfy { isNameByte($0) }
            && value.utf8.allSatisfy { ($0 >= 0x20 && $0 != 0x7f) || $0 == 0x09 }
    }

    private func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"): true
        default: false
        }
    }
}
