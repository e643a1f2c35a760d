internal import Markdown

extension Placement {
    /// Adds text after or before the block that contains an anchor; never into a paragraph or into code.
    mutating func insert(
        _ content: Content,
        at anchor: String,
        in address: Edit.Address?,
        side: Insertion.Side
    ) throws(Rejection) -> Change {
        let range = try find(anchor, in: address)
        try checkIsNew(content)
        let line = document.lines.line(at: side == .after ? range.upperBound - 1 : range.lowerBound)
        if content.headingLevel != nil, let section = document.sections.last(where: { $0.own.contains(line) }),
            side == .after || !section.heading.contains(line)
        {
            // A heading in the middle of a section would take over the rest of that section.
            notes.append("the text begins a section, and was added at the end of \"\(section.title)\"")
            return try insertion(content, after: lastLine(of: section.own), anchor: range)
        }
        let path = document.path(to: line)
        guard let top = path.first else { return try insertion(content, line, line, side, anchor: range) }
        if document.blocks[top].list != nil {
            return try insertIntoList(content, path: path, side: side, anchor: range)
        }
        let block = document.blocks[top]
        if block.kind == .paragraph, content.isTable, isTable(block) {
            return try insertRow(content, line, block, side, anchor: range)
        }
        if block.code != nil { notes.append("the anchor is in code, and the text was added next to that code") }
        if block.kind == .paragraph, side == .after ? line < block.lines.upperBound : line > block.lines.lowerBound {
            notes.append("the anchor is in a paragraph, and the text was added next to that paragraph")
        }
        return try insertion(content, block.lines.lowerBound, block.lines.upperBound, side, anchor: range)
    }

    /// Adds text after `line`, which ends a block. Items continue a list that ends there, after a blank line: so git can
    /// revert what adds them without a conflict.
    func insertion(_ content: Content, after line: Int, anchor: Range<Int>) throws(Rejection) -> Change {
        let list = document.blocks.first { $0.depth == 0 && $0.lines.upperBound == line && $0.list != nil }?.list
        let ready = try content.withBullets(list.flatMap { $0.isOrdered ? nil : $0.marker } ?? UInt8(ascii: "-"))
        let continuesList = list != nil && ready.top.first?.list?.key == list?.key
        return change(
            ready,
            line,
            .after,
            continuesList: continuesList,
            joinsPrevious: false,
            joinsNext: false,
            anchor
        )
    }

    /// Adds text after the last or before the first line of a block.
    private func insertion(
        _ content: Content,
        _ first: Int,
        _ last: Int,
        _ side: Insertion.Side,
        anchor: Range<Int>
    ) throws(Rejection) -> Change {
        if side == .after { return try insertion(content, after: last, anchor: anchor) }
        let ready = try content.withBullets(UInt8(ascii: "-"))
        return change(ready, first - 1, .before, joinsPrevious: false, joinsNext: false, anchor)
    }

    private mutating func insertIntoList(
        _ content: Content,
        path: [Int],
        side: Insertion.Side,
        anchor: Range<Int>
    ) throws(Rejection) -> Change {
        let top = document.blocks[path[0]]
        let items = path.filter { document.blocks[$0].kind == .item }
        guard let inner = items.last.map({ document.blocks[$0] }) else {
            return try insertion(content, top.lines.lowerBound, top.lines.upperBound, side, anchor: anchor)
        }
        let blocks = try content.indented(to: 0).top
        let isList = blocks.count == 1 && blocks[0].list != nil
        let isChild = side == .after && content.indent > inner.column
        guard isList || isChild else {
            notes.append("the anchor is in a list, and the text was added next to that list")
            return try insertion(content, top.lines.lowerBound, top.lines.upperBound, side, anchor: anchor)
        }
        if isChild {
            return change(
                content,
                inner.lines.upperBound,
                .after,
                joinsPrevious: isList,
                joinsNext: isTight(inner),
                anchor
            )
        }
        let same = items.last { document.blocks[$0].column - 1 == content.indent }.map { document.blocks[$0] }
        let item = same ?? inner
        guard let list = item.parent.flatMap({ document.blocks[$0].list }) else {
            return try insertion(content, top.lines.lowerBound, top.lines.upperBound, side, anchor: anchor)
        }
        return try insert(content, beside: item, of: list, side, anchor)
    }

    private func insert(
        _ content: Content,
        beside item: Block,
        of list: Block.List,
        _ side: Insertion.Side,
        _ anchor: Range<Int>
    ) throws(Rejection) -> Change {
        var ready = try content.indented(to: 0)
        if !list.isOrdered { ready = try ready.withBullets(list.marker) }
        // Blank lines between items of the outer list: so git can revert what adds one of them without a conflict. An inner
        // list stays as it is.
        let joins = ready.top.first?.list?.key == list.key && list.isTight && item.depth > 1
        ready = try ready.indented(to: item.column - 1)
        if side == .after {
            let next = item.lines.upperBound + 1
            return change(ready, next - 1, .after, joinsPrevious: joins, joinsNext: joins, anchor)
        }
        return change(ready, item.lines.lowerBound - 1, .before, joinsPrevious: joins, joinsNext: joins, anchor)
    }

    private func insertRow(
        _ content: Content,
        _ line: Int,
        _ block: Block,
        _ side: Insertion.Side,
        anchor: Range<Int>
    ) throws(Rejection) -> Change {
        // The first two lines of a table are its head and its rule; rows follow them.
        let after = max(side == .after ? line : line - 1, block.lines.lowerBound + 1)
        return change(content, after, side, joinsPrevious: true, joinsNext: after < block.lines.upperBound, anchor)
    }

    private func isTable(_ block: Block) -> Bool {
        block.lines.count > 1
            && block.lines.allSatisfy {
                document.lines.content(of: $0).drop(while: Byte.isBlank).first == UInt8(ascii: "|")
            }
    }

    private func isTight(_ item: Block) -> Bool { item.parent.flatMap { document.blocks[$0].list }?.isTight ?? false }

    private func change(
        _ content: Content,
        _ line: Int,
        _ side: Insertion.Side,
        continuesList: Bool = false,
        joinsPrevious: Bool,
        joinsNext: Bool,
        _ anchor: Range<Int>
    ) -> Change {
        let offset = document.lines.range(of: line).upperBound
        let insertion = Insertion(
            line: line,
            side: side,
            continuesList: continuesList,
            joinsPrevious: joinsPrevious,
            joinsNext: joinsNext,
            opening: content.top.first?.list?.key,
            closing: content.top.last?.list?.key,
            indent: content.indent,
            headingLevel: content.headingLevel,
            anchor: anchor
        )
        return Change(file: file, range: offset..<offset, replacement: content.bytes, kind: .insertion(insertion))
    }
}
