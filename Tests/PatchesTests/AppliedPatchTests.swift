import Patches
import Skills
import Testing

@Suite("A patch", .timeLimit(.minutes(1)))
struct RevisionTests {
    @Test("Equal edits are joined with the lessons of both")
    func joinsEqualEdits() throws {
        let patch = try AppliedPatch(
            to: try skill("# A\n\n- a\n"),
            applying: [
                edit("2", .appendToSection(try address("A"), content: "- x"), lessons: ["l2"]),
                edit("1", .appendToSection(try address("# A"), content: "- x\n"), lessons: ["l1", "l0"]),
            ]
        )

        #expect(patch.skill.body == "# A\n\n- a\n\n- x\n")
        #expect(patch.outcome("1") == .joined(into: Edit.ID("2")))
        #expect(patch.lessons == [Edit.ID("2"): ["l0", "l1", "l2"]])
        #expect(patch.conflicts.isEmpty)
    }

    @Test("Every step is a valid skill, and the last one is the result")
    func everyStepIsValid() throws {
        let base = try skill("# A\n\n- a\n")
        let edits = [
            edit(
                "1",
                .appendToSection(try address("A"), content: "- needs [b](references/b.md)"),
                lessons: ["l1"],
                group: "link"
            ),
            edit("2", .create(content: "# B"), file: "references/b.md", lessons: ["l2"], group: "file"),
            edit(
                "3",
                .appendToSection(try address("A"), content: "- [b too](references/b.md)"),
                lessons: ["l3"],
                group: "file"
            ),
            edit("4", .addSection(heading: "## N", after: nil, content: "n"), lessons: ["l4", "l4"]),
        ]
        let patch = try AppliedPatch(to: base, applying: edits, order: ["4", "unknown"])

        #expect(patch.steps.map(\.group) == ["4", "file", "link"])
        #expect(patch.steps.map(\.lessons) == [["l4"], ["l2", "l3"], ["l1"]])
        #expect(patch.steps.allSatisfy { $0.skill.validate().isEmpty })
        #expect(patch.steps.last?.skill == patch.skill)
        #expect(patch.skill(applying: ["4", "file", "link"]) == patch.skill)
        #expect(patch.skill(applying: []) == base)
        #expect(patch.steps[0].skill.body == "# A\n\n- a\n\n\n## N\n\nn\n")
        #expect(LineCount.all(from: base, to: patch.skill)["SKILL.md"] == LineCount(added: 9, removed: 0))
        #expect(LineCount.all(from: base, to: patch.skill)["references/b.md"] == LineCount(added: 1, removed: 0))
    }

    @Test("Texts at one position are in the order of the edit ids")
    func positionsFollowIDs() throws {
        let base = try skill("# A\n\n- a\n\n## B\n")
        let edits = [
            edit("e10", .appendToSection(try address("A"), content: "text")),
            edit("e2", .appendToSection(try address("A"), content: "### S\n\ns")),
            edit("e1", .appendToSection(try address("A"), content: "- b")),
            edit("e3", .appendToSection(try address("A"), content: "* c")),
            edit("e4", .insertAfter(nil, anchor: "- a", content: "para")),
            edit("e5", .insertBefore(nil, anchor: "## B", content: "- last")),
        ]
        let expected = "# A\n\n- a\n\n- b\n\n- c\n\npara\n\ntext\n\n- last\n\n## B\n\n\n### S\n\ns\n"

        #expect(try AppliedPatch(to: base, applying: edits).skill.body == expected)
        #expect(try AppliedPatch(to: base, applying: edits.reversed()).skill.body == expected)
    }

    @Test("The first of two conflicting groups wins")
    func firstGroupWins() throws {
        let base = try skill("# A\n\nold\n")
        let edits = [
            edit("1", .replaceInSection(nil, old: "old", content: "one"), group: "x"),
            edit("2", .replaceInSection(nil, old: "old", content: "two"), group: "y"),
        ]

        #expect(try AppliedPatch(to: base, applying: edits).skill.body == "# A\n\none\n")
        #expect(try AppliedPatch(to: base, applying: edits, order: ["y"]).skill.body == "# A\n\ntwo\n")
        #expect(try AppliedPatch(to: base, applying: edits, order: ["y"]).rejection("1") == .conflict)
    }

    @Test("A file is removed together with the link to it or not at all")
    func removesFileWithLink() throws {
        let base = try skill("# A\n\n- a\n- See [b](references/b.md)\n", ["b": "b\n"])
        let remove = edit("1", .deleteFile, file: "references/b.md", group: "g")
        let unlink = edit("2", .replaceInSection(nil, old: "- See [b](references/b.md)", content: ""), group: "g")

        #expect(try AppliedPatch(to: base, applying: [remove]).rejection("1") == .danglingLink)
        #expect(try AppliedPatch(to: base, applying: [unlink]).rejection("2") == .orphanedReference)
        #expect(try AppliedPatch(to: base, applying: [remove, unlink]).skill.paths == ["SKILL.md"])
    }

    @Test("Existing problems of a skill do not reject edits")
    func ignoresExistingProblems() throws {
        let base = try skill("# A\n\n[x](references/gone.md)\n", ["orphan": "x\n"])
        let patch = try AppliedPatch(
            to: base,
            applying: [edit("1", .insertBefore(nil, anchor: "[x]", content: "text"))]
        )

        #expect(patch.skill.body == "# A\n\ntext\n\n[x](references/gone.md)\n")
    }

    @Test("Duplicate ids and a missing SKILL.md are errors")
    func refusesInvalidInput() throws {
        let base = try skill("# A\n")
        let empty = try Skill(name: Skill.Name("a"), files: [:])
        let twice = [edit("1", .deleteFile), edit("1", .deleteFile)]

        #expect(throws: PatchError.duplicateID(Edit.ID("1"))) { try AppliedPatch(to: base, applying: twice) }
        #expect(throws: PatchError.missingMain(empty.name)) { try AppliedPatch(to: empty, applying: []) }
    }

    @Test(
        "A replacement that only adds text below a paragraph or a list leaves the blank line between to no lesson",
        arguments: ["Read the log.", "- **Read the log.** When it fails: look.\n  *Check:* it works."]
    )
    func additionByReplacement(_ last: String) throws {
        let base = try skill("# A\n\n\(last)\n")
        let old = last.split(separator: "\n").last.map(String.init) ?? last
        let content = "\(old)\n\nClear the cache first."
        let change = edit("1", .replaceInSection(nil, old: old, content: content), lessons: ["a"])
        let sequence = CommitSequence(of: try AppliedPatch(to: base, applying: [change]), texts: [:])

        func lines(_ skill: Skill?) -> Int { skill?.files[Skill.mainPath]?.count { $0 == UInt8(ascii: "\n") } ?? 0 }
        #expect(sequence.commits.count == 1)
        #expect(lines(sequence.commits.first?.skill) == lines(sequence.structure) + 1)
    }
}
