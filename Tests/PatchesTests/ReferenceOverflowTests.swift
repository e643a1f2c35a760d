import Patches
import Skills
import Testing

@Suite("A spill")
struct SpillTests {
    @Test("moves the least supported items under the headings that they had, and links them")
    func moves() throws {
        let base = try skill(
            "# A\n\n## W\n\n- keep\n- *rare* one\n  with more\n- other\n\n## R\n\ntext\n\n- rare two\n- stays\n"
        )
        let items = [
            ReferenceOverflow.Item(text: "*rare* one", support: 1),
            ReferenceOverflow.Item(text: "- rare two", support: 2),
            ReferenceOverflow.Item(text: "gone", support: 0),
            ReferenceOverflow.Item(text: "keep", support: 9),
        ]
        let spill = ReferenceOverflow(
            of: base,
            items: items,
            limits: Skill.SizeLimits(mainLines: 20),
            to: try Skill.Name("more")
        )

        #expect(spill.moved.map(\.text) == ["*rare* one", "- rare two", "keep"])
        #expect(
            spill.skill.text("references/more.md")
                == "# More on xlsx\n\n## W\n\n- *rare* one\n  with more\n- keep\n\n## R\n\n- rare two\n"
        )
        #expect(
            spill.skill.body
                == "# A\n\n## W\n\n- other\n\nFor rarer cases see [references/more.md](references/more.md).\n\n"
                + "## R\n\ntext\n\n- stays\n\n"
                + "For rarer cases see [references/more.md](references/more.md).\n"
        )
        #expect(spill.skill.validate().isEmpty)
    }

    @Test("leaves a skill within its budget as it is")
    func within() throws {
        let base = try skill("# A\n\n- a\n")

        #expect(
            ReferenceOverflow(
                of: base,
                items: [ReferenceOverflow.Item(text: "- a", support: 0)],
                to: try Skill.Name("more")
            ).skill == base
        )
    }

    @Test("begins a further reference when one is full")
    func full() throws {
        let base = try skill("# A\n\n- a\n- b\n- c\n")
        let items = ["a", "b", "c"].map { ReferenceOverflow.Item(text: "- \($0)", support: 1) }
        let limits = Skill.SizeLimits(mainLines: 1, referenceLines: 7)
        let spill = ReferenceOverflow(of: base, items: items, limits: limits, to: try Skill.Name("more"))

        #expect(spill.skill.paths == ["SKILL.md", "references/more-2.md", "references/more.md"])
        #expect(spill.moved.count == 3)
    }
}
