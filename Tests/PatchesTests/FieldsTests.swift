import Patches
import Testing

@Suite("An edit read from fields", .timeLimit(.minutes(1)))
struct FieldsTests {
    private func read(_ fields: [String: String]) throws(PatchError) -> Edit {
        try Edit(id: Edit.ID("e1"), fields: fields)
    }

    @Test(
        "An edit of each operation can be written as fields and read back",
        arguments: [
            ["op": "append_to_section", "target_section": "## A", "content": "x"],
            ["op": "replace_in_section", "target_section": "A > B", "old_text": "x", "content": ""],
            ["op": "replace_in_section", "old_text": "x", "content": "y"],
            ["op": "insert_after", "target_section": "A", "target_text": "x", "content": "y"],
            ["op": "insert_before", "target_text": "x", "content": "y"],
            ["op": "add_section", "target_section": "## N", "after_section": "A", "content": "y"],
            ["op": "delete_section", "target_section": "A"], ["op": "create", "content": "y"], ["op": "delete_file"],
        ]
    )
    func operationsRoundTrip(fields: [String: String]) throws {
        let fields = fields.merging(["file": "SKILL.md"]) { first, _ in first }
        let edit = try read(fields)

        #expect(edit.fields == fields)
        #expect(try Edit(id: edit.id, fields: edit.fields) == edit)
    }

    @Test("Alternative names of operations are accepted", arguments: ["create_file", "createFile"])
    func acceptsAlternativeNames(name: String) throws {
        #expect(try read(["file": "./references/a.md", "op": name, "content": "x"]).operation == .create(content: "x"))
        #expect(try read(["file": "a", "op": "deleteFile"]).operation == .deleteFile)
        #expect(try read(["file": "./references/a.md", "op": name, "content": "x"]).file == "references/a.md")
    }

    @Test(
        "A missing field is an error that names it",
        arguments: [
            (["op": "delete_file"], "file"), (["file": "f"], "op"),
            (["op": "append_to_section", "content": "x"], "target_section"),
            (["op": "append_to_section", "target_section": " ## ", "content": "x"], "target_section"),
            (["op": "append_to_section", "target_section": "A", "content": " \n"], "content"),
            (["op": "replace_in_section", "old_text": "", "content": "x"], "old_text"),
            (["op": "replace_in_section", "old_text": "x"], "content"),
            (["op": "insert_after", "content": "x"], "target_text"),
            (["op": "insert_before", "target_text": "\n", "content": "x"], "target_text"),
            (["op": "add_section", "content": "text"], "target_section"),
            (["op": "add_section", "target_section": "A"], "content"),
            (["op": "delete_section", "target_section": ""], "target_section"), (["op": "create"], "content"),
        ]
    )
    func missingFieldIsNamed(fields: [String: String], field: String) {
        let fields =
            field == "file" || field == "op" ? fields : fields.merging(["file": "SKILL.md"]) { first, _ in first }
        let operation = fields["op"] ?? "an edit"

        #expect(throws: PatchError.missingField(field, operation: operation, edit: Edit.ID("e1"))) { try read(fields) }
    }

    @Test("An unknown operation is refused")
    func unknownOperationIsRefused() {
        #expect(throws: PatchError.unknownOperation("rewrite", edit: Edit.ID("e1"))) {
            try read(["file": "f", "op": "rewrite"])
        }
    }

    @Test("Edit ids sort by their numbers")
    func idsSortByNumbers() {
        let ids = ["e10", "e2", "e1", "e02", "a", "e2b", "e"].map { Edit.ID($0) }

        #expect(ids.sorted().map(\.text) == ["a", "e", "e1", "e02", "e2", "e2b", "e10"])
    }
}
