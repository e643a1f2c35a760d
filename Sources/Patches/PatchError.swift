package import Skills

/// Why an edit cannot be read, or a set of edits cannot be applied at all.
package enum PatchError: Error, Sendable, Equatable, CustomStringConvertible {
    /// A field that the operation of an edit needs is missing or empty.
    case missingField(String, operation: String, edit: Edit.ID)
    /// An edit names an unknown operation.
    case unknownOperation(String, edit: Edit.ID)
    /// Two edits have the same id.
    case duplicateID(Edit.ID)
    /// The skill has no SKILL.md.
    case missingMain(Skill.Name)

    /// The error as a sentence, with the remedy.
    package var description: String {
        switch self {
        case .missingField(let field, let operation, let edit):
            "could not read the edit \(edit): \(operation) needs a \(field) that is not empty; give one"
        case .unknownOperation(let operation, let edit):
            "could not read the edit \(edit): there is no operation \"\(operation)\"; use one of"
                + " \(Edit.Operation.names.joined(separator: ", "))"
        case .duplicateID(let edit):
            "could not apply the edits: two have the id \(edit); give each its own"
        case .missingMain(let name):
            "could not apply edits to the skill \(name): it has no \(Skill.mainPath); add one first"
        }
    }
}
