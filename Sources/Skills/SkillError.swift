/// Why a skill or a part of it cannot be used.
package enum SkillError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The text is not a valid skill name.
    case invalidName(String)
    /// The text is not a valid path within a skill folder.
    case invalidPath(String)
    /// The skill has no SKILL.md.
    case missingMain(Skill.Name)
    /// The frontmatter of SKILL.md cannot be read, for a reason, at a line of the file.
    case frontmatter(String, line: Int?)
    /// A new skill cannot be created, for a reason.
    case template(String)

    /// The error as a sentence, with the remedy.
    package var description: String {
        switch self {
        case .invalidName(let text):
            "could not take \"\(text)\" as a skill name: a name has 1 to \(Skill.Name.maximumLength) lower-case"
                + " letters, digits and single hyphens, with a letter or digit at both ends; rename the skill's folder"
        case .invalidPath(let text):
            "could not take \"\(text)\" as a file of a skill: a path is relative, has no .. and is not the name of a"
                + " git file; rename the file"
        case .missingMain(let name):
            "could not read the skill \(name): it has no \(Skill.mainPath); add one that begins with frontmatter"
        case .frontmatter(let reason, let line):
            "could not read the frontmatter of \(Skill.mainPath)\(line.map { " at line \($0)" } ?? ""): \(reason)"
        case .template(let reason): "could not create a new skill: \(reason)"
        }
    }
}
