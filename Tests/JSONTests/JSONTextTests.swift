import JSON
import Testing

@Suite("The text of a JSON string")
struct JSONTextTests {
    @Test(
        "is decoded",
        arguments: [
            (#"\"\\\/\b\f\n\r\t"#, "\"\\/\u{8}\u{C}\n\r\t"), (#"\u0041\u00e9\u20AC"#, "Aé€"),
            (#"\ud83d\ude00!"#, "😀!"),
            (#"\\u0041"#, #"\u0041"#), ("grüße 世界", "grüße 世界"), ("", ""), (#"\u0000"#, "\u{0}"),
            ("a\nb\u{0}", "a\nb\u{0}"),
        ]
    )
    func decoding(source: String, text: String) throws {
        #expect(try json("\"\(source)\"").string == text)
    }

    @Test(
        "has U+FFFD for surrogates without a partner",
        arguments: [
            (#"\ud83d"#, "\u{FFFD}"), (#"\ude00\ud83d"#, "\u{FFFD}\u{FFFD}"), (#"\ud83dx"#, "\u{FFFD}x"),
            (#"\ud83d\ud83d\ude00"#, "\u{FFFD}😀"), (#"\ud83d\n"#, "\u{FFFD}\n"), (#"\ud83d\u0041"#, "\u{FFFD}A"),
        ]
    )
    func surrogates(source: String, text: String) throws {
        #expect(try json("\"\(source)\"").string == text)
    }

    @Test("is repaired where it is not UTF-8", arguments: [false, true]) func repair(hasEscapes: Bool) throws {
        let source: [UInt8] = [0x22, 0x61, 0xFF, 0x62, 0xE2, 0x82] + (hasEscapes ? [0x5C, 0x6E] : []) + [0x22]

        let text = try #require(try JSON(parsing: source).string)

        #expect(text == "a\u{FFFD}b\u{FFFD}" + (hasEscapes ? "\n" : ""))
    }

    @Test("is found at every distance from quote and backslash", arguments: 0..<40) func alignments(length: Int) throws
    {
        let filling = String(repeating: "!", count: length)
        let value = try json(#"["\#(filling)","\#(filling)\n","é\#(filling)\"]"]"#)

        #expect(value.elements.map(\.string) == [filling, filling + "\n", "é" + filling + "\"]"])
    }

    @Test("is decoded with escapes at every distance from each other", arguments: 0..<40) func distances(length: Int)
        throws
    {
        let filling = (0..<length).map { $0 % (length % 3 + 2) == 1 ? "é" : "!" }.joined()
        let source = [#"\n"#, #"\""#, #"\\"#, #"\u20ac"#, #"\ud83d\ude00"#, #"\/"#].map { filling + $0 }.joined()
        let text = ["\n", "\"", "\\", "€", "😀", "/"].map { filling + $0 }.joined()

        #expect(try json("\"\(source)\"").string == text)
        #expect(try json("\"\(source)\(filling)\"").string == text + filling)
    }

    @Test("is whole where it is short enough", arguments: [(3, 3), (6, 0), (0, 6), (Int.max, Int.max), (7, -1)])
    func short(head: Int, tail: Int) throws {
        let text = try #require(try json(#""abcdef""#).text(head: head, tail: tail, seam: "|"))

        #expect(text == ("abcdef", 0))
    }

    @Test(
        "loses its middle where it is long",
        arguments: [
            ("abcdefghij", 2, 3, "ab|hij", 5), ("abcdefghij", 0, 0, "|", 10), ("abcdefghij", -4, 1, "|j", 9),
            ("aéééb", 2, 2, "a|b", 6), ("a😀😀b", 4, 4, "a|b", 8), (#"a\n\n\nb"#, 2, 2, "a|b", 6),
            (#"a\\\\b"#, 2, 2, "a|b", 4), (#"a\\\\b"#, 3, 3, "a\\|\\b", 0), (#"ab\u00e9cd"#, 4, 4, "ab|cd", 6),
            (#"x\ud83d\ude00y"#, 7, 2, "x|y", 12), (#"x\ud83d\ude00y"#, 2, 7, "x|y", 12),
        ]
    )
    func long(source: String, head: Int, tail: Int, text: String, omitted: Int) throws {
        let result = try #require(try json("\"\(source)\"").text(head: head, tail: tail, seam: "|"))

        // A text that is short enough is given without a seam.
        #expect(result == (source.utf8.count > head + tail ? text : text.filter { $0 != "|" }, omitted))
    }

    @Test("never splits a character or escape, wherever it is cut") func cuts() throws {
        let source = #"aé\n\\世\u00e9\ud83d\ude00😀\"z"#
        let value = try json("\"\(source)\"")
        let whole = try #require(value.string)

        for head in 0...source.utf8.count {
            for tail in 0...source.utf8.count - head {
                let (text, omitted) = try #require(value.text(head: head, tail: tail, seam: "|"))
                let parts = text.split(separator: "|", omittingEmptySubsequences: false)
                #expect(whole.hasPrefix(parts[0]), "head \(head), tail \(tail)")
                #expect(whole.hasSuffix(parts[parts.count - 1]), "head \(head), tail \(tail)")
                #expect(omitted >= source.utf8.count - head - tail)
                #expect(omitted <= source.utf8.count - head - tail + 22)
            }
        }
    }

    @Test("is cut where it is not UTF-8, too") func brokenCuts() throws {
        let value = try JSON(parsing: [0x22] + Array(repeating: 0x80, count: 40) + [0x22])

        let (text, omitted) = try #require(value.text(head: 4, tail: 4))

        #expect(text.unicodeScalars.allSatisfy { $0 == "\u{FFFD}" })
        #expect(omitted == 32)
    }

    @Test("belongs to strings alone") func others() throws {
        #expect(try json("[]").text(head: 1, tail: 1) == nil)
        #expect(try json("12").string == nil)
    }
}
