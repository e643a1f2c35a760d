extension Scan {
    /// Reports the value that is assigned to the name around `keyword`: in an environment dump, JSON, YAML, TOML, INI,
    /// XML, a program, a flag of a command, SQL or a sentence.
    mutating func reportAssignedValue(to keyword: Range<Int>) {
        guard !isFound(keyword.upperBound), let name = CredentialName(around: keyword, in: self),
            // `arn:aws:secretsmanager:…:secret:name`
            self[name.range.lowerBound - 1] != UInt8(ascii: ":") || self[name.range.upperBound] != UInt8(ascii: ":")
                || ByteSet.blanks.contains(self[name.range.upperBound + 1])
        else { return }
        let written = assignedValue(of: name) ?? memberValue(after: name)
        defer { reportChangedValue(after: name.range.upperBound) }
        // Names of two words are those of sentences too.
        let isSpaced =
            hasFolded(" key", at: name.keyword.upperBound - 4) && !hasFolded("api", at: name.keyword.lowerBound)
        if isSpaced, let written, !isKeyLike(written) { return }
        if let value = written ?? nearValue(after: name) ?? plainValue(after: name) ?? spokenValue(after: name) {
            report(.secret, at: value)
        } else if let value = foreignValue(after: name)
            ?? (isPasswordWord(name) ? promptedValue(after: name.range) : nil)
            ?? laterValue(after: name) ?? markedUpValue(after: name) ?? valueBefore(name) ?? laterMember(after: name)
            ?? promptedKey(after: name)
        {
            report(.secret, at: value)
        } else if !reportCells(below: name.range), !reportAnswer(to: name) {
            reportRandomValue(after: name.range.upperBound)
        }
    }

    /// Reports the password in the lines or the message that answer a question for it.
    private mutating func reportAnswer(to name: CredentialName) -> Bool {
        guard isPasswordWord(name), let value = answeredValue(after: name.range) ?? answeredMessage(after: name.range),
            !isFound(value.lowerBound)
        else { return false }
        report(.secret, at: value)
        return true
    }

    /// A password directly behind its name in a sentence: "with password X". It must look like nothing else.
    private func plainValue(after name: CredentialName) -> Range<Int>? {
        guard
            hasFolded("pass", at: name.keyword.lowerBound) || self[name.keyword.lowerBound] >= 0x80
                || hasFolded("kennwort", at: name.keyword.lowerBound)
                || hasFolded("wachtwoord", at: name.keyword.lowerBound)
        else { return nil }
        let particle = Self.particles.first { has($0, at: name.range.upperBound) }?.utf8CodeUnitCount ?? 0
        var end = name.range.upperBound + particle
        // "密码改成了 X": a few characters outside the Latin script
        if self[name.keyword.lowerBound] >= 0xE0, particle == 0 {
            while self[end] >= 0x80, end - name.range.upperBound < 15 { end += 1 }
        }
        var start = skip(.blanks, from: end, limit: 2)
        // How it is stored: `password 0 X` of a switch.
        if start > end, "0578".utf8.contains(self[start]), self[start + 1] == UInt8(ascii: " ") {
            start += 2
            let last = stop(before: ByteSet("\u{1}- \"'\\"), from: start, limit: 100)
            let isSecret = last - start >= 6 && SecretShape(text[start..<last]).digits > 0
            return isSecret || isWordChain(start..<last) ? start..<last : nil
        }
        let forms: [StaticString] = ["cipher ", "irreversible-cipher ", "simple ", "plaintext "]
        if let form = forms.first(where: { has($0, at: start) }) {
            let value = wordEnd(from: start + form.utf8CodeUnitCount)
            return isTypedPassword(value) || isKeyLike(value) ? value : nil
        }
        // "Passwort 12345678"
        let digits = start..<skip(.digits, from: start, limit: 21)
        if start > end, digits.count >= 6, !isDated(digits),
            !hasFolded("pass", at: name.keyword.lowerBound)
                || hasFolded("passwort", at: name.keyword.lowerBound)
        {
            return digits
        }
        return start > name.range.upperBound ? plainPassword(from: start) : nil
    }

    /// Whether digits go on as a date, a number with a fraction or a word does.
    private func isDated(_ digits: Range<Int>) -> Bool {
        ByteSet("A-Za-z0-9_:/%-").contains(self[digits.upperBound]) || digits.count > 20
            || self[digits.upperBound] == UInt8(ascii: ".") && ByteSet.digits.contains(self[digits.upperBound + 1])
    }

    /// A value that nothing but a blank, a mark of emphasis or an empty line separates from the name of a password.
    private func nearValue(after name: CredentialName) -> Range<Int>? {
        guard isPasswordWord(name) || hasFolded("psk", at: name.range.upperBound - 3) else { return nil }
        var index = name.range.upperBound
        // `storePassword 'X'`
        let blank = skip(.blanks, from: index, limit: 2)
        let quotes = ByteSet("\"'")
        if blank > index, quotes.contains(self[blank]), let value = quotedValue(from: blank),
            SecretShape(text[value]).isSecretLike, !text[value].contains(where: ByteSet.blanks.contains)
        {
            return value
        }
        // `**Password:** X`
        let emphasis = skip(ByteSet("*_"), from: index, limit: 2)
        if self[emphasis] == UInt8(ascii: ":"), emphasis > index || self[emphasis + 1] == UInt8(ascii: "*") {
            index = skip(ByteSet(" *_`\"'"), from: emphasis + 1, limit: 8)
            let end = sampleEnd(before: ByteSet("\u{1}- `\"'|<>"), from: index)
            let shape = SecretShape(text[index..<end])
            return shape.isSecretLike && end - index >= 8 ? index..<end : nil
        }
        // A part of a form: `name="password"`, an empty line, and the value
        if quotes.contains(self[index]) || self[index] == UInt8(ascii: "\\") {
            let line = skip(ByteSet("\"'\\rn\r\n"), from: index, limit: 12)
            let breaks = text[index..<line].count { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "n") }
            guard breaks == 2 else { return nil }
            let end = sampleEnd(before: ByteSet("\u{1}- \\\""), from: line)
            let shape = SecretShape(text[line..<end])
            return end - line >= 6 && shape.digits + shape.symbols > 0 && !shape.isStandIn ? line..<end : nil
        }
        return nil
    }

    /// The value of a pair whose name is this: `"name": "PASSWORD", "value": "X"`, in JSON, YAML and XML.
    private func memberValue(after name: CredentialName) -> Range<Int>? {
        let end = name.range.upperBound
        let open = skip(ByteSet("\\\"' :"), from: end, limit: 12)
        if self[open] == UInt8(ascii: "{"), isPasswordWord(name) || hasFolded("_pw", at: name.keyword.lowerBound) {
            // `"password": {"sensitive": true, "value": "X"}`
            let close = stop(before: ByteSet("{}"), from: open + 1, limit: 160)
            let member = (open..<close).first { hasFolded("value\\", at: $0) || hasFolded("value\"", at: $0) }
            guard let value = member else {
                // `"password": {"kim": "X"}`
                let name = skip(ByteSet("A-Za-z_\\\" "), from: open + 1, limit: 40)
                guard self[name] == UInt8(ascii: ":"), let value = quotedValue(from: skip(.blanks, from: name + 1))
                else {
                    return nil
                }
                return isTypedPassword(value) ? value : nil
            }
            let start = skip(ByteSet("\\\" :"), from: value + 5, limit: 12)
            let quote = runStart(of: ByteSet("\\\""), before: start, limit: 8)
            return quotedValue(from: quote).flatMap { SecretShape(text[$0]).isSecretLike ? $0 : nil }
        }
        let between = skip(ByteSet("\\\"' ,\t\nnr}-"), from: end, limit: 40)
        guard between > end, hasFolded("value", at: between) else { return nil }
        var index = skip(ByteSet("\\\"' \t"), from: between + 5, limit: 6)
        guard ":=".utf8.contains(self[index]) else { return nil }
        index = skip(.blanks, from: index + 1)
        return secret(from: index, Separator(kind: .colon, end: index), name)
    }

    /// A password later in the sentence that names it: "the password for the staging host is X".
    private func spokenValue(after name: CredentialName) -> Range<Int>? {
        guard isPasswordWord(name) else { return nil }
        let next = skip(.blanks, from: name.range.upperBound)
        if hasFolded("passphrase", at: name.keyword.lowerBound), ByteSet.quotes.contains(self[next]),
            let value = quotedValue(from: next), isPhrase(value)
        {
            return value
        }
        // "my password's X"
        if has("'s ", at: name.range.upperBound),
            let value = statedPassword(from: name.range.upperBound + 3, limit: text.count)
        {
            return value
        }
        let limit = stop(before: ByteSet("\n.;(){}=\"'`"), from: name.range.upperBound, limit: 60)
        let isForeign = self[name.keyword.lowerBound] >= 0x80
        for index in name.range.upperBound..<limit {
            if let verb = Self.copulas.first(where: { has($0, at: index) }) {
                if let value = statedPassword(from: index + verb.utf8CodeUnitCount, limit: limit) { return value }
            } else if isForeign, self[index] == UInt8(ascii: " "), !ByteSet.blanks.contains(self[index + 1]),
                // Other languages may have no such word: "пароль от стенда X"
                let value = plainPassword(from: index + 1)
            {
                return value
            }
        }
        return nil
    }

    /// A password behind the verb of a sentence, in quotation marks or without; `limit` is the end of the sentence.
    private func statedPassword(from verbEnd: Int, limit: Int) -> Range<Int>? {
        var start = verbEnd
        // Quotation marks, with or without the blank that some languages have inside.
        while self[start] >= 0x80 || " \"'`".utf8.contains(self[start]), start < limit + 8 { start += 1 }
        var end = sampleEnd(before: ByteSet("\u{1}- \"'`<>\\;)}]"), from: start)
        while end > start, ".,;:!?".utf8.contains(text[end - 1]) { end -= 1 }
        let shape = SecretShape(text[start..<end])
        if isStrongPassword(start..<end) { return start..<end }
        guard end - start >= 6, shape.lower + shape.upper > 0, shape.digits + shape.symbols > 0, shape.entropy >= 2.4,
            !shape.isStandIn, !shape.isPath, !shape.isCode, !isVersion(start..<end)
        else { return nil }
        return start..<end
    }

    /// Whether a name is that of a password, in some language.
    func isPasswordWord(_ name: CredentialName) -> Bool {
        let start = name.keyword.lowerBound
        let words: [StaticString] = ["pass", "pwd", "pasword", "_pass", "_pw", "identified by", "securestring"]
        let shared: [StaticString] = ["preshared", "pre-shared", "_psk"]
        let isShared =
            shared.contains { hasFolded($0, at: start) } && !ByteSet.quotes.contains(self[name.range.upperBound])
        return self[start] >= 0x80 || isShared || words.contains { hasFolded($0, at: start) }
            || PasswordWords.latin.contains { hasFolded($0, at: start) }
    }

    private static let copulas: [StaticString] = [
        " is ", ": ", " = ", " lautet ", " ist ", " est ", " es ", " é ", " è ", " jest ", " är ", " er ", " je ",
        " was ", " to ", " :",
    ]

    /// The words of languages without blanks between a name and its value.
    private static let particles: [StaticString] = ["是", "为", "は", "：", "은", "는"]

    /// A word that looks like nothing but a password.
    func plainPassword(from start: Int) -> Range<Int>? {
        let literal = ByteSet.quotes.contains(self[start]) ? start + 1 : start
        let end = sampleEnd(before: .bareEnds, from: literal)
        // An attribute of the element that the name is of: `<password encrypted="false">`
        guard self[end - 1] != UInt8(ascii: "=") || !ByteSet("\"'\\").contains(self[end]),
            !"[({<".utf8.contains(self[literal])
        else { return nil }
        var last = end
        while last > literal, ".,;:!?".utf8.contains(text[last - 1]) { last -= 1 }
        if isWordChain(literal..<last) || isStrongPassword(literal..<last) && isLineEnd(last) { return literal..<last }
        if isMadeUp(literal..<last), isTypedPassword(literal..<last) { return literal..<last }
        let shape = SecretShape(text[literal..<last])
        guard last - literal >= 8, shape.isSecretLike, !shape.isCode, shape.entropy >= 2.75 else { return nil }
        // A version, a date or the name of a file has fewer kinds of characters.
        let kinds = [shape.lower, shape.upper, shape.digits, shape.symbols].count { $0 > 0 }
        return kinds >= 3 || shape.symbols > 0 && kinds >= 2 ? literal..<last : nil
    }

    /// Whether a line ends at `index`, or behind a quote and a full stop there.
    private func isLineEnd(_ index: Int) -> Bool {
        let next = skip(ByteSet("\"'`."), from: index, limit: 2)
        return next >= text.count || lineEnd(from: next, limit: 2) == next
    }

    /// Reports the word before `end`, which says that it is a password: "use X as the password".
    mutating func reportPassword(before end: Int) {
        var last = end
        while last > 0, end - last < 3, ByteSet.blanks.contains(self[last - 1]) { last -= 1 }
        var start = last
        while start > 0, last - start < 64, !ByteSet.blanks.contains(self[start - 1]), self[start - 1] > 0x1F {
            start -= 1
        }
        guard last < end, start < last, !isFound(start) else { return }
        let isStrong = isStrongPassword(start..<last)
        if let value = isStrong ? start..<last : plainPassword(from: start) { report(.secret, at: value) }
    }

    /// The range of the value of `name`, if there is one that looks like a secret.
    private func assignedValue(of name: CredentialName) -> Range<Int>? {
        guard let separator = Separator(after: name, in: self) else { return nil }
        if let value = secret(from: separator.end, separator, name) { return value }
        // `password: str = "…"`: the word after the colon is a type.
        let type = skip(ByteSet("A-Za-z0-9_.[]?|&'"), from: separator.end, limit: 40)
        let equals = skip(.blanks, from: type)
        guard type > separator.end, self[equals] == UInt8(ascii: "="), equals > separator.end else { return nil }
        return secret(from: skip(.blanks, from: equals + 1), Separator(kind: .equals, end: equals + 1), name)
    }

    private func secret(from place: Int, _ separator: Separator, _ name: CredentialName) -> Range<Int>? {
        let start = separator.kind == .equals || separator.kind == .colon ? blockStart(place) : place
        if let quoted = quotedValue(from: start) {
            let value = withoutScheme(quoted)
            if isIdentifierAsSecret(name), SecretShape(text[value]).isUUID { return value }
            if hasFolded("passphrase", at: name.keyword.lowerBound), isPhrase(value) { return value }
            let isSigned = SecretShape(text[value]).symbols > 0 && SecretShape(text[value]).digits > 0
            if isDense(value) || isPasswordWord(name) && isSigned && isPasswordLike(value) { return value }
            if isPasswordWord(name), isWordChain(value) || isFourGroups(value) { return value }
            // `PASSWORD :'variable'`
            if self[place - 1] == UInt8(ascii: ":"), ByteSet.blanks.contains(self[place - 2]) { return nil }
            let allowsBlanks = hasFolded("passphrase", at: name.keyword.lowerBound)
            let hasBlanks = text[value].contains { ByteSet.blanks.contains($0) }
            if SecretShape(text[value]).isSecretLike, allowsBlanks || !hasBlanks { return value }
            if isIdentifierAsSecret(name), !hasBlanks, isMixed(value) { return value }
            return isPasswordWord(name) && isWordedPassword(value, isVariable: name.isUppercase) ? value : nil
        }
        guard separator.kind != .comma else { return nil }
        let isEnvironment = separator.kind == .equals && name.isUppercase
        var unquoted = withoutScheme(start..<text.count).lowerBound
        // `PWD={X}` of a connection string
        if self[unquoted] == UInt8(ascii: "{"), self[unquoted + 1] != UInt8(ascii: "{"), isPasswordWord(name) {
            unquoted += 1
        }
        // A value of a connection string ends with a semicolon, whatever brackets it has.
        let isMember = separator.kind == .equals && self[name.range.lowerBound - 1] == UInt8(ascii: ";")
        let ends = isEnvironment ? ByteSet.environmentEnds : isMember ? ByteSet("\u{1}- \"'`<>\\;") : .bareEnds
        var end = sampleEnd(before: ends, from: unquoted)
        // `credentials: PASSWORD='X'`: another name.
        let isName = end > unquoted && self[end - 1] == UInt8(ascii: "=") && ByteSet.quotes.contains(self[end])
        guard !isName || text[unquoted..<end - 1].contains(where: { !ByteSet("A-Za-z_").contains($0) }) else {
            return nil
        }
        let isSecretVariable = isEnvironment && hasFolded("secret", at: name.range.upperBound - 6)
        let trimmed = unquoted..<runStart(of: ByteSet(".,;:"), before: end, limit: min(2, end - unquoted))
        let isPlace = isOption(name) || isPasswordWord(name) && separator.kind != .sentence && separator.kind != .blank
        if isPasswordWord(name) || isPlace || isSecretVariable,
            isWordChain(unquoted..<end)
                || isPlace && isStrongPassword(trimmed)
                    && (SecretShape(text[trimmed]).digits > 1 || isNumberedWords(trimmed))
        {
            return unquoted..<end
        }
        if isPlace, isPasswordWord(name), isNumberPassword(trimmed) { return trimmed }
        let isNamedSecret = hasFolded("secret", at: name.range.upperBound - 6) && separator.kind != .sentence
        if isNamedSecret, separator.kind != .blank, isMadeUp(trimmed) { return trimmed }
        let shape = SecretShape(text[unquoted..<end])
        let isKeyAsUUID = shape.isUUID && separator.kind != .sentence && isIdentifierAsSecret(name)
        let isWorded =
            (separator.kind == .colon || separator.kind == .equals) && isPasswordWord(name) && shape.digits > 0
            && shape.isSecretLike && !text[unquoted..<end].contains { "._()[]{}".utf8.contains($0) }
        guard shape.isSecretLike || isKeyAsUUID, isEnvironment || isMember || isWorded || !shape.isCode else {
            return nil
        }
        guard separator.kind != .sentence || shape.entropy >= 3 && shape.digits > 0 else { return nil }
        end = fullEnd(of: unquoted..<end, before: ends)
        while ".,;:".utf8.contains(text[end - 1]) { end -= 1 }
        return unquoted..<end
    }

    /// The beginning of the value, which is on the next line behind the sign of a block of YAML (`name: |`), a bracket or
    /// the sign of a continued line; or behind nothing, if the next line is one word that looks like a secret.
    private func blockStart(_ place: Int) -> Int {
        let isSign = "|>(\\".utf8.contains(self[place])
        let sign = isSign && !isLineBreak(place) ? skip(ByteSet("-+0-9"), from: place + 1, limit: 2) : place
        let line = skip(.blanks, from: sign, limit: 4)
        let next = nextLine(at: line)
        guard next > line else { return place }
        let start = skip(.blanks, from: next, limit: 40)
        if isSign, sign > place { return self[place] != UInt8(ascii: "(") || isQuoted(start) ? start : place }
        if start > next, isQuoted(start) { return start }
        guard start > next, let word = onlyWord(in: start..<lineEnd(from: start)),
            isKeyLike(word) || isStrongPassword(word)
        else { return place }
        return start
    }

    /// Whether a line breaks at `index`, and no backslash for a continued line is there.
    private func isLineBreak(_ index: Int) -> Bool {
        self[index] == UInt8(ascii: "\\") && self[skip(.backslash, from: index)] != UInt8(ascii: "\n")
            && nextLine(at: index) > index && self[index + 1] != UInt8(ascii: "\\")
    }

    /// Whether a UUID that has this name is a secret: one of a token, a key or a secret. The word `token` alone also
    /// names what merely tells requests or elements apart.
    private func isIdentifierAsSecret(_ name: CredentialName) -> Bool {
        if name.range == name.keyword, hasFolded("token", at: name.range.lowerBound) { return name.isUppercase }
        let words: [StaticString] = ["key", "token", "secret", "secret_id", "secret id"]
        return words.contains { hasFolded($0, at: name.range.upperBound - $0.utf8CodeUnitCount) }
    }

    /// Whether a name belongs to an option of a command, also behind a dot: `--auth.token`.
    private func isOption(_ name: CredentialName) -> Bool {
        let start = runStart(of: ByteSet("A-Za-z0-9_.-"), before: name.range.lowerBound, limit: 40)
        return has("--", at: min(start, name.range.lowerBound))
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
