internal import Markdown

/// The normalised text of an edit: LF line endings, no blank lines around it, and no construct left open at its end.
struct Content {
    /// The text, without a newline at its end.
    let bytes: [UInt8]
    /// The structure of the text.
    let document: Document

    /// Normalises a text.
    ///
    /// - Throws: A rejection if the text is empty or leaves a construct open that would include the text after it.
    init(_ text: String) throws(Rejection) { try self.init(bytes: Array(text.utf8)) }

    /// Normalises a text given as bytes.
    ///
    /// - Throws: A rejection if the text is empty or leaves a construct open that would include the text after it.
    init(bytes: [UInt8]) throws(Rejection) {
        var rest = TextSearch.lineFeeds(bytes)[...]
        while let last = rest.last, Byte.isBlank(last) || last == Byte.lineFeed { rest.removeLast() }
        let lines = Lines(Array(rest))
        guard lines.count > 0, let first = (1...lines.count).first(where: { !lines.isBlank($0) }) else {
            throw Rejection(.emptyField, "the content is empty")
        }
        self.bytes = Array(rest[lines.range(of: first).lowerBound...])
        document = Document(body: self.bytes)
        try checkIsWhole()
    }

    /// The outermost blocks.
    var top: [Block] { document.blocks.filter { $0.depth == 0 } }

    /// The spaces before the first line.
    var indent: Int { bytes.prefix { $0 == Byte.space }.count }

    /// Whether every line is a row of a table.
    var isTable: Bool {
        (1...document.lines.count).allSatisfy {
            document.lines.content(of: $0).drop(while: Byte.isBlank).first == UInt8(ascii: "|")
        }
    }

    /// The highest level of its headings; `nil` without headings.
    var headingLevel: Int? { document.sections.map(\.level).min() }

    /// The text without its first heading, if that heading equals `title`.
    func withoutHeading(_ title: String) throws(Rejection) -> Content {
        guard let first = top.first, let heading = first.heading,
            Edit.Address.folded(heading.text) == Edit.Address.folded(title)
        else { return self }
        return try Content(bytes: Array(bytes[document.lines.range(of: first.lines.upperBound).upperBound...]))
    }

    /// The text with every bullet of its outer lists written as `marker`.
    func withBullets(_ marker: UInt8) throws(Rejection) -> Content {
        var bytes = bytes
        for block in document.blocks where block.kind == .item {
            guard let parent = block.parent, let list = document.blocks[parent].list,
                document.blocks[parent].depth == 0, !list.isOrdered
            else { continue }
            let offset = document.lines.range(of: block.lines.lowerBound).lowerBound + block.column - 1
            guard bytes.indices.contains(offset), bytes[offset] == list.marker else { continue }
            bytes[offset] = marker
        }
        return try Content(bytes: bytes)
    }

    /// The text with its first line indented by `width` spaces and the other lines shifted by the same amount.
    func indented(to width: Int) throws(Rejection) -> Content {
        let shift = width - indent
        guard shift != 0 else { return self }
        var result: [UInt8] = []
        for line in 1...document.lines.count {
            let content = document.lines.content(of: line)
            if line > 1 { result.append(Byte.lineFeed) }
            if shift > 0 {
                if !content.isEmpty { result += [UInt8](repeating: Byte.space, count: shift) }
                result += content
            } else {
                result += content.dropFirst(min(-shift, content.prefix { $0 == Byte.space }.count))
            }
        }
        return try Content(bytes: result)
    }

    /// Throws if a code fence, a comment or a tag is left open: it would include the text after it.
    private func checkIsWhole() throws(Rejection) {
        let probe = Document(body: bytes + Array("\n\n# end\n".utf8))
        let end = probe.sections.last
        guard end?.level == 1, end?.heading.lowerBound == document.lines.count + 2,
            !document.blocks.contains(where: { $0.code?.isClosed == false })
        else { throw Rejection(.openFence, "the content leaves a code fence or an HTML block open") }
    }
}

extension Document {
    /// Parses a text that is not a whole file: dashes at its start do not begin frontmatter.
    init(body bytes: [UInt8]) {
        // The parser reads text between dashes at the start as frontmatter. Within a file it would be a rule or an
        // underlined heading, so the first dashes are replaced by a rule of the same length.
        let document = Document(bytes)
        self = document.frontmatter == nil ? document : Document(Array("***".utf8) + bytes.dropFirst(3))
    }
}

extension Block.List {
    /// Equal for lists whose items form one list if they are adjacent.
    var key: String { "\(isOrdered ? "1" : "")\(Character(Unicode.Scalar(marker)))" }
}
