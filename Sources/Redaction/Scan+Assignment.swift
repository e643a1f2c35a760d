extension Scan {
    /// Reports the value that is assigned to the name around `keyword`: in an environment dump, JSON, YAML, TOML, INI,
    /// XML, a program, a flag of a command, SQL or a sentence.
    mutating func reportAssignedValue(to keyword: Range<Int>) {
        guard !isFound(keyword.upperBound), let name = CredentialName(around: keyword, in: self) else { return }
        if let value = assignedValue(of: name) ?? plainValue(after: name) {
            report(.secret, at: value)
        } else {
            reportRandomValue(after: name.range.upperBound)
        }
    }

    /// A password directly behind its name in a sentence: "with password X". It must look like nothing else.
    private func plainValue(after name: CredentialName) -> Range<Int>? {
        guard
            hasFolded("pass", at: name.keyword.lowerBound) || self[name.keyword.lowerBound] >= 0x80
                || hasFolded("kennwort", at: name.keyword.lowerBound)
                || hasFolded("wachtwoord", at: name.keyword.lowerBound)
        else { return nil }
        let particle = Self.particles.first { has($0, at: name.range.upperBound) }?.utf8CodeUnitCount ?? 0
        let end = name.range.upperBound + particle
        let start = skip(.blanks, from: end, limit: 2)
        return start > name.range.upperBound ? plainPassword(from: start) : nil
    }

    /// The words of languages without blanks between a name and its value.
    private static let particles: [StaticString] = ["是", "为", "は", "：", "은", "는"]

    /// A word that looks like nothing but a password.
    func plainPassword(from start: Int) -> Range<Int>? {
        let literal = ByteSet.quotes.contains(self[start]) ? start + 1 : start
        let end = sampleEnd(before: .bareEnds, from: literal)
        var last = end
        while last > literal, ".,;:!?".utf8.contains(text[last - 1]) { last -= 1 }
        let shape = SecretShape(text[literal..<last])
        guard last - literal >= 8, shape.isSecretLike, !shape.isCode, shape.entropy >= 2.75 else { return nil }
        // A version, a date or the name of a file has fewer kinds of characters.
        let kinds = [shape.lower, shape.upper, shape.digits, shape.symbols].count { $0 > 0 }
        return kinds >= 3 || shape.symbols > 0 && kinds >= 2 ? literal..<last : nil
    }

    /// Reports the word before `end`, which says that it is a password: "use X as the password".
    mutating func reportPassword(before end: Int) {
        var last = end
        while last > 0, end - last < 3, ByteSet.blanks.contains(self[last - 1]) { last -= 1 }
        var start = last
        while start > 0, last - start < 64, !ByteSet.blanks.contains(self[start - 1]), self[start - 1] > 0x1F {
            start -= 1
        }
        guard last < end, start < last, !isFound(start), let value = plainPassword(from: start) else { return }
        report(.secret, at: value)
    }

    /// Reports the password of `auth=('user', 'X')`, and what is typed into a field for one.
    mutating func reportLoginCall(at name: Range<Int>) {
        guard !isFound(name.upperBound) else { return }
        if has(".send_keys(", at: name.lowerBound) {
            let before = max(0, name.lowerBound - 120)..<name.lowerBound
            guard before.contains(where: { hasFolded("pass", at: $0) }), let value = quotedValue(from: name.upperBound)
            else { return }
            if SecretShape(text[value]).isSecretLike { report(.secret, at: value) }
            return
        }
        guard let user = quotedValue(from: name.upperBound) else { return }
        let comma = skip(ByteSet("\\\"'"), from: user.upperBound, limit: 8)
        guard self[comma] == UInt8(ascii: ","), let value = quotedValue(from: skip(.blanks, from: comma + 1)),
            SecretShape(text[value]).isSecretLike
        else { return }
        report(.secret, at: value)
    }

    /// The range of the value of `name`, if there is one that looks like a secret.
    private func assignedValue(of name: CredentialName) -> Range<Int>? {
        guard let separator = Separator(after: name, in: self) else { return nil }
        if let value = secret(from: separator.end, separator, name) { return value }
        // `password: str = "…"`: the word after the colon is a type.
        let type = skip(ByteSet("A-Za-z0-9_.[]?|"), from: separator.end, limit: 40)
        let equals = skip(.blanks, from: type)
        guard type > separator.end, self[equals] == UInt8(ascii: "="), equals > separator.end else { return nil }
        return secret(from: skip(.blanks, from: equals + 1), Separator(kind: .equals, end: equals + 1), name)
    }

    private func secret(from start: Int, _ separator: Separator, _ name: CredentialName) -> Range<Int>? {
        if let quoted = quotedValue(from: start) {
            let value = withoutScheme(quoted)
            let allowsBlanks = hasFolded("passphrase", at: name.keyword.lowerBound)
            let hasBlanks = text[value].contains { ByteSet.blanks.contains($0) }
            return SecretShape(text[value]).isSecretLike && (allowsBlanks || !hasBlanks) ? value : nil
        }
        guard separator.kind != .comma else { return nil }
        let isEnvironment = separator.kind == .equals && name.isUppercase
        let unquoted = withoutScheme(start..<text.count).lowerBound
        let ends = isEnvironment ? ByteSet.environmentEnds : .bareEnds
        var end = sampleEnd(before: ends, from: unquoted)
        let shape = SecretShape(text[unquoted..<end])
        let isKey =
            hasFolded("key", at: name.range.upperBound - 3) || hasFolded("token", at: name.range.upperBound - 5)
        let isKeyAsUUID =
            shape.isUUID && (isEnvironment && isKey || hasFolded("_authtoken", at: name.range.upperBound - 10))
        guard shape.isSecretLike || isKeyAsUUID, isEnvironment || !shape.isCode else { return nil }
        guard separator.kind != .sentence || shape.entropy >= 3 && shape.digits > 0 else { return nil }
        end = fullEnd(of: unquoted..<end, before: ends)
        while ".,;:".utf8.contains(text[end - 1]) { end -= 1 }
        return unquoted..<end
    }

    /// Returns the inside of the string literal that begins at `start`, however deep its quotes are escaped.
    private func quotedValue(from start: Int) -> Range<Int>? {
        // Prefixes of string literals: `b"…"`, `f'…'`, `@"…"`
        let literal = "bfru@".utf8.contains(self[start]) && isQuoted(start + 1) ? start + 1 : start
        let quote = skip(.backslash, from: literal, limit: 16)
        guard ByteSet.quotes.contains(self[quote]) else { return nil }
        let depth = quote - literal
        let limit = min(text.count, quote + 1024)
        var index = quote + 1
        var backslashes = 0
        while index < limit {
            let byte = text[index]
            if byte == UInt8(ascii: "\n") { break }
            if byte == text[quote], backslashes <= depth { return quote + 1..<index - backslashes }
            // A quote of an outer literal ends the inner one too.
            if byte == UInt8(ascii: "\""), backslashes < max(depth, 1) { break }
            backslashes = byte == UInt8(ascii: "\\") ? backslashes + 1 : 0
            index += 1
        }
        // Cut off, or very long: as much as would be a value without quotes.
        let end = sampleEnd(before: .environmentEnds, from: quote + 1)
        guard end > quote + 1 else { return nil }
        return quote + 1..<fullEnd(of: quote + 1..<end, before: .environmentEnds)
    }

    private func isQuoted(_ index: Int) -> Bool {
        ByteSet.quotes.contains(self[skip(.backslash, from: index, limit: 16)])
    }

    /// `range` without the scheme of an `Authorization` header at its beginning.
    private func withoutScheme(_ range: Range<Int>) -> Range<Int> {
        let schemes: [StaticString] = ["bearer ", "basic ", "token "]
        let scheme = schemes.first { hasFolded($0, at: range.lowerBound) }
        let start = range.lowerBound + (scheme?.utf8CodeUnitCount ?? 0)
        return min(start, range.upperBound)..<range.upperBound
    }

    /// Reports a random string shortly after the name of a credential, without a sign of assignment between them.
    private mutating func reportRandomValue(after start: Int) {
        let limit = min(text.count, start + 40)
        var index = start
        while index < limit {
            guard ByteSet.anyBase64.contains(text[index]) else {
                if text[index] == UInt8(ascii: "\n") || endsString(at: index) { return }
                index += 1
                continue
            }
            let end = runEnd(of: .anyBase64, from: index)
            if end - index >= 24, end - index <= 512 {
                let before = self[index - 1]
                let isPart = before == UInt8(ascii: ".") || before == UInt8(ascii: ":") || before == UInt8(ascii: ",")
                let value = text[index..<end]
                let isPath = value.contains(UInt8(ascii: "/")) && !value.contains(UInt8(ascii: "+"))
                if !isPart, !isPath, SecretShape(value).isRandom { report(.entropy, at: index..<end) }
                return
            }
            index = end
        }
    }

    /// Whether a string literal ends at `index`, as far as what follows tells.
    private func endsString(at index: Int) -> Bool {
        ByteSet.quotes.contains(text[index]) && ",:}])\n\r".utf8.contains(self[skip(.blanks, from: index + 1)])
    }
}
