/// Passwords in conversations: the answer to a question for one, in another line or message than the word for it.
extension Scan {
    /// The password that answers the line in which `name` is: alone in one of the next lines, or first in the message
    /// of a speaker.
    func answeredValue(after name: Range<Int>) -> Range<Int>? {
        let line = lineEnd(from: name.upperBound, limit: 160)
        let start = lineStart(before: name.lowerBound, limit: 200)
        let isQuestion =
            isQuestion(name.upperBound..<line)
            || mentions(["what's the", "whats the", "what is the"], in: start..<name.lowerBound)
        let isMessage = messageStart(in: start..<name.lowerBound) != nil
        // A short request in another language: the next line is the answer.
        let isRequest = self[name.lowerBound] >= 0x80 && line - start < 90
        // What has a time before it, or words of a request in it, is a message, and not a line of settings.
        let isSpoken =
            isRequest
            || isMessage
                && (isTimed(start) || isTimed(nextLine(at: line))
                    || mentions(Self.requests, in: start..<name.lowerBound))
            || mentions(["please", "provide", "enter "], in: start..<name.lowerBound)
        // A name with a value behind it is a setting.
        let isSetting = ":=".utf8.contains(self[skip(ByteSet(" \"'"), from: name.upperBound, limit: 12)])
        guard isQuestion || isSpoken && !isSetting else { return nil }
        var end = line
        for _ in 0..<4 {
            let start = nextLine(at: end)
            guard start > end else { return nil }
            end = lineEnd(from: start, limit: 200)
            let message = messageStart(in: start..<end)
            guard let content = message ?? (isQuestion || isRequest ? start : nil), content <= end else { return nil }
            if let value = answer(in: content..<end, isMessage: message != nil) { return value }
            // "One moment" may come first.
            guard end - content <= (message == nil ? 24 : 60) else { return nil }
        }
        return nil
    }

    /// Whether a line begins with a time, or the name of a speaker in a chat, in brackets.
    private func isTimed(_ start: Int) -> Bool {
        let first = skip(ByteSet(" \t"), from: start, limit: 4)
        return self[first] == UInt8(ascii: "<")
            || self[first] == UInt8(ascii: "[") && ByteSet.digits.contains(self[first + 1])
            || self[first] == UInt8(ascii: "[") && self[first + 1] >= 0x80
            || self[first] == UInt8(ascii: "[") && self[first + 3] == 0x20
    }

    /// Words of a request for something, in the languages of the words for a password.
    private static let requests: [StaticString] = [
        "send ", "give ", "need", "forgot", "what", "pls", "please", "again", "tell me", "share", "where", "remind",
        "schick", "gib ", "brauch", "wie ", "sag ", "nochmal", "vergessen", "donne", "envoie", "besoin", "quel",
        "rappelle",
        "manda", "dammi", "ricord", "serve", "qual", "dime", "pásame", "pasa", "envía", "necesito", "cuál", "recuerda",
        "passa", "preciso", "podaj", "wyślij", "jakie", "potrzebuj", "pošli", "jaké", "ge ", "stuur", "heb ", "nodig",
        "skicka", "behöver", "trenger", "hvad", "hva ", "gönder", "lazım", "kirim", "minta", "gửi", "cho ", "küldd",
        "trimite", "lähetä", "mikä",
    ]

    /// Whether a text asks: a question mark of some script, or a colon at its end, is in it.
    private func isQuestion(_ range: Range<Int>) -> Bool {
        let last = runStart(of: .blanks, before: range.upperBound, limit: 4)
        return last == range.lowerBound + 1 && self[range.lowerBound] == UInt8(ascii: ":")
            || range.contains { index in
                self[index] == UInt8(ascii: "?") || has("？", at: index) || has("؟", at: index)
            }
    }

    /// The beginning of what somebody says in a line: behind a time, a name and a colon, or the sign of a quotation.
    private func messageStart(in line: Range<Int>) -> Int? {
        var index = skip(ByteSet(" \t*-"), from: line.lowerBound, limit: 8)
        if self[index] == UInt8(ascii: "[") {
            index = skip(.blanks, from: stop(before: ByteSet("]\n"), from: index, limit: 24) + 1)
        }
        if self[index] == UInt8(ascii: "<") || self[index] == UInt8(ascii: ">") {
            let end = stop(before: ByteSet(">\n"), from: index, limit: 24)
            return self[end] == UInt8(ascii: ">") ? skip(ByteSet(" \"'`"), from: end + 1, limit: 3) : nil
        }
        let limit = min(line.upperBound, index + 40)
        var end = index
        while end < limit, Self.nameBytes.contains(text[end]) || text[end] >= 0x80, !has("：", at: end) { end += 1 }
        let isWide = has("：", at: end)
        guard end > index, end < line.upperBound, isWide || self[end] == UInt8(ascii: ":") else { return nil }
        return skip(ByteSet(" *\"'`"), from: end + (isWide ? 3 : 1), limit: 4)
    }

    private static let nameBytes = ByteSet("A-Za-z0-9 ._()*@-")

    /// The password that a message consists of or begins with.
    private func answer(in content: Range<Int>, isMessage: Bool) -> Range<Int>? {
        let around = ByteSet(" \t\"'`*")
        var start = skip(around, from: content.lowerBound, limit: 6)
        if isMessage, let link = Self.fillers.first(where: { hasFolded($0, at: start) }) {
            start = skip(around, from: start + link.utf8CodeUnitCount, limit: 4)
        }
        guard start < content.upperBound else { return nil }
        let last = stop(before: ByteSet("\u{1}- \"'`"), from: start, limit: content.upperBound - start)
        let end = last - text[start..<last].reversed().prefix { ".,;:*\\".utf8.contains($0) }.count
        let rest = skip(around, from: last, limit: 6)
        guard end > start, isTypedPassword(start..<end), rest >= content.upperBound || isMessage else { return nil }
        // Few words may follow: "all in lower case".
        guard rest >= content.upperBound || !isWordChain(start..<end) else { return nil }
        let isShort = content.upperBound - rest <= 30 || ",(–-".utf8.contains(self[rest])
        return isShort ? start..<end : nil
    }

    /// Words that an answer may begin with.
    private static let fillers: [StaticString] = [
        "its ", "it's ", "it is ", "try ", "use ", "yes, ", "sure, ", "sure: ", "ok, ", "same as always: ", "here: ",
        "here you go: ", "c'est ", "das ist ", "es ist ", "ist ", "es ", "è ", "é ", "to ", "это ", "je to ", "det er ",
        "wie immer: ", "still ", "now ",
    ]

    /// Whether a word that somebody types by itself is a password: none of the words with digits that people talk about.
    func isTypedPassword(_ range: Range<Int>) -> Bool {
        guard range.upperBound <= text.count else { return false }
        let shape = SecretShape(text[range])
        guard range.count >= 8 && range.count <= 64 || shape.symbols > 0, isStrongPassword(range), !shape.isUUID else {
            return false
        }
        return !Self.technical.contains { hasFolded($0, at: range.lowerBound) } && !isVersion(range)
            && !isRelease(range)
            && !text[range].contains { "/\\,:".utf8.contains($0) }
    }

    /// Whether a word begins as the number of a release does: `v2.3.1-rc4`.
    private func isRelease(_ range: Range<Int>) -> Bool {
        let start = self[range.lowerBound].folded == UInt8(ascii: "v") ? range.lowerBound + 1 : range.lowerBound
        let dot = skip(.digits, from: start, limit: 4)
        return dot > start && self[dot] == UInt8(ascii: ".") && ByteSet.digits.contains(self[dot + 1])
    }

    /// The beginnings of names of algorithms, formats and protocols, which have digits in them.
    private static let technical: [StaticString] = [
        "sha", "md5", "base", "argon", "bcrypt", "scrypt", "pbkdf", "aes", "hmac", "utf", "oauth", "rfc", "cve", "http",
        "ipv", "python", "win1", "win3", "win6", "x509", "spake", "chrome", "firefox", "safari", "openid", "bsd-",
        "gpl-", "mit-", "lgpl", "apache-2",
        "openldap", "ed25519", "rsa", "iso", "pkcs", "ntlm", "tls", "ssl", "gpt", "claude", "node",
        "php", "mysql", "postgres", "web3", "log4j", "es20", "ec2", "s3", "k8s", "route53", "neo4j", "h264", "mp3",
    ]

    /// The word that a sentence says is for a password: "use X as the root password", "try X for the VPN password".
    func valueBefore(_ name: CredentialName) -> Range<Int>? {
        guard hasFolded("pass", at: name.keyword.lowerBound) || hasFolded("pwd", at: name.keyword.lowerBound) else {
            return nil
        }
        let start = max(lineStart(before: name.range.lowerBound, limit: 120), name.range.lowerBound - 44)
        let links: [StaticString] = [
            " as ", " for ", " into the ", " in the ", " is the ", " is my ", " is our ", " is your ",
        ]
        let link = (start..<name.range.lowerBound).last { index in links.contains { has($0, at: index) } }
        guard let link, text[link..<name.range.lowerBound].allSatisfy({ ByteSet.letters.contains($0) || $0 == 0x20 })
        else { return nil }
        var end = link
        while end > 0, link - end < 4, ByteSet("\"'`\\").contains(text[end - 1]) { end -= 1 }
        let isQuoted = end < link
        var first = end
        while first > 0, end - first < 64, !ByteSet("\u{1}- \"'`\\").contains(text[first - 1]) { first -= 1 }
        guard first < end, !isFound(first) else { return nil }
        let isNumbered = isQuoted && isPasswordLike(first..<end) && SecretShape(text[first..<end]).digits > 1
        return isNumbered || isTypedPassword(first..<end) ? first..<end : nil
    }

    /// The password in the next message of a list of messages in JSON, if the message with `name` asks for it.
    func answeredMessage(after name: Range<Int>) -> Range<Int>? {
        let end = stop(before: ByteSet("\n\""), from: name.upperBound, limit: 160)
        let quote = runStart(of: .backslash, before: end, limit: 8)
        guard self[end] == UInt8(ascii: "\""), "?:".utf8.contains(self[quote - 1]) else { return nil }
        // `"… password?" -> "X"`, `"… password?"="X"`
        let sign = skip(ByteSet(" ->:="), from: end + 1, limit: 6)
        if sign > end + 1, let value = quotedValue(from: sign), isTypedPassword(value) { return value }
        let limit = min(text.count, end + 120)
        let keys: [StaticString] = ["content", "text", "message", "answer", "value"]
        guard
            let key = (end..<limit).first(where: { index in
                ByteSet.quotes.contains(text[index]) && keys.contains { has($0, at: index + 1) }
            })
        else { return nil }
        let colon = skip(ByteSet("a-z_\\\""), from: key + 1, limit: 24)
        guard self[colon] == UInt8(ascii: ":"), let value = quotedValue(from: skip(.blanks, from: colon + 1)) else {
            return nil
        }
        return isTypedPassword(value) ? value : nil
    }
}
