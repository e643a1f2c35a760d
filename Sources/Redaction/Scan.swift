/// One pass over a text, with the state of the rules that look for secrets in it.
///
/// A function whose name begins with `report` looks at the text around a keyword and adds a match if it finds a secret.
/// The buffer is borrowed: a scan must not outlive the call that made it.
struct Scan {
    /// The text as UTF-8, or as whatever bytes there are.
    let text: UnsafeBufferPointer<UInt8>
    /// Exact values that never may pass.
    let denied: DenyList
    /// Whether the text is JSON, so that a value ends with its string literal.
    let isJSON: Bool
    /// The matches so far, ascending and without overlap.
    private(set) var matches: [SecretMatch] = []
    /// Whether a sequence hides text, so that the visible text must be scanned instead.
    private(set) var isDisguised = false
    /// The position up to which a rule has dealt with all bytes.
    var resume = 0
    /// The `@` of the last URL with a user in it, which is not the `@` of an e-mail address.
    var userInfoEnd = -1
    /// The heading of the last table that was read, and the end of its rows: none of them is a heading itself.
    var lastTable = (heading: 0, end: 0)
    private var lastRun = (start: 0, end: 0)
    private var lastBody: ByteSet?

    init(_ text: UnsafeBufferPointer<UInt8>, denied: DenyList, isJSON: Bool) {
        self.text = text
        self.isJSON = isJSON
        self.denied = denied
    }

    /// Applies the rule of every keyword that `automaton` finds.
    ///
    /// - Parameters:
    ///   - rules: the length and the rule of each keyword, by its number.
    ///   - isVisible: whether the text is free of disguises; otherwise the scan stops at the first one.
    mutating func run(_ automaton: Automaton, rules: [(length: Int, rule: Rule)], isVisible: Bool) {
        var position = 0
        var state = Automaton.start
        while let keywords = automaton.next(in: text, from: &position, state: &state) {
            for keyword in keywords {
                let (length, rule) = rules[keyword]
                if rule == .disguise {
                    guard !isVisible else { continue }
                    isDisguised = true
                    return
                }
                apply(rule, at: position - length..<position)
            }
            if resume > position {
                position = resume
                state = Automaton.start
            }
        }
    }

    private mutating func apply(_ rule: Rule, at keyword: Range<Int>) {
        switch rule {
        case .token(let shape): reportToken(of: TokenShape.all[shape], at: keyword)
        case .denied(let value): reportDeniedValue(value, at: keyword.lowerBound)
        case .assignment: reportAssignedValue(to: keyword)
        case .pem: reportPrivateKey(at: keyword)
        case .putty: reportPuTTYKey(at: keyword)
        case .jwt: reportWebToken(at: keyword.lowerBound)
        case .sendGrid: reportSendGridKey(at: keyword)
        case .telegram: reportTelegramToken(at: keyword)
        case .terraform: reportTerraformToken(at: keyword)
        case .webhook: reportWebhook(at: keyword)
        case .passwordHash: reportPasswordHash(at: keyword.lowerBound)
        case .url:
            reportURLPassword(after: keyword)
            reportCapability(in: keyword)
        case .authorization: reportAuthorization(at: keyword)
        case .bearer: reportBearerToken(at: keyword)
        case .cookie: reportCookie(at: keyword)
        case .query: reportQuerySecret(after: keyword)
        case .command(let secret): reportCommandSecret(of: secret, at: keyword)
        case .credentialPair: reportCredentialPair(after: keyword)
        case .pairValue: reportPairValue(after: keyword)
        case .passwordLine: reportPasswordLine(at: keyword)
        case .passwordBefore: reportPassword(before: keyword.lowerBound)
        case .loginCall: reportLoginCall(at: keyword)
        case .shortName: reportShortName(at: keyword)
        case .inner(let token): reportInnerToken(token, at: keyword)
        case .structured(let secret): reportStructured(secret, at: keyword)
        case .surrounded(let secret): reportSurrounded(secret, at: keyword)
        case .placed(let secret): reportPlaced(secret, at: keyword)
        case .home: reportHomeFolder(at: keyword)
        case .users: reportUsersFolder(at: keyword)
        case .windowsUsers: reportWindowsFolder(at: keyword)
        case .projectFolder: reportProjectFolder(at: keyword)
        case .email: reportEmail(around: keyword.lowerBound)
        case .disguise: break
        }
    }

    /// Adds a match. If it overlaps others, they become one match of the kind that takes precedence.
    ///
    /// A rule that reads ahead may have added matches behind the range, but only within the few lines that it reads.
    mutating func report(_ kind: SecretKind, at range: Range<Int>) {
        guard !range.isEmpty else { return }
        var index = matches.count
        while index > 0, matches[index - 1].range.lowerBound >= range.upperBound { index -= 1 }
        var joined = SecretMatch(kind: kind, range: range)
        while index > 0, matches[index - 1].range.upperBound > joined.range.lowerBound {
            let last = matches.remove(at: index - 1)
            let lower = min(last.range.lowerBound, joined.range.lowerBound)
            let upper = max(last.range.upperBound, joined.range.upperBound)
            joined = SecretMatch(kind: min(last.kind, joined.kind), range: lower..<upper)
            index -= 1
        }
        matches.insert(joined, at: index)
    }

    /// Whether `position` is inside a match.
    func isFound(_ position: Int) -> Bool {
        matches.last { $0.range.lowerBound <= position }.map { $0.range.contains(position) } ?? false
    }

    // MARK: Looking around

    /// The byte at `index`, or 0 outside the text.
    @inline(__always)
    subscript(index: Int) -> UInt8 { index >= 0 && index < text.count ? text[index] : 0 }

    /// Returns the end of the run of bytes of `set` around `start`; `start` if its byte is not in the set.
    ///
    /// The last answer is kept, so that many keywords inside one run do not each walk to its end.
    mutating func runEnd(of set: ByteSet, from start: Int) -> Int {
        if let lastBody, lastBody == set, lastRun.start <= start, start < lastRun.end { return lastRun.end }
        var end = start
        while end < text.count, set.contains(text[end]) { end += 1 }
        lastRun = (start, end)
        lastBody = set
        return end
    }

    /// How many bytes of a value are looked at before it is known to be a secret, to bound the work for each keyword.
    static let sample = 256

    /// Returns the end of the run of bytes outside `set`, at most one sample after `start`.
    func sampleEnd(before set: ByteSet, from start: Int) -> Int {
        stop(before: set, from: start, limit: Self.sample)
    }

    /// Returns the end of the value whose beginning is `sample`.
    func fullEnd(of sample: Range<Int>, before set: ByteSet) -> Int {
        sample.count < Self.sample ? sample.upperBound : stop(before: set, from: sample.upperBound, limit: text.count)
    }

    /// Returns the end of the run of bytes outside `set`, at most `limit` bytes after `start`.
    func stop(before set: ByteSet, from start: Int, limit: Int) -> Int {
        let last = min(text.count, start + limit)
        var end = start
        while end < last, !set.contains(text[end]) { end += 1 }
        return end
    }

    /// Returns the position after `start` and at most `limit` bytes of `set`.
    func skip(_ set: ByteSet, from start: Int, limit: Int = 8) -> Int {
        var end = start
        while end < text.count, end - start < limit, set.contains(text[end]) { end += 1 }
        return end
    }

    /// Returns the start of the run of at most `limit` bytes of `set` that ends at `end`.
    func runStart(of set: ByteSet, before end: Int, limit: Int) -> Int {
        var start = end
        while start > 0, end - start < limit, set.contains(text[start - 1]) { start -= 1 }
        return start
    }

    /// Whether `literal` is at `index`, in the same case.
    func has(_ literal: StaticString, at index: Int) -> Bool {
        guard index >= 0, text.count - index >= literal.utf8CodeUnitCount else { return false }
        return literal.withUTF8Buffer { buffer in buffer.indices.allSatisfy { buffer[$0] == text[index + $0] } }
    }

    /// Whether `literal`, which is in lower case, is at `index` in any case.
    func hasFolded(_ literal: StaticString, at index: Int) -> Bool {
        guard index >= 0, text.count - index >= literal.utf8CodeUnitCount else { return false }
        return literal.withUTF8Buffer { buffer in buffer.indices.allSatisfy { buffer[$0] == text[index + $0].folded } }
    }

    /// Whether the word at `start` is the kind inside a placeholder.
    func isPlaceholder(at start: Int) -> Bool { has("[REDACTED:", at: start - 10) }

    /// Whether a token may begin at `index`: not after a letter or digit, unless that belongs to an escape.
    func isBoundary(_ index: Int) -> Bool {
        guard index > 0, ByteSet.alphanumerics.contains(text[index - 1]) else { return true }
        if self[index - 2] == UInt8(ascii: "\\"), Self.escapeLetters.contains(text[index - 1]) { return true }
        return self[index - 3] == UInt8(ascii: "%") && self[index - 2].hexValue != nil
            && text[index - 1].hexValue != nil
    }

    /// Returns the end of the value around `start`: the end of its string literal in JSON, otherwise of the text.
    func valueEnd(from start: Int) -> Int {
        guard isJSON else { return text.count }
        var index = start
        while index < text.count, text[index] != UInt8(ascii: "\"") {
            index += text[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        return min(index, text.count)
    }

    /// Returns `start`, or the position after it if it is at the letter of an escape such as `\n`.
    func withoutEscape(_ start: Int) -> Int {
        self[start - 1] == UInt8(ascii: "\\") && Self.escapeLetters.contains(self[start]) ? start + 1 : start
    }

    private static let escapeLetters = ByteSet("nrtbf")
}

extension UInt8 {
    /// The byte in lower case, if it is an ASCII letter.
    var folded: UInt8 { ByteSet.uppercase.contains(self) ? self + 32 : self }
}
