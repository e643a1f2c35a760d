import Testing

@testable import SkillRepository

@Suite("A person's change on another version of a text")
struct PersonsChangeTests {
    private let before = ["# A", "", "- use tor3 where tor is missing in a shell", "", "- use zed3", ""]

    private func put(_ after: [String], on now: [String], people: Set<Int> = [], dropped: Set<String> = []) -> [String]?
    {
        PersonsChange(before: before, after: after, dropped: dropped).put(on: now) { people.contains($0) }
    }

    @Test("remains beside what was added in the same place")
    func added() {
        let after = before + ["- a note"]
        let now = before + ["- use frob3", ""]
        #expect(put(after, on: now) == before + ["- use frob3", "", "- a note"])
        #expect(put(after, on: after) == after)
    }

    @Test("wins over what an evolution made of the same line, and leaves what it added there")
    func reworded() {
        var (after, now) = (before, before)
        after[2] = "- use tor3 where tor is missing, says Zoë"
        now.replaceSubrange(2...2, with: ["- use tor3 where tor is missing in any shell", "", "- use frob3"])
        var expected = now
        expected[2] = after[2]

        #expect(put(after, on: now).map { Set($0) } == Set(expected))
        #expect(put(after, on: now)?.contains(now[2]) == false)
    }

    @Test("removes a line that an evolution worded anew")
    func removed() {
        var (after, now) = (before, before)
        after.removeSubrange(2...3)
        now[2] = "- use tor3 where tor is missing in any shell"
        #expect(put(after, on: now) == after)
    }

    @Test("is for people to decide where two of them changed a line, or one of them removed it")
    func people() {
        var (after, now) = (before, before)
        after[2] = "- use tor3 where tor is missing, says Zoë"
        now[2] = "- use tor3 where tor is missing, says Max"
        #expect(put(after, on: now, people: [2]) == nil)
        now.removeSubrange(2...3)
        #expect(put(after, on: now) == nil)
        #expect(put(after, on: now, dropped: [before[2]])?.contains(after[2]) == true)
    }
}
