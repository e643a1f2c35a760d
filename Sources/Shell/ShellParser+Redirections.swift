// MARK: Redirections

extension ShellParser {
    /// The descriptor that a word in front of `<` or `>` names; nil if it is an ordinary word. `{name}` is -1.
    static func descriptor(_ word: ShellWord) -> Int? {
        guard !word.isQuoted, !word.hasExpansion else { return nil }
        if word.text.hasPrefix("{"), word.text.hasSuffix("}"), ShellWord.isName(word.text.utf8.dropFirst().dropLast()) {
            return -1
        }
        guard word.text.utf8.count < 8, word.text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int(word.text)
    }

    /// Reads a redirection whose operator is at the position.
    mutating func readRedirection(descriptor: Int?) {
        if draft.isEmpty { draft.start = position - (descriptor.map { $0 < 0 ? 0 : String($0).utf8.count } ?? 0) }
        let sign = readRedirectionSign()
        if sign == "<<" || sign == "<<-" {
            readDocumentStart(descriptor: descriptor, stripsTabs: sign == "<<-")
            return
        }
        var words = readTarget()
        let target = words.isEmpty ? ShellWord(text: "") : words.removeFirst()
        let kind = Self.kind(sign, target)
        let standard = sign.first == "<" ? 0 : 1
        draft.redirections.append(
            ShellRedirection(
                kind: kind,
                descriptor: descriptor.map { $0 < 0 ? nil : $0 } ?? standard,
                target: target
            )
        )
        draft.words += words
        draft.end = position
    }

    private mutating func readRedirectionSign() -> String {
        let sign = redirectionSign
        position += sign.utf8.count
        return sign
    }

    /// The longest operator that is at the position.
    private var redirectionSign: String {
        switch (peek(), peek(1), peek(2)) {
        case (UInt8(ascii: "<"), UInt8(ascii: "<"), UInt8(ascii: "<")): "<<<"
        case (UInt8(ascii: "<"), UInt8(ascii: "<"), UInt8(ascii: "-")): "<<-"
        case (UInt8(ascii: "&"), UInt8(ascii: ">"), UInt8(ascii: ">")): "&>>"
        case (UInt8(ascii: "<"), UInt8(ascii: "<"), _): "<<"
        case (UInt8(ascii: ">"), UInt8(ascii: ">"), _): ">>"
        case (UInt8(ascii: ">"), UInt8(ascii: "|"), _): ">|"
        case (UInt8(ascii: "<"), UInt8(ascii: ">"), _): "<>"
        case (UInt8(ascii: "<"), UInt8(ascii: "&"), _): "<&"
        case (UInt8(ascii: ">"), UInt8(ascii: "&"), _): ">&"
        case (UInt8(ascii: "&"), UInt8(ascii: ">"), _): "&>"
        case (UInt8(ascii: "<"), _, _): "<"
        case (UInt8(ascii: ">"), _, _): ">"
        default: ""
        }
    }

    private static func kind(_ sign: String, _ target: ShellWord) -> ShellRedirection.Kind {
        guard sign == ">&" else { return ShellRedirection.Kind(rawValue: sign) ?? .write }
        // `>&file` is `&>file`.
        let isDescriptor = target.text.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-") }
        return isDescriptor || target.text.hasPrefix("$") ? .duplicateOutput : .both
    }

    private mutating func readTarget() -> [ShellWord] {
        while true {
            if peek() == UInt8(ascii: " ") || peek() == UInt8(ascii: "\t") {
                position += 1
            } else if peek() == UInt8(ascii: "\\"), peek(1) == UInt8(ascii: "\n") {
                position += 2
            } else {
                break
            }
        }
        let start = position
        let words = readWords()
        return position == start ? [] : words
    }

    // MARK: Here-documents

    private mutating func readDocumentStart(descriptor: Int?, stripsTabs: Bool) {
        let words = readTarget()
        let delimiter = words.first ?? ShellWord(text: "")
        pendingDocuments.append(
            PendingDocument(
                command: commands.count,
                redirection: draft.redirections.count,
                stripsTabs: stripsTabs,
                isQuoted: delimiter.isQuoted,
                delimiter: delimiter.text
            )
        )
        draft.redirections.append(
            ShellRedirection(
                kind: .hereDocument,
                descriptor: descriptor.map { $0 < 0 ? nil : $0 } ?? 0,
                target: ShellWord(text: "")
            )
        )
        draft.words += words.dropFirst()
        draft.end = position
    }

    /// Reads the here-documents that start at the position.
    mutating func readDocuments() {
        guard !pendingDocuments.isEmpty else { return }
        let pending = pendingDocuments
        pendingDocuments = []
        for document in pending {
            let body = readLines(of: document)
            guard commands.indices.contains(document.command),
                commands[document.command].redirections.indices.contains(document.redirection)
            else { continue }
            commands[document.command].redirections[document.redirection].document = read(body, as: document)
            commands[document.command].scripts += nestedScripts(fedTo: commands[document.command])
        }
    }

    /// Reads the lines of a here-document, without the one that ends it.
    private mutating func readLines(of document: PendingDocument) -> [UInt8] {
        let delimiter = Array(document.delimiter.utf8)
        var body: [UInt8] = []
        var isContinued = false
        while position < bytes.count {
            let end = endOfLine
            var line = bytes[position..<end]
            position = min(end + 1, bytes.count)
            if document.stripsTabs, !isContinued { line = line.drop { $0 == UInt8(ascii: "\t") } }
            if !isContinued, Self.isLine(line, delimiter) { return body }
            body += line
            body.append(UInt8(ascii: "\n"))
            isContinued =
                !document.isQuoted && line.last == UInt8(ascii: "\\")
                && line.reversed().prefix { $0 == UInt8(ascii: "\\") }.count % 2 == 1
        }
        isClosed = false
        return body
    }

    /// The place of the next line break, or the end of the text.
    private var endOfLine: Int {
        bytes.withUnsafeBufferPointer { bytes in
            var end = position
            while end < bytes.count, bytes[end] != UInt8(ascii: "\n") { end += 1 }
            return end
        }
    }

    /// Whether a line, without a carriage return at its end, is the word that ends a here-document.
    private static func isLine(_ line: ArraySlice<UInt8>, _ delimiter: [UInt8]) -> Bool {
        guard line.count - delimiter.count == 0 || line.count - delimiter.count == 1 else { return false }
        return line.elementsEqual(delimiter) || (line.last == 0x0D && line.dropLast().elementsEqual(delimiter))
    }

    /// Reads the text of a here-document, in which expansions have a meaning unless its delimiter is quoted.
    private mutating func read(_ body: [UInt8], as document: PendingDocument) -> HereDocument {
        var word = WordDraft()
        if document.isQuoted {
            word.append(body[...])
        } else {
            var parser = ShellParser(
                bytes: body,
                ShellScript.Position(dialect: dialect, depth: depth, directory: directory)
            )
            while parser.position < body.count {
                parser.readQuotedByte(into: &word, escapable: "$`\\")
                parser.readUnquotable(into: &word)
            }
            isClosed = isClosed && parser.isClosed
            isComplete = isComplete && parser.isComplete
        }
        return HereDocument(
            text: String(decoding: word.text, as: UTF8.self),
            delimiter: document.delimiter,
            hasExpansion: word.hasExpansion,
            substitutions: word.substitutions
        )
    }
}
