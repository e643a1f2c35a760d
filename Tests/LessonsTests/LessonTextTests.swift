import Lessons
import Testing

@Suite("The text of a lesson")
struct LessonTextTests {
    private func lines(_ words: String) -> [String] {
        LessonText.lines(
            Lesson(
                id: Lesson.ID("x"),
                kind: .failure,
                skill: "orchard",
                section: "S",
                title: words,
                when: words,
                action: words,
                check: words,
                why: words,
                evidence: [],
                support: Lesson.Support(sessions: [], tasks: 0, sources: 0, pool: 0),
                fingerprint: "x",
                analyst: "a"
            )
        )
    }

    @Test(
        "is one item of two lines without its reason, whatever its words hold",
        arguments: ["plain", "a\nb", "a\r\nb", "a\tb\rc", "# heading\n- item", "---"]
    )
    func twoLines(words: String) {
        let lines = lines(words)

        #expect(lines.count == 2)
        #expect(lines.allSatisfy { !$0.contains(where: \.isNewline) && !$0.contains("\t") })
        #expect(lines[0].hasPrefix("- **") && lines[1].hasPrefix("  *Check:* "))
    }

    @Test("holds no HTML outside of code")
    func html() {
        #expect(lines("see <script> and `a<b>`")[1] == "  *Check:* see ‹script› and `a<b>`.")
    }
}
