package import Skills
package import TestSupport

/// A folder with a skill and the program that measures it, in the places where a repository has both.
package struct EvaluatedSkill: Sendable {
    /// The name of the skill.
    package static let name = "orchard"
    /// The folder of the repository.
    package let folder: TemporaryFolder

    /// An empty folder.
    package init() throws { folder = try TemporaryFolder() }

    /// The absolute path of the folder.
    package var path: String { folder.path }

    /// Writes the program: it lists these tasks, and runs the shell script for anything else.
    package func install(tasks: [String], _ script: String) throws {
        let list = tasks.map { "echo '\($0)'\n" }.joined()
        let text = "#!/bin/sh\nif [ \"$1\" = --list ]; then\n:\n\(list)exit 0\nfi\n\(script)\n"
        try write(text, to: folder.path(of: "evaluations/\(Self.name)/run"), permissions: 0o755)
    }

    /// The text of a file; `nil` where there is none.
    package func read(_ name: String) -> String? { try? folder.read(name) }

    /// A skill whose main file is this text, with a script.
    package func skill(_ text: String) throws -> Skill {
        try Skill(
            name: Skill.Name(Self.name),
            files: [Skill.mainPath: Array(text.utf8), "scripts/hello": Array("#!/bin/sh\necho hello\n".utf8)]
        )
    }
}
