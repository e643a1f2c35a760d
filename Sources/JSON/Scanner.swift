internal import CBytes

/// Finds where the tokens of a JSON text end.
struct Scanner {
    private let bytes: UnsafeBufferPointer<UInt8>
    var position: Int

    init(bytes: UnsafeBufferPointer<UInt8>, position: Int) {
        self.bytes = bytes
        self.position = position
    }

    var truncated: JSONError { JSONError(offset: bytes.count, reason: .truncated) }

    /// The complaint about the byte at `position`.
    var unexpected: JSONError {
        position < bytes.count ? JSONError(offset: position, reason: .unexpected(bytes[position])) : truncated
    }

    var isAtEnd: Bool { position == bytes.count }

    mutating func skipSpace() {
        while position < bytes.count, bytes[position].isJSONSpace { position += 1 }
    }

    /// Skips white space and returns the byte after it, which stays to be read.
    @inline(__always)
    mutating func token() throws(JSONError) -> UInt8 {
        while position < bytes.count {
            let byte = bytes[position]
            guard byte <= 0x20, byte.isJSONSpace else { return byte }
            position += 1
        }
        throw truncated
    }

    /// Passes over the string that begins at `position`, and tells whether it has escapes.
    @inline(__always)
    mutating func string() throws(JSONError) -> Bool {
        let at = Self.quoteOrBackslash(in: bytes, from: position &+ 1)
        guard at < bytes.count else { throw truncated }
        if bytes[at] == UInt8(ascii: "\"") {
            position = at &+ 1
            return false
        }
        try restOfString(from: at)
        return true
    }

    /// Skips the rest of a string from its first escape on.
    private mutating func restOfString(from start: Int) throws(JSONError) {
        var at = start
        while at < bytes.count {
            if bytes[at] == UInt8(ascii: "\"") {
                position = at &+ 1
                return
            }
            // What nearly every escape is comes first.
            if at &+ 1 < bytes.count, case let letter = bytes[at &+ 1],
                letter == UInt8(ascii: "n") || letter == UInt8(ascii: "\"") || letter == UInt8(ascii: "\\")
            {
                at &+= 2
            } else {
                at = try escape(at)
            }
            at = Self.quoteOrBackslash(in: bytes, from: at)
        }
        throw truncated
    }

    /// Passes over a number or literal that begins with `byte`.
    mutating func scalar(_ byte: UInt8) throws(JSONError) -> JSON.Kind {
        switch byte {
        case UInt8(ascii: "t"):
            try literal("true")
            return .bool
        case UInt8(ascii: "f"):
            try literal("false")
            return .bool
        case UInt8(ascii: "n"):
            try literal("null")
            return .null
        case UInt8(ascii: "N"):
            try literal("NaN")
        case UInt8(ascii: "I"):
            try literal("Infinity")
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            try number()
        default:
            throw unexpected
        }
        return .number
    }

    private mutating func number() throws(JSONError) {
        if bytes[position] == UInt8(ascii: "-") { position += 1 }
        guard position < bytes.count else { throw truncated }
        switch bytes[position] {
        case UInt8(ascii: "I"): return try literal("Infinity")
        case UInt8(ascii: "0"): position += 1
        default: try digits()
        }
        if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
            position += 1
            try digits()
        }
        if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
            position += 1
            if position < bytes.count, bytes[position] == UInt8(ascii: "+") || bytes[position] == UInt8(ascii: "-") {
                position += 1
            }
            try digits()
        }
    }

    private mutating func digits() throws(JSONError) {
        let start = position
        while position < bytes.count, bytes[position] &- UInt8(ascii: "0") < 10 { position += 1 }
        guard position > start else { throw unexpected }
    }

    private mutating func literal(_ word: StaticString) throws(JSONError) {
        for offset in 0..<word.utf8CodeUnitCount {
            guard position < bytes.count, bytes[position] == word.utf8Start[offset] else { throw unexpected }
            position += 1
        }
    }

    /// The index after the escape whose backslash is at `start`.
    private func escape(_ start: Int) throws(JSONError) -> Int {
        guard start + 1 < bytes.count else { throw truncated }
        switch bytes[start + 1] {
        case UInt8(ascii: "n"), UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "t"), UInt8(ascii: "r"),
            UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"):
            return start + 2
        case UInt8(ascii: "u"):
            for index in start + 2..<start + 6 {
                guard index < bytes.count else { throw truncated }
                guard bytes[index].hexDigitValue != nil else { throw JSONError(offset: start, reason: .badEscape) }
            }
            return start + 6
        default:
            throw JSONError(offset: start, reason: .badEscape)
        }
    }

    /// The index of the first quote or backslash at or after `start`; the count where there is none.
    @inline(__always)
    static func quoteOrBackslash(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        guard let base = bytes.baseAddress else { return bytes.count }
        return trace2skill_quote_or_backslash(base, start, bytes.count)
    }
}

extension UInt8 {
    /// Whether this byte is white space of JSON.
    var isJSONSpace: Bool { self == 0x20 || self == 0x0A || self == 0x0D || self == 0x09 }

    /// The value of a hexadecimal digit.
    var hexDigitValue: UInt32? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(self) - 0x30
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(self) - 0x57
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(self) - 0x37
        default: nil
        }
    }
}
