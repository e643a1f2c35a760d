import Foundations
import TestSupport
import Testing

@Suite("The lines of a text that are not empty")
struct FilledLinesTests {
    @Test(
        "are found one after the other, whatever ends them",
        arguments: [
            ("", []), ("\n\n", []), ("a", ["a"]), ("a\nb", ["a", "b"]), ("\n\na\n\nb\n", ["a", "b"]),
            ("a\r\n\r\nb\r\n", ["a", "b"]), (" \n\t", [" ", "\t"]), ("kö\nö\u{301}l\n", ["kö", "ö\u{301}l"]),
        ]
    )
    func lines(text: String, expected: [String]) {
        #expect(text.filledLines.map(String.init) == expected)
        #expect(("x\n" + text)[...].dropFirst().filledLines.map(String.init) == expected)
    }

    @Test(
        "are found from the end as well, without a look at the lines before",
        arguments: ["", "\n\n", "one", "one\n", "one\r\ntwo\r\n\r\n", "\na\n\nb c\n", "é\n日本\nx\r"]
    )
    func fromTheEnd(text: String) {
        let lines = text.filledLines.map(String.init)
        var asked: [String] = []
        let none = text.lastFilledLine { line in
            asked.append(String(line))
            return false
        }

        #expect(none == nil && asked == lines.reversed())
        #expect(text.lastFilledLine { _ in true }.map(String.init) == lines.last)
        for line in lines { #expect(text.lastFilledLine { $0 == line[...] }.map(String.init) == line) }
    }
}
