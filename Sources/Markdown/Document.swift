/// The structure of one CommonMark document, as values: the place of each block, section and link.
///
/// Frontmatter is not part of CommonMark and is set aside first; all line numbers are lines of the whole file.
package struct Document: Sendable, Equatable {
    /// The text, line by line.
    package let lines: Lines
    /// The bytes of the YAML block at the very start with both of its `---` lines; none if there is no such block.
    package let frontmatter: Range<Int>?
    /// Every block in the order in which it begins, containers before their content.
    package let blocks: [Block]
    /// Every link and image, in order.
    package let links: [Link]
    /// Every code span, in order.
    package let codeSpans: [CodeSpan]
    /// Every section, in order.
    package let sections: [Section]

    /// Reads `bytes`. Any bytes are a document; bytes that are not UTF-8 count as text.
    package init(_ bytes: [UInt8]) {
        let lines = Lines(bytes)
        let frontmatter = Self.frontmatter(of: lines)
        var reader = TreeReader(lines: lines, bodyStart: frontmatter?.upperBound ?? 0)
        reader.read()
        self.lines = lines
        self.frontmatter = frontmatter
        self.blocks = reader.blocks
        self.links = reader.links
        self.codeSpans = reader.codeSpans
        self.sections = Section.all(in: reader.blocks, lineCount: lines.count)
    }

    /// Reads `text`.
    package init(_ text: String) { self.init(Array(text.utf8)) }

    /// The text as bytes.
    package var bytes: [UInt8] { lines.bytes }

    /// The first line after the frontmatter.
    package var bodyLine: Int {
        guard let frontmatter else { return 1 }
        return frontmatter.upperBound < bytes.count ? lines.line(at: frontmatter.upperBound) : lines.count + 1
    }

    /// The blocks around and at `line`, outermost first, as indices into ``blocks``.
    package func path(to line: Int) -> [Int] { blocks.indices.filter { blocks[$0].lines.contains(line) } }

    /// Whether `line` is part of a code block, fences included.
    package func isCode(_ line: Int) -> Bool { blocks.contains { $0.code != nil && $0.lines.contains(line) } }

    private static func frontmatter(of lines: Lines) -> Range<Int>? {
        guard lines.count >= 2, isMarker(lines, 1) else { return nil }
        guard let end = (2...lines.count).first(where: { isMarker(lines, $0) }) else { return nil }
        return 0..<lines.range(of: end).upperBound
    }

    private static func isMarker(_ lines: Lines, _ line: Int) -> Bool {
        let content = lines.content(of: line)
        guard content.starts(with: "---".utf8) else { return false }
        return content.dropFirst(3).allSatisfy(Byte.isBlank)
    }
}
