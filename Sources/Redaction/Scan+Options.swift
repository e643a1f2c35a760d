/// Passwords behind options of commands that are known by their options alone, and what commands read and show.
extension Scan {
    /// Reports the value of an option whose name ends with `mark`: `--admin-pass X`, `/pass:X`, `-destkeypass X`.
    mutating func reportOption(at mark: Range<Int>) {
        let start = min(runStart(of: .words, before: mark.lowerBound, limit: 40), mark.lowerBound)
        let isOption = self[start] == UInt8(ascii: "-") || self[mark.lowerBound] == UInt8(ascii: "-")
        guard isOption, isBoundary(start), !isFound(mark.upperBound), " =:\"\\".utf8.contains(self[mark.upperBound])
        else { return }
        // `"--pass", "X"`: the words of a list
        let between = skip(ByteSet(" =:\"\\,'"), from: mark.upperBound, limit: 10)
        let value = wordEnd(from: between)
        let isKey = self[mark.upperBound - 1] != UInt8(ascii: "s") && isKeyLike(value)
        // `--value` has other things too.
        let isCommon = hasFolded("value", at: mark.upperBound - 5) || hasFolded("body", at: mark.upperBound - 4)
        guard
            !isCommon
                || mentions(["secret", "vault", "pass"], in: lineStart(before: start)..<start)
        else { return }
        if isPasswordLike(value) || isKey { report(.secret, at: value) }
    }

    /// Reports the word behind `-p`, `-w`, `-t`, `-k` and the like, as far as the rest of the command says what it is.
    mutating func reportShortOption(at mark: Range<Int>) {
        let letter = self[mark.lowerBound + 2]
        let isAttached = self[mark.upperBound] != UInt8(ascii: " ") && self[mark.upperBound - 1] != UInt8(ascii: " ")
        let start = isAttached ? mark.upperBound : skip(.blanks, from: mark.upperBound, limit: 4)
        guard start < text.count, !isFound(start) else { return }
        let isQuotedWord = ByteSet.quotes.contains(self[start]) || self[start] == UInt8(ascii: "\\")
        guard !isAttached || isQuotedWord || letter == UInt8(ascii: "p") else { return }
        let value = wordEnd(from: skip(ByteSet("\\\"'"), from: start, limit: 4))
        if letter == UInt8(ascii: "t") {
            if SecretShape(text[value]).isUUID || SecretShape(text[value]).isRandom || isHexKey(value) {
                report(.secret, at: value)
            }
            return
        }
        if letter == UInt8(ascii: "k") || letter == UInt8(ascii: "K") {
            if isHexKey(value), value.count >= 32 { report(.secret, at: value) }
            return
        }
        guard isPasswordLike(value), !text[value].contains(where: { "/:=".utf8.contains($0) }) || isStrong(value)
        else { return }
        let line = lineStart(before: mark.lowerBound)..<lineEnd(from: mark.upperBound, limit: 160)
        let isLogin = mentions(isAttached ? Self.packers : Self.logins, in: line)
        if isLogin { report(.secret, at: value) }
    }

    /// Whether a value with signs of addresses in it is a password all the same: signs that those do not have.
    private func isStrong(_ value: Range<Int>) -> Bool {
        let shape = SecretShape(text[value])
        return isStrongPassword(value) && shape.symbols > 0 && shape.upper > 0 && shape.digits > 0
            && !text[value].contains(UInt8(ascii: "/"))
    }

    /// The word that begins at `place`, without the quotes around it.
    func wordEnd(from place: Int) -> Range<Int> {
        let start = min(place, text.count)
        let quote = self[start - 1]
        let isQuoted = quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"")
        let ends = isQuoted ? ByteSet("\u{1}-\u{1F}\"'\\") : ByteSet("\u{1}- \"'\\;|)<>`")
        return start..<sampleEnd(before: ends, from: start)
    }

    /// Words of a command that takes a password from `-p` or `-w`: options that say who logs in where, and tools.
    private static let logins: [StaticString] = [
        " -u", " --user", " -h ", " -n ", " -r ", " -xu", " /f ", " /tr", "unlock", "login", "keychain",
        "defaultpassword",
        "altool", "notary", "passw", " -d cn", "turn", "secret", "rdp", "-pkcs12", "rcon", "vpn", "ipmi", "admin",
    ]

    /// Programs that take a password directly behind the letter of an option.
    private static let packers: [StaticString] = ["7z", "rar ", "zip", "mysql", "maria", "secret set", "expdp"]

    /// Reports the password of `-a name:X`, or the key in the place of the name.
    mutating func reportPairOption(after mark: Range<Int>) {
        let start = skip(ByteSet(" \\\"'"), from: mark.upperBound, limit: 4)
        let value = wordEnd(from: start)
        guard !isFound(start), let colon = text[value].firstIndex(of: UInt8(ascii: ":")), colon > start else {
            if !isFound(start), isStrongest(value), mentions([" -u", " -s "], in: lineStart(before: start)..<start) {
                report(.secret, at: value)
            }
            return
        }
        let password = colon + 1..<value.upperBound
        if password.isEmpty {
            if isHexKey(start..<colon) || isAlternating(start..<colon, least: 20) {
                report(.secret, at: start..<colon)
            }
            return
        }
        guard isStrongPassword(password), !text[password].contains(UInt8(ascii: "/")) else { return }
        report(.secret, at: password)
    }

    /// Whether a value has all four kinds of characters.
    private func isStrongest(_ value: Range<Int>) -> Bool {
        let shape = SecretShape(text[value])
        return isPasswordLike(value) && shape.lower > 0 && shape.upper > 0 && shape.digits > 0 && shape.symbols > 0
    }

    /// Reports the digits of `--pin 1234` and `--otp=123456`.
    mutating func reportNumberOption(at mark: Range<Int>) {
        let start = min(runStart(of: .words, before: mark.lowerBound, limit: 24), mark.lowerBound)
        guard self[start] == UInt8(ascii: "-") else { return }
        let digits = skip(ByteSet(" =\\\"'"), from: mark.upperBound, limit: 4)
        let end = skip(.digits, from: digits, limit: 13)
        guard (4...12).contains(end - digits), !ByteSet.alphanumerics.contains(self[end]) else { return }
        report(.secret, at: digits..<end)
    }

    // MARK: What a command reads

    /// Reports what `echo` or `printf` gives to a program or file that is about secrets.
    mutating func reportEchoed(at mark: Range<Int>) {
        guard isBoundary(mark.lowerBound) else { return }
        let all = words(from: mark.upperBound).prefix { !"<>|".utf8.contains(self[$0.lowerBound]) }
        let operands = all.filter { self[$0.lowerBound] != UInt8(ascii: "-") }
        guard let last = operands.last, operands.count <= 4 else { return }
        let tail = last.upperBound..<lineEnd(from: last.upperBound, limit: 200)
        let sign = skip(.blanks, from: tail.lowerBound)
        guard "|>)".utf8.contains(self[sign]) else { return }
        let line = lineStart(before: mark.lowerBound)..<mark.lowerBound
        let isInput = self[sign] != UInt8(ascii: ")") || hasFolded("<(", at: mark.lowerBound - 2)
        let isAbout = mentions(Self.readers, in: self[sign] == UInt8(ascii: ")") ? line : tail)
        guard isInput, isAbout else { return }
        // `'X\nX\n'`: twice in one word, with an `n` that belongs to the escape
        for operand in operands.map(unquoted) {
            for part in parts(of: operand, separatedBy: .backslash) {
                let isEscaped = part.lowerBound > operand.lowerBound
                var value = isEscaped ? part.lowerBound + 1..<part.upperBound : part
                if let colon = text[value].firstIndex(of: UInt8(ascii: ":")), colon - value.lowerBound <= 16,
                    text[value.lowerBound..<colon].allSatisfy(ByteSet.userName.contains), colon + 6 < value.upperBound
                {
                    value = colon + 1..<value.upperBound
                }
                if isPasswordLike(value) || isKeyLike(value), self[value.lowerBound] != UInt8(ascii: "%") {
                    report(.secret, at: value)
                }
            }
        }
    }

    /// Words of programs and files that take a secret from their input.
    private static let readers: [StaticString] = [
        "pass", "secret", "cred", "token", "vault", "keepass", "login", "cryptsetup", "load-key", "su -", "sudo",
        "kinit", "unlock", "decrypt", "stdin", "env add", "preshared", "private", "wg set", "luks", "auth", "chpasswd",
    ]

    /// Reports what a here-string gives to a command that is about secrets.
    mutating func reportHereString(at mark: Range<Int>) {
        guard self[mark.lowerBound - 1] != UInt8(ascii: "<"), self[mark.upperBound] != UInt8(ascii: "<") else { return }
        let line = lineStart(before: mark.lowerBound)..<mark.lowerBound
        let start = skip(ByteSet(" \\\"'"), from: mark.upperBound, limit: 6)
        let value = wordEnd(from: start)
        guard !isFound(start), mentions(Self.readers, in: line), isPasswordLike(value) || isKeyLike(value) else {
            return
        }
        report(.secret, at: value)
    }

    // MARK: What a command shows

    /// Reports the line below a command that shows or makes a secret, if it is one word that looks like one.
    mutating func reportShownSecret(at mark: Range<Int>) {
        let isPrompt = self[mark.upperBound - 1] == UInt8(ascii: " ")
        let start = isPrompt ? mark.lowerBound : lineStart(before: mark.lowerBound)
        // A prompt is at the beginning of its line.
        guard !isPrompt || mark.lowerBound - lineStart(before: mark.lowerBound) <= 24 else { return }
        let end = lineEnd(from: mark.upperBound)
        let next = nextLine(at: end)
        // What is decoded, the line before may say.
        let isDecoded = mentions(["base64"], in: start..<end)
        let about = isDecoded ? lineStart(before: max(0, lineStart(before: start) - 1), limit: 120) : start
        guard next > end, mentions(Self.shows, in: start..<end), mentions(Self.shown, in: about..<end),
            var value = onlyWord(in: next..<lineEnd(from: next)), !isFound(value.lowerBound)
        else { return }
        if value.count > 2, has("b'", at: value.lowerBound) || has("b\"", at: value.lowerBound) {
            value = value.lowerBound + 2..<value.upperBound
        }
        if has("base64:", at: value.lowerBound) { value = value.lowerBound + 7..<value.upperBound }
        guard isStrongPassword(value) || isKeyLike(value) || isWordChain(value) else { return }
        report(.secret, at: value)
    }

    /// Words of commands that print something of their own.
    private static let shows: [StaticString] = [
        "show", "cat ", "get", "read", "access", "gen", "secret", "rand", "base64", "lookup", "output", "print",
        "export",
        "pass ", "echo $", "printenv", "create", "puts", "issue", "pwgen", "apg ",
    ]

    /// Words of what they print.
    private static let shown: [StaticString] = [
        "pass", "secret", "token", "key", "cred", "vault", "rand", "auth", "pwgen", "apg ",
    ]

    /// Reports a base64 string that is decoded to a password.
    mutating func reportDecoded(before end: Int) {
        let line = lineStart(before: end)
        guard
            let program = (line..<max(line, end)).last(where: { hasFolded("echo ", at: $0) || hasFolded("<<<", at: $0) }
            )
        else { return }
        let word = words(from: stop(before: ByteSet(" <"), from: program, limit: 5)).first { word in
            text[unquoted(word)].allSatisfy(ByteSet.anyBase64.contains) && unquoted(word).count >= 8
        }
        guard let word, !isFound(word.lowerBound) else { return }
        let value = unquoted(word)
        let decoded = Base64Text.decoded(text[value])
        let isText = decoded.allSatisfy { (0x21...0x7E).contains($0) }
        let isSecret = decoded.withUnsafeBufferPointer { SecretShape($0[...]).isSecretLike }
        if isText, isSecret { report(.secret, at: value) }
    }
}
