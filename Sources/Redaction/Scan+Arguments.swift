/// Secrets that programs have as arguments or defaults.
extension Scan {
    /// Reports a random string that is an argument of a call which makes a client, signs or decrypts.
    ///
    /// - Parameter mark: the bracket that opens the arguments, and the beginning of the first.
    mutating func reportArgument(at mark: Range<Int>) {
        var name = runStart(of: ByteSet("A-Za-z0-9_.:>"), before: mark.lowerBound, limit: 60)
        // `SecurityKey(Encoding.GetBytes("X"))`
        if self[name - 1] == UInt8(ascii: "("), name < mark.lowerBound {
            name = runStart(of: ByteSet("A-Za-z0-9_.:>"), before: name - 1, limit: 60)
        }
        let bracket = self[mark.upperBound - 1] == UInt8(ascii: "(") ? mark.upperBound - 1 : mark.lowerBound
        let isCall = mentions(Self.makers, in: name..<bracket) || has("new ", at: name - 4)
        let isSome = has("Some", at: mark.lowerBound - 4)
        guard isCall || isSome, bracket > name else { return }
        let isSigned = hasFolded("jwt.", at: name)
        var index = bracket + 1
        let end = min(text.count, index + 400)
        while index < end, !")\n".utf8.contains(text[index]), !has("\\n", at: index) {
            let literal = text[index] == UInt8(ascii: "b") ? index + 1 : index
            let quote = skip(.backslash, from: literal, limit: 8)
            guard ByteSet.quotes.contains(self[quote]), let value = quotedValue(from: index) else {
                index += 1
                continue
            }
            let shape = SecretShape(text[value])
            let isMixed = isAlternating(value, least: 24) && shape.lower > 1 && shape.upper > 1
            let isRandom =
                (shape.isRandom || isMixed) && !shape.isUUID && !isOfRun(value) || isHexKey(value) && value.count >= 32
                || isBase32Seed(value)
            let isShortKey = value.count == 14 && text[value].allSatisfy(ByteSet.lowercaseHex.contains) && isCall
            let isNumbered = isHexKey(value.upperBound - 32..<value.upperBound) && value.count > 40
            let isPlain = !text[value].contains { " ,()[]{}<>\\".utf8.contains($0) } && !isFileName(value)
            if isPlain, !isFound(value.lowerBound),
                isCall && (isRandom || isNumbered) || isPassed(value, isSome) || isSigned && isStrongPassword(value)
            {
                report(.secret, at: value)
            } else if isShortKey, shape.digits >= 4, shape.lower >= 2 {
                report(.secret, at: value)
            }
            index = max(value.upperBound + 1, index + 1)
        }
    }

    /// Whether a value is the password of `basic_auth("a", Some("X"))`.
    private func isPassed(_ value: Range<Int>, _ isSome: Bool) -> Bool {
        isSome && isStrongPassword(value) && mentions(["auth"], in: max(0, value.lowerBound - 60)..<value.lowerBound)
    }

    /// The words of the names of such calls.
    private static let makers: [StaticString] = [
        "client", "api", "init", "auth", "login", "handler", "token", "credential", "hmac", "hexdigest", "fernet",
        "otp",
        "licen", "analytics", "connect", "sdk", "bot", "cipher", "encrypt", "decrypt", "sign", "utils", "setkey",
        "secret", "aes", "securitykey", "secretkey", "chacha", "openai", "stripe", "twilio", "sendgrid", "jwt.encode",
        "jwt.decode", "jwt.verify",
    ]

    /// Reports the default or the result of a variable whose name is that of a secret.
    mutating func reportDefaultValue(after mark: Range<Int>) {
        let sign = skip(ByteSet(" \\\""), from: mark.upperBound, limit: 24)
        guard self[sign] == UInt8(ascii: "=") || self[sign] == UInt8(ascii: ":"), isBoundary(mark.lowerBound),
            let value = quotedValue(from: skip(.blanks, from: sign + 1)), !isFound(value.lowerBound),
            isStrongPassword(value)
        else { return }
        let before = max(0, mark.lowerBound - 240)..<mark.lowerBound
        let block = before.last { hasFolded("variable ", at: $0) || hasFolded("random_password", at: $0) }
        guard let block, mentions(["pass", "secret", "token", "_key"], in: block..<mark.lowerBound) else { return }
        report(.secret, at: value)
    }

    /// Reports twelve words or more in quotes that a call about a wallet has.
    mutating func reportWalletWords(after end: Int) {
        let limit = min(text.count, end + 80)
        guard let quote = (end..<limit).first(where: { ByteSet.quotes.contains(text[$0]) }),
            let value = quotedValue(from: quote), !isFound(value.lowerBound)
        else { return }
        let words = text[value].split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        let isPhrase = words.allSatisfy { (3...8).contains($0.count) && $0.allSatisfy(ByteSet.lowercase.contains) }
        if [12, 15, 18, 21, 24].contains(words.count), isPhrase { report(.secret, at: value) }
    }

    /// Reports the cookie of a session that a program sets by name: `cookies.set("sid", "X")`, `{"user_session": "X"}`.
    mutating func reportCookieCall(after mark: Range<Int>) {
        // The names of cookies are in lower case; a name that is only the word needs a call or a list behind it.
        let isWord = hasFolded("cookie", at: mark.lowerBound)
        let openings: [StaticString] = ["s.set(", "s[", "s = {", "s={", ".set(", "(", "s: {", "jar"]
        guard
            text[mark].allSatisfy({ !ByteSet.uppercase.contains($0) }) || hasFolded("psid", at: mark.lowerBound)
                || hasFolded("aspnet", at: mark.lowerBound),
            !isWord || openings.contains(where: { has($0, at: mark.upperBound) })
        else { return }
        var line = lineEnd(from: mark.upperBound, limit: isWord ? 120 : 48)
        // `"name": "sid",` and the value in the next line
        let next = nextLine(at: line)
        if next > line, mentions(["value\"", "value:"], in: next..<lineEnd(from: next, limit: 32)) {
            line = min(text.count, next + 48)
        }
        var index = mark.upperBound
        while index < line {
            // A value begins behind a sign or a quote. Where a run is too long for a cookie, its end is not looked for.
            guard ByteSet.alphanumerics.contains(text[index]), ":=\",'\\ \t".utf8.contains(self[index - 1]) else {
                index += 1
                continue
            }
            let end = skip(ByteSet("A-Za-z0-9%._+/=~-"), from: index, limit: 2_001)
            let sample = index..<min(end, index + Self.sample)
            let isRandom =
                SecretShape(text[sample]).isRandom || isAlternating(sample, least: 24)
                || parts(of: sample, separatedBy: ByteSet("%")).contains { isAlternating($0) }
            if (20...2_000).contains(end - index), isRandom, !isOfRun(sample), !isFileName(sample),
                !SecretShape(text[sample]).isUUID, !isFound(index)
            {
                return report(.cookie, at: index..<end)
            }
            index = end
        }
    }

    /// Reports the value of a line of a browser's file of cookies: seven fields with tabs between them.
    mutating func reportCookieLine(at mark: Range<Int>) {
        let tab: StaticString = self[mark.lowerBound] == UInt8(ascii: "\t") ? "\t" : "\\t"
        let end = lineEnd(from: mark.upperBound, limit: 4_000)
        var (index, last, fields) = (mark.upperBound, mark.upperBound, 0)
        while index < end, fields < 4 {
            if has(tab, at: index) {
                fields += 1
                last = index + tab.utf8CodeUnitCount
            }
            index += 1
        }
        guard fields >= 2, last < end else { return }
        let value = last..<end
        if value.count >= 12, SecretShape(text[value]).digits > 0, !SecretShape(text[value]).isPlaceholder,
            text[value].allSatisfy({ $0 > 0x20 })
        {
            report(.cookie, at: value)
        }
    }
}
