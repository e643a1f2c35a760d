import Lessons
import Patches
@testable import SkillEditing
import SkillRepository
import Skills
import Testing
import Trajectories

@Suite("A proposal")
struct ProposalTests {
    private func lesson(_ id: Int, section: String = "When a command fails", title: String? = nil) -> Lesson {
        Lesson(
            id: Lesson.ID("orchard-\(id)"),
            kind: .failure,
            skill: "orchard",
            section: section,
            title: title ?? "do the thing number \(id)",
            when: "the shell says `x\(id)`",
            action: "run `y\(id)`",
            check: "the same command comes past this error",
            why: "2 sessions met this",
            evidence: [],
            support: Lesson.Support(sessions: [Session.ID("a"), Session.ID("b")], tasks: 2, sources: 1, pool: 2),
            fingerprint: "\(id)",
            analyst: "embedded/1"
        )
    }

    private func proposal(creating lessons: [Lesson]) throws -> RevisionPlan {
        let frame = try EditBase(new: Skill.Name("orchard"), for: lessons)
        return try proposal(frame, PlainEdits.adding(lessons, to: frame.skill), lessons)
    }

    private func proposal(
        extending base: Skill,
        with lessons: [Lesson],
        rewording reworded: [(lesson: Lesson, old: [String])] = []
    ) throws -> RevisionPlan {
        let frame = EditBase(base, standing: [], lines: 40, tokens: 800)
        let edits = PlainEdits.rewording(reworded) + PlainEdits.adding(lessons, to: frame.skill)
        return try proposal(frame, edits, lessons + reworded.map(\.lesson), refined: Set(reworded.map(\.lesson.id)))
    }

    private func proposal(
        _ frame: EditBase,
        _ edits: [Edit],
        _ lessons: [Lesson],
        refined: Set<Lesson.ID> = []
    ) throws -> RevisionPlan {
        let revision = try AppliedPatch(to: frame.skill, applying: edits)
        #expect(!revision.outcomes.values.contains { if case .rejected = $0 { true } else { false } })
        return RevisionPlan(revision, of: frame, lessons: lessons, refined: refined, sample: 0)
    }

    @Test("of a skill without room moves the lessons that save the fewest calls, not those of the fewest sessions")
    func roomByWorth() throws {
        let standing = (0..<24).map { number -> Lesson in
            var lesson = lesson(number)
            // The fewest sessions, and the most calls.
            lesson.callsLost = number == 3 ? 500 : 40 - number
            if number != 3 { lesson.support.sessions += (0..<number).map { Session.ID("s\($0)") } }
            return lesson
        }
        let empty = try EditBase(new: Skill.Name("orchard"), for: standing)
        let full = try AppliedPatch(to: empty.skill, applying: PlainEdits.adding(standing, to: empty.skill)).skill
        let size = lines(full).count
        let frame = EditBase(full, standing: standing, lines: 500 - size + 6, tokens: 0)

        #expect(!frame.moved.isEmpty && frame.moved.count < 8)
        #expect(frame.moved == standing.suffix(frame.moved.count).reversed().map(\.id))
    }

    private func lines(_ skill: Skill) -> [String] {
        String(decoding: skill.files[Skill.mainPath] ?? [], as: UTF8.self).split(
            separator: "\n",
            omittingEmptySubsequences: false
        ).map(String.init)
    }

    private func errors(_ skill: Skill) -> [String] {
        skill.validate().filter { $0.severity == .error }.map(\.description)
    }

    /// Every state on the way is a valid skill, and each step adds the lines of its lesson and no others.
    private func check(_ proposal: RevisionPlan, _ lessons: [Lesson], before: Skill?) throws {
        #expect(Set(proposal.lessons.map(\.id)) == Set(lessons.map(\.id)))
        #expect(errors(proposal.structure) == (before.map(errors) ?? []))
        var previous = proposal.structure
        for step in proposal.steps {
            let lesson = try #require(step.lessons.first)
            #expect(step.lessons.count == 1 && lesson.text.isEmpty)
            #expect(errors(step.skill) == (before.map(errors) ?? []))
            let difference = lines(step.skill).difference(from: lines(previous))
            let added = difference.insertions.map { if case .insert(_, let line, _) = $0 { line } else { "" } }
            #expect(added == LessonText.lines(lesson))
            #expect(difference.removals.isEmpty)
            #expect(!lines(proposal.structure).contains(LessonText.lines(lesson)[0]))
            previous = step.skill
        }
        #expect(previous == proposal.result)
    }

    @Test("of a new skill grows by its lessons one after the other, from an empty skill on")
    func creating() throws {
        let lessons = [
            lesson(1), lesson(2, section: "Tool calls"), lesson(3), lesson(4, section: "Before the first run"),
        ]
        let proposal = try proposal(creating: lessons)

        try check(proposal, lessons, before: nil)
        let headings = lines(proposal.result).filter { $0.hasPrefix("## ") }
        #expect(headings == ["## Before the first run", "## When a command fails", "## Tool calls"])
    }

    @Test("for a skill that a person wrote adds to its sections and takes nothing away", arguments: ["\n", ""])
    func extending(end: String) throws {
        let text =
            "---\nname: orchard\ndescription: Use it in the orchard.\nlicense: MIT\n---\n\n# Orchard\n\nMine.\n\n## When a command fails\n\n- My own rule.\n\n## Later\n\nText"
            + end
        let base = try Skill(
            name: Skill.Name("orchard"),
            files: [Skill.mainPath: Array(text.utf8), "references/more.md": Array("# More\n".utf8)]
        )
        let lessons = [lesson(1), lesson(2, section: "Tool calls"), lesson(3)]
        let proposal = try proposal(extending: base, with: lessons)

        try check(proposal, lessons, before: base)
        let result = lines(proposal.result)
        for line in text.split(separator: "\n") { #expect(result.contains(String(line))) }
        let own = try #require(result.firstIndex(of: "- My own rule."))
        let later = try #require(result.firstIndex(of: "## Later"))
        let first = try #require(result.firstIndex { $0.contains("number 1") })
        #expect(own < first && first < later)
        #expect(proposal.result.files["references/more.md"] == base.files["references/more.md"])
    }

    @Test("that words a lesson anew puts the new lines in the place of the old")
    func replacing() throws {
        let old = try proposal(creating: [lesson(1), lesson(2)]).result
        var anew = lesson(1)
        anew.action = "run `z1`"
        let proposal = try proposal(extending: old, with: [], rewording: [(anew, LessonText.lines(lesson(1)))])

        #expect(proposal.structure == old)
        #expect(proposal.steps.map(\.isRefinement) == [true])
        #expect(lines(proposal.result).count == lines(old).count)
        #expect(
            lines(proposal.result).contains { $0.contains("run `z1`") }
                && !lines(proposal.result).contains { $0.contains("run `y1`") }
        )
    }
}
