/// Passwords that settings, calls, files and answers of programs have in a place of their own.
extension Scan {
    /// Reports the word behind a setting that is nothing but a password.
    mutating func reportSetting(after mark: Range<Int>) {
        // `WLAN key (WPA2): X`
        let open = skip(.blanks, from: mark.upperBound, limit: 2)
        let name =
            self[open] == UInt8(ascii: "(") ? stop(before: ByteSet(")\n"), from: open, limit: 16) + 1 : mark.upperBound
        let start = skip(ByteSet(" \t:=\"'`\\>"), from: name, limit: 40)
        let isHeading = hasFolded("reg_sz", at: mark.lowerBound)
        let line = lineStart(before: mark.lowerBound)
        guard start >= mark.upperBound, !isFound(start),
            !isHeading || mentions(["pass", "pwd", "secret", "key"], in: line..<mark.lowerBound)
        else { return }
        let value = wordEnd(from: start)
        let digits = skip(.digits, from: start, limit: 65)
        let isNumber = digits - start >= 8 && digits == value.upperBound
        // A sentence may begin with a command of a device.
        let isCommand = hasFolded("enable", at: mark.lowerBound)
        if isTypedPassword(value) || isPasswordLike(value) && value.count >= 8 && !isCommand || isKeyLike(value)
            || isNumber
        {
            report(.secret, at: value)
        }
    }

    /// Reports the password of a wireless network in the text of its code: `WIFI:T:WPA;S:name;P:X;;`
    mutating func reportWirelessCode(after mark: Range<Int>) {
        let end = lineEnd(from: mark.upperBound, limit: 160)
        guard mentions([";s:", "s:"], in: mark.upperBound..<end),
            let place = (mark.upperBound - 1..<end).first(where: {
                hasFolded(";p:", at: $0) || hasFolded(":p:", at: $0)
            })
        else { return }
        let last = stop(before: ByteSet(";\"\n"), from: place + 3, limit: 80)
        if last - place >= 9, self[last] == UInt8(ascii: ";"), !isFound(place + 3) {
            report(.secret, at: place + 3..<last)
        }
    }

    /// Reports the argument in quotes of a call that sets a password.
    mutating func reportPasswordCall(after mark: Range<Int>) {
        let isOpen = ByteSet.quotes.contains(self[mark.upperBound - 1])
        let place = isOpen ? mark.upperBound - 1 : skip(.blanks, from: mark.upperBound, limit: 2)
        guard let value = quotedValue(from: place), !isFound(value.lowerBound), isTypedPassword(value) else { return }
        report(.secret, at: value)
    }

    /// Reports the second word of a pair with a colon or comma: `user = "name:X"`
    mutating func reportPair(after mark: Range<Int>) {
        let start = skip(ByteSet(" \"'\\"), from: mark.upperBound, limit: 4)
        let user = skip(ByteSet("A-Za-z0-9._@+\\-"), from: start, limit: 60)
        guard user > start, ":,".utf8.contains(self[user]) else { return }
        var value = wordEnd(from: user + 1)
        // `name:X@host`
        if let host = text[value].lastIndex(of: UInt8(ascii: "@")), isTypedPassword(value.lowerBound..<host) {
            value = value.lowerBound..<host
        }
        if !isFound(value.lowerBound), isTypedPassword(value) { report(.secret, at: value) }
    }

    /// Reports the second of two words with a slash between them, in a line about a login.
    mutating func reportSlashPair(around mark: Range<Int>) {
        let word = wordEnd(from: skip(ByteSet("\"'`*{"), from: mark.upperBound, limit: 2))
        let value = word.lowerBound..<stop(before: ByteSet("}"), from: word.lowerBound, limit: word.count)
        let end = value.upperBound - text[value].reversed().prefix { ".,;:".utf8.contains($0) }.count
        guard end > value.lowerBound, !isFound(value.lowerBound), isTypedPassword(value.lowerBound..<end),
            !isFileName(value.lowerBound..<end)
        else { return }
        let user = runStart(of: ByteSet("A-Za-z0-9._@+}`\"'-"), before: mark.lowerBound, limit: 60)
        let line = lineStart(before: mark.lowerBound, limit: 160)
        guard user < mark.lowerBound, mentions(Self.loginWords, in: line..<mark.lowerBound) else { return }
        report(.secret, at: value.lowerBound..<end)
    }

    private static let loginWords: [StaticString] = [
        "log in", "login", "log into", "sign in", "signin", "creds", "credential", "identifiant", "zugang", "anmeld",
        "account", "access", "accès", "acceso", "acesso", "accesso", "admin", "dostęp", "доступ", "ログイン", "登录", "账号",
    ]

    /// Reports the passwords of the lines `name:X` below a command or a setting that reads them.
    mutating func reportLoginLines(below mark: Range<Int>) {
        var end = lineEnd(from: mark.upperBound, limit: 120)
        for _ in 0..<8 {
            let line = nextLine(at: end)
            guard line > end else { return }
            end = lineEnd(from: line, limit: 160)
            let start = skip(ByteSet(" \t-\"'"), from: line, limit: 20)
            let colon = skip(.userName, from: start, limit: 40)
            guard colon > start, self[colon] == UInt8(ascii: ":"), self[colon + 1] > 0x20 else { continue }
            let value = wordEnd(from: colon + 1)
            if !isFound(value.lowerBound), isTypedPassword(value) { report(.secret, at: value) }
        }
    }

    /// Reports the passwords behind `>` in a rule of a cache for a user.
    mutating func reportUserRule(after mark: Range<Int>) {
        let end = lineEnd(from: mark.upperBound, limit: 200)
        for index in mark.upperBound..<end where has(" >", at: index) {
            let value = wordEnd(from: index + 2)
            if !isFound(value.lowerBound), isPasswordLike(value) { report(.secret, at: value) }
        }
    }

    /// Reports the argument of a command in a protocol that writes the length of each word before it.
    mutating func reportLengthPrefixed(after mark: Range<Int>) {
        let count = skip(.digits, from: mark.upperBound, limit: 4)
        guard has("\\r\\n", at: count) else { return }
        let end = stop(before: ByteSet("\\\""), from: count + 4, limit: 200)
        if end - count >= 8 { report(.secret, at: count + 4..<end) }
    }

    /// Reports what a program writes after it was asked for a password.
    mutating func reportWrittenAnswer(after mark: Range<Int>) {
        let before = max(0, mark.lowerBound - 90)..<mark.lowerBound
        guard mentions(["assword:", "asscode:", "assphrase:", "asswort:"], in: before) else { return }
        let end = stop(before: ByteSet("\u{1}-\u{1F}\"'\\"), from: mark.upperBound, limit: 100)
        if end > mark.upperBound, isPasswordLike(mark.upperBound..<end), !isFound(mark.upperBound) {
            report(.secret, at: mark.upperBound..<end)
        }
    }

    /// Reports the key in the next lines, of which a text says that it is shown once.
    mutating func reportShownOnce(after mark: Range<Int>) {
        var end = lineEnd(from: mark.upperBound, limit: 120)
        for _ in 0..<3 {
            let line = nextLine(at: end)
            guard line > end else { return }
            end = lineEnd(from: line, limit: 300)
            guard let value = onlyWord(in: line..<end) else { continue }
            if isKeyLike(value), !isFound(value.lowerBound) { report(.secret, at: value) }
            return
        }
    }

    /// Reports a key of a storage account: 86 signs of base64 and two of its end.
    mutating func reportStorageKey(after mark: Range<Int>) {
        let start = skip(ByteSet(" \t\n\r,:\"\\a-z"), from: mark.upperBound, limit: 80)
        for first in mark.upperBound...start where isBoundary(first) {
            let end = skip(.base64, from: first, limit: 89)
            if end - first == 88, has("==", at: end - 2), !isFound(first) { return report(.cloudKey, at: first..<end) }
        }
    }

    /// Reports the column of passwords in the rows that a dump copies into a table.
    mutating func reportCopiedRows(after mark: Range<Int>) {
        let line = lineStart(before: mark.lowerBound)
        guard mark.lowerBound >= lastTable.end,
            let close = text[line..<mark.lowerBound].lastIndex(of: UInt8(ascii: ")")),
            let open = text[line..<close].lastIndex(of: UInt8(ascii: "("))
        else { return }
        let columns = parts(of: open + 1..<close, separatedBy: ByteSet(","))
        let names: [StaticString] = ["pass", "pwd", "secret", "token", "api_key"]
        let numbers = columns.indices.filter { mentions(names, in: columns[$0]) }
        var end = lineEnd(from: mark.upperBound)
        for _ in 0..<40 where !numbers.isEmpty {
            let row = nextLine(at: end)
            guard row > end, self[row] != UInt8(ascii: "\\") else { return }
            end = lineEnd(from: row, limit: 600)
            lastTable = (line, end)
            let cells = parts(of: row..<end, separatedBy: ByteSet("\t"))
            guard cells.count == columns.count else { return }
            for number in numbers where !isFound(cells[number].lowerBound) {
                if isPasswordLike(cells[number]) || isKeyLike(cells[number]) { report(.secret, at: cells[number]) }
            }
        }
    }

    /// Reports the options of a command that sets up a remote: `… key X`, `… pass X`.
    mutating func reportRemoteOptions(after mark: Range<Int>) {
        let words = words(from: mark.upperBound)
        let names: [StaticString] = ["key", "pass", "password", "secret_access_key", "token", "client_secret"]
        for (name, word) in zip(words, words.dropFirst()) {
            let isName = names.contains { $0.utf8CodeUnitCount == name.count && has($0, at: name.lowerBound) }
            let value = unquoted(word)
            if isName, !isFound(value.lowerBound), isPasswordLike(value) || isKeyLike(value) {
                report(.secret, at: value)
            }
        }
    }

    // MARK: Hashes

    /// Reports a stored hash that begins with the name of its format.
    mutating func reportStoredHash(at mark: Range<Int>) {
        let end = skip(ByteSet("A-Za-z0-9./+=$,:*@_{}-"), from: mark.lowerBound, limit: 1_200)
        let hash = mark.lowerBound..<end
        let isSigned = text[hash].contains { "$}".utf8.contains($0) }
        let hasBody = parts(of: hash, separatedBy: ByteSet("$:{}*,@")).contains { part in
            part.count >= 22 && SecretShape(text[part]).digits > 1 && SecretShape(text[part]).distinct >= 8
        }
        guard hash.count >= 30, isSigned, hasBody, !isFound(hash.lowerBound) else { return }
        report(.passwordHash, at: hash)
    }

    /// Reports hexadecimal digits that are a hash by the sign before them: `md5…` of a user list, `*…` of a database,
    /// `NTLM : …`, and the answer to a challenge behind a domain.
    mutating func reportMarkedHash(after mark: Range<Int>) {
        guard self[mark.lowerBound] != UInt8(ascii: ":") else { return reportChallenge(after: mark) }
        let isNamed = self[mark.lowerBound].folded == UInt8(ascii: "n")
        let start = isNamed ? skip(ByteSet(" :"), from: mark.upperBound, limit: 12) : mark.upperBound
        let end = skip(.hex, from: start, limit: 41)
        let isStar = self[mark.upperBound - 1] == UInt8(ascii: "*")
        guard end - start == (isStar ? 40 : 32), !ByteSet.alphanumerics.contains(self[end]), !isFound(start) else {
            return
        }
        report(.passwordHash, at: (isNamed ? start : isStar ? start - 1 : start - 3)..<end)
    }

    /// Reports the answer to a challenge: `user::domain:16 digits:32 digits:…`
    private mutating func reportChallenge(after mark: Range<Int>) {
        let domain = skip(.userName, from: mark.upperBound, limit: 40)
        guard self[domain] == UInt8(ascii: ":"), domain > mark.upperBound else { return }
        let challenge = skip(.hex, from: domain + 1, limit: 17)
        let answer = skip(.hex, from: challenge + 1, limit: 33)
        guard challenge - domain == 17, answer - challenge == 33 else { return }
        report(.passwordHash, at: challenge + 1..<skip(ByteSet("0-9a-fA-F:"), from: answer, limit: 1_200))
    }
}
