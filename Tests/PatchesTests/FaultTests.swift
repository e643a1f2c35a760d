import Markdown
import Patches
import Skills
import Testing

/// Faults that published skills show.
@Suite("Faults of the reference implementation in applying edits", .timeLimit(.minutes(1)))
struct FaultTests {
    // Fault 1 of the reference implementation.
    @Test("A comment in code does not end a section")
    func commentInCodeIsNotAHeading() throws {
        let base = try skill("# A\n\n```python\nx = 1\n# comment\ny = 2\n```\n\n## B\n\nb\n")
        let patch = try AppliedPatch(
            to: base,
            applying: [
                edit("1", .appendToSection(try address("# A"), content: "tail")),
                edit("2", .appendToSection(try address("comment"), content: "x")),
            ]
        )

        #expect(patch.skill.body == "# A\n\n```python\nx = 1\n# comment\ny = 2\n```\n\ntail\n\n## B\n\nb\n")
        #expect(patch.rejection("2") == .sectionNotFound)
    }

    // Fault 2 of the reference implementation.
    @Test("An empty anchor is rejected", arguments: ["", " \n\t"])
    func emptyAnchorIsRejected(anchor: String) throws {
        let base = try skill("# A\n\na\n")
        let patch = try AppliedPatch(
            to: base,
            applying: [
                edit("1", .insertAfter(nil, anchor: anchor, content: "x")),
                edit("2", .insertBefore(try address("A"), anchor: anchor, content: "x")),
                edit("3", .replaceInSection(nil, old: anchor, content: "x")),
            ]
        )

        #expect(["1", "2", "3"].map { patch.rejection($0) } == [.emptyField, .emptyField, .emptyField])
        #expect(patch.skill == base)
    }

    // Fault 3 of the reference implementation.
    @Test("No heading is invented for a missing section")
    func missingSectionIsRejected() throws {
        #expect(throws: PatchError.self) {
            try Edit(id: Edit.ID("1"), fields: ["file": "SKILL.md", "op": "add_section", "content": "text"])
        }
        let edit = try Edit(
            id: Edit.ID("1"),
            fields: ["file": "SKILL.md", "op": "add_section", "content": "### Own\n\ntext"]
        )
        let patch = try AppliedPatch(to: try skill("# A\n"), applying: [edit])

        #expect(patch.skill.body == "# A\n\n\n### Own\n\ntext\n")
    }

    // Fault 4 of the reference implementation.
    @Test("An empty section address deletes nothing")
    func emptySectionDeletesNothing() throws {
        #expect(Edit.Address("") == nil && Edit.Address(" ## ") == nil)
        let patch = try AppliedPatch(
            to: try skill("# A\n\ntext\n"),
            applying: [edit("1", .deleteSection(try address("A")))]
        )

        #expect(patch.rejection("1") == .emptiesFile)
    }

    // Fault 5 of the reference implementation.
    @Test("Every edit has an outcome")
    func everyEditHasAnOutcome() throws {
        let patch = try AppliedPatch(
            to: try skill("# A\n\n- Use  the `Tool`\n- b\n"),
            applying: [
                edit("1", .insertAfter(nil, anchor: "nowhere", content: "x")),
                edit("2", .insertAfter(nil, anchor: "use the `tool`", content: "- c")),
                edit("3", .appendToSection(try address("### a"), content: "- d")),
                edit("4", .appendToSection(try address("Z"), content: "x")),
            ]
        )

        #expect(patch.outcomes.count == 4)
        #expect(patch.rejection("1") == .anchorNotFound)
        #expect(patch.how("2") == "the text differs in white space, case or heading level")
        #expect(patch.how("3") == "the heading is \"# A\"")
        #expect(patch.rejection("4") == .sectionNotFound)
        #expect(patch.skill.body == "# A\n\n- Use  the `Tool`\n\n- c\n\n- b\n\n- d\n")
    }

    // Fault 6 of the reference implementation.
    @Test("Overlapping edits and duplicate headings are conflicts")
    func overlapsAreConflicts() throws {
        let base = try skill("# A\n\none two three\n\n## B\n\nb\n")
        let patch = try AppliedPatch(
            to: base,
            applying: [
                edit("1", .replaceInSection(nil, old: "one two", content: "1 2")),
                edit("2", .replaceInSection(nil, old: "two three", content: "2 3")),
                edit("3", .deleteSection(try address("B"))),
                edit("4", .appendToSection(try address("B"), content: "more")),
                edit("5", .addSection(heading: "## N", after: nil, content: "x")),
                edit("6", .addSection(heading: "## n", after: nil, content: "y")),
            ]
        )

        #expect(patch.conflicts.map(\.kind) == [.overlap, .insideRemoval, .duplicateHeading])
        #expect(
            ["1", "2", "3", "4", "5", "6"].map { patch.rejection($0) } == [
                nil, .conflict, nil, .conflict, nil, .conflict,
            ]
        )
        #expect(patch.skill.body == "# A\n\n1 2 three\n\n\n## N\n\nx\n")
    }

    // Fault 7 of the reference implementation.
    @Test("An edit does not remove the anchor of another")
    func editsAreIndependent() throws {
        let edits = [
            edit("1", .replaceInSection(nil, old: "- a", content: "- rewritten")),
            edit("2", .insertAfter(nil, anchor: "- a", content: "- new")),
        ]
        let base = try skill("# A\n\n- a\n- b\n")

        for edits in [edits, edits.reversed()] {
            let body = try AppliedPatch(to: base, applying: edits).skill.body
            #expect(body == "# A\n\n- rewritten\n\n- new\n\n- b\n")
        }
    }

    // Fault 8 of the reference implementation.
    @Test("Edits overwrite no file and do not leave the folder")
    func protectedPathsAreRejected() throws {
        let base = try skill("# A\n\nreferences/a.md\n", ["a": "a\n"])
        let edits = [
            edit("1", .create(content: "x"), file: "references/a.md"),
            edit("2", .create(content: "x"), file: "../x.md"),
            edit("3", .create(content: "x"), file: "references/../SKILL.md"),
            edit("4", .create(content: "x"), file: "scripts/x.py"),
            edit("5", .create(content: "x"), file: "references/B.md"), edit("6", .deleteFile, file: "SKILL.md"),
            edit("7", .deleteFile, file: "references/b.md"),
            edit("8", .appendToSection(try address("A"), content: "x"), file: "recalc.py"),
            edit("9", .create(content: "x"), file: "SKILL.md"),
            edit("10", .create(content: "x"), file: "references/\u{200C}a.md"),
        ]
        let patch = try AppliedPatch(to: base, applying: edits)

        let expected: [Rejection.Code] = [
            .fileExists, .protectedFile, .protectedFile, .protectedFile, .protectedFile, .protectedFile, .missingFile,
            .protectedFile,
            .fileExists, .protectedFile,
        ]
        #expect(edits.map { patch.rejection($0.id.text) } == expected)
        #expect(patch.skill == base)
    }

    // Fault 9 of the reference implementation.
    @Test("A reference without its link is rejected")
    func orphanedReferenceIsRejected() throws {
        let base = try skill("# A\n\na\n")
        let patch = try AppliedPatch(
            to: base,
            applying: [
                edit("1", .create(content: "text"), file: "references/lost.md", group: "g"),
                edit("2", .insertAfter(nil, anchor: "nowhere", content: "See [lost](references/lost.md)."), group: "g"),
                edit("3", .create(content: "text"), file: "references/alone.md"),
                edit("4", .create(content: "text"), file: "references/kept.md", group: "k"),
                edit("5", .appendToSection(try address("A"), content: "See [kept](references/kept.md)."), group: "k"),
            ]
        )

        #expect(
            ["1", "2", "3", "4", "5"].map { patch.rejection($0) } == [
                .groupFailed, .anchorNotFound, .orphanedReference, nil, nil,
            ]
        )
        #expect(patch.skill.paths == ["SKILL.md", "references/kept.md"])
        #expect(patch.steps.map(\.group) == ["k"])
    }

    // Fault 10 of the reference implementation.
    @Test("A dangling link is removed and its lesson kept")
    func danglingLinkIsRemoved() throws {
        let patch = try AppliedPatch(
            to: try skill("# A\n\n- a\n"),
            applying: [
                edit(
                    "1",
                    .appendToSection(
                        try address("A"),
                        content: "- Do it, see [the notes](references/gone.md \"t\") and ![x](y.png)."
                    )
                ),
                edit("2", .appendToSection(try address("A"), content: "- [references/gone.md](references/gone.md)")),
            ]
        )

        #expect(patch.skill.body == "# A\n\n- a\n\n- Do it, see the notes and x.\n")
        #expect(patch.how("1")?.hasPrefix("the link to references/gone.md, which is missing, was taken out") == true)
        #expect(patch.rejection("2") == .danglingLink)
    }

    // Fault 11 of the reference implementation.
    @Test("The size is measured and the least valuable text moved")
    func oversizedTextMoves() throws {
        let rules = (1...20).map { "- rule \($0) " + String(repeating: "x", count: 40) }
        let base = try skill("# A\n\n" + rules.joined(separator: "\n") + "\n")
        let items = rules.enumerated().map { ReferenceOverflow.Item(text: $1, worth: $0) }
        let overflow = ReferenceOverflow(
            of: base,
            items: items,
            limits: Skill.SizeLimits(mainLines: 20),
            to: try Skill.Name("more")
        )

        #expect(overflow.moved.map(\.worth) == Array(0..<10))
        #expect(Lines(try #require(overflow.skill.files["SKILL.md"])).count < 20)
        #expect(overflow.skill.validate().isEmpty)
    }

    // Fault 12 of the reference implementation.
    @Test("No edit leaves a broken skill")
    func brokenSkillIsRejected() throws {
        let base = try skill("# A\n\na\n\n# B\n\nb\n\n```python\nx\n```\n")
        let patch = try AppliedPatch(
            to: base,
            applying: [
                edit("1", .appendToSection(try address("A"), content: "```\nopen")),
                edit("2", .appendToSection(try address("A"), content: "<!-- open")),
                edit("3", .replaceInSection(nil, old: "a", content: "```\nopen")),
                edit("4", .replaceInSection(nil, old: "name: xlsx", content: "name: pdf")),
                edit("5", .replaceInSection(nil, old: "a\n\n# B", content: "a\n\n# B\n\nmore")),
                edit("6", .replaceInSection(nil, old: "```", content: "end")),
            ]
        )

        #expect(
            ["1", "2", "3", "4", "5", "6"].map { patch.rejection($0) }
                == [.openFence, .openFence, .breaksStructure, .frontmatter, nil, .openFence]
        )
        #expect(patch.steps.allSatisfy { $0.skill.validate().isEmpty })
        #expect(patch.skill.body == "# A\n\na\n\n# B\n\nmore\n\nb\n\n```python\nx\n```\n")
    }
}
