/// Judgements of a value by its look, for places of different strength: where only a password can be, where a key is
/// likely, and where anything may be.
extension Scan {
    /// Whether a value can be a password, in a place that has little else: letters with digits or signs, a passphrase
    /// of words, or groups of letters as providers issue them.
    func isPasswordLike(_ range: Range<Int>) -> Bool {
        guard (6...160).contains(range.count), range.upperBound <= text.count,
            !isPlaceholder(at: range.lowerBound + 10),
            !has("[REDACTED:", at: range.lowerBound)
        else { return false }
        let value = text[range]
        let shape = SecretShape(value)
        guard !value.contains(where: { ByteSet.quotes.contains($0) || $0 <= 0x20 }), !shape.isStandIn, !shape.isPath,
            !shape.isExpression || isNumberedWords(range), !isFileName(range), !isAssignment(range),
            !"-/<[({&".utf8.contains(value[range.lowerBound])
        else { return false }
        if isWordChain(range) { return true }
        let letters = shape.lower + shape.upper + value.count { $0 >= 0x80 }
        // A sign at one end alone belongs to the sentence or to a word of a program: `@property`, `policy**`.
        let inside = value.dropFirst().dropLast().contains { ByteSet.symbols.contains($0) }
        return letters >= 2 && (shape.digits > 0 || inside) && shape.distinct >= 4
            && !value.allSatisfy { ByteSet.digits.contains($0) || ".:/-x".utf8.contains($0) }
    }

    /// Whether a value can be nothing but a password: one of three kinds of characters, or of words.
    func isStrongPassword(_ range: Range<Int>) -> Bool {
        guard isPasswordLike(range) else { return false }
        let shape = SecretShape(text[range])
        let isForeign = text[range].contains { (0xC3..<0xE0).contains($0) }
        let kinds = [shape.lower, shape.upper, shape.digits, shape.symbols].count { $0 > 0 }
        // Digits before and after letters, or several at the end of a word, are not an identifier.
        return kinds >= 3 || shape.symbols > 0 && kinds >= 2 || isWordChain(range) || isNumberedWords(range)
            || range.count >= 8 && shape.digits >= 2
                && (!text[range].contains(UInt8(ascii: "_")) || hasDigitsInside(range) || isForeign)
    }

    /// Whether a value is a name with a value of its own, as an argument of a call or a part of a query is: `name=None`.
    private func isAssignment(_ range: Range<Int>) -> Bool {
        guard let equals = text[range].firstIndex(of: UInt8(ascii: "=")), equals + 1 < range.upperBound else {
            return false
        }
        let name = text[range.lowerBound..<equals]
        let value = text[equals + 1..<range.upperBound]
        let isName =
            !ByteSet.digits.contains(text[range.lowerBound])
            && name.allSatisfy { ByteSet.alphanumerics.contains($0) || "_?".utf8.contains($0) }
        let isPlain = value.allSatisfy { ByteSet.words.contains($0) || ".,:/%&=".utf8.contains($0) }
        // A password may be two words with this sign between them and a number at the end.
        let isWord = name.count > 2 && name.allSatisfy(ByteSet.lowercase.contains)
        return isName && isPlain
            && (!isWord || !value.contains(where: ByteSet.digits.contains) || value.allSatisfy(ByteSet.digits.contains))
    }

    /// Whether a value is of letters alone whose capitals are where those of a name are not: several together, twice.
    func isScrambled(_ range: Range<Int>) -> Bool {
        guard (8...64).contains(range.count), text[range].allSatisfy(ByteSet.letters.contains) else { return false }
        let runs = parts(of: range, separatedBy: .lowercase)
        let shape = SecretShape(text[range])
        return runs.count >= 3 && shape.lower >= 3 && runs.count { $0.count >= 2 } >= 2
    }

    /// Whether a value is words of lower case with signs between them and digits at the end: two digits behind two words,
    /// one behind three or more with dots between them.
    func isNumberedWords(_ range: Range<Int>) -> Bool {
        guard let sign = text[range].first(where: { !ByteSet.lowercase.contains($0) }), "._-".utf8.contains(sign),
            let last = text[range].last, ByteSet.digits.contains(last)
        else { return false }
        let words = text[range].split(separator: sign, omittingEmptySubsequences: false)
        let digits = words[words.count - 1].reversed().prefix(while: ByteSet.digits.contains).count
        let letters = words.map { $0.prefix(while: ByteSet.lowercase.contains).count }
        let areWords = zip(words, letters).allSatisfy { word, count in
            count == word.count || word.endIndex == range.upperBound && count + digits == word.count
        }
        guard areWords else { return false }
        guard words.count >= 3, sign == UInt8(ascii: ".") else {
            return words.count == 2 && letters.allSatisfy { $0 >= 4 } && digits >= 2
        }
        return words.count <= 6 && letters.reduce(0, +) >= 9 && letters.dropLast().allSatisfy { $0 >= 2 }
            && !mentions(Self.programWords, in: range)
    }

    /// Whether a value is six digits or more that end a line, a literal or an element: a password that was given out.
    func isNumberPassword(_ range: Range<Int>) -> Bool {
        (6...20).contains(range.count) && text[range].allSatisfy(ByteSet.digits.contains)
            && SecretShape(text[range]).distinct >= 3
            && (ByteSet("\"'<\\\r\n").contains(self[range.upperBound]) || range.upperBound >= text.count)
    }

    /// Whether a value is a password of words and digits as people make it up, and no name of a program has: with
    /// capitals and signs, or with dots between its words.
    func isMadeUp(_ range: Range<Int>) -> Bool {
        guard isStrongPassword(range), range.count >= 10, !text[range].contains(where: { "/:".utf8.contains($0) })
        else {
            return false
        }
        let shape = SecretShape(text[range])
        return shape.upper > 0 && shape.lower > 0 && shape.digits > 1
            || isNumberedWords(range) && text[range].contains(UInt8(ascii: "."))
    }

    /// Words of the names with dots that programs have.
    private static let programWords: [StaticString] = [
        "self.", "this.", "config", "setting", "process.", "request", "response", "data.", "args.", "env.", "os.",
        "params", "props", "state.", "secret", "passw", "token", "model.", "layer", "utils", "test.", "tests.", "www.",
        ".com", ".local", "item", "value", ".py", ".js", "options", "module", "object", "field", "user.", "auth",
    ]

    /// Whether two digits or more are between letters, in place of letters.
    private func hasDigitsInside(_ range: Range<Int>) -> Bool {
        range.dropFirst().dropLast().count { index in
            ByteSet.digits.contains(text[index]) && ByteSet.letters.contains(text[index - 1])
                && ByteSet.alphanumerics.contains(text[index + 1])
        } >= 2
    }

    /// Whether a value is a passphrase: three words or more of lower case with signs between them, four groups of four
    /// letters among them.
    func isWordChain(_ range: Range<Int>) -> Bool {
        guard range.count >= 14,
            text[range].allSatisfy({ ByteSet.lowercase.contains($0) || $0 == UInt8(ascii: "-") })
        else { return false }
        let words = text[range].split(whereSeparator: { !ByteSet.lowercase.contains($0) })
        return words.count >= 3 && words.allSatisfy { (3...12).contains($0.count) }
            && !SecretShape(text[range]).isStandIn
    }

    /// Whether a value was generated: a random string, a UUID, hexadecimal digits as long as keys are, or parts of
    /// them.
    func isKeyLike(_ range: Range<Int>) -> Bool {
        guard (14...4_096).contains(range.count), range.upperBound <= text.count else { return false }
        let shape = SecretShape(text[range])
        guard !shape.isStandIn, shape.distinct >= 8, !isFileName(range), !isOfRun(range),
            !shape.isExpression || shape.isRandom,
            !text[range].contains(where: { " ()[]{}<>\\".utf8.contains($0) })
        else { return false }
        let digits = range.lowerBound..<skip(.hex, from: range.lowerBound, limit: range.count)
        if range.count < 24, text[range].allSatisfy(ByteSet.hex.contains) { return false }
        // A UUID may have the sign of its service before it.
        let last = max(range.lowerBound, range.upperBound - 36)..<range.upperBound
        return SecretShape(text[last]).isUUID && range.count <= 48 || isAlternating(range)
            || digits.count >= 32 && range.count <= digits.count + 8 && isHexKey(digits)
            || isHexKey(range)
            || parts(of: range, separatedBy: ByteSet(":.")).contains { isHexKey($0) }
    }

    /// Whether a value is the identifier that a model's provider gives to a message, a call or an answer.
    func isOfRun(_ range: Range<Int>) -> Bool {
        let starts: [StaticString] = ["toolu_", "msg_", "call_", "req_", "resp_", "chatcmpl-", "run_", "ses_", "prt_"]
        return starts.contains { has($0, at: range.lowerBound) }
    }

    /// Whether a value is of hexadecimal digits alone, and as long as a key.
    func isHexKey(_ range: Range<Int>) -> Bool {
        guard (24...512).contains(range.count), range.lowerBound >= 0, text[range].allSatisfy(ByteSet.hex.contains)
        else { return false }
        let shape = SecretShape(text[range])
        return shape.digits >= 4 && shape.lower + shape.upper >= 4 && shape.entropy > 2.8
    }

    /// Whether letters and digits of a value change places as they do by chance: an identifier that nobody made up.
    func isAlternating(_ range: Range<Int>, least: Int = 14) -> Bool {
        guard range.count >= least,
            text[range].allSatisfy({ ByteSet.anyBase64.contains($0) || ".~:".utf8.contains($0) })
        else { return false }
        let (changes, letters) = changes(in: range)
        let shape = SecretShape(text[range])
        let isOneCase = shape.lower == 0 || shape.upper == 0
        // Words with a date or number behind them change seldom, names of one case only where digits are.
        let share = Double(changes) / Double(range.count - 1)
        return shape.digits >= (isOneCase || share < 0.4 ? 2 : 1) && letters >= 3 && changes >= 4
            && shape.distinct >= min(8, range.count - 2) && share >= (isOneCase ? 0.2 : 0.3)
    }

    /// How often lower case, upper case and digits follow another kind in a value, and how many letters it has.
    private func changes(in range: Range<Int>) -> (changes: Int, letters: Int) {
        var (changes, letters, previous) = (0, 0, -1)
        for byte in text[range] {
            let isLower = ByteSet.lowercase.contains(byte)
            guard isLower || ByteSet.uppercase.contains(byte) || ByteSet.digits.contains(byte) else { continue }
            let kind = isLower ? 0 : ByteSet.digits.contains(byte) ? 1 : 2
            if kind != 1 { letters += 1 }
            if previous >= 0, kind != previous { changes += 1 }
            previous = kind
        }
        return (changes, letters)
    }

    /// Whether a value is the name of a file or host, or an address of mail: words with dots, and letters behind the
    /// last.
    func isFileName(_ range: Range<Int>) -> Bool {
        guard let dot = text[range].lastIndex(of: UInt8(ascii: ".")), dot > range.lowerBound else { return false }
        let end = text[dot + 1..<range.upperBound]
        // `word.word7` is not a file, but `model.hdf5` is.
        let letters = end.prefix(while: ByteSet.lowercase.contains)
        let formats: [StaticString] = ["hdf5", "int8", "sha1", "sha256", "sha512", "utf8", "fp16", "bf16"]
        guard
            letters.count < 3 || letters.count == end.count || end.dropFirst(letters.count).count > 2
                || formats.contains(where: { has($0, at: dot + 1) })
        else { return false }
        return (1...6).contains(end.count) && end.allSatisfy(ByteSet.lowercaseAlphanumerics.contains)
            && end.contains(where: ByteSet.lowercase.contains)
            && text[range].allSatisfy { ByteSet.words.contains($0) || "./@:".utf8.contains($0) }
    }

    /// The parts of `range` between the bytes that separate them; empty parts are left out.
    func parts(of range: Range<Int>, separatedBy separators: ByteSet) -> [Range<Int>] {
        var parts: [Range<Int>] = []
        var start = range.lowerBound
        for index in range.lowerBound...range.upperBound
        where index == range.upperBound || separators.contains(text[index]) {
            if index > start { parts.append(start..<index) }
            start = index + 1
        }
        return parts
    }

    // MARK: Lines

    /// The bytes from the last line break before `position` to it; a break may be an escape.
    func lineStart(before position: Int, limit: Int = 300) -> Int {
        var start = position
        while start > 0, position - start < limit, text[start - 1] != UInt8(ascii: "\n") {
            if text[start - 1] == UInt8(ascii: "n"), self[start - 2] == UInt8(ascii: "\\") { break }
            start -= 1
        }
        return start
    }

    /// The next line break from `position` on, or the end of the string literal that `position` is in.
    func lineEnd(from position: Int, limit: Int = 300) -> Int {
        let last = min(text.count, position + limit)
        var end = position
        while end < last, text[end] != UInt8(ascii: "\n"), text[end] != UInt8(ascii: "\r") {
            if text[end] == UInt8(ascii: "\\") {
                let next = self[skip(.backslash, from: end, limit: 8)]
                if "nr".utf8.contains(next) || next == UInt8(ascii: "\"") && isJSON { break }
            }
            end += 1
        }
        return end
    }

    /// The beginning of the line behind the break at `end`; `end` if there is no break.
    func nextLine(at end: Int) -> Int {
        var next = end
        if self[next] == UInt8(ascii: "\r") { next += 1 }
        if self[next] == UInt8(ascii: "\n") { return next + 1 }
        let letter = skip(.backslash, from: next, limit: 8)
        guard letter > next, "nr".utf8.contains(self[letter]) else { return end }
        return self[letter] == UInt8(ascii: "r") && self[letter + 1] == UInt8(ascii: "\\")
            ? skip(.backslash, from: letter + 1, limit: 8) + 1 : letter + 1
    }

    /// The one word that a line consists of, without blanks and quotes around it; `nil` if there are several.
    func onlyWord(in line: Range<Int>) -> Range<Int>? {
        let around = ByteSet(" \t\"'`")
        var (start, end) = (line.lowerBound, line.upperBound)
        while start < end, around.contains(text[start]) { start += 1 }
        while end > start, around.contains(text[end - 1]) || text[end - 1] == UInt8(ascii: "\\") { end -= 1 }
        return end > start && !text[start..<end].contains(where: ByteSet.blanks.contains) ? start..<end : nil
    }

    /// Whether one of `words`, which are in lower case, is in `range` in any case.
    func mentions(_ words: [StaticString], in range: Range<Int>) -> Bool {
        let firsts = ByteSet(firstOf: words)
        return range.contains { index in
            firsts.contains(self[index].folded) && words.contains { hasFolded($0, at: index) }
        }
    }
}
