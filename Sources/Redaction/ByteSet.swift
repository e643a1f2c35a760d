/// A set of bytes that answers in constant time.
struct ByteSet: Sendable, Hashable {
    private let words: SIMD4<UInt64>

    /// The bytes of `pattern`, in which `a-z` is a range and a `-` at the end is itself.
    init(_ pattern: StaticString) {
        words = pattern.withUTF8Buffer { bytes in
            var words = SIMD4<UInt64>()
            var index = 0
            while index < bytes.count {
                var last = bytes[index]
                if index + 2 < bytes.count, bytes[index + 1] == UInt8(ascii: "-") { last = bytes[index + 2] }
                Self.insert(bytes[index]...last, into: &words)
                index += last == bytes[index] ? 1 : 3
            }
            return words
        }
    }

    /// Adds the bytes of a range, a word of bits at a time: many sets are made for each text.
    @inline(__always)
    private static func insert(_ range: ClosedRange<UInt8>, into words: inout SIMD4<UInt64>) {
        let (first, last) = (Int(range.lowerBound >> 6), Int(range.upperBound >> 6))
        for word in first...last {
            var bits = UInt64.max
            if word == first { bits &= .max << UInt64(range.lowerBound & 63) }
            if word == last { bits &= .max >> (63 - UInt64(range.upperBound & 63)) }
            words[word] |= bits
        }
    }

    private init(words: SIMD4<UInt64>) { self.words = words }

    /// The first bytes of `words`.
    init(firstOf words: [StaticString]) {
        var bits = SIMD4<UInt64>()
        for word in words {
            guard let byte = word.withUTF8Buffer({ $0.first }) else { continue }
            bits[Int(byte >> 6)] |= 1 << UInt64(byte & 63)
        }
        self.words = bits
    }

    /// The set with the bytes of `range` too, which a pattern of characters cannot name.
    func union(with range: ClosedRange<UInt8>) -> ByteSet {
        var words = words
        for byte in range { words[Int(byte >> 6)] |= 1 << UInt64(byte & 63) }
        return ByteSet(words: words)
    }

    /// The set with one byte more.
    func inserting(_ byte: UInt8) -> ByteSet { union(with: byte...byte) }

    @inline(__always)
    func contains(_ byte: UInt8) -> Bool { (words[Int(byte >> 6)] >> UInt64(byte & 63)) & 1 == 1 }

    static let digits = ByteSet("0-9")
    static let letters = ByteSet("A-Za-z")
    static let lowercase = ByteSet("a-z")
    static let uppercase = ByteSet("A-Z")
    static let alphanumerics = ByteSet("A-Za-z0-9")
    static let lowercaseHex = ByteSet("0-9a-f")
    static let hex = ByteSet("0-9a-fA-F")
    static let base32 = ByteSet("A-Z2-7")
    static let uppercaseAlphanumerics = ByteSet("A-Z0-9")
    static let lowercaseAlphanumerics = ByteSet("a-z0-9")
    /// The bytes of identifiers, flags and base64url strings.
    static let words = ByteSet("A-Za-z0-9_-")
    static let base64 = ByteSet("A-Za-z0-9+/=")
    /// Either alphabet of base64.
    static let anyBase64 = ByteSet("A-Za-z0-9+/=_-")
    /// The bytes of a bearer token (RFC 6750).
    static let bearer = ByteSet("A-Za-z0-9._~+/=-")
    static let crypt = ByteSet("A-Za-z0-9./$,=+_-")
    static let blanks = ByteSet(" \t")
    static let whitespace = ByteSet(" \t\n\r")
    static let backslash = ByteSet("\\")
    static let quotes = ByteSet("\"'`")
    static let emailLocal = ByteSet("A-Za-z0-9._%+-")
    static let emailDomain = ByteSet("A-Za-z0-9.-")
    static let userName = ByteSet("A-Za-z0-9._-")
    /// The bytes that end an unquoted value in an environment dump.
    static let environmentEnds = ByteSet("\u{1}- \"'`<>\\")
    /// The bytes that end any other unquoted value.
    static let bareEnds = ByteSet("\u{1}- \"'`<>\\,;)}]&|")
    static let symbols = ByteSet("!@#$%^&*+=?~|")
}
