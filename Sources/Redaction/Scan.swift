/// One pass over a text: the state in which the rules look around and note what they find.
///
/// The buffer is borrowed: a scan lives no longer than the call that made it.
struct Scan {
    let text: UnsafeBufferPointer<UInt8>
    let seeded: SeededValues
    /// Whether a value ends with the string literal that it stands in.
    let isJSON: Bool
    /// What was found, ascending and without overlap.
    private(set) var findings: [Finding] = []
    /// Whether something hides text, so that the visible text must be scanned instead.
    private(set) var isDisguised = false
    /// Bytes before this position were dealt with by a rule that took everything up to here.
    var resume = 0
    /// The `@` of the last URL with a user in it, which is not the `@` of an e-mail address.
    var userInfoEnd = -1
    private var lastRun = (start: 0, end: 0)
    private var lastBody: ByteSet?

    init(_ text: UnsafeBufferPointer<UInt8>, seeded: SeededValues, isJSON: Bool) {
        self.text = text
        self.isJSON = isJSON
        self.seeded = seeded
    }

    /// Follows every keyword of `automaton` to its rule. Stops at a disguise unless `isVisible` says that all are gone.
    mutating func run(_ automaton: Automaton, _ rules: [(length: Int, rule: Rule)], isVisible: Bool) {
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
        case .token(let shape): token(TokenShape.all[shape], at: keyword)
        case .seeded(let value): seededValue(value, at: keyword.lowerBound)
        case .assignment: assignment(to: keyword)
        case .pem: privateKey(at: keyword)
        case .putty: puttyKey(at: keyword)
        case .jwt: webToken(at: keyword.lowerBound)
        case .sendGrid: sendGridKey(at: keyword)
        case .telegram: telegramToken(at: keyword)
        case .terraform: terraformToken(at: keyword)
        case .webhook: webhook(at: keyword)
        case .passwordHash: passwordHash(at: keyword.lowerBound)
        case .url: urlPassword(after: keyword)
        case .authorization: authorization(at: keyword)
        case .bearer: bearer(at: keyword)
        case .cookie: cookie(at: keyword)
        case .query: query(after: keyword)
        case .home: homeFolder(at: keyword)
        case .users: usersFolder(at: keyword)
        case .windowsUsers: windowsFolder(at: keyword)
        case .projectFolder: projectFolder(at: keyword)
        case .email: email(around: keyword.lowerBound)
        case .disguise: break
        }
    }

    /// Notes a finding. Where it overlaps earlier ones they become one, under the family that takes precedence.
    mutating func note(_ family: Family, _ range: Range<Int>) {
        guard !range.isEmpty else { return }
        var joined = Finding(family: family, range: range)
        while let last = findings.last, last.range.upperBound > joined.range.lowerBound {
            let lower = min(last.range.lowerBound, joined.range.lowerBound)
            let upper = max(last.range.upperBound, joined.range.upperBound)
            joined = Finding(family: min(last.family, joined.family), range: lower..<upper)
            findings.removeLast()
        }
        findings.append(joined)
    }

    /// Whether `position` lies in what was found already.
    func isFound(_ position: Int) -> Bool {
        guard let last = findings.last else { return false }
        return last.range.contains(position)
    }

    // MARK: Looking around

    /// The byte at `index`, or 0 outside the text.
    @inline(__always)
    subscript(index: Int) -> UInt8 { index >= 0 && index < text.count ? text[index] : 0 }

    /// Where the run of bytes of `set` that `start` lies in ends; `start` if its byte is not of the set.
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

    /// How much of a value is looked at before it is known to be a secret: a bound on the work for each keyword.
    static let sample = 256

    /// Where the run of bytes outside `set` ends, at most a sample's length on.
    func sampleEnd(before set: ByteSet, from start: Int) -> Int {
        stop(before: set, from: start, limit: Self.sample)
    }

    /// Where the value ends that `sample` is the beginning of.
    func fullEnd(of sample: Range<Int>, before set: ByteSet) -> Int {
        sample.count < Self.sample ? sample.upperBound : stop(before: set, from: sample.upperBound, limit: text.count)
    }

    /// Where the run of bytes outside `set` ends, at most `limit` bytes on.
    func stop(before set: ByteSet, from start: Int, limit: Int) -> Int {
        let last = min(text.count, start + limit)
        var end = start
        while end < last, !set.contains(text[end]) { end += 1 }
        return end
    }

    /// `start` after at most `limit` bytes of `set`.
    func skip(_ set: ByteSet, from start: Int, limit: Int = 8) -> Int {
        var end = start
        while end < text.count, end - start < limit, set.contains(text[end]) { end += 1 }
        return end
    }

    /// Where the run of at most `limit` bytes of `set` that ends before `end` begins.
    func runStart(of set: ByteSet, before end: Int, limit: Int) -> Int {
        var start = end
        while start > 0, end - start < limit, set.contains(text[start - 1]) { start -= 1 }
        return start
    }

    /// Whether `bytes` stand at `index`, in this case.
    func has(_ literal: StaticString, at index: Int) -> Bool {
        guard index >= 0, text.count - index >= literal.utf8CodeUnitCount else { return false }
        return literal.withUTF8Buffer { buffer in buffer.indices.allSatisfy { buffer[$0] == text[index + $0] } }
    }

    /// Whether `literal`, which is in lower case, stands at `index` in any case.
    func hasFolded(_ literal: StaticString, at index: Int) -> Bool {
        guard index >= 0, text.count - index >= literal.utf8CodeUnitCount else { return false }
        return literal.withUTF8Buffer { buffer in buffer.indices.allSatisfy { buffer[$0] == text[index + $0].folded } }
    }

    /// Whether the word at `start` is the family in a placeholder.
    func isPlaceholder(at start: Int) -> Bool { has("[REDACTED:", at: start - 10) }

    /// Whether a token may begin at `index`: at no letter or digit, unless that belongs to an escape.
    func isBoundary(_ index: Int) -> Bool {
        guard index > 0, ByteSet.alphanumerics.contains(text[index - 1]) else { return true }
        if self[index - 2] == UInt8(ascii: "\\"), Self.escapeLetters.contains(text[index - 1]) { return true }
        return self[index - 3] == UInt8(ascii: "%") && self[index - 2].hexValue != nil
            && text[index - 1].hexValue != nil
    }

    /// Where the value that `start` lies in ends: with its string literal in JSON, else with the text.
    func valueEnd(from start: Int) -> Int {
        guard isJSON else { return text.count }
        var index = start
        while index < text.count, text[index] != UInt8(ascii: "\"") {
            index += text[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        return min(index, text.count)
    }

    /// `start` without the letter of an escape such as `\n` that it may lie on.
    func withoutEscape(_ start: Int) -> Int {
        self[start - 1] == UInt8(ascii: "\\") && Self.escapeLetters.contains(self[start]) ? start + 1 : start
    }

    private static let escapeLetters = ByteSet("nrtbf")
}

extension UInt8 {
    /// The byte in lower case, if it is an ASCII letter.
    var folded: UInt8 { ByteSet.uppercase.contains(self) ? self + 32 : self }
}
