extension UInt8 {
    /// Whether the byte is an ASCII letter, a digit or an underscore: what the name of a variable is made of.
    package var isNameByte: Bool { isASCIIDigit || isASCIILetter || self == UInt8(ascii: "_") }

    /// Whether the byte is one of `0` to `9`.
    package var isASCIIDigit: Bool { 0x30...0x39 ~= self }

    /// Whether the byte is one of `A` to `Z` or `a` to `z`.
    package var isASCIILetter: Bool { 0x61...0x7A ~= self | 0x20 }
}
