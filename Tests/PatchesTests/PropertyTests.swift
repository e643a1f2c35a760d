import Markdown
import Patches
import Skills
import Testing

@Suite("Random edits of random skills", .timeLimit(.minutes(1)))
struct PropertyTests {
    @Test("Random edits keep unnamed lines and code, and do not depend on their order", arguments: UInt64(1)...60)
    func randomEditsKeepStructure(seed: UInt64) throws {
        // The seed is the argument, and so in the name of a test case that fails.
        var random = SeededGenerator(seed: seed)
        let base = try RandomSkill.make(using: &random)
        let edits = try RandomSkill.edits(of: base, count: 24, using: &random)
        let order = Array(Set(edits.map(\.group))).sorted()

        let revision = try Revision(of: base, applying: edits, order: order)

        checkLines(base, revision, revision.skill)
        checkCode(base, revision, revision.skill)
        #expect(revision.outcomes.count == edits.count)
        #expect(revision.steps.last.map { $0.skill == revision.skill } ?? (revision.skill == base))
        let known = Set(base.validate().map(\.message))
        for step in revision.steps {
            #expect(step.skill.validate().allSatisfy { $0.severity == .warning || known.contains($0.message) })
        }
        let again = try Revision(of: base, applying: edits.shuffled(using: &random), order: order)
        #expect(again.skill == revision.skill)
        #expect(again.outcomes == revision.outcomes)
        try checkSubsets(base, edits, revision, &random)
    }

    /// Any subset of the accepted groups, applied alone and in any order, gives what the revision says.
    private func checkSubsets(_ base: Skill, _ edits: [Edit], _ revision: Revision, _ random: inout SeededGenerator)
        throws
    {
        for _ in 0..<4 {
            let groups = Set(revision.steps.map(\.group).filter { _ in Bool.random(using: &random) })
            let subset = edits.filter { groups.contains($0.group) }.shuffled(using: &random)
            let alone = try Revision(of: base, applying: subset)
            let skill = revision.skill(applying: groups)

            #expect(skill == alone.skill)
            checkLines(base, revision, skill)
            checkCode(base, revision, skill)
        }
    }

    /// The ranges of SKILL.md that an applied edit replaces.
    private func touched(_ revision: Revision) -> [Range<Int>] {
        revision.outcomes.values.compactMap { outcome in
            switch outcome {
            case .applied(let change), .reanchored(let change, _): change.range
            case .joined, .rejected: nil
            }
        }
        .filter { !$0.isEmpty }
    }

    private func checkLines(_ base: Skill, _ revision: Revision, _ skill: Skill) {
        let before = Lines(base.files["SKILL.md"] ?? [])
        let after = Lines(skill.files["SKILL.md"] ?? [])
        let touched = touched(revision)
        var next = 1
        for line in 1...before.count where !touched.contains(where: { $0.overlaps(before.range(of: line)) }) {
            guard
                let found = (next...max(next, after.count)).first(where: {
                    after.content(of: $0) == before.content(of: line)
                })
            else {
                Issue.record("the line \"\(before.text(of: line))\" was lost")
                return
            }
            next = found + 1
        }
    }

    private func checkCode(_ base: Skill, _ revision: Revision, _ skill: Skill) {
        guard let before = base.main, let after = skill.main else { return }
        let touched = touched(revision)
        let code = { (document: Document) in document.blocks.filter { $0.code != nil } }
        let there = code(after).map { after.lines.text(of: $0.lines) }
        for block in code(before) {
            let range = before.lines.range(of: block.lines.lowerBound..<block.lines.upperBound + 1)
            guard !touched.contains(where: { $0.overlaps(range) }) else { continue }
            let text = before.lines.text(of: block.lines)
            // Indented code may become one block with its neighbour when the text between them goes.
            #expect(there.contains { $0.contains(text) }, "code was changed: \(text)")
        }
        #expect(after.blocks.allSatisfy { $0.code?.isClosed != false })
    }
}

extension Lines {
    fileprivate func text(of lines: ClosedRange<Int>) -> String { lines.map { text(of: $0) }.joined(separator: "\n") }
}
