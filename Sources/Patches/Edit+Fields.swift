extension Edit {
    /// Reads an edit from the fields that models write: `file`, `op`, `target_section`, `target_text`, `old_text`,
    /// `content`, `after_section`. For `add_section`, `heading` may replace `target_section`, and content that begins
    /// with a heading needs neither. `create_file`, `createFile`, `delete_file` and `deleteFile` are accepted too.
    ///
    /// - Throws: ``PatchError/missingField(_:operation:edit:)`` or ``PatchError/unknownOperation(_:edit:)``
    package init(id: ID, fields: [String: String], lessons: [String] = [], group: String? = nil) throws(PatchError) {
        let reader = FieldReader(id: id, fields: fields)
        let file = try reader.required("file")
        self.init(
            id: id,
            file: file.hasPrefix("./") ? String(file.dropFirst(2)) : file,
            operation: try reader.operation(),
            lessons: lessons,
            group: group
        )
    }

    /// The fields from which ``init(id:fields:lessons:group:)`` reads the same file and operation again.
    package var fields: [String: String] {
        var fields = ["file": file, "op": operation.name]
        switch operation {
        case .appendToSection(let section, let content):
            fields["target_section"] = section.text
            fields["content"] = content
        case .replaceInSection(let section, let old, let content):
            fields["target_section"] = section?.text
            fields["old_text"] = old
            fields["content"] = content
        case .insertAfter(let section, let anchor, let content), .insertBefore(let section, let anchor, let content):
            fields["target_section"] = section?.text
            fields["target_text"] = anchor
            fields["content"] = content
        case .addSection(let heading, let after, let content):
            fields["target_section"] = heading
            fields["after_section"] = after?.text
            fields["content"] = content
        case .deleteSection(let section): fields["target_section"] = section.text
        case .create(let content): fields["content"] = content
        case .deleteFile: break
        }
        return fields
    }
}

/// A reader of the fields of one edit.
private struct FieldReader {
    let id: Edit.ID
    let fields: [String: String]

    func operation() throws(PatchError) -> Edit.Operation {
        let name = try required("op")
        switch name {
        case "append_to_section": return .appendToSection(try section(), content: try required("content"))
        case "replace_in_section":
            // Empty content removes the old text, but the field must be there.
            guard let content = fields["content"] else { throw missing("content") }
            return .replaceInSection(optionalSection("target_section"), old: try required("old_text"), content: content)
        case "insert_after":
            return .insertAfter(
                optionalSection("target_section"),
                anchor: try required("target_text"),
                content: try required("content")
            )
        case "insert_before":
            return .insertBefore(
                optionalSection("target_section"),
                anchor: try required("target_text"),
                content: try required("content")
            )
        case "add_section":
            return .addSection(
                heading: try heading(),
                after: optionalSection("after_section"),
                content: try required("content")
            )
        case "delete_section": return .deleteSection(try section())
        case "create", "create_file", "createFile": return .create(content: try required("content"))
        case "delete_file", "deleteFile": return .deleteFile
        default: throw .unknownOperation(name, edit: id)
        }
    }

    func required(_ field: String) throws(PatchError) -> String {
        guard let text = optional(field) else { throw missing(field) }
        return text
    }

    private func section() throws(PatchError) -> Edit.Address {
        guard let section = optionalSection("target_section") else { throw missing("target_section") }
        return section
    }

    private func optionalSection(_ field: String) -> Edit.Address? { optional(field).flatMap { Edit.Address($0) } }

    private func heading() throws(PatchError) -> String {
        if let text = optional("target_section") ?? optional("heading") {
            guard Edit.Address(text) != nil else { throw missing("target_section") }
            return text
        }
        let first = optional("content")?.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
        guard first.hasPrefix("#"), Edit.Address(first) != nil else { throw missing("target_section") }
        return first
    }

    /// The value of a field; `nil` if it has only white space.
    private func optional(_ field: String) -> String? {
        guard let text = fields[field], !text.allSatisfy(\.isWhitespace) else { return nil }
        return text
    }

    private func missing(_ field: String) -> PatchError {
        .missingField(field, operation: optional("op") ?? "an edit", edit: id)
    }
}
