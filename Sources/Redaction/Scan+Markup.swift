/// Values that signs of markup, brackets or the cells of a table separate from the name of a credential.
extension Scan {
    /// The value behind the name of a credential and the signs of markup.
    func markedUpValue(after name: CredentialName) -> Range<Int>? {
        let isPassword = isPasswordWord(name) || hasFolded("_pw", at: name.keyword.lowerBound)
        return markedUpValue(behind: name.range.upperBound, isPassword: isPassword)
    }

    /// The value behind a name that ends at `end`: in a bracket, in the next element or cell, in the attribute of an
    /// element, or in the call or the line that follows.
    func markedUpValue(behind end: Int, isPassword: Bool = true) -> Range<Int>? {
        // What wraps a value wraps nothing else than one.
        if let value = passedValue(behind: end), isTypedPassword(value) { return value }
        let candidates = [
            isPassword ? bracketedValue(behind: end) : nil, elementValue(behind: end), attributeValue(behind: end),
            cellValue(behind: end),
        ]
        return candidates.lazy.compactMap { $0 }.first { value in
            isPassword ? isTypedPassword(value) || isKeyLike(value) : isRandomLike(value)
        }
    }

    /// Whether a value can be nothing but a key.
    private func isRandomLike(_ value: Range<Int>) -> Bool {
        isKeyLike(value) && (SecretShape(text[value]).isRandom || isHexKey(value) && value.count >= 32)
    }

    /// A word in brackets or quotes behind a blank: "the password (X)", "password {{X}}".
    private func bracketedValue(behind end: Int) -> Range<Int>? {
        let blank = skip(ByteSet(" :="), from: end, limit: 3)
        let open = skip(ByteSet("({[`*<"), from: blank, limit: 3)
        guard open > blank, open > end else { return nil }
        let adverbs: [StaticString] = ["currently ", "is ", "now ", "still "]
        let adverb = adverbs.first { hasFolded($0, at: open) }?.utf8CodeUnitCount ?? 0
        let start = skip(.quotes, from: open + adverb, limit: 1)
        let close = stop(before: ByteSet("\u{1}- )}]`*>\"'<"), from: start, limit: 80)
        // Words alone are those of a command or of the sentence.
        guard close > start, !isWordChain(start..<close), self[close + 1] != UInt8(ascii: ":") else { return nil }
        return ")}]`*>\"'".utf8.contains(self[close]) ? start..<close : nil
    }

    /// The text of the element that the name is in or before: `<property name="password">X</property>`,
    /// `<key>Password</key><string>X</string>`, `<td>Password</td><td>X</td>`.
    private func elementValue(behind end: Int) -> Range<Int>? {
        let limit = min(text.count, end + 160)
        var index = skip(ByteSet("\\\"':| "), from: end, limit: 8)
        var elements = 0
        // The rest of the tag that the name is in.
        if self[index] != UInt8(ascii: "<"), index < limit {
            let close = stop(before: ByteSet("<>\n"), from: index, limit: 120)
            guard self[close] == UInt8(ascii: ">"), isInTag(end) else { return nil }
            (index, elements) = (close + 1, 1)
        }
        while index < limit {
            index = skip(ByteSet(" \t\r\n:"), from: index, limit: 40)
            if let line = lineAfterEscape(index) { index = line; continue }
            guard self[index] == UInt8(ascii: "<") else { break }
            index = stop(before: ByteSet(">\n"), from: index, limit: 80) + 1
            elements += 1
        }
        let close = stop(before: ByteSet("\u{1}- <\"'"), from: index, limit: 100)
        return elements > 0 && elements <= 5 && self[close] == UInt8(ascii: "<") && close > index ? index..<close : nil
    }

    /// The position behind an escaped line break at `index`, if there is one.
    private func lineAfterEscape(_ index: Int) -> Int? {
        guard self[index] == UInt8(ascii: "\\") else { return nil }
        let next = nextLine(at: index)
        return next > index ? next : nil
    }

    /// Whether a position is inside a tag: the last bracket before it opens one.
    private func isInTag(_ position: Int) -> Bool {
        let start = max(0, position - 120)
        guard let bracket = text[start..<position].lastIndex(where: { "<>".utf8.contains($0) }) else { return false }
        return text[bracket] == UInt8(ascii: "<") && self[bracket + 1] > 0x20
    }

    /// The value of the element whose attribute the name is: `<input name="password" value="X">`.
    private func attributeValue(behind end: Int) -> Range<Int>? {
        guard ByteSet("\"'\\").contains(self[end]), isInTag(end) else { return nil }
        let close = stop(before: ByteSet("<>\n"), from: end, limit: 160)
        guard let value = (end..<close).first(where: { hasFolded("value=", at: $0) }) else { return nil }
        return quotedValue(from: value + 6)
    }

    /// The word that is the whole cell behind the name's cell, in a row of a table of names and values.
    private func cellValue(behind end: Int) -> Range<Int>? {
        let bar = skip(ByteSet(" *`"), from: end, limit: 60)
        guard self[bar] == UInt8(ascii: "|"), self[bar + 1] != UInt8(ascii: "|") else { return nil }
        let start = skip(ByteSet(" *`"), from: bar + 1, limit: 60)
        let last = stop(before: ByteSet("\u{1}-\u{1F}|\\"), from: start, limit: 120)
        let close = last - text[start..<last].reversed().prefix { " *`".utf8.contains($0) }.count
        let isCell = self[last] == UInt8(ascii: "|") || lineEnd(from: last, limit: 2) == last
        return isCell && close > start && !text[start..<close].contains(UInt8(ascii: " ")) ? start..<close : nil
    }

    /// What a call or an arrow gives: `password: Some("X")`, `$('#password').value = 'X'`, and `=> 'X'` in the line
    /// below the name.
    private func passedValue(behind end: Int) -> Range<Int>? {
        let quote = skip(ByteSet("\\\"')]}"), from: end, limit: 6)
        // A member that is set, of what the name selects.
        let members: [StaticString] = [".value", ".val(", ".fill(", ".type(", ".send_keys(", ".sendkeys("]
        if quote > end, let member = members.first(where: { hasFolded($0, at: quote) }) {
            let place = skip(ByteSet(" =("), from: quote + member.utf8CodeUnitCount, limit: 4)
            return quotedValue(from: place)
        }
        // `fill field (Password) with "X"`
        if has(" with \"", at: quote) || has(" with \\\"", at: quote) { return quotedValue(from: quote + 6) }
        let line = lineEnd(from: quote, limit: 40)
        let next = nextLine(at: line)
        if next > line, line - quote <= 1 {
            let arrow = skip(ByteSet("A-Za-z# \t[]"), from: next, limit: 24)
            return has("=>", at: arrow) ? quotedValue(from: skip(.blanks, from: arrow + 2)) : nil
        }
        let sign = skip(ByteSet(" :="), from: quote, limit: 4)
        let name = skip(ByteSet("A-Za-z_."), from: sign, limit: 32)
        guard sign > quote, name > sign, self[name] == UInt8(ascii: "("), isWrapper(sign..<name) else { return nil }
        return quotedValue(from: name + 1)
    }

    /// Whether a call only wraps its argument, as those of optional and protected values do.
    private func isWrapper(_ name: Range<Int>) -> Bool {
        let words: [StaticString] = [
            "some", "optional", "just", "secretstr", "secretstring", "secret", "sensitive", "protected", "ok",
            "guardedstring", "securestring", "tostring", "string", "password", "new_password", "bytes",
        ]
        return words.contains {
            $0.utf8CodeUnitCount <= name.count && hasFolded($0, at: name.upperBound - $0.utf8CodeUnitCount)
        }
    }

    /// The value of a later member of the object that the name is in or before: `"name": "Password", "text": "X"`,
    /// `ParameterKey=DBPassword,ParameterValue=X`.
    func laterMember(after name: CredentialName) -> Range<Int>? {
        let isPassword = isPasswordWord(name)
        let start = name.range.upperBound
        let limit = stop(before: isPassword ? ByteSet("}") : ByteSet("\u{1}"), from: start, limit: 150)
        let keys: [StaticString] = ["value", "text", "secret", "input"]
        let signs = (start..<max(start, limit)).lazy.filter { index in
            keys.contains { hasFolded($0, at: index) && isMemberName(index..<index + $0.utf8CodeUnitCount) }
        }.map { skip(ByteSet("A-Za-z\"\\ "), from: $0, limit: 16) }
        guard let sign = signs.first(where: { ":=".utf8.contains(self[$0]) }) else { return nil }
        let place = skip(.blanks, from: sign + 1)
        let value = quotedValue(from: place) ?? wordEnd(from: place)
        return (isPassword ? isTypedPassword(value) : isRandomLike(value)) && !isFound(value.lowerBound) ? value : nil
    }

    /// Whether a word is the end of a quoted name of a member, or of one that an equals sign follows.
    private func isMemberName(_ word: Range<Int>) -> Bool {
        let end = skip(ByteSet("\\"), from: word.upperBound, limit: 4)
        return self[end] == UInt8(ascii: "\"")
            || self[end] == UInt8(ascii: "=") && ByteSet.letters.contains(self[word.lowerBound - 1])
    }

    /// The key at the end of the line that names it, or alone in one of the two lines below.
    func promptedKey(after name: CredentialName) -> Range<Int>? {
        let line = lineEnd(from: name.range.upperBound, limit: 120)
        let isProgram = text[name.range.upperBound..<line].contains { "={};".utf8.contains($0) }
        guard line > name.range.upperBound, !isProgram else { return nil }
        if let colon = text[name.range.upperBound..<line].lastIndex(of: UInt8(ascii: ":")),
            self[colon + 1] == UInt8(ascii: " "), let value = onlyWord(in: colon + 1..<line)
        {
            return isKeyLike(value) && !SecretShape(text[value]).isUUID ? value : nil
        }
        let last = runStart(of: ByteSet(" )*"), before: line, limit: 3)
        guard ":!.".utf8.contains(self[last - 1]) || self[last] == UInt8(ascii: ")") else { return nil }
        var next = nextLine(at: line)
        if next > line, lineEnd(from: next) == next { next = nextLine(at: next) }
        guard next > line, let value = onlyWord(in: next..<lineEnd(from: next)), isRandomLike(value),
            !has("MII", at: value.lowerBound), !has("LS0tLS1CRUdJTiBDRVJU", at: value.lowerBound)
        else { return nil }
        return value
    }

    /// Reports the new value of a credential behind an arrow: `password = "old" -> "X"`, `password: "" => "X"`.
    mutating func reportChangedValue(after name: Int) {
        let sign = skip(ByteSet(" \t\"\\"), from: name, limit: 16)
        guard ":=".utf8.contains(self[sign]), let old = quotedValue(from: skip(.blanks, from: sign + 1)) else { return }
        let quote = skip(ByteSet("\\\"'"), from: old.upperBound, limit: 4)
        let arrow = skip(.blanks, from: quote)
        guard has("->", at: arrow) || has("=>", at: arrow),
            let value = quotedValue(from: skip(.blanks, from: arrow + 2)), !isFound(value.lowerBound),
            isTypedPassword(value) || isKeyLike(value)
        else { return }
        report(.secret, at: value)
    }
}
