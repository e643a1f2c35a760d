import Testing

@testable import Trajectories

@Suite("White space around a text")
struct TrimmingTests {
    @Test(
        "is taken off, whatever it borders on",
        arguments: [
            ("", ""), (" \r\n\t", ""), ("a", "a"), ("  a b \r\n", "a b"), ("\u{A0} a\u{2003}", "a"),
            (" é ", "é"), ("\n世\u{A0}\n", "世"), ("\u{1F}a", "\u{1F}a"), (" \u{301}a", "a"), ("a \u{301}", "a"),
        ]
    )
    func trimming(text: String, rest: String) {
        #expect(text[...].trimmed == rest)
        #expect("<\(text)>".dropFirst().dropLast().trimmed == rest)
    }

    @Test(
        "is taken off an output together with its tags",
        arguments: [
            ("<returncode>0</returncode>\n<output>\n a\n</output>", "a"),
            ("<returncode>1</returncode>\n<output></output>", ""),
            ("<returncode>1</returncode><output>\né\n</output>\n", "é"),
            ("<returncode>1</returncode>\n<output>\u{A0}a\u{A0}</output>", "a"),
            ("<returncode>1</returncode>\n<output>\nno end\n", "no end"),
            ("<returncode>1</returncode>\n<warning>w</warning>", "<warning>w</warning>"),
            ("<returncode>1", "<returncode>1"),
            ("a</returncode><output>b</output>", "a</returncode><output>b</output>"),
        ]
    )
    func output(text: String, output: String) {
        #expect(MiniSWEAgentRun.unwrapped(text) == output)
    }
}
