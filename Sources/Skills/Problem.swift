/// A defect of a skill, found by validation.
package struct Problem: Sendable, Hashable {
    /// The kind of problem. The raw values are stable: programs read them.
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
        case conflictMarker = "conflict-marker"
        case lineBudget = "line-budget"
        case tokenBudget = "token-budget"
    }

    /// The severity: an error violates the Agent Skills specification or breaks the skill's own links.
    package enum Severity: String, Sendable { case error, warning }

    /// The kind of problem.
    package let code: Code
    /// The path of the file, relative to the skill's folder.
    package let path: String
    /// The line of the file, from 1, if the problem has one.
    package let line: Int?
    /// A lower-case sentence without full stop.
    package let message: String
    /// The severity.
    package let severity: Severity

    /// Describes a problem.
    package init(_ code: Code, _ path: String, line: Int? = nil, _ message: String, _ severity: Severity = .error) {
        self.code = code
        self.path = path
        self.line = line
        self.message = message
        self.severity = severity
    }
}

extension Problem: CustomStringConvertible {
    /// The problem in one line, in the form that compilers use: place, severity, message, code.
    package var description: String {
        "\(path)\(line.map { ":\($0)" } ?? ""): \(severity.rawValue): \(message) [\(code.rawValue)]"
    }
}
