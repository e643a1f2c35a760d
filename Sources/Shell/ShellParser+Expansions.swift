internal import Foundations

// MARK: Expansions

extension ShellParser {
    /// Reads what starts with `$`.
    mutating func readDollar(into word: inout WordDraft, isQuoted: Bool) {
        let next = peek(1)
        switch next {
        case UInt8(ascii: "("):
            if peek(2) == UInt8(ascii: "("), endsAsArithmetic(from: 1) {
                word.appendHidden(bytes[position..<(position + 3)])
                position += 3
                readArithmetic(into: &word)
            } else {
                readSubstitution(into: &word)
            }
        case UInt8(ascii: "{"): readParameter(into: &word, isQuoted: isQuoted)
        case UInt8(ascii: "'") where !isQuoted: readEscapedQuotes(into: &word)
        case UInt8(ascii: "\"") where !isQuoted: position += 1
        case UInt8(ascii: "@"), UInt8(ascii: "*"), UInt8(ascii: "1")...UInt8(ascii: "9"):
            word.appendHidden(bytes[position..<(position + 2)])
            position += 2
        case UInt8(ascii: "#"), UInt8(ascii: "?"), UInt8(ascii: "$"), UInt8(ascii: "!"), UInt8(ascii: "-"),
            UInt8(ascii: "0"):
            word.append(bytes[position..<(position + 2)])
            word.hasExpansion = true
            position += 2
        case let byte where byte.isNameByte:
            let rest = bytes[(position + 1)...]
            let end = rest.firstIndex { !$0.isNameByte } ?? bytes.count
            word.append(bytes[position..<end])
            word.hasExpansion = true
            position = end
        default:
            word.append(UInt8(ascii: "$"))
            position += 1
        }
    }

    /// The length of `${1}`, `${@}` or `${*}` at the position.
    private var positionalLength: Int? {
        if peek(3) == UInt8(ascii: "}"), peek(2) == UInt8(ascii: "@") || peek(2) == UInt8(ascii: "*") { return 4 }
        let digits = bytes[min(position + 2, bytes.count)...].prefix(8).prefix { (0x30...0x39).contains($0) }
        guard let first = digits.first, first != UInt8(ascii: "0") || digits.count > 1 else { return nil }
        return peek(2 + digits.count) == UInt8(ascii: "}") ? digits.count + 3 : nil
    }

    /// Reads `${…}`, which is kept as it is written.
    private mutating func readParameter(into word: inout WordDraft, isQuoted: Bool) {
        if let length = positionalLength {
            word.appendHidden(bytes[position..<(position + length)])
            position += length
            return
        }
        word.hasExpansion = true
        var depth = 0
        var isInQuotes = false
        while position < bytes.count {
            let byte = bytes[position]
            switch byte {
            case UInt8(ascii: "\\") where position + 1 < bytes.count:
                word.append(bytes[position..<(position + 2)])
                position += 2
            case UInt8(ascii: "$") where peek(1) == UInt8(ascii: "{"):
                depth += 1
                word.append(bytes[position..<(position + 2)])
                position += 2
            case UInt8(ascii: "$") where peek(1) == UInt8(ascii: "("): readSubstitution(into: &word)
            case UInt8(ascii: "`"): readBackticks(into: &word, isQuoted: isQuoted)
            // bash knows them inside of `"${…}"` too, other than dash.
            case UInt8(ascii: "'") where !isInQuotes && (!isQuoted || dialect == .bash):
                let end = bytes[(position + 1)...].firstIndex(of: byte).map { $0 + 1 } ?? bytes.count
                word.append(bytes[position..<end])
                position = end
            default:
                if byte == UInt8(ascii: "\"") { isInQuotes.toggle() }
                word.append(byte)
                position += 1
                guard byte == UInt8(ascii: "}"), !isInQuotes else { continue }
                depth -= 1
                if depth == 0 { return }
            }
        }
        isClosed = false
    }

    /// Reads `$(…)`, `<(…)` or `>(…)`; the position is at the first of the two characters.
    mutating func readSubstitution(into word: inout WordDraft) {
        guard depth < Self.deepest else {
            isComplete = false
            // The bracket ends the word, and what it holds is read as commands of this script.
            word.append(bytes[position..<(position + 1)])
            position += 1
            return
        }
        let start = position
        var parser = ShellParser(bytes: bytes, position: position + 2, endsWithBracket: true, inside)
        parser.failedLookaheads = failedLookaheads
        // bash passes this option on, and not `set -e`.
        parser.options.pipesFail = options.pipesFail
        parser.run()
        failedLookaheads = parser.failedLookaheads
        position = min(parser.position, bytes.count)
        let end = parser.isDone ? position - 1 : position
        keep(parser, source: bytes[(start + 2)..<max(start + 2, end)], into: &word)
        word.appendHidden(bytes[start..<position])
    }

    private mutating func keep(_ parser: ShellParser, source: ArraySlice<UInt8>, into word: inout WordDraft) {
        isClosed = isClosed && parser.isClosed
        isComplete = isComplete && parser.isComplete
        let source = String(decoding: source, as: UTF8.self)
        word.substitutions.append(ShellSubstitution(source: source, script: ShellScript(parser)))
    }

    /// Reads a substitution in backticks, in which a backslash hides backticks, backslashes and `$`.
    mutating func readBackticks(into word: inout WordDraft, isQuoted: Bool) {
        let start = position
        var inner: [UInt8] = []
        position += 1
        while position < bytes.count, bytes[position] != UInt8(ascii: "`") {
            let next = peek(1)
            let isEscape = next == UInt8(ascii: "`") || next == UInt8(ascii: "\\") || next == UInt8(ascii: "$")
            if bytes[position] == UInt8(ascii: "\\"), isEscape || (isQuoted && next == UInt8(ascii: "\"")) {
                position += 1
            }
            inner.append(bytes[position])
            position += 1
        }
        if position >= bytes.count { isClosed = false }
        position = min(position + 1, bytes.count)
        defer { word.appendHidden(bytes[start..<position]) }
        guard depth < Self.deepest else {
            isComplete = false
            return
        }
        var parser = ShellParser(bytes: inner, inside)
        parser.options.pipesFail = options.pipesFail
        parser.run()
        keep(parser, source: inner[...], into: &word)
    }

    // MARK: Arithmetic

    /// Whether the brackets that open at a distance from the position close together, as those of `((1 + 2))` do.
    mutating func endsAsArithmetic(from distance: Int = 0) -> Bool {
        guard failedLookaheads > 0 else { return false }
        var open = 2
        var index = position + distance + 2
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "(") { open += 1 }
            if bytes[index] == UInt8(ascii: ")") {
                open -= 1
                if open == 1, index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: ")") { return true }
                if open == 1 { break }
            }
            index = endOfQuotes(from: index)
        }
        failedLookaheads -= 1
        return false
    }

    /// The place behind the byte at `start`, or behind what it quotes if it is a backslash or a quote.
    private func endOfQuotes(from start: Int) -> Int {
        let byte = bytes[start]
        if byte == UInt8(ascii: "\\") { return start + 2 }
        guard byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") else { return start + 1 }
        var index = start + 1
        while index < bytes.count, bytes[index] != byte {
            index += byte == UInt8(ascii: "\"") && bytes[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        return index + 1
    }

    /// Reads an arithmetic expression up to `))`, which is kept as it is written.
    mutating func readArithmetic(into word: inout WordDraft) {
        word.hasExpansion = true
        var open = 2
        var isInQuotes = false
        while position < bytes.count, open > 0 {
            let byte = bytes[position]
            if byte == UInt8(ascii: "$") || byte == UInt8(ascii: "`") {
                readQuotedByte(into: &word, escapable: "")
                continue
            }
            if byte == UInt8(ascii: "\\") || (byte == UInt8(ascii: "'") && !isInQuotes) {
                let end = min(endOfQuotes(from: position), bytes.count)
                word.append(bytes[position..<end])
                position = end
                continue
            }
            if byte == UInt8(ascii: "\"") { isInQuotes.toggle() }
            if byte == UInt8(ascii: "("), !isInQuotes { open += 1 }
            if byte == UInt8(ascii: ")"), !isInQuotes { open -= 1 }
            word.append(byte)
            position += 1
        }
    }

    // MARK: `$'…'`

    private mutating func readEscapedQuotes(into word: inout WordDraft) {
        position += 2
        word.isQuoted = true
        word.exists = true
        // A zero byte ends the text for the shell.
        var hasEnded = false
        while position < bytes.count, bytes[position] != UInt8(ascii: "'") {
            var decoded: [UInt8] = [bytes[position]]
            if bytes[position] == UInt8(ascii: "\\") { decoded = readEscape() } else { position += 1 }
            hasEnded = hasEnded || decoded == [0]
            if !hasEnded { word.append(decoded[...]) }
        }
        if position >= bytes.count { isClosed = false }
        position += 1
    }

    private mutating func readEscape() -> [UInt8] {
        let letter = peek(1)
        position += 2
        switch letter {
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "a"): return [0x07]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "e"), UInt8(ascii: "E"): return [0x1B]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "v"): return [0x0B]
        case UInt8(ascii: "\\"), UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "?"): return [letter]
        case UInt8(ascii: "c"):
            defer { position += 1 }
            return [peek() & 0x1F]
        case UInt8(ascii: "x"): return number(16, digits: 2).map { [UInt8(truncatingIfNeeded: $0)] } ?? [0x5C, letter]
        case UInt8(ascii: "u"), UInt8(ascii: "U"):
            guard let value = number(16, digits: letter == UInt8(ascii: "u") ? 4 : 8) else { return [0x5C, letter] }
            return Unicode.Scalar(UInt32(value)).map { Array(String($0).utf8) } ?? []
        case UInt8(ascii: "0")...UInt8(ascii: "7"):
            position -= 1
            return [UInt8(truncatingIfNeeded: number(8, digits: 3) ?? 0)]
        default: return letter == 0 ? [0x5C] : [0x5C, letter]
        }
    }

    private mutating func number(_ base: Int, digits: Int) -> Int? {
        var value: Int?
        for _ in 0..<digits {
            guard let digit = Character(Unicode.Scalar(peek())).hexDigitValue, digit < base else { break }
            value = (value ?? 0) * base + digit
            position += 1
        }
        return value
    }
}
