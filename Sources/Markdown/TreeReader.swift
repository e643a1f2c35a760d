internal import CLibCMark

/// Copies the nodes that cmark found into values, in one pass without recursion, so that no depth of nesting overflows the stack.
struct TreeReader {
    private(set) var blocks: [Block] = []
    private(set) var links: [Link] = []
    private(set) var codeSpans: [CodeSpan] = []

    private let lines: Lines
    private let bodyStart: Int
    /// The number of lines before the text that cmark sees.
    private let lineOffset: Int
    /// The containers that are open at this point of the walk, as indices into `blocks`.
    private var open: [Int] = []
    /// The links that are open, as indices into `links` with their text so far.
    private var openLinks: [(node: OpaquePointer, text: String)] = []
    /// The heading that is open, and its text so far.
    private var headingText = ""

    init(lines: Lines, bodyStart: Int) {
        self.lines = lines
        self.bodyStart = bodyStart
        self.lineOffset = bodyStart == 0 ? 0 : lines.line(at: bodyStart - 1)
    }

    mutating func read() {
        // An empty array has no address, and cmark takes none.
        guard bodyStart < lines.bytes.count else { return }
        let root = lines.bytes.withUnsafeBytes { buffer in
            let body = UnsafeRawBufferPointer(rebasing: buffer[bodyStart...])
            return cmark_parse_document(
                body.bindMemory(to: CChar.self).baseAddress,
                body.count,
                CMARK_OPT_VALIDATE_UTF8
            )
        }
        guard let root, let iterator = cmark_iter_new(root) else {
            preconditionFailure("cmark itself ends the process when it has no memory, and fails for no other reason")
        }
        defer { cmark_node_free(root) }
        defer { cmark_iter_free(iterator) }
        while true {
            let event = cmark_iter_next(iterator)
            guard event != CMARK_EVENT_DONE else { return }
            guard let node = cmark_iter_get_node(iterator) else { continue }
            if event == CMARK_EVENT_ENTER { enter(node) } else { leave(node) }
        }
    }

    private mutating func enter(_ node: OpaquePointer) {
        switch cmark_node_get_type(node) {
        case CMARK_NODE_HEADING:
            headingText = ""
            push(node, .heading(level: Int(cmark_node_get_heading_level(node)), text: "", isSetext: isSetext(node)))
        case CMARK_NODE_PARAGRAPH: push(node, .paragraph)
        case CMARK_NODE_LIST: push(node, .list(list(node)))
        case CMARK_NODE_ITEM: push(node, .item)
        case CMARK_NODE_BLOCK_QUOTE: push(node, .blockQuote)
        case CMARK_NODE_CODE_BLOCK: append(node, .code(code(node)))
        case CMARK_NODE_HTML_BLOCK: append(node, .html)
        case CMARK_NODE_THEMATIC_BREAK: append(node, .thematicBreak)
        case CMARK_NODE_LINK, CMARK_NODE_IMAGE: openLinks.append((node, ""))
        case CMARK_NODE_TEXT: say(string(cmark_node_get_literal(node)))
        case CMARK_NODE_CODE:
            let text = string(cmark_node_get_literal(node))
            codeSpans.append(CodeSpan(text: text, line: line(node)))
            say(text)
        case CMARK_NODE_SOFTBREAK, CMARK_NODE_LINEBREAK: say(" ")
        default: break
        }
    }

    private mutating func leave(_ node: OpaquePointer) {
        switch cmark_node_get_type(node) {
        case CMARK_NODE_HEADING:
            guard let index = open.popLast(), let level = blocks[index].heading?.level else { return }
            let text = headingText.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            let block = blocks[index]
            blocks[index] = Block(
                kind: .heading(level: level, text: text, isSetext: isSetext(node)),
                lines: block.lines,
                column: block.column,
                parent: block.parent,
                depth: block.depth
            )
        case CMARK_NODE_PARAGRAPH, CMARK_NODE_LIST, CMARK_NODE_ITEM, CMARK_NODE_BLOCK_QUOTE: _ = open.popLast()
        case CMARK_NODE_LINK, CMARK_NODE_IMAGE:
            guard let link = openLinks.popLast() else { return }
            links.append(
                Link(
                    destination: string(cmark_node_get_url(node)),
                    text: link.text,
                    isImage: cmark_node_get_type(node) == CMARK_NODE_IMAGE,
                    line: line(node)
                )
            )
        default: break
        }
    }

    /// Adds inline text to the heading and the links around it.
    ///
    /// Only images nest in one another; deeper nesting than four levels is not meaningful, and all levels would take quadratic time.
    private mutating func say(_ text: String) {
        headingText += text
        for index in openLinks.indices.suffix(4) { openLinks[index].text += text }
    }

    private mutating func push(_ node: OpaquePointer, _ kind: Block.Kind) {
        append(node, kind)
        open.append(blocks.count - 1)
    }

    private mutating func append(_ node: OpaquePointer, _ kind: Block.Kind) {
        let start = min(max(line(node), 1), max(lines.count, 1))
        // cmark counts the blank lines after a block as its own.
        let end = trimmed(from: start, to: Int(cmark_node_get_end_line(node)) + lineOffset)
        blocks.append(
            Block(
                kind: kind,
                lines: start...end,
                column: Int(cmark_node_get_start_column(node)),
                parent: open.last,
                depth: open.count
            )
        )
    }

    private func trimmed(from start: Int, to end: Int) -> Int {
        var end = min(end, lines.count)
        while end > start, lines.isBlank(end) { end -= 1 }
        return max(start, end)
    }

    private func isSetext(_ node: OpaquePointer) -> Bool {
        let content = lines.content(of: line(node)).dropFirst(Int(cmark_node_get_start_column(node)) - 1)
        return content.first(where: { !Byte.isBlank($0) }) != Byte.hash
    }

    private func list(_ node: OpaquePointer) -> Block.List {
        let isOrdered = cmark_node_get_list_type(node) == CMARK_ORDERED_LIST
        let content = lines.content(of: line(node)).dropFirst(Int(cmark_node_get_start_column(node)) - 1)
        let marker = content.first { !Byte.isBlank($0) && !(isOrdered && Byte.isDigit($0)) }
        return Block.List(
            marker: marker ?? UInt8(ascii: "-"),
            isOrdered: isOrdered,
            isTight: cmark_node_get_list_tight(node) != 0
        )
    }

    /// cmark does not tell fenced code from indented code, which may itself begin with backticks; but only of fenced
    /// code fewer lines are text than are in the source.
    private func code(_ node: OpaquePointer) -> Block.Code {
        let start = line(node)
        let end = trimmed(from: start, to: Int(cmark_node_get_end_line(node)) + lineOffset)
        let literal = Lines(Array(string(cmark_node_get_literal(node)).utf8))
        var literalCount = literal.count
        while literalCount > 0, literal.isBlank(literalCount) { literalCount -= 1 }
        let opening = lines.content(of: start).dropFirst(Int(cmark_node_get_start_column(node)) - 1)
        guard let fence = opening.first, fence == UInt8(ascii: "`") || fence == UInt8(ascii: "~"),
            literalCount < end - start + 1
        else { return Block.Code(info: "", isFenced: false, isClosed: true) }
        let length = opening.prefix { $0 == fence }.count
        let closing = lines.content(of: end).drop { Byte.isBlank($0) || $0 == UInt8(ascii: ">") }
        let isClosed =
            end > start && closing.prefix { $0 == fence }.count >= length
            && closing.drop { $0 == fence }.allSatisfy(Byte.isBlank)
        return Block.Code(info: string(cmark_node_get_fence_info(node)), isFenced: true, isClosed: isClosed)
    }

    private func line(_ node: OpaquePointer) -> Int { Int(cmark_node_get_start_line(node)) + lineOffset }

    private func string(_ pointer: UnsafePointer<CChar>?) -> String { pointer.map { String(cString: $0) } ?? "" }
}
