import Markdown
import Patches
import Skills

/// The frontmatter that the skills of these tests have.
let head = "---\nname: xlsx\ndescription: Use for spreadsheets\n---\n\n"

func skill(_ body: String, _ references: [String: String] = [:]) throws -> Skill {
    var files = ["SKILL.md": Array((head + body).utf8)]
    for (name, text) in references { files["references/\(name).md"] = Array(text.utf8) }
    return try Skill(name: Skill.Name("xlsx"), files: files)
}

extension Skill {
    /// SKILL.md without its frontmatter.
    var body: String { String(decoding: (files["SKILL.md"] ?? []).dropFirst(head.utf8.count), as: UTF8.self) }

    func text(_ path: String) -> String? { files[path].map { String(decoding: $0, as: UTF8.self) } }
}

func address(_ text: String) throws -> Edit.Address {
    guard let address = Edit.Address(text) else {
        throw PatchError.missingField("section", operation: "a test", edit: Edit.ID("?"))
    }
    return address
}

func edit(
    _ id: String,
    _ operation: Edit.Operation,
    file: String = "SKILL.md",
    lessons: [String] = [],
    group: String? = nil
) -> Edit {
    Edit(id: Edit.ID(id), file: file, operation: operation, lessons: lessons, group: group)
}

extension AppliedPatch {
    func outcome(_ id: String) -> Outcome? { outcomes[Edit.ID(id)] }

    func rejection(_ id: String) -> Rejection.Code? {
        guard case .rejected(let rejection) = outcome(id) else { return nil }
        return rejection.code
    }

    func how(_ id: String) -> String? {
        guard case .reanchored(_, let how) = outcome(id) else { return nil }
        return how
    }
}
