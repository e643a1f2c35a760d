/// Lines of settings of devices, of protocols and of files that have logins, and codes that people say.
extension Scan {
    /// Reports the word behind the words of a network device for a key.
    mutating func reportDeviceKey(after mark: Range<Int>) {
        let line = lineStart(before: mark.lowerBound)
        // Only in lines that begin with a word of such settings.
        let isPlain = hasFolded(" key ", at: mark.lowerBound) || hasFolded("authentication ", at: mark.lowerBound)
        guard
            !isPlain
                || mentions(["server", "isakmp", "neighbor", "radius", "tacacs", "ntp"], in: line..<mark.lowerBound),
            !isFound(mark.upperBound)
        else { return }
        var value = wordEnd(from: skip(ByteSet("\\\"'"), from: mark.upperBound, limit: 4))
        // `key 7 X`: how it is stored
        if value.count == 1, ByteSet.digits.contains(text[value.lowerBound]) {
            value = wordEnd(from: skip(ByteSet(" \\\"'"), from: value.upperBound, limit: 4))
        }
        let isHash = hasFolded(" sha ", at: mark.lowerBound) || hasFolded(" md5 ", at: mark.lowerBound)
        let isText = hasFolded("ascii ", at: mark.lowerBound)
        guard !isText || mentions(["psk", "wpa", "key", "secret"], in: line..<mark.lowerBound) else { return }
        guard !isHash || mentions(["createuser", "auth", "key", "snmp"], in: line..<mark.lowerBound) else { return }
        if isStrongPassword(value) || isKeyLike(value) { report(.secret, at: value) }
    }

    /// Reports what a client sends to log in: `AUTH X`, `> PASS X`, `LOGIN name "X"`, `IDENTIFY X`.
    mutating func reportProtocolLine(at mark: Range<Int>) {
        let command = mark.lowerBound..<mark.upperBound - 1
        let line = lineStart(before: mark.lowerBound, limit: 60)
        let isCommand = self[mark.lowerBound] == UInt8(ascii: "/")
        guard isCommand || text[command].allSatisfy(ByteSet.uppercase.contains), !isFound(mark.upperBound) else {
            return
        }
        // `127.0.0.1:6379> AUTH`, `C: a1 LOGIN`, `/msg NickServ IDENTIFY`
        let before = text[line..<mark.lowerBound]
        let isTag = !before.isEmpty && before.count <= 6 && before.contains { ByteSet.digits.contains($0) }
        let isSent =
            before.contains { ">:/\"'".utf8.contains($0) } || mentions(["nickserv"], in: line..<mark.lowerBound)
            || isTag
            || before.isEmpty && (!hasFolded("pass", at: mark.lowerBound) || isLogin(around: mark))
        guard isCommand || isSent, isBoundary(mark.lowerBound) else { return }
        let words = words(from: mark.upperBound)
        let isFirst = hasFolded("pass", at: mark.lowerBound) || words.count == 1
        for word in isFirst ? words.prefix(1) : words.prefix(4).dropFirst() {
            let value = unquoted(word)
            if isStrongPassword(value) { return report(.secret, at: value) }
        }
    }

    /// Whether the lines around a command are those of a login, in which a client and a server write in turn.
    private func isLogin(around mark: Range<Int>) -> Bool {
        let before = max(0, mark.lowerBound - 80)..<mark.lowerBound
        let behind = mark.upperBound..<min(text.count, mark.upperBound + 90)
        return mentions(["user ", "331", "+ok"], in: before)
            || mentions(["\nnick ", "\\nnick ", "\n230", "\n+ok"], in: behind)
    }

    /// Reports a code that somebody says: "the 2FA code is 123456".
    mutating func reportSpokenCode(at mark: Range<Int>) {
        let words: [StaticString] = [
            "2fa", "mfa", "otp", "auth", "login", "security", "verification", "sms", "door", "gate", "alarm", "pin",
            "access", "confirmation", "unlock", "sign-in", "entry", "backup",
        ]
        guard mentions(words, in: max(0, mark.lowerBound - 24)..<mark.lowerBound) else { return }
        let start = skip(ByteSet(" \"'`*"), from: mark.upperBound, limit: 4)
        let end = skip(.digits, from: start, limit: 10)
        guard (4...9).contains(end - start), !ByteSet.words.contains(self[end]) else { return }
        report(.secret, at: start..<end)
    }

    /// Reports the seed of one-time passwords behind a word for them: base32, or groups of four signs.
    mutating func reportOneTimeSeed(after end: Int) {
        let limit = seedEnd(from: end)
        var index = end
        while index < limit {
            guard ByteSet.alphanumerics.contains(text[index]), isBoundary(index) else { index += 1; continue }
            let last = runEnd(of: .alphanumerics, from: index)
            if isBase32Seed(index..<last) {
                if !isFound(index) { report(.secret, at: index..<last) }
                return
            }
            if let groups = groups(from: index) {
                if !isFound(index) { report(.secret, at: groups) }
                return
            }
            index = last
        }
    }

    /// Whether a value is base32 in capitals, as seeds are.
    func isBase32Seed(_ range: Range<Int>) -> Bool {
        guard (16...128).contains(range.count), text[range].allSatisfy(ByteSet.base32.contains) else { return false }
        let shape = SecretShape(text[range])
        return shape.digits >= 1 && shape.upper >= 6 && shape.distinct >= 8
    }

    /// Four groups or more of four signs of base32 each, from `start` on.
    private func groups(from start: Int) -> Range<Int>? {
        let signs = ByteSet("a-zA-Z2-7")
        var (count, last, group) = (0, start, start)
        while count < 16 {
            let next = skip(signs, from: group, limit: 5)
            guard next - group == 4 else { break }
            (count, last) = (count + 1, next)
            guard " -".utf8.contains(self[next]) else { break }
            group = next + 1
        }
        return count >= 4 && SecretShape(text[start..<last]).digits > 0 ? start..<last : nil
    }

    /// Reports the second of two words in backquotes.
    mutating func reportQuotedPair(after start: Int) {
        let end = stop(before: ByteSet("\u{1}- `"), from: start, limit: 80)
        guard self[end] == UInt8(ascii: "`"), isStrongPassword(start..<end),
            !text[start..<end].contains(UInt8(ascii: ".")),
            SecretShape(text[start..<end]).digits > 1 || SecretShape(text[start..<end]).symbols > 0
                || isWordChain(start..<end)
        else { return }
        report(.secret, at: start..<end)
    }

    /// Reports the password of a file that has a name and a password: one a line, or behind a place in one line.
    mutating func reportLoginFile(at mark: Range<Int>) {
        let first = nextLine(at: lineEnd(from: mark.upperBound - 2, limit: 80))
        guard first > mark.upperBound - 2,
            mentions(["cat ", "<==", "==>", ":", ">", "<auth"], in: lineStart(before: mark.lowerBound)..<first)
        else { return }
        let end = lineEnd(from: first)
        let fields = words(from: first).filter { $0.upperBound <= end }
        if fields.count == 1 {
            let second = nextLine(at: end)
            if second > end, let value = onlyWord(in: second..<lineEnd(from: second)), isPasswordLike(value) {
                report(.secret, at: value)
            }
        } else if fields.count == 3, "/\"".utf8.contains(self[first]), isStrongPassword(unquoted(fields[2])) {
            report(.secret, at: unquoted(fields[2]))
        }
    }

    /// Reports the tokens in the first column of a table of tokens that let machines join a cluster.
    mutating func reportListedJoinToken(after end: Int) {
        var line = lineEnd(from: end)
        for _ in 0..<20 {
            let start = nextLine(at: line)
            guard start > line else { return }
            let dot = skip(.lowercaseAlphanumerics, from: start, limit: 7)
            let last = skip(.lowercaseAlphanumerics, from: dot + 1, limit: 17)
            guard dot - start == 6, self[dot] == UInt8(ascii: "."), last - dot == 17 else { return }
            report(.vaultToken, at: start..<last)
            line = lineEnd(from: last)
        }
    }
}
