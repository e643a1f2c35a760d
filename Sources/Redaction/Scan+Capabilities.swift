/// Addresses that give access to everybody who knows them.
extension Scan {
    /// Reports the identifiers of an address that is a secret as a whole: of a hook, a check-in, a feed or a node.
    ///
    /// - Parameter separator: the `://` of the address.
    mutating func reportCapability(in separator: Range<Int>) {
        let end = stop(before: Self.addressEnds, from: separator.upperBound, limit: 400)
        let host = separator.upperBound..<min(end, stop(before: ByteSet("/?#"), from: separator.upperBound, limit: 120))
        let query = text[host.upperBound..<end].firstIndex(of: UInt8(ascii: "?")) ?? end
        var isHook = parts(of: host, separatedBy: ByteSet(".-")).contains { isHookWord($0) }
        isHook = isHook || mentions(["cron", "uptime", "heartbeat", "healthcheck"], in: host)
        let isFeed = has(".ics", at: query - 4)
        let isNode = isNode(host)
        var isLink = false
        let isBucket = mentions(["oraclecloud"], in: host)
        for segment in parts(of: host.upperBound..<query, separatedBy: ByteSet("/")) {
            // `/private-X/basic.ics`
            let sign = has("private-", at: segment.lowerBound) ? segment.lowerBound + 8 : segment.lowerBound
            if sign > segment.lowerBound, isHexKey(sign..<segment.upperBound) {
                report(.serviceToken, at: sign..<segment.upperBound)
            } else if isHook || (isNode || isFeed || isBucket) && segment.count >= 24, isIdentifier(segment) {
                report(.serviceToken, at: segment)
            } else if isLink, segment.count >= 16,
                isIdentifier(segment) || segment.count >= 32 && isHexKey(segment.upperBound - 32..<segment.upperBound)
            {
                report(.serviceToken, at: segment)
            }
            isHook = isHook || isHookWord(segment)
            // A folder of a repository has such a name too.
            let isRepository = mentions(["tree", "commit", "blob", "raw", "compare"], in: segment)
            isLink = (isLink || isLinkWord(segment)) && !isRepository
        }
        guard query < end else { return }
        for pair in parts(of: query + 1..<end, separatedBy: ByteSet("&")) {
            guard let equals = text[pair].firstIndex(of: UInt8(ascii: "=")) else { continue }
            let names: [StaticString] = ["key", "token", "secret", "appid", "sign", "auth"]
            let linkNames: [StaticString] = ["t", "k", "h", "sig", "ticket", "hash", "code"]
            let value = equals + 1..<pair.upperBound
            let isNamed =
                names.contains { hasFolded($0, at: equals - $0.utf8CodeUnitCount) }
                || isLink
                    && linkNames.contains {
                        $0.utf8CodeUnitCount == equals - pair.lowerBound && has($0, at: pair.lowerBound)
                    }
            guard isNamed, isHook || isLink ? isIdentifier(value) : SecretShape(text[value]).isUUID || isHexKey(value)
            else {
                continue
            }
            report(.query, at: value)
        }
    }

    /// Whether a part of an address says that what follows it triggers something.
    private func isHookWord(_ range: Range<Int>) -> Bool {
        guard range.count <= 24, !text[range].contains(UInt8(ascii: ".")) else { return false }
        let whole: [StaticString] = ["ping", "deploy", "trigger", "triggers", "heartbeat", "incoming", "notify"]
        return mentions(["hook"], in: range)
            || whole.contains { $0.utf8CodeUnitCount == range.count && hasFolded($0, at: range.lowerBound) }
    }

    /// Whether a part of an address says that who follows it is let in: to a new password, a session or a group.
    private func isLinkWord(_ range: Range<Int>) -> Bool {
        guard range.count <= 28, !text[range].contains(UInt8(ascii: ".")) else { return false }
        let words: [StaticString] = [
            "magic", "reset", "invit", "confirm", "activat", "set-password", "set_password", "unlock", "login",
            "signin",
            "sign-in", "sign_in", "onboard", "one-time", "onetime", "passwordless", "unsubscribe", "verify",
        ]
        return mentions(words, in: range)
    }

    /// Whether a host is a node of a chain, to which each customer has an address.
    private func isNode(_ host: Range<Int>) -> Bool {
        mentions(["net.", "rpc", "node.", "nodes.", "chain", "infura", "alchemy"], in: host)
    }

    /// Whether a part of an address was generated.
    private func isIdentifier(_ range: Range<Int>) -> Bool {
        guard range.count >= 10, text[range].allSatisfy(ByteSet.words.contains) else { return false }
        return SecretShape(text[range]).isUUID || isHexKey(range) || isAlternating(range, least: 10)
    }

    private static let addressEnds = ByteSet("\u{1}- \"'`<>\\;,()[]{}|")
}
