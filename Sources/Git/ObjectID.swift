internal import CLibGit2

/// The name of any object of a repository: 40 hexadecimal digits.
package struct ObjectID: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The 40 digits, in lower case.
    package let description: String

    /// `nil` unless `digits` are 40 hexadecimal digits.
    package init?(_ digits: some StringProtocol) {
        let isHexadecimal = digits.utf8.allSatisfy { byte in
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20)
        }
        guard digits.utf8.count == 40, isHexadecimal else { return nil }
        description = digits.lowercased()
    }

    init(_ oid: git_oid) {
        description = withUnsafeBytes(of: oid) { bytes in
            String(unsafeUninitializedCapacity: 2 * bytes.count) { digits in
                for (index, byte) in bytes.enumerated() {
                    digits[2 * index] = Self.digit(byte >> 4)
                    digits[2 * index + 1] = Self.digit(byte & 0xf)
                }
                return 2 * bytes.count
            }
        }
    }

    var oid: git_oid {
        var oid = git_oid()
        withUnsafeMutableBytes(of: &oid) { bytes in
            // Both initializers leave exactly two hexadecimal digits for each byte.
            for (index, digit) in description.utf8.enumerated() {
                bytes[index / 2] = bytes[index / 2] << 4 | Self.value(of: digit)
            }
        }
        return oid
    }

    private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x57 + value }

    /// The value of a hexadecimal digit in lower case.
    private static func value(of digit: UInt8) -> UInt8 { digit < 0x60 ? digit - 0x30 : digit - 0x57 }

    /// Orders names as texts.
    package static func < (left: Self, right: Self) -> Bool { left.description < right.description }
}

/// The name of a commit.
package struct CommitID: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The same name, as that of an object of any kind.
    package let object: ObjectID

    /// The 40 digits, in lower case.
    package var description: String { object.description }

    /// `nil` unless `digits` are 40 hexadecimal digits.
    package init?(_ digits: some StringProtocol) {
        guard let object = ObjectID(digits) else { return nil }
        self.object = object
    }

    init(_ oid: git_oid) { object = ObjectID(oid) }
    init(_ object: ObjectID) { self.object = object }

    var oid: git_oid { object.oid }

    /// Orders names as texts.
    package static func < (left: Self, right: Self) -> Bool { left.object < right.object }
}
