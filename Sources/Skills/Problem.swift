/// Something that is not as it should be in a skill.
package struct Problem: Sendable, Hashable {
    /// What kind of problem it is. The text is stable: programs read it.
    package enum Code: String, Sendable, CaseIterable {
        case missingMain = "missing-main"
        case notText = "not-utf8"
        case tooLarge = "too-large"
        case frontmatter = "frontmatter"
        case unknownKey = "unknown-key"
        case missingKey = "missing-key"
        case name = "name"
        case nameMismatch = "name-mismatch"
        case description = "description"
        case compatibility = "compatibility"
        case metadata = "metadata"
        case danglingLink = "dangling-link"
        case unlinkedReference = "unlinked-reference"
        case indirectReference = "indirect-reference"
        case openFence = "open-fence"
        case lineBudget = "line-budget"
        case tokenBudget = "token-budget"
    }

    /// How bad it is: an error breaks the Agent Skills specification or the skill's own links.
    package enum Severity: String, Sendable { case error, warning }

    package let code: Code
    /// The file, relative to the skill's folder.
    package let path: String
    /// 1-based line of the file, where there is one.
    package let line: Int?
    /// A lower-case sentence without full stop.
    package let message: String
    package let severity: Severity

    package init(_ code: Code, _ path: String, line: Int? = nil, _ message: String, _ severity: Severity = .error) {
        self.code = code
        self.path = path
        self.line = line
        self.message = message
        self.severity = severity
    }
}

extension Problem: CustomStringConvertible {
    package var description: String {
        "\(path)\(line.map { ":\($0)" } ?? ""): \(severity.rawValue): \(message) [\(code.rawValue)]"
    }
}
