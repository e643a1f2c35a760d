import Composition
@testable import Curation
@testable import Evolution
import Ledger
import Lessons
import SkillRepository
import TestSupport
import Trajectories

/// A repository of skills, and rules of programs that have other names here, to be learned by name.
struct Orchard {
    let place: Workplace
    /// The use cases of the clone that learns; the same place, unless a test made another one.
    let useCases: UseCases
    let git: StockGit

    init(_ place: Workplace, _ useCases: UseCases? = nil, git: StockGit? = nil) {
        self.place = place
        self.useCases = useCases ?? place.useCases
        self.git = git ?? place.git
    }

    init() throws { self.init(try Workplace()) }

    /// The rule about one program that is missing, as an embedded analyst words it.
    ///
    /// - Parameters:
    ///   - wildcard: whether its trigger is that of all programs, as long as no other one is missing.
    ///   - sessions: how many support it.
    static func lesson(
        _ program: String,
        skill: String = "orchard",
        wildcard: Bool = false,
        sessions: Int = 3
    ) -> Lesson {
        let trigger = wildcard ? "shell/missing-program/*" : "shell/missing-program/\(program)"
        return Lesson(
            id: Lesson.ID("\(skill)-\(program)\(wildcard ? "00" : "11")"),
            kind: .failure,
            skill: skill,
            section: "Programs",
            title: "use \(program)3 where \(program) is missing",
            when: "the shell says `\(program): command not found`",
            action: "run the same through `\(program)3`",
            check: "the same command no longer fails with this error",
            // words: allow
            why: "\(sessions) sessions had this failure, \(sessions) recovered, \(sessions) of them this way",
            evidence: (0..<sessions).map {
                Lesson.Evidence(
                    session: Session.ID("s\($0)"),
                    trajectory: String(repeating: String($0 + 16, radix: 16), count: 32),
                    quotes: [Lesson.Quote(step: 2, text: "\(program): command not found")]
                )
            },
            support: Lesson.Support(
                sessions: (0..<sessions).map { Session.ID("s\($0)") },
                tasks: sessions,
                sources: 1,
                pool: 10
            ),
            fingerprint: "\(skill)|\(trigger)|useProgram \(program)3",
            analyst: Lesson.embeddedAnalyst,
            programs: ["\(program)3"],
            rule: Lesson.Rule(triggers: [trigger], recoveries: ["useProgram \(program)3"])
        )
    }

    /// Reads the history back, as every evolution does first, and learns lessons.
    @discardableResult
    func learn(_ lessons: [Lesson], id: String, propose: Bool = false) async throws -> EvolutionReport {
        _ = try await useCases.permitted { try await useCases.publisher.catchUp($0) }
        var request = EvolutionRequest()
        request.isProposal = propose
        return try await useCases.publish(lessons, request, evolution: id)
    }

    /// Reads the history back.
    func readBack() async throws -> Publisher.CurrentState {
        try await useCases.permitted { try await useCases.publisher.catchUp($0) }
    }

    /// What ledger, branch and knowledge ref do not agree in, as `verify` tells.
    func problems() async throws -> [String] {
        try await HistoryCheck(ledger: useCases.ledger, repository: useCases.repository).run().problems
    }

    func state(of id: Lesson.ID) throws -> LessonState? { try useCases.ledger.lesson(id)?.state }

    /// The text of a skill on the branch.
    func text(_ skill: String = "orchard") throws -> String { try git("show", "main:skills/\(skill)/SKILL.md") }

    /// The text of a skill on the branch without its front matter, whose description keeps the names of its first rules.
    func rules(_ skill: String = "orchard") throws -> String {
        let text = try text(skill)
        return text.firstRange(of: "\n---\n").map { String(text[$0.upperBound...]) } ?? text
    }

    /// The newest commit of a lesson on the branch.
    func commit(of lesson: Lesson) throws -> String {
        try git("log", "-1", "--format=%H", "--grep", "^Lesson: \(lesson.id)$", "main")
    }

    /// Changes a skill by hand and commits it.
    func edit(_ skill: String = "orchard", _ message: String = "change it by hand", _ change: (String) -> String) throws
    {
        let path = "skills/\(skill)/SKILL.md"
        let text = try read("\(git.root)/\(path)")
        try write(change(text), to: "\(git.root)/\(path)")
        try git("commit", "-q", "-a", "-m", message)
    }

    /// Another clone of the repository with a ledger of its own, which is empty.
    ///
    /// - Parameters:
    ///   - fetching: also what a clone does not fetch by itself.
    ///   - isThere: whether the clone of this name was made before.
    func clone(_ name: String, fetching references: [String] = [], isThere: Bool = false) throws -> Orchard {
        let folder = place.folder
        try folder.makeFolder("state-\(name)")
        let root = folder.path(of: name)
        if !isThere { try git("clone", "-q", git.root, root) }
        let clone = StockGit(root: root, home: git.home)
        for reference in references { try clone("fetch", "-q", "origin", reference) }
        let old = useCases
        return Orchard(
            place,
            UseCases(
                settings: old.settings,
                ledger: try Ledger.open(at: folder.path(of: "state-\(name)/ledger.sqlite")),
                archive: old.archive,
                repository: try SkillRepository(openingAt: root),
                redactor: Workplace.redactor,
                clock: Workplace.clock()
            ),
            git: clone
        )
    }
}

extension Orchard {
    /// Evolves given lessons as a proposal, together with those of open proposals.
    func evolveProposing(_ lessons: [Lesson], id: String) async throws -> EvolutionReport {
        _ = try await readBack()
        var request = EvolutionRequest()
        request.isProposal = true
        return try await useCases.publish(lessons, request, evolution: id)
    }
}
