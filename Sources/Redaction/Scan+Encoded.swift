/// Credentials that are encoded, and are known by what they stand for.
extension Scan {
    /// Reports the base64 string around a spelling of the word for a password, if it stands for a text that gives one.
    mutating func reportEncodedText(around mark: Range<Int>) {
        let start = runStart(of: .anyBase64, before: mark.lowerBound, limit: 600)
        let end = skip(.anyBase64, from: mark.upperBound, limit: 2_000)
        guard (16...2_500).contains(end - start), !isFound(start) else { return }
        // An assignment may be before the string: `NAME=X`
        let sign = text[start..<mark.lowerBound].lastIndex(of: UInt8(ascii: "=")).map { $0 + 1 } ?? start
        let decoded = Base64Text.decoded(text[sign..<end])
        let isText = decoded.allSatisfy { (0x20...0x7E).contains($0) || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 }
        guard isText, Self.givesPassword(decoded) else { return }
        report(.secret, at: sign..<end)
    }

    /// Whether a text has a word for a password and a value behind it.
    private static func givesPassword(_ decoded: [UInt8]) -> Bool {
        let words = ["password", "passwd", "pass\""].map { Array($0.utf8) }
        return decoded.indices.contains { index in
            guard
                let word = words.first(where: { word in
                    decoded.count - index >= word.count
                        && word.indices.allSatisfy { decoded[index + $0].folded == word[$0] }
                })
            else { return false }
            let rest = decoded[(index + word.count)...].drop { ByteSet("\"' ").contains($0) }
            guard let sign = rest.first, ":=".utf8.contains(sign) else { return false }
            return rest.dropFirst().drop { ByteSet("\"' ").contains($0) }.prefix { $0 > 0x20 }.count >= 4
        }
    }

    /// Reports a user and a password in base64 behind the word `Basic`.
    mutating func reportBasicPair(after mark: Range<Int>) {
        guard isBoundary(mark.lowerBound), !isFound(mark.upperBound) else { return }
        let end = skip(.anyBase64, from: mark.upperBound, limit: 600)
        guard end - mark.upperBound >= 8, Self.isPair(Base64Text.decoded(text[mark.upperBound..<end]), 0x3A) else {
            return
        }
        report(.authorization, at: mark.upperBound..<end)
    }

    /// Whether a text is two words of plain characters with `sign` between them.
    private static func isPair(_ decoded: [UInt8], _ sign: UInt8) -> Bool {
        guard let place = decoded.lastIndex(of: sign), decoded.count - place > 4 else { return false }
        return decoded.allSatisfy { (0x21...0x7E).contains($0) || $0 == sign || $0 >= 0xC3 }
    }

    /// Reports what the next line of a log of mail answers to the request for a password in base64.
    mutating func reportEncodedAnswer(after mark: Range<Int>) {
        guard isBoundary(mark.lowerBound) else { return }
        guard let value = encodedWord(below: mark.upperBound), !isFound(value.lowerBound) else { return }
        let decoded = Base64Text.decoded(text[value])
        guard decoded.count >= 4, decoded.allSatisfy({ (0x20...0x7E).contains($0) || $0 >= 0xC3 }) else { return }
        report(.secret, at: value)
    }

    /// The base64 string in the next line, behind the signs of a log.
    private func encodedWord(below position: Int) -> Range<Int>? {
        var line = lineEnd(from: position, limit: 60)
        // `\r\n'` at the end of a line that is itself in quotes
        while let next = Optional(nextLine(at: line)), next > line, lineEnd(from: next, limit: 4) - next < 3 {
            line = lineEnd(from: next, limit: 4)
        }
        let next = nextLine(at: line)
        guard next > line else { return nil }
        let end = lineEnd(from: next, limit: 400)
        let words = parts(of: next..<end, separatedBy: ByteSet(" \t'\"\\>:"))
        return words.first { word in
            word.count >= 8 && word.count.isMultiple(of: 4) && text[word].allSatisfy(ByteSet.base64.contains)
        }
    }

    /// Reports the argument of `AUTH PLAIN`, in its line or the lines below.
    mutating func reportPlainLogin(after mark: Range<Int>) {
        let end = min(text.count, mark.upperBound + 400)
        let words = parts(of: mark.upperBound..<end, separatedBy: ByteSet(" \t\n\r'\"\\>:"))
        let login = words.prefix(6).first { word in
            word.count >= 12 && Self.isPair(Base64Text.decoded(text[word]), 0)
        }
        if let login, !isFound(login.lowerBound) { report(.secret, at: login) }
    }

    /// Reports the text of an element for a password that is in base64.
    mutating func reportEncodedElement(after mark: Range<Int>) {
        guard mentions(["pass", "pwd", "secret", "token"], in: max(0, mark.lowerBound - 24)..<mark.lowerBound),
            !isFound(mark.upperBound)
        else { return }
        let end = skip(.base64, from: mark.upperBound, limit: 400)
        if end - mark.upperBound >= 8, self[end] == UInt8(ascii: "<") { report(.secret, at: mark.upperBound..<end) }
    }

    /// Reports a password of a set-up file of Windows: base64 that ends with the name of the setting.
    mutating func reportWideText(around mark: Range<Int>) {
        let start = runStart(of: .base64, before: mark.lowerBound, limit: 400)
        let end = skip(.base64, from: mark.upperBound, limit: 4)
        let decoded = Base64Text.decoded(text[start..<end])
        let isWide = decoded.indices.allSatisfy { $0.isMultiple(of: 2) || decoded[$0] == 0 }
        if mark.lowerBound - start >= 16, isWide, !isFound(start) { report(.secret, at: start..<end) }
    }

    /// Reports a file of keys, or a private key, in base64 without armour.
    mutating func reportKeyArchive(around mark: Range<Int>) {
        let start = runStart(of: .base64, before: mark.lowerBound, limit: 12)
        guard has("MI", at: start), mark.lowerBound - start <= 8, isBoundary(start), !isFound(start) else { return }
        var end = runEnd(of: .base64, from: start)
        guard end - start >= 64 else { return }
        while true {
            let next = skip(.blanks, from: nextLine(at: end), limit: 40)
            let last = skip(.base64, from: next, limit: 200)
            guard next > end, last - next >= 20 else { break }
            end = last
        }
        report(.privateKey, at: start..<end)
    }

    /// Reports the private numbers of a key whose numbers are elements of XML.
    mutating func reportKeyNumbers(after mark: Range<Int>) {
        let tags: [StaticString] = ["<d>", "<p>", "<q>", "<dp>", "<dq>", "<inverseq>"]
        let limit = min(text.count, mark.upperBound + 4_000)
        var index = mark.upperBound
        while index < limit, !hasFolded("</rsa", at: index), !hasFolded("<exponent>", at: index) {
            guard let tag = tags.first(where: { hasFolded($0, at: index) }) else { index += 1; continue }
            let start = index + tag.utf8CodeUnitCount
            let end = skip(.base64, from: start, limit: 1_000)
            if end - start >= 40 { report(.privateKey, at: start..<end) }
            index = max(end, index + 1)
        }
    }

    /// Reports the secret of a connection, behind the random number of its client.
    mutating func reportConnectionSecret(after mark: Range<Int>) {
        let number = skip(.hex, from: mark.upperBound, limit: 65)
        let end = skip(.hex, from: number + 1, limit: 129)
        guard number - mark.upperBound == 64, self[number] == UInt8(ascii: " "), end - number >= 65 else { return }
        report(.privateKey, at: number + 1..<end)
    }

    /// Reports a value of a form that logs somebody in.
    mutating func reportFormValue(at mark: Range<Int>) {
        let isCode = ByteSet.digits.contains(self[mark.lowerBound])
        let start = isCode ? mark.lowerBound : mark.upperBound
        let end = skip(ByteSet("A-Za-z0-9%._~/+=-"), from: start, limit: 8_000)
        guard end - start >= (isCode ? 40 : 16), !isFound(start), isBoundary(mark.lowerBound) || !isCode else { return }
        let shape = SecretShape(text[start..<end])
        guard shape.digits >= 2, shape.distinct >= 8, !shape.isStandIn else { return }
        report(.secret, at: start..<end)
    }

    /// Reports the code of a login in a request that has the other values of such an exchange.
    mutating func reportExchangedCode(after mark: Range<Int>) {
        guard isBoundary(mark.lowerBound), self[mark.lowerBound - 1] != UInt8(ascii: "_") else { return }
        let end = skip(ByteSet("A-Za-z0-9%._~/-"), from: mark.upperBound, limit: 2_000)
        let around = max(0, mark.lowerBound - 160)..<min(text.count, end + 160)
        guard end - mark.upperBound >= 16, SecretShape(text[mark.upperBound..<end]).digits > 0, !isFound(end - 1),
            mentions(["grant_type", "redirect_uri"], in: around)
        else { return }
        report(.secret, at: mark.upperBound..<end)
    }

    /// Reports a UUID in the settings of a service whose tokens are such.
    mutating func reportServiceIdentifier(after mark: Range<Int>) {
        let value = wordEnd(from: skip(ByteSet("\"'\\"), from: mark.upperBound, limit: 4))
        guard SecretShape(text[value]).isUUID, !isFound(value.lowerBound) else { return }
        let services: [StaticString] = [
            "codecov", "splunk", "[http", "hec", "acl", "consul", "nomad", "rollbar", "logdna",
        ]
        if mentions(services, in: max(0, mark.lowerBound - 80)..<mark.lowerBound) { report(.secret, at: value) }
    }
}
