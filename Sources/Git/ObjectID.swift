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
        var oid = oid
        description = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 41) { buffer in
            String(cString: git_oid_tostr(buffer.baseAddress, 41, &oid))
        }
    }

    var oid: git_oid {
        var oid = git_oid()
        // Cannot fail: both initialisers leave 40 hexadecimal digits.
        git_oid_fromstr(&oid, description)
        return oid
    }

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

    package static func < (left: Self, right: Self) -> Bool { left.object < right.object }
}
