extension Scan {
    /// Reports the password in `scheme://user:password@host`, or a token in the place of the user.
    mutating func reportURLPassword(after separator: Range<Int>) {
        guard ByteSet.alphanumerics.contains(self[separator.lowerBound - 1]) else { return }
        let start = separator.upperBound
        let stop = stop(before: Self.userInfoEnds, from: start, limit: 512)
        guard let at = text[start..<stop].lastIndex(of: UInt8(ascii: "@")) else { return }
        userInfoEnd = at
        guard let colon = text[start..<at].firstIndex(of: UInt8(ascii: ":")) else {
            let user = SecretShape(text[start..<at])
            if at - start >= 20, user.isSecretLike { report(.urlPassword, at: start..<at) }
            return
        }
        let password = text[colon + 1..<at]
        // `<password>`, which stands for one.
        guard self[colon + 1] != UInt8(ascii: "<") else { return }
        guard password.count >= 2, !Self.isWord(password), !SecretShape(password).isStandIn else { return }
        report(.urlPassword, at: colon + 1..<at)
    }

    /// Reports the credentials after the scheme of an `Authorization` header, however the header is written.
    mutating func reportAuthorization(at name: Range<Int>) {
        guard !isFound(name.upperBound), !isPlaceholder(at: name.lowerBound),
            let value = headerValue(after: name.upperBound)
        else { return }
        var start = value.lowerBound
        let scheme = skip(ByteSet("A-Za-z0-9-"), from: start, limit: 20)
        if self[scheme] == UInt8(ascii: " "), scheme > start { start = skip(.blanks, from: scheme) }
        let end = sampleEnd(before: Self.headerEnds, from: start)
        let shape = SecretShape(text[start..<end])
        let isMixed = shape.digits > 0 || (shape.lower > 0 && shape.upper > 1)
        guard end - start >= 8, isMixed, shape.distinct >= 5, !shape.isPlaceholder, !shape.isCode else { return }
        report(.authorization, at: start..<fullEnd(of: start..<end, before: Self.headerEnds))
    }

    /// Reports a bearer token without its header.
    mutating func reportBearerToken(at keyword: Range<Int>) {
        guard isBoundary(keyword.lowerBound), !isFound(keyword.upperBound) else { return }
        let end = runEnd(of: .bearer, from: keyword.upperBound)
        let shape = SecretShape(text[keyword.upperBound..<end])
        guard end - keyword.upperBound >= 16, shape.digits > 0, shape.entropy >= 3, !shape.isPlaceholder,
            !shape.isCode
        else { return }
        report(.authorization, at: keyword.upperBound..<end)
    }

    /// Reports the pairs of a `Cookie` header; of `Set-Cookie` the pair alone, without its attributes.
    mutating func reportCookie(at name: Range<Int>) {
        guard !isFound(name.upperBound), !isPlaceholder(at: name.lowerBound),
            let value = headerValue(after: name.upperBound)
        else { return }
        let isSet = hasFolded("set-", at: name.lowerBound - 4)
        let equals = stop(before: Self.cookieNameEnds, from: value.lowerBound, limit: 128)
        guard self[equals] == UInt8(ascii: "=") else { return }
        let ends = isSet ? ByteSet("\u{1}-\u{1F}\"'`\\;") : Self.lineEnds
        let end = sampleEnd(before: ends, from: equals)
        guard end > equals + 6 else { return }
        let shape = SecretShape(text[equals + 1..<end])
        guard shape.digits > 0, shape.lower + shape.upper > 0 || shape.digits >= 8, !shape.isPlaceholder,
            !text[equals..<end].contains(UInt8(ascii: "("))
        else { return }
        report(.cookie, at: equals + 1..<fullEnd(of: equals..<end, before: ends))
    }

    /// Reports a signature or key in the query of a URL.
    mutating func reportQuerySecret(after name: Range<Int>) {
        guard !isFound(name.lowerBound) else { return }
        let end = sampleEnd(before: Self.queryEnds, from: name.upperBound)
        let shape = SecretShape(text[name.upperBound..<end])
        guard end - name.upperBound >= 12, shape.digits > 0, shape.entropy >= 3, !shape.isPlaceholder, !shape.isUUID,
            !shape.isCode
        else { return }
        report(.query, at: name.upperBound..<fullEnd(of: name.upperBound..<end, before: Self.queryEnds))
    }

    /// Returns the beginning of the value of a header whose name ends at `start`: after a colon on the same line, or as
    /// the value of a dictionary that has the name as a key.
    private func headerValue(after start: Int) -> Range<Int>? {
        var index = skip(.backslash, from: start)
        if ByteSet.quotes.contains(self[index]) { index += 1 }
        // `headers["Authorization"] = …`
        if self[index] == UInt8(ascii: "]") { index += 1 }
        index = skip(.blanks, from: index)
        guard ":=,".utf8.contains(self[index]) else { return nil }
        index = skip(.blanks, from: skip(ByteSet("=>"), from: index + 1))
        // Prefixes of Python's string literals: `b"…"`, `f"…"`, `r"…"`, `u"…"`.
        index = skip(ByteSet("bfru"), from: index, limit: ByteSet.quotes.contains(self[index + 1]) ? 1 : 0)
        index = skip(.backslash, from: index)
        if ByteSet.quotes.contains(self[index]) { index += 1 }
        let end = sampleEnd(before: Self.lineEnds, from: index)
        return end > index ? index..<end : nil
    }

    /// Whether `bytes` are a word that documentation uses as a placeholder for a password.
    private static func isWord(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        let words: [StaticString] = ["password", "passwd", "pass", "pwd", "pw", "secret", "token", "key", "port"]
        return words.contains { word in
            word.withUTF8Buffer { $0.count == bytes.count && zip($0, bytes).allSatisfy { $0 == $1.folded } }
        }
    }

    private static let lineEnds = ByteSet("\u{1}-\u{1F}\"'`\\")
    private static let queryEnds = ByteSet("\u{1}- \"'`<>\\&#;)]")
    private static let userInfoEnds = ByteSet("\u{1}- \"'`<>\\/")
    private static let headerEnds = ByteSet("\u{1}- \"'`<>\\,;")
    private static let cookieNameEnds = ByteSet("\u{1}-\u{1F}\"'`\\=;(")
}
