import Foundations
import Testing

@Suite("Folded text")
struct FoldedTextTests {
    @Test("is as it was where it fits", arguments: ["", "a line", "two\nlines", "  indented"])
    func short(text: String) {
        #expect(FoldedText(text, width: 40).description == text)
    }

    @Test("is broken between words, and goes on below the value of its heading")
    func heading() {
        let text = "problem     the inbox is gone, make it again with the command mkdir"

        let lines = FoldedText(text, width: 40).description.split(separator: "\n")

        #expect(
            lines == [
                "problem     the inbox is gone, make it", "            again with the command mkdir",
            ]
        )
    }

    @Test("keeps every word, and keeps a long one whole", arguments: [30, 31, 40, 57, 80, 120])
    func words(width: Int) {
        let text =
            "  /a/path/that/is/longer/than/the/narrowest/of/these/terminals/and/that/stays/whole then some words that do not fit"

        let folded = FoldedText(text, width: width).description

        #expect(folded.split { $0 == " " || $0 == "\n" } == text.split(separator: " "))
        #expect(folded.split(separator: "\n").allSatisfy { $0.count <= width || !$0.dropFirst(2).contains(" ") })
        #expect(folded.split(separator: "\n").allSatisfy { $0.hasPrefix("  ") })
    }

    @Test("takes no width for escape sequences")
    func escapes() {
        let bold = "\u{1B}[1mhealth\u{1B}[0m      " + String(repeating: "x", count: 22)

        #expect(FoldedText(bold, width: 34).description == bold)
    }
}

@Suite("Progress")
struct ProgressPaceTests {
    @Test("is shown at a terminal after a second, then up to ten times a second")
    func terminal() {
        var pace = ProgressPace(isTerminal: true)

        let shown = [0, 500, 999, 1000, 1050, 1100, 1150, 1300].filter { pace.isDue(at: .milliseconds($0)) }

        #expect(shown == [1000, 1100, 1300])
    }

    @Test("is written elsewhere once a minute")
    func log() {
        var pace = ProgressPace(isTerminal: false)

        let shown = [1, 30, 59, 60, 61, 119, 120, 200].filter { pace.isDue(at: .seconds($0)) }

        #expect(shown == [60, 120, 200])
    }
}
