import Markdown
import Patches
import Skills
import TestSupport
import Testing

@Suite("Random edits of random skills", .timeLimit(.minutes(1)))
struct PropertyTests {
    @Test(
        "Random edits keep unnamed lines and code, and do not depend on their order",
        arguments: SeededGenerator.seeds(60)
    )
    func randomEditsKeepStructure(seed: UInt64) throws {
        // The seed is the argument, and so in the name of a test case that fails.
        var random = SeededGenerator(seed: seed)
        let base = try RandomSkill.make(using: &random)
        let edits = try RandomSkill.edits(of: base, count: 24, using: &random)
        let order = Array(Set(edits.map(\.group))).sorted()

        let patch = try AppliedPatch(to: base, applying: edits, order: order)

        checkLines(base, patch, patch.skill)
        checkCode(base, patch, patch.skill)
        #expect(patch.outcomes.count == edits.count)
        #expect(patch.steps.last.map { $0.skill == patch.skill } ?? (patch.skill == base))
        let known = Set(base.validate().map(\.message))
        for step in patch.steps {
            #expect(step.skill.validate().allSatisfy { $0.severity == .warning || known.contains($0.message) })
        }
        let again = try AppliedPatch(to: base, applying: edits.shuffled(using: &random), order: order)
        #expect(again.skill == patch.skill)
        #expect(again.outcomes == patch.outcomes)
        try checkSubsets(base, edits, patch, &random)
    }

    /// Any subset of the accepted groups, applied alone and in any order, gives what the patch says.
    private func checkSubsets(_ base: Skill, _ edits: [Edit], _ patch: AppliedPatch, _ random: inout SeededGenerator)
        throws
    {
        for _ in 0..<4 {
            let groups = Set(patch.steps.map(\.group).filter { _ in Bool.random(using: &random) })
            let subset = edits.filter { groups.contains($0.group) }.shuffled(using: &random)
            let alone = try AppliedPatch(to: base, applying: subset)
            let skill = patch.skill(applying: groups)

            #expect(skill == alone.skill)
            checkLines(base, patch, skill)
            checkCode(base, patch, skill)
        }
    }

    /// The ranges of SKILL.md that an applied edit replaces.
    private func touched(_ patch: AppliedPatch) -> [Range<Int>] {
        patch.outcomes.values.compactMap { outcome in
            switch outcome {
            case .applied(let change), .reanchored(let change, _): change.range
            case .joined, .rejected: nil
            }
        }
        .filter { !$0.isEmpty }
    }

    private func checkLines(_ base: Skill, _ patch: AppliedPatch, _ skill: Skill) {
        let before = Lines(base.files["SKILL.md"] ?? [])
        let after = Lines(skill.files["SKILL.md"] ?? [])
        let touched = touched(patch)
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

    private func checkCode(_ base: Skill, _ patch: AppliedPatch, _ skill: Skill) {
        guard let before = base.main, let after = skill.main else { return }
        let touched = touched(patch)
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
