import Patches
import Skills
import Testing

@Suite("The position of an edit", .timeLimit(.minutes(1)))
struct PlacementTests {
    private func apply(_ operation: Edit.Operation, to body: String) throws -> String {
        let patch = try AppliedPatch(to: try skill(body), applying: [edit("1", operation)])
        if case .rejected(let rejection) = patch.outcome("1") { throw rejection }
        return patch.skill.body
    }

    @Test(
        "Text is appended before sub-sections and final blank lines",
        arguments: [
            ("# A\n\ntext\n\n\n## B\n\nb\n", "more", "# A\n\ntext\n\nmore\n\n\n## B\n\nb\n"),
            ("# A\n## B\n", "more", "# A\n\nmore\n\n## B\n"), ("# A", "more", "# A\n\nmore\n"),
            ("# A\n\n- x\n- y\n\n## B\n", "- z", "# A\n\n- x\n- y\n\n- z\n\n## B\n"),
            ("# A\n\n- x\n\n- y\n", "- z", "# A\n\n- x\n\n- y\n\n- z\n"),
            ("# A\n\n* x\n", "- y\n- z", "# A\n\n* x\n\n* y\n* z\n"),
            ("# A\n\n1. x\n", "- y", "# A\n\n1. x\n\n- y\n"), ("# A\n\ntext\n", "# A\n\nmore", "# A\n\ntext\n\nmore\n"),
            ("# A\n\n## B\n\nb\n", "## C\n\nc", "# A\n\n## B\n\nb\n\n\n## C\n\nc\n"),
            ("A\n===\n\nx\n\nB\n---\n", "y", "A\n===\n\nx\n\ny\n\nB\n---\n"),
        ]
    )
    func appendsToSection(body: String, content: String, expected: String) throws {
        #expect(try apply(.appendToSection(try address("A"), content: content), to: body) == expected)
    }

    @Test(
        "Text is inserted after the block that contains the anchor",
        arguments: [
            ("# A\n\none\ntwo\n\nthree\n", "one", "x", "# A\n\none\ntwo\n\nx\n\nthree\n"),
            ("# A\ntext\n", "# A", "x", "# A\n\nx\n\ntext\n"),
            ("# A\n\n- a\n  - b\n- c\n", "b", "  - x", "# A\n\n- a\n  - b\n  - x\n- c\n"),
            ("# A\n\n- a\n  - b\n- c\n", "- a", "- x", "# A\n\n- a\n  - b\n\n- x\n\n- c\n"),
            ("# A\n\n- a\n- c\n", "- a", "  - x", "# A\n\n- a\n  - x\n- c\n"),
            ("# A\n\n- a\n- c\n\nz\n", "a", "text", "# A\n\n- a\n- c\n\ntext\n\nz\n"),
            ("# A\n\n```\ncode\nmore\n```\n", "code", "x", "# A\n\n```\ncode\nmore\n```\n\nx\n"),
            ("# A\n\n| a |\n|---|\n| 1 |\n| 2 |\n", "| 1 |", "| x |", "# A\n\n| a |\n|---|\n| 1 |\n| x |\n| 2 |\n"),
            ("# A\n\na\n\nb\n\n# C\n", "a", "## X\n\nx", "# A\n\na\n\nb\n\n\n## X\n\nx\n\n# C\n"),
        ]
    )
    func insertsAfterAnchor(body: String, anchor: String, content: String, expected: String) throws {
        #expect(try apply(.insertAfter(nil, anchor: anchor, content: content), to: body) == expected)
    }

    @Test(
        "Text is inserted before the block that contains the anchor",
        arguments: [
            ("# A\n\none\ntwo\n", "two", "x", "# A\n\nx\n\none\ntwo\n"),
            ("# A\n\n- a\n- b\n", "- a", "- x", "# A\n\n- x\n\n- a\n- b\n"),
            ("# A\n\n- a\n- b\n", "- b", "- x", "# A\n\n- a\n\n- x\n\n- b\n"),
            ("# A\n\na\n\n## B\n", "## B", "x", "# A\n\na\n\nx\n\n## B\n"),
            ("# A\n\na\n## B\n", "## B", "## X", "# A\n\na\n\n\n## X\n\n## B\n"),
            ("# A\n\n```\n# c\n```\n", "# c", "x", "# A\n\nx\n\n```\n# c\n```\n"),
        ]
    )
    func insertsBeforeAnchor(body: String, anchor: String, content: String, expected: String) throws {
        #expect(try apply(.insertBefore(nil, anchor: anchor, content: content), to: body) == expected)
    }

    @Test(
        "A text that occurs once is replaced",
        arguments: [
            ("# A\n\none two\n", "one", "1", "# A\n\n1 two\n"),
            ("# A\n\n- a\n- b\n- c\n", "- b\n", "", "# A\n\n- a\n- c\n"),
            ("# A\n\na\n\nb\n\nc\n", "b", "", "# A\n\na\n\nc\n"),
            ("# A\n\n```\nx = 1\n```\n", "x = 1", "x = 2\n", "# A\n\n```\nx = 2\n```\n"),
            ("# A\n\n### Older\n\nx\n", "## older", "## New", "# A\n\n### New\n\nx\n"),
            ("# A\n\n- a\n  - b\n", "  - b", "  - c\n  - d", "# A\n\n- a\n  - c\n  - d\n"),
            ("# A\n\nport export\n", "port", "door", "# A\n\ndoor export\n"),
            ("# A\n\n“q” – x\n", "\"q\" - X", "y", "# A\n\ny\n"),
        ]
    )
    func replacesText(body: String, old: String, new: String, expected: String) throws {
        #expect(try apply(.replaceInSection(nil, old: old, content: new), to: body) == expected)
    }

    @Test(
        "A section is added after another with its sub-sections",
        arguments: [
            ("# A\n\n## B\n\n### C\n\nc\n\n## D\n", "## N", "B", "# A\n\n## B\n\n### C\n\nc\n\n\n## N\n\nn\n\n## D\n"),
            (
                "# A\n\n## B\n\n### C\n\nc\n\n### E\n\n## D\n", "## N", "C",
                "# A\n\n## B\n\n### C\n\nc\n\n### E\n\n\n## N\n\nn\n\n## D\n"
            ),
            ("# A\n\n## B\n\n## D\n", "N", "B", "# A\n\n## B\n\n\n## N\n\nn\n\n## D\n"),
            ("# A\n\n## B\n\n## D\n", "### N", "B", "# A\n\n## B\n\n\n### N\n\nn\n\n## D\n"),
            ("# A\n\n## n\n\nx\n", "## N", "A", "# A\n\n## n\n\nx\n\nn\n"),
        ]
    )
    func addsSection(body: String, heading: String, after: String, expected: String) throws {
        #expect(try apply(.addSection(heading: heading, after: try address(after), content: "n"), to: body) == expected)
    }

    @Test(
        "A section is deleted with its sub-sections",
        arguments: [
            ("# A\n\n## B\n\nb\n\n### C\n\n## D\n\nd\n", "B", "# A\n\n## D\n\nd\n"),
            ("# A\n\na\n\n## B\n\nb\n", "B", "# A\n\na\n"),
            ("# A\n\n## X\n\n# B\n\n## X\n\nx\n", "B > X", "# A\n\n## X\n\n# B\n"),
        ]
    )
    func deletesSection(body: String, section: String, expected: String) throws {
        #expect(try apply(.deleteSection(try address(section)), to: body) == expected)
    }

    @Test(
        "An ambiguous edit is rejected",
        arguments: [
            (Edit.Operation.insertAfter(nil, anchor: "same", content: "x"), Rejection.Code.anchorAmbiguous),
            (.replaceInSection(nil, old: "there", content: "there"), .noChange),
            (.insertAfter(nil, anchor: "there", content: "- same"), .noChange),
            (.replaceInSection(nil, old: "# A", content: "text"), .breaksStructure),
        ]
    )
    func rejectsAmbiguousEdits(operation: Edit.Operation, code: Rejection.Code) throws {
        let patch = try AppliedPatch(
            to: try skill("A\n===\n\n# A\nx\n===\n\n- same\n- same\n\nthere\n"),
            applying: [edit("1", operation)]
        )

        #expect(patch.rejection("1") == code, "\(patch.skill.body)")
    }

    @Test("One of several sections is addressed by its path")
    func addressesSectionByPath() throws {
        let body = "# A\n\n## X\n\n# B\n\n## X\n"
        let error = #expect(throws: Rejection.self) {
            try apply(.appendToSection(try address("X"), content: "x"), to: body)
        }

        #expect(error?.code == .sectionAmbiguous)
        #expect(try apply(.appendToSection(try address("# b > ## x"), content: "x"), to: body) == body + "\nx\n")
    }

    @Test("CRLF line endings are kept")
    func keepsLineEndings() throws {
        let text = (head + "# A\n\n- a\n- b\n").replacing("\n", with: "\r\n")
        let base = try Skill(name: Skill.Name("xlsx"), files: ["SKILL.md": Array(text.utf8)])
        let edits = [
            edit("1", .insertAfter(nil, anchor: "- a", content: "- x\n- y")),
            edit("2", .replaceInSection(nil, old: "- a\n- b", content: "- a\n- c")),
        ]

        for (edits, body) in [([edits[0]], "# A\n\n- a\n\n- x\n- y\n\n- b\n"), ([edits[1]], "# A\n\n- a\n- c\n")] {
            let patch = try AppliedPatch(to: base, applying: edits)
            #expect(patch.skill.text("SKILL.md") == (head + body).replacing("\n", with: "\r\n"))
        }
    }
}
