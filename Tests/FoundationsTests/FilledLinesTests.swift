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
}
