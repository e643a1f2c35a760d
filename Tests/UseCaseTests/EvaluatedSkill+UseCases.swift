import Archive
import Composition
import Configuration
import Ledger
import Lessons
import MethodTestSupport
import Redaction
import SkillRepository
import Trajectories

extension EvaluatedSkill {
    static let main = """
        ---
        name: \(name)
        description: Rules for the orchard. Use when working in it.
        ---

        # Orchard

        ## Set-up

        Water the trees.

        """

    /// Use cases without a model over a repository with the skill in it.
    func useCases() throws -> UseCases {
        var configuration = Configuration(repository: path, inboxes: [], state: "\(path)/.git")
        configuration.evolution.minimumLessons = 1
        return UseCases(
            settings: configuration,
            ledger: try Ledger.inMemory(),
            archive: try Archive(at: "\(path)/archive"),
            repository: try SkillRepository(
                creatingAt: path,
                files: ["skills/\(Self.name)/SKILL.md": Array(Self.main.utf8)],
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
            id: Lesson.ID("\(name)-\(word)"),
            kind: .failure,
            skill: name,
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
