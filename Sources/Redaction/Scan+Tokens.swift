extension Scan {
    /// Reports a token that begins with the prefix of `shape`.
    mutating func reportToken(of shape: TokenShape, at prefix: Range<Int>) {
        guard isBoundary(prefix.lowerBound), has(shape.prefix, at: prefix.lowerBound) else { return }
        let end = runEnd(of: shape.body, from: prefix.upperBound)
        guard shape.length.contains(end - prefix.upperBound) else { return }
        let body = SecretShape(text[prefix.upperBound..<end])
        guard body.distinct >= 6, !body.isPlaceholder, !shape.needsDigit || body.digits > 0 else { return }
        report(shape.kind, at: prefix.lowerBound..<end)
    }

    /// Reports a JSON Web Token: header and payload, with or without a signature.
    mutating func reportWebToken(at start: Int) {
        guard isBoundary(start), has("eyJ", at: start) else { return }
        let header = runEnd(of: .words, from: start)
        guard header - start >= 12, self[header] == UInt8(ascii: ".") else { return }
        let payload = runEnd(of: .words, from: header + 1)
        // The second part of an encrypted token may be empty, if both sides have the key.
        guard
            payload - header >= 12
                || payload == header + 1 && self[payload] == UInt8(ascii: ".")
                    && skip(.words, from: payload + 1, limit: 16) - payload > 12
        else { return }
        let hasSignature = self[payload] == UInt8(ascii: ".")
        var end = hasSignature ? runEnd(of: .words, from: payload + 1) : payload
        // An encrypted token has two further parts.
        for _ in 0..<2 where end > payload && self[end] == UInt8(ascii: ".") { end = runEnd(of: .words, from: end + 1) }
        report(.jwt, at: start..<end)
    }

    /// Reports a SendGrid key: two parts of fixed length after `SG.`.
    mutating func reportSendGridKey(at prefix: Range<Int>) {
        guard isBoundary(prefix.lowerBound), has("SG.", at: prefix.lowerBound) else { return }
        let first = runEnd(of: .words, from: prefix.upperBound)
        guard (16...32).contains(first - prefix.upperBound), self[first] == UInt8(ascii: ".") else { return }
        let second = runEnd(of: .words, from: first + 1)
        guard (32...64).contains(second - first - 1) else { return }
        report(.serviceToken, at: prefix.lowerBound..<second)
    }

    /// Reports a Telegram bot's token: the bot's number, a colon, and 35 characters from `AA` on.
    mutating func reportTelegramToken(at colon: Range<Int>) {
        let start = runStart(of: .digits, before: colon.lowerBound, limit: 11)
        // In an API address the number follows the word `bot`.
        let isAfterBot = hasFolded("bot", at: start - 3)
        guard (8...10).contains(colon.lowerBound - start), isAfterBot || isBoundary(start),
            has(":AA", at: colon.lowerBound)
        else { return }
        let end = runEnd(of: .words, from: colon.lowerBound + 1)
        guard (34...36).contains(end - colon.lowerBound - 1) else { return }
        report(.serviceToken, at: start..<end)
    }

    /// Reports a Terraform Cloud token, recognised by its middle.
    mutating func reportTerraformToken(at middle: Range<Int>) {
        let start = runStart(of: .alphanumerics, before: middle.lowerBound, limit: 15)
        guard middle.lowerBound - start == 14 else { return }
        let end = runEnd(of: .anyBase64, from: middle.upperBound)
        guard end - middle.upperBound >= 40 else { return }
        report(.vaultToken, at: start..<end)
    }

    /// Reports the secret part of the address of a chat webhook.
    mutating func reportWebhook(at host: Range<Int>) {
        let path = ByteSet("A-Za-z0-9/_@\\-")
        let end = runEnd(of: path, from: host.upperBound)
        let shape = SecretShape(text[host.upperBound..<end])
        guard end - host.upperBound >= 16, shape.digits > 0, !shape.isPlaceholder else { return }
        report(.serviceToken, at: host.upperBound..<end)
    }

    /// Reports a password hash of `crypt` or Argon2.
    mutating func reportPasswordHash(at start: Int) {
        let end = runEnd(of: .crypt, from: start)
        let length = end - start
        guard length >= 30, length <= 256 else { return }
        let dollars = text[start..<end].reduce(0) { $0 + ($1 == UInt8(ascii: "$") ? 1 : 0) }
        let shape = SecretShape(text[start..<end])
        guard (3...6).contains(dollars), shape.digits > 2, shape.lower > 4, shape.upper > 4 else { return }
        report(.passwordHash, at: start..<end)
    }

    // MARK: Keys of many lines

    /// Reports a private key in PEM or PGP armour: up to its end, or up to the end of the text if the key was cut off.
    ///
    /// The header alone, as in programs that look for keys, is not a key.
    mutating func reportPrivateKey(at prefix: Range<Int>) {
        let label = skip(ByteSet("A-Z0-9 "), from: prefix.upperBound, limit: 40)
        let name = text[prefix.lowerBound..<label]
        guard has("-----", at: label), Self.occurs("PRIVATE KEY", in: name) else { return }
        let body = label + 5
        guard hasKeyBody(from: body) else { return }
        let valueEnd = valueEnd(from: body)
        var position = body
        while position < valueEnd {
            if has("-----END ", at: position) {
                let label = skip(ByteSet("A-Z0-9 "), from: position + 9, limit: 40)
                if has("-----", at: label), Self.occurs("PRIVATE KEY", in: text[position..<label]) {
                    resume = label + 5
                    report(.privateKey, at: prefix.lowerBound..<resume)
                    return
                }
            }
            position += 1
        }
        resume = valueEnd
        report(.privateKey, at: prefix.lowerBound..<valueEnd)
    }

    /// Whether the lines from `start` on look like the inside of a key. Line ends may be escapes, and lines may begin
    /// with a number or with the mark of a diff.
    private func hasKeyBody(from start: Int) -> Bool {
        var run = 0
        var index = start
        while index < min(text.count, start + 240) {
            run = ByteSet.base64.contains(text[index]) ? run + 1 : 0
            if run >= 24 { return true }
            index += 1
        }
        return false
    }

    /// Reports the private lines of a PuTTY key.
    mutating func reportPuTTYKey(at header: Range<Int>) {
        let count = skip(ByteSet("0-9 "), from: header.upperBound, limit: 8)
        guard count > header.upperBound, hasKeyBody(from: count) else { return }
        let valueEnd = valueEnd(from: count)
        var end = count
        while end < valueEnd, !hasFolded("private-mac", at: end) { end += 1 }
        resume = end
        report(.privateKey, at: count..<end)
    }

    private static func occurs(_ literal: StaticString, in bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        literal.withUTF8Buffer { literal in
            bytes.indices.contains { start in
                bytes.endIndex - start >= literal.count
                    && literal.indices.allSatisfy { bytes[start + $0] == literal[$0] }
            }
        }
    }
}
