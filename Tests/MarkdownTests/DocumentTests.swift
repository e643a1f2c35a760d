import Markdown
import Testing

@Suite("A Markdown document")
struct DocumentTests {
    @Test("knows its headings, levels and lines, underlined ones too")
    func headings() {
        let document = Document("---\nname: a\n---\n\n# One `two` *three*\n\nSetext\ntitle\n---\n\ntext\n")

        #expect(document.blocks[0].heading?.level == 1)
        #expect(document.blocks[0].heading?.text == "One two three")
        #expect(document.blocks[0].lines == 5...5)
        #expect(document.blocks[1].kind == .heading(level: 2, text: "Setext title", isSetext: true))
        #expect(document.blocks[1].lines == 7...9)
        #expect(document.sections.map(\.path) == [["One two three"], ["One two three", "Setext title"]])
    }

    @Test("finds frontmatter at the very start and nowhere else")
    func frontmatter() {
        #expect(Document("---\na: 1\n---\nx").frontmatter == 0..<13)
        #expect(Document("---\r\na: 1\r\n--- \r\nx").frontmatter == 0..<17)
        #expect(Document("\n---\na: 1\n---\nx").frontmatter == nil)
        #expect(Document("---\na: 1\n").frontmatter == nil)
        #expect(Document("----\na: 1\n---\n").frontmatter == nil)
        #expect(Document("---\na: 1\n---").bodyLine == 4)
        #expect(Document("---\na: 1\n---\nx").bodyLine == 4)
    }

    @Test("takes no line of a code block for a heading")
    func codeIsNoHeading() {
        let document = Document("# A\n\n```python\n# comment\n```\n\n    # indented\n\n<div>\n# html\n</div>\n\n## B\n")

        #expect(document.sections.map(\.title) == ["A", "B"])
        #expect(document.sections[0].own == 1..<13)
        #expect(document.sections[0].whole == 1..<14)
        #expect(document.isCode(4) && document.isCode(3) && document.isCode(5) && document.isCode(7))
        #expect(!document.isCode(6) && !document.isCode(10))
    }

    @Test("tells fenced from indented code and a closed fence from an open one")
    func code() throws {
        let document = Document("```swift x\na\n```\n\n    ```\n\n> ~~~\n> b\n\n````\n```\n\n")
        let code = document.blocks.compactMap(\.code)

        try #require(code.count == 4)
        #expect(code[0].info == "swift x" && code[0].isFenced && code[0].isClosed)
        #expect(!code[1].isFenced)
        #expect(code[2].isFenced && !code[2].isClosed)
        #expect(code[3].isFenced && !code[3].isClosed)
    }

    @Test("ends a block before the blank lines that follow it")
    func ends() {
        let document = Document("- a\n  - b\n\n- c\n\n\npara\nmore\n\n")

        #expect(document.blocks.map(\.lines) == [1...4, 1...2, 1...1, 2...2, 2...2, 2...2, 4...4, 4...4, 7...8])
        #expect(document.blocks.map(\.depth) == [0, 1, 2, 2, 3, 4, 1, 2, 0])
        #expect(document.blocks[0].list?.isTight == false)
        #expect(document.blocks[3].list?.marker == UInt8(ascii: "-"))
    }

    @Test("knows links, images and code spans with their lines")
    func inlines() {
        let document = Document(
            "---\nn: 1\n---\n# H [a `b`](references/a.md)\n\n- ![p](q.png) `c`\n\n```\n[no](no.md)\n```\n"
                + "<https://e.org>\n"
        )

        #expect(document.links.map(\.destination) == ["references/a.md", "q.png", "https://e.org"])
        #expect(document.links.map(\.line) == [4, 6, 11])
        #expect(document.links.map(\.isImage) == [false, true, false])
        #expect(document.links[0].text == "a b")
        #expect(document.codeSpans.map(\.text) == ["b", "c"])
    }

    @Test("keeps CRLF and a missing final newline", arguments: ["\n", "\r\n"])
    func endings(newline: String) {
        let text = ["# A", "", "text", "# B", "end"].joined(separator: newline)
        let document = Document(text)

        #expect(document.bytes == Array(text.utf8))
        #expect(document.lines.count == 5)
        #expect(document.lines.newline == Array(newline.utf8))
        #expect(document.sections.map(\.whole) == [1..<4, 4..<6])
        #expect(document.lines.text(of: 5) == "end")
        #expect(document.lines.range(of: 5).upperBound == text.utf8.count)
    }

    @Test("ends a section with sub-sections at the next heading that is not deeper")
    func sections() {
        let document = Document("# A\n## B\n### C\n## D\n# E\n> # quoted\n")

        #expect(document.sections.map(\.own) == [1..<2, 2..<3, 3..<4, 4..<5, 5..<7])
        #expect(document.sections.map(\.whole) == [1..<5, 2..<4, 3..<4, 4..<5, 5..<7])
        #expect(document.sections.map(\.parent) == [nil, 0, 1, 0, nil])
        #expect(document.sections[2].path == ["A", "B", "C"])
    }

    @Test("reads any bytes", arguments: [[], [0xFF, 0xFE, 0x00], [0x0D], Array("---".utf8), Array("---\n---".utf8)])
    func anyBytes(bytes: [UInt8]) {
        #expect(Document(bytes).bytes == bytes)
    }

    @Test("survives deep nesting")
    func depth() {
        let document = Document(String(repeating: ">", count: 20_000) + " a\n")

        #expect(document.blocks.count == 20_001)
    }
}

@Suite("Lines")
struct LinesTests {
    @Test("find the line of an offset and the offset of a line")
    func offsets() {
        let lines = Lines(Array("a\r\nbb\rc\n\nd".utf8))

        #expect(lines.count == 5)
        #expect((0..<11).map(lines.line(at:)) == [1, 1, 1, 2, 2, 2, 3, 3, 4, 5, 5])
        #expect(lines.range(of: 2) == 3..<6)
        #expect(lines.range(of: 2..<4) == 3..<8)
        #expect(lines.range(of: 9) == 10..<10)
        #expect(lines.isBlank(4))
    }
}
