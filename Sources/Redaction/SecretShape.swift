/// The look of a string: a secret, a placeholder for one, or a string that is merely random.
struct SecretShape {
    private let bytes: UnsafeBufferPointer<UInt8>
    /// How many lowercase letters there are.
    private(set) var lower = 0
    /// How many uppercase letters there are.
    private(set) var upper = 0
    /// How many digits there are.
    private(set) var digits = 0
    /// How many symbols there are.
    private(set) var symbols = 0
    /// The Shannon entropy in bits per byte.
    let entropy: Double
    /// How many different bytes there are.
    let distinct: Int

    /// The shape of `bytes`; of a long string, that of its first 256 bytes.
    init(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) {
        self.bytes = UnsafeBufferPointer(rebasing: bytes.prefix(256))
        for byte in self.bytes {
            if ByteSet.lowercase.contains(byte) {
                lower += 1
            } else if ByteSet.uppercase.contains(byte) {
                upper += 1
            } else if ByteSet.digits.contains(byte) {
                digits += 1
            } else if ByteSet.symbols.contains(byte) {
                symbols += 1
            }
        }
        (entropy, distinct) = Self.entropy(of: self.bytes)
    }

    private static func entropy(of bytes: UnsafeBufferPointer<UInt8>) -> (bits: Double, distinct: Int) {
        withUnsafeTemporaryAllocation(of: UInt16.self, capacity: 256) { counts in
            counts.initialize(repeating: 0)
            for byte in bytes { counts[Int(byte)] += 1 }
            var bits = 0.0
            var distinct = 0
            for count in counts where count > 0 {
                distinct += 1
                let share = Double(count) / Double(bytes.count)
                bits -= share * log2(share)
            }
            return (bits, distinct)
        }
    }

    /// Whether the string can be a password or key that a person made up or a program generated.
    var isSecretLike: Bool {
        bytes.count >= 8 && digits + symbols > 0 && lower + upper > 0 && entropy >= 2.5 && distinct >= 5
            && !isPlaceholder && !isUUID && !isPath
    }

    /// Whether the string was certainly generated at random.
    var isRandom: Bool {
        if bytes.count >= 32, bytes.allSatisfy(ByteSet.hex.contains) {
            return digits >= 4 && lower + upper >= 4 && ![40, 64, 96, 128].contains(bytes.count) && entropy > 3
        }
        return bytes.count >= 24 && lower >= 3 && upper >= 3 && digits >= 3 && entropy > 4.2 && !isPlaceholder
    }

    /// Whether the string is a placeholder for a secret, or has too few different characters to be a secret.
    var isPlaceholder: Bool { distinct < 4 || isStandIn }

    /// Whether the string is a placeholder for a secret: a variable, a template, an invitation to change it.
    var isStandIn: Bool {
        guard let first = bytes.first, let last = bytes.last else { return true }
        switch first {
        case UInt8(ascii: "$"):
            // `$VAR`, `${VAR}`, `$(command)`
            let second = bytes.count > 1 ? bytes[1] : 0
            if second == UInt8(ascii: "{") || second == UInt8(ascii: "(") { return true }
            if bytes.dropFirst().allSatisfy({ ByteSet.words.contains($0) || $0 == UInt8(ascii: ":") }) { return true }
        case UInt8(ascii: "%"): if last == first { return true }
        case UInt8(ascii: "<"), UInt8(ascii: "{"): return true
        // A tag of YAML: `!secret`, `!vault-ref`
        case UInt8(ascii: "!")
        where bytes.dropFirst().allSatisfy({ ByteSet.lowercase.contains($0) || $0 == UInt8(ascii: "-") }):
            return true
        // A type of a reference: `&str`, `&PasswordHash`
        case UInt8(ascii: "&") where bytes.dropFirst().allSatisfy(ByteSet.letters.contains): return true
        default: break
        }
        // The `%s` of a format. Followed by other characters, it may be a part of a password.
        if bytes.count >= 2, bytes[bytes.count - 2] == UInt8(ascii: "%"), last == UInt8(ascii: "s") { return true }
        return Self.standIns.contains(where: contains)
    }

    /// Whether the string is a UUID.
    var isUUID: Bool {
        bytes.count == 36
            && bytes.indices.allSatisfy { index in
                [8, 13, 18, 23].contains(index) ? bytes[index] == UInt8(ascii: "-") : bytes[index].hexValue != nil
            }
    }

    /// Whether the string is a path or an address.
    var isPath: Bool {
        let starts: [StaticString] = ["/", "./", "../", "~/", "http://", "https://", "file://", "arn:"]
        guard starts.contains(where: starts(with:)) else { return false }
        // A base64 string may begin with a slash too.
        let isRandom = bytes.count >= 32 && lower >= 3 && upper >= 3 && digits >= 3 && entropy > 4.2
        return !(isRandom && bytes.allSatisfy(ByteSet.base64.contains))
    }

    /// Whether the string is an expression or an identifier in a program.
    var isCode: Bool {
        if isExpression { return true }
        guard let first = bytes.first, ByteSet.letters.contains(first) || first == UInt8(ascii: "_"),
            !bytes.contains(where: { "()[]{}".utf8.contains($0) })
        else { return false }
        // `secret_key_2`: words, and digits at the end alone
        let stem = bytes.prefix { !ByteSet.digits.contains($0) }
        return symbols == 0 && stem.count >= bytes.count - 2
            && stem.contains { $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-") }
    }

    /// Whether the string is an expression in a program: `settings.TOKEN_2`, `tokens[0]`, `get_secret("x1")`.
    var isExpression: Bool {
        if bytes.contains(where: { "()[]{}".utf8.contains($0) }) {
            // A password may have one of a pair, beside signs that expressions do not have.
            let isPair = zip("([{".utf8, ")]}".utf8).contains { bytes.contains($0) && bytes.contains($1) }
            // `name(`, the beginning of a call.
            let name = bytes.prefix {
                ByteSet.letters.contains($0) || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: ".")
            }
            let isCall = name.count > 2 && name.count < bytes.count && "([?".utf8.contains(bytes[name.count])
            return isPair || isCall || !bytes.contains { "!#$%^~;@?".utf8.contains($0) }
        }
        guard let first = bytes.first, ByteSet.letters.contains(first) || first == UInt8(ascii: "_") else {
            return false
        }
        let identifiers = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let isDotted =
            identifiers.count > 1
            && identifiers.allSatisfy { part in
                part.first.map { !ByteSet.digits.contains($0) } == true && !Self.hasDigitInside(part)
                    && part.allSatisfy { ByteSet.alphanumerics.contains($0) || $0 == UInt8(ascii: "_") }
            }
        return isDotted && entropy < 4
    }

    /// Whether a digit is between letters, as in passwords and not in identifiers.
    private static func hasDigitInside(_ part: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        var sawDigit = false
        for byte in part {
            if ByteSet.digits.contains(byte) {
                sawDigit = true
            } else if sawDigit, byte != UInt8(ascii: "_") {
                return true
            }
        }
        return false
    }

    private func starts(with literal: StaticString) -> Bool { literal.withUTF8Buffer { bytes.starts(with: $0) } }

    /// Whether `literal`, which is in lower case, occurs near the beginning, in any case.
    private func contains(_ literal: StaticString) -> Bool {
        literal.withUTF8Buffer { literal in
            let length = min(bytes.count, 64)
            guard length >= literal.count else { return false }
            return (0...length - literal.count).contains { start in
                literal.indices.allSatisfy { bytes[start + $0].folded == literal[$0] }
            }
        }
    }

    private static let standIns: [StaticString] = [
        "changeme", "change-me", "change_me", "example", "placeholder", "your-", "your_", "yourpass", "yoursecret",
        "yourtoken", "yourapi", "dummy", "redacted", "insert", "replace", "todo", "xxxx", "***", "...", "…", "${",
        "{{", "{}", "os.environ", "process.env", "getenv", "secrets.", "vault:", "env[", "not-a-", "not_a_",
        "not-real", "<your",
    ]

    /// The binary logarithm, from the bits of the number: two digits of precision need no mathematics library.
    private static func log2(_ value: Double) -> Double {
        // value = 2^exponent * significand with a significand in 1..<2, whose logarithm a short series gives.
        let ratio = (value.significand - 1) / (value.significand + 1)
        let square = ratio * ratio
        let series = 2 * ratio * (1 + square * (1 / 3 + square * (1 / 5 + square * (1 / 7 + square / 9))))
        return Double(value.exponent) + series * 1.442_695_040_888_963_4
    }
}
