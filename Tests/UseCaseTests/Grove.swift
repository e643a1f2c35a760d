import Archive
import Composition
import Configuration
@testable import Curation
@testable import Evolution
import FoundationEssentials
import Glibc
@testable import Ingestion
import Ledger
import Lessons
import Redaction
import SkillRepository
import Skills
import TestSupport
import Testing

import Trajectories

/// A folder of one test that may hold a repository with one skill and the program that measures it.
final class Grove {
    static let skill = "orchard"
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.path() + "evaluation-tests-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        // What is left in the temporary directory does no harm.
        try? FileManager.default.removeItem(atPath: path)
    }

    /// Writes the program: it lists these tasks, and runs the shell script for anything else.
    func install(tasks: [String], _ script: String) throws {
        let folder = "\(path)/evaluations/\(Self.skill)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let list = tasks.map { "echo '\($0)'\n" }.joined()
        let text = "#!/bin/sh\nif [ \"$1\" = --list ]; then\n:\n\(list)exit 0\nfi\n\(script)\n"
        try Data(text.utf8).write(to: URL(filePath: "\(folder)/run", directoryHint: .notDirectory))
        try #require(chmod("\(folder)/run", 0o755) == 0)
    }

    func write(_ name: String, _ text: String) throws {
        try Data(text.utf8).write(to: URL(filePath: "\(path)/\(name)", directoryHint: .notDirectory))
    }

    func read(_ name: String) -> String? {
        FileManager.default.contents(atPath: "\(path)/\(name)").map { String(decoding: $0, as: UTF8.self) }
    }

    /// A skill whose main file is this text, with a script.
    func skill(_ text: String) throws -> Skill {
        try Skill(
            name: Skill.Name(Self.skill),
            files: [Skill.mainPath: Array(text.utf8), "scripts/hello": Array("#!/bin/sh\necho hello\n".utf8)]
        )
    }

    // MARK: A repository

    static let main = """
        ---
        name: \(skill)
        description: Rules for the orchard. Use when working in it.
        ---

        # Orchard

        ## Set-up

        Water the trees.

        """

    /// A useCases without a model over a repository with the skill in it.
    func useCases() throws -> UseCases {
        var configuration = Configuration(repository: path, inboxes: [], state: "\(path)/.git")
        configuration.evolution.minimumLessons = 1
        return UseCases(
            settings: configuration,
            ledger: try Ledger.inMemory(),
            archive: try Archive(at: "\(path)/archive"),
            repository: try SkillRepository(
                creatingAt: path,
                files: ["skills/\(Self.skill)/SKILL.md": Array(Self.main.utf8)],
                seconds: 1_700_000_000
            ),
            redactor: Redactor(key: [1, 2, 3])
        )
    }

    /// A lesson that two sessions back.
    static func lesson(_ word: String) -> Lesson {
        let sessions = [Session.ID("one"), Session.ID("two")]
        let trajectory = String(repeating: "a", count: 64)
        return Lesson(
            id: Lesson.ID("\(skill)-\(word)"),
            kind: .failure,
            skill: skill,
            section: "Set-up",
            title: "look at the \(word) first",
            when: "a tree is to be cut",
            action: "look at the \(word)",
            check: "the \(word) was looked at",
            why: "runs that did not were wrong",
            evidence: sessions.map {
                Lesson.Evidence(
                    session: $0,
                    trajectory: trajectory,
                    quotes: [Lesson.Quote(step: 1, text: "the \(word) is ill")]
                )
            },
            support: Lesson.Support(sessions: sessions, tasks: 2, sources: 1, pool: 4),
            fingerprint: word,
            analyst: "embedded/1"
        )
    }
}
