import Testing

/// A skill as it lies in a workplace, and what can be asked about it.
struct Skill {
    let name: String
    let workplace: Workplace
    var path: String { "skills/\(name)/SKILL.md" }

    func text() throws -> String { try workplace.read("\(workplace.skills)/\(path)") }

    /// The bold beginnings of its rules: one for each lesson that stands.
    func rules() throws -> [String] {
        try text().split(separator: "\n").filter { $0.hasPrefix("- **") }.map { line in
            String(line.dropFirst(4).prefix { $0 != "*" })
        }
    }

    /// The number of the first line that holds some words, counted from 1.
    func line(with words: String) throws -> Int {
        let lines = try text().split(separator: "\n", omittingEmptySubsequences: false)
        return try #require(lines.firstIndex { $0.contains(words) }, "\(name) says nothing of \(words)") + 1
    }
}

extension Workplace {
    func skill(_ name: String) -> Skill { Skill(name: name, workplace: self) }

    /// The skills that there are.
    var allSkills: [Skill] { names(in: skills + "/skills").filter { !$0.hasPrefix(".") }.map(skill) }
}
