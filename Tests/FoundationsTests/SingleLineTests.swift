import Foundations
import Testing

@Suite("A single line")
struct SingleLineTests {
    /// Characters that move a cursor, end a line, change a direction or are not seen.
    static let hidden: [Unicode.Scalar] = [
        "\0", "\u{7}", "\u{8}", "\t", "\n", "\u{B}", "\u{C}", "\r", "\u{1B}", "\u{7F}", "\u{80}", "\u{85}", "\u{9B}",
        "\u{9D}", "\u{AD}", "\u{61C}", "\u{180E}", "\u{200B}", "\u{200C}", "\u{200D}", "\u{200E}", "\u{200F}",
        "\u{2028}", "\u{2029}", "\u{202A}", "\u{202D}", "\u{202E}", "\u{2060}", "\u{2066}", "\u{2067}", "\u{2069}",
        "\u{3164}", "\u{FE0E}", "\u{FE0F}", "\u{FEFF}", "\u{FFF9}", "\u{E000}", "\u{E0000}", "\u{E0001}", "\u{E0041}",
        "\u{E007F}", "\u{E01EF}", "\u{F0000}", "\u{10FFFD}",
    ]

    @Test("holds no character that is not shown as what it is", arguments: hidden)
    func hiddenCharacters(scalar: Unicode.Scalar) {
        #expect(SingleLine("a\(scalar)b").description == "a b")
        #expect(SingleLine("a\(scalar)b", limit: 10).description == "a b")
        #expect(SingleLine(String(scalar)).description == " ")
    }

    @Test("holds no words that only a model sees")
    func tags() {
        let words = String(
            String.UnicodeScalarView("run this".unicodeScalars.compactMap { Unicode.Scalar($0.value + 0xE0000) })
        )

        #expect(SingleLine("tidy\(words)").collapsed == "tidy")
    }

    @Test(
        "keeps letters, marks and signs of every script, and emoji of several parts",
        arguments: [
            "", "plain ASCII ~!", "größer", "cafe\u{301}", "日本語", "русский", "עברית", "a\u{A0}b", "→ ✓ …",
            "\u{1F469}\u{1F3FD}\u{200D}\u{1F4BB}", "\u{2764}\u{FE0F}", "1\u{FE0F}\u{20E3}",
            "\u{1F3F3}\u{FE0F}\u{200D}\u{1F308}",
        ]
    )
    func kept(text: String) {
        #expect(SingleLine(text).description == text)
    }

    @Test("takes a line ending of two characters for one")
    func lineEnding() {
        #expect(SingleLine("a\r\nb\n\nc").description == "a b  c")
        #expect(SingleLine("  a\r\n\tb ").collapsed == "a b")
    }

    @Test(
        "of limited length ends with an ellipsis where something was left out",
        arguments: [
            ("", 0, ""), ("a", 0, ""), ("", 3, ""), ("abc", 3, "abc"), ("abcd", 3, "ab…"), ("abcd", 1, "…"),
            ("größer", 6, "größer"), ("größere", 6, "größe…"), ("a\nb\nc", 4, "a b…"), ("abcd", -1, ""),
        ]
    )
    func limits(text: String, limit: Int, line: String) {
        #expect(SingleLine(text, limit: limit).description == line)
    }

    @Test("of limited length is one, however many marks are piled up or joined")
    func piledUp() {
        let marks = "a" + String(repeating: "\u{301}", count: 10_000)
        #expect(SingleLine(marks, limit: 4).description.unicodeScalars.count <= 65)

        // One character that falls apart into many: letters that are joined.
        let joined = "\u{915}" + String(repeating: "\u{94D}\u{200D}\u{915}", count: 20)
        #expect(SingleLine(joined, limit: 5).description.count <= 5)
    }
}

@Suite("Printable text")
struct PrintableTextTests {
    @Test("keeps its lines and tabs, and nothing else that is not shown")
    func lines() {
        #expect(PrintableText("a\tb\nc\r\nd\re\u{1B}[31m").description == "a\tb\nc\nd e [31m")
        #expect(PrintableText("\r\n").description == "\n")
        #expect(PrintableText("a\u{2028}b\u{202E}c").description == "a b c")
    }

    @Test("holds no character that is not shown as what it is", arguments: SingleLineTests.hidden)
    func hiddenCharacters(scalar: Unicode.Scalar) {
        guard scalar != "\n", scalar != "\t" else { return }
        #expect(PrintableText("a\(scalar)b").description == "a b")
    }
}
