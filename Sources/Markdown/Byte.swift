/// The ASCII bytes that structure is made of.
package enum Byte {
    /// The tab, U+0009.
    package static let tab = UInt8(ascii: "\t")
    /// The line feed, U+000A.
    package static let lineFeed = UInt8(ascii: "\n")
    /// The carriage return, U+000D.
    package static let carriageReturn = UInt8(ascii: "\r")
    /// The space, U+0020.
    package static let space = UInt8(ascii: " ")
    /// The number sign, which headings begin with.
    package static let hash = UInt8(ascii: "#")

    /// Whether `byte` is a space or a tab.
    package static func isBlank(_ byte: UInt8) -> Bool { byte == space || byte == tab }

    /// Whether `byte` belongs to a line ending.
    package static func isNewline(_ byte: UInt8) -> Bool { byte == lineFeed || byte == carriageReturn }

    /// Whether `byte` is one of `0` to `9`.
    package static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }
}
