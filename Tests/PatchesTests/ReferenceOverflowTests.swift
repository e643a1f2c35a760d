import Patches
import Skills
import Testing

@Suite("Text beyond the size limits", .timeLimit(.minutes(1)))
struct ReferenceOverflowTests {
    @Test("The least valuable items move under their headings in a linked reference")
    func movesLeastSupportedItems() throws {
        let base = try skill(
            "# A\n\n## W\n\n- keep\n- *rare* one\n  with more\n- other\n\n## R\n\ntext\n\n- rare two\n- stays\n"
        )
        let items = [
            ReferenceOverflow.Item(text: "*rare* one", worth: 1),
            ReferenceOverflow.Item(text: "- rare two", worth: 2),
            ReferenceOverflow.Item(text: "gone", worth: 0),
            ReferenceOverflow.Item(text: "keep", worth: 9),
        ]
        let overflow = ReferenceOverflow(
            of: base,
            items: items,
            limits: Skill.SizeLimits(mainLines: 20),
            to: try Skill.Name("more")
        )

        #expect(overflow.moved.map(\.text) == ["*rare* one", "- rare two", "keep"])
        #expect(
            overflow.skill.text("references/more.md")
                == "# More on xlsx\n\n## W\n\n- *rare* one\n  with more\n\n- keep\n\n## R\n\n- rare two\n"
        )
        #expect(
            overflow.skill.body
                == "# A\n\n## W\n\n- other\n\nFor rarer cases see [references/more.md](references/more.md).\n\n"
                + "## R\n\ntext\n\n- stays\n\n"
                + "For rarer cases see [references/more.md](references/more.md).\n"
        )
        #expect(overflow.skill.validate().isEmpty)
    }

    @Test("A skill within its limits is not changed")
    func skillWithinLimitsIsKept() throws {
        let base = try skill("# A\n\n- a\n")

        #expect(
            ReferenceOverflow(
                of: base,
                items: [ReferenceOverflow.Item(text: "- a", worth: 0)],
                to: try Skill.Name("more")
            ).skill == base
        )
    }

    @Test("A full reference is followed by another one")
    func startsAnotherReference() throws {
        let base = try skill("# A\n\n- a\n- b\n- c\n")
        let items = ["a", "b", "c"].map { ReferenceOverflow.Item(text: "- \($0)", worth: 1) }
        let limits = Skill.SizeLimits(mainLines: 1, referenceLines: 8)
        let overflow = ReferenceOverflow(of: base, items: items, limits: limits, to: try Skill.Name("more"))

        #expect(overflow.skill.paths == ["SKILL.md", "references/more-2.md", "references/more.md"])
        #expect(overflow.moved.count == 3)
    }
}
