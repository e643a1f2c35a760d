import TestSupport

/// A skill in the working tree of an installation.
struct InstalledSkill {
    let name: String
    let installation: Installation
    /// The path of its main file, relative to the repository.
    var path: String { "skills/\(name)/SKILL.md" }
    /// The absolute path of its main file.
    var file: String { "\(installation.skills)/\(path)" }

    /// The text of its main file.
    func text() throws -> String { try read(file) }

    /// The bold titles of its rules: one for each adopted lesson.
    func rules() throws -> [String] {
        try text().split(separator: "\n").filter { $0.hasPrefix("- **") }.map { line in
            String(line.dropFirst(4).prefix { $0 != "*" })
        }
    }

    /// The number of the first line that holds a text, counted from 1.
    func line(with words: String) throws -> Int {
        let lines = try text().split(separator: "\n", omittingEmptySubsequences: false)
        guard let index = lines.firstIndex(where: { $0.contains(words) }) else {
            throw TestFailure("\(path) has no line with \(words)")
        }
        return index + 1
    }
}

extension Installation {
    /// The skill of that name, which need not exist.
    func skill(_ name: String) -> InstalledSkill { InstalledSkill(name: name, installation: self) }

    /// The skills in the working tree.
    var allSkills: [InstalledSkill] { skillNames.map(skill) }

    /// The names of the skills in the working tree.
    var skillNames: [String] { names(in: skills + "/skills").filter { !$0.hasPrefix(".") } }

    /// The rules of all skills, each with the name of its skill.
    func rules() throws -> Set<String> {
        Set(try allSkills.flatMap { skill in try skill.rules().map { "\(skill.name): \($0)" } })
    }
}
