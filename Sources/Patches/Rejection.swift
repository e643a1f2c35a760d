/// The reason why an edit is not applied.
package struct Rejection: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kind of reason. The raw values are stable: ledgers contain them.
    package enum Code: String, Sendable, CaseIterable {
        case emptyField = "empty-field"
        case protectedFile = "protected-file"
        case missingFile = "missing-file"
        case fileExists = "file-exists"
        case sectionNotFound = "section-not-found"
        case sectionAmbiguous = "section-ambiguous"
        case anchorNotFound = "anchor-not-found"
        case anchorAmbiguous = "anchor-ambiguous"
        case frontmatter = "frontmatter"
        case openFence = "open-fence"
        case danglingLink = "dangling-link"
        case noChange = "no-change"
        case breaksStructure = "breaks-structure"
        case duplicateHeading = "duplicate-heading"
        case emptiesFile = "empties-file"
        case conflict = "conflict"
        case orphanedReference = "orphaned-reference"
        case invalidSkill = "invalid-skill"
        case groupFailed = "group-failed"
    }

    /// The kind of reason.
    package let code: Code
    /// A lower-case sentence without full stop.
    package let reason: String

    /// A rejection with a code and a sentence.
    package init(_ code: Code, _ reason: String) {
        self.code = code
        self.reason = reason
    }

    /// The reason and its code.
    package var description: String { "\(reason) [\(code.rawValue)]" }
}
