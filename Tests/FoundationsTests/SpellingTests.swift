import Foundations
import Testing

@Suite("Spelling")
struct SpellingTests {
    @Test(
        "counts the letters to put in, to leave out or to change",
        arguments: [
            ("", "", 0), ("", "abc", 3), ("abc", "", 3), ("kitten", "sitting", 3), ("inbox", "inboxes", 2),
            ("größe", "grosse", 3), ("same", "same", 0), ("ab", "ba", 2),
        ]
    )
    func distance(left: String, right: String, distance: Int) {
        #expect(Spelling.distance(left, right) == distance)
        #expect(Spelling.distance(right, left) == distance)
    }

    @Test("finds the name that was meant, if one is near")
    func nearest() {
        let known = ["repository", "inboxes", "state", "archive", "stage"]

        #expect(Spelling.nearest(to: "repositroy", among: known) == "repository")
        #expect(Spelling.nearest(to: "inbox", among: known) == "inboxes")
        #expect(Spelling.nearest(to: "stake", among: known) == "stage")
        #expect(Spelling.nearest(to: "model", among: known) == nil)
        #expect(Spelling.nearest(to: "x", among: [String]()) == nil)
    }

    @Test("looks at the beginning of a long word only")
    func long() {
        let word = String(repeating: "a", count: 100_000)

        #expect(Spelling.distance(word, word + "b") == 0)
        #expect(Spelling.distance(word, "") == 64)
    }
}
