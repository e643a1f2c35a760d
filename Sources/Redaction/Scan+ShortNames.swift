/// Passwords behind names so short that only what follows makes them one, and pairs of a user and a password.
extension Scan {
    /// Reports the value behind a short name and a sign of assignment.
    mutating func reportShortName(at name: Range<Int>) {
        let isQuoted =
            self[name.upperBound - 1] == UInt8(ascii: "\"") || self[name.upperBound - 1] == UInt8(ascii: "\\")
        // `smtpPass`, the last word of a name
        let isCamel =
            ByteSet.uppercase.contains(self[name.lowerBound]) && ByteSet.lowercase.contains(self[name.lowerBound - 1])
            && (self[name.upperBound] == UInt8(ascii: "\"") || self[name.upperBound] == UInt8(ascii: "\\")
                || ":=".utf8.contains(self[name.upperBound]))
        // `SSHPASS`, the name of a variable
        let isVariable =
            self[name.upperBound] == UInt8(ascii: "=") && ByteSet.uppercase.contains(self[name.lowerBound - 1])
            && !hasFolded("by", at: name.lowerBound - 2) && has("PASS", at: name.lowerBound)
        let isLastWord = isCamel || isVariable
        guard isBoundary(name.lowerBound) || isLastWord, self[name.lowerBound - 1] != UInt8(ascii: "_"),
            !isFound(name.lowerBound)
        else {
            return
        }
        var index = skip(ByteSet("\\\"'"), from: name.upperBound, limit: 8)
        let afterName = index
        index = skip(.blanks, from: index, limit: 4)
        if index > afterName, self[name.upperBound - 1].folded == UInt8(ascii: "w"),
            let value = plainPassword(from: index)
        {
            return report(.secret, at: value)
        }
        guard ":=".utf8.contains(self[index]) else {
            if !reportCells(below: name) { reportSpokenShortName(name, from: index) }
            if !isFound(index), self[name.upperBound - 1].folded == UInt8(ascii: "w"),
                let value = answeredValue(after: name) ?? markedUpValue(behind: name.upperBound),
                !isFound(value.lowerBound)
            {
                report(.secret, at: value)
            }
            return
        }
        let literal = skip(.blanks, from: index + 1, limit: 4)
        if let value = quotedValue(from: literal), !text[value].contains(where: ByteSet.blanks.contains) {
            let shape = SecretShape(text[value])
            if !isQuoted, isStrongPassword(value) { return report(.secret, at: value) }
            let isLong = value.count >= (isQuoted ? 12 : 8)
            if isLong, shape.isSecretLike,
                !text[value].contains(where: { "()".utf8.contains($0) }) || isWordedPassword(value)
            {
                report(.secret, at: value)
            }
            return
        }
        index = skip(ByteSet("\\\"' "), from: index + 1, limit: 12)
        guard index < text.count, self[index] != UInt8(ascii: "\n") else { return }
        let end = sampleEnd(before: isQuoted ? .environmentEnds : .bareEnds, from: index)
        var last = end
        while last > index, ".,;:".utf8.contains(text[last - 1]) { last -= 1 }
        let shape = SecretShape(text[index..<last])
        // The keys of wireless networks may be of digits alone.
        if hasFolded("psk", at: name.lowerBound), (8...63).contains(shape.digits), shape.digits == last - index {
            return report(.secret, at: index..<last)
        }
        // `PASS: name-of-a-test`
        let isResult = has("PASS: ", at: name.lowerBound)
        if !isQuoted, !isResult, isWordChain(index..<last) || isStrongPassword(index..<last) && shape.digits >= 2 {
            return report(.secret, at: index..<last)
        }
        // In a section with a user, a name with digits at its end is a password too.
        let isLogin = mentions(["user", "login", "mail"], in: max(0, name.lowerBound - 60)..<name.lowerBound)
        guard shape.isSecretLike, !shape.isCode || isLogin && !shape.isExpression, last - index >= (isQuoted ? 12 : 8)
        else { return }
        report(.secret, at: index..<last)
    }

    /// Reports both words of `credentials: a / X`, of which the second is the password.
    mutating func reportCredentialPair(after name: Range<Int>) {
        var index = skip(ByteSet("a-z"), from: name.upperBound, limit: 4)
        index = skip(ByteSet(" :=-"), from: index, limit: 4)
        guard index > name.upperBound, !isFound(index) else { return }
        let user = skip(.userName, from: index, limit: 40)
        let sign = skip(.blanks, from: user, limit: 2)
        guard user > index, "/|:".utf8.contains(self[sign]) else { return }
        let start = skip(.blanks, from: sign + 1, limit: 2)
        let end = sampleEnd(before: .bareEnds, from: start)
        var last = end
        while last > start, ".,;:!?".utf8.contains(text[last - 1]), last == end { last -= 1 }
        let shape = SecretShape(text[start..<last])
        guard last - start >= 6, shape.isSecretLike || shape.symbols > 0 && shape.digits > 0, !shape.isPath,
            !shape.isCode
        else {
            if isStrongPassword(start..<last) { report(.secret, at: start..<last) }
            return
        }
        report(.secret, at: start..<last)
    }

    /// Reports the password of `NEO4J_AUTH=user/X`, or of a pair with a colon.
    mutating func reportPairValue(after name: Range<Int>) {
        let start = skip(ByteSet("\"'\\"), from: name.upperBound, limit: 4)
        let user = skip(.userName, from: start, limit: 40)
        guard user > start, "/:".utf8.contains(self[user]), !isFound(user) else { return }
        let end = sampleEnd(before: .environmentEnds, from: user + 1)
        let shape = SecretShape(text[user + 1..<end])
        guard end - user > 6, shape.isSecretLike, !shape.isCode else { return }
        report(.secret, at: user + 1..<end)
    }

    /// Reports the last field of `host:port:database:user:X`.
    mutating func reportPasswordLine(at part: Range<Int>) {
        let end = stop(before: ByteSet("\u{1}- \"'\\"), from: part.upperBound, limit: 200)
        // Behind the port are the database and the user; the password may have colons too.
        let isPort = self[part.upperBound - 2] != UInt8(ascii: "*")
        let colons = (part.upperBound..<end).filter { text[$0] == UInt8(ascii: ":") }.prefix(2)
        guard let colon = isPort ? colons.last : colons.first else { return }
        let value = colon + 1..<end
        let fields = text[part.lowerBound + 1..<end].count { $0 == UInt8(ascii: ":") }
        guard fields >= 2, value.count >= 4 else { return }
        reportPassword(value, isStrict: true)
    }

    /// Reports the password behind a short name in a sentence: "pw is X", "user kim pass X".
    mutating func reportSpokenShortName(_ name: Range<Int>, from start: Int) {
        let verbs: [StaticString] = ["is ", "was ", "ist ", "to "]
        let verb = verbs.first { has($0, at: start) }?.utf8CodeUnitCount ?? 0
        let isPair = mentions(["user", "login", "name"], in: max(0, name.lowerBound - 40)..<name.lowerBound)
        let isPassword = hasFolded("pw", at: name.lowerBound) && verb > 0
        guard start > name.upperBound, isPassword || isPair else { return }
        let place = skip(.quotes, from: start + verb, limit: 1)
        let end = sampleEnd(before: .bareEnds, from: place)
        let value = place..<runStart(of: ByteSet(".,:"), before: end, limit: 2)
        if value.lowerBound < value.upperBound, isStrongPassword(value) { report(.secret, at: value) }
    }
}
