import Glibc
import Lessons
@testable import SkillRepository
import Skills
import TestSupport
import Testing
import Trajectories

/// A repository of skills in a folder of a test's own, with the stock git client to look at it.
struct Workshop {
    let folder: TemporaryFolder
    let git: StockGit
    let repository: SkillRepository
    var root: String { folder.path + "/skills" }

    init(branch: String = "main") throws {
        folder = try TemporaryFolder()
        git = StockGit(root: folder.path + "/skills", home: folder.path + "/home")
        try folder.makeFolder("home")
        repository = try SkillRepository(
            creatingAt: folder.path + "/skills",
            branch: branch,
            files: ["README.md": Array("Skills.\n".utf8)],
            seconds: 1_700_000_000
        )
    }

    func read(_ path: String) throws -> String { try TestSupport.read(root + "/" + path) }
    func write(_ text: String, to path: String) throws { try TestSupport.write(text, to: root + "/" + path) }

    /// The names in a folder, sorted; none where it is not there.
    func files(in folder: String) -> [String] { names(in: root + "/" + folder) }

    /// A plan that adds lessons to a skill as it is.
    func plan(_ skill: String = "xlsx", _ lessons: [Lesson]) async throws -> RevisionPlan {
        let base = try await repository.snapshot().skills[skill]
        let old = base.map { String(decoding: $0.files[Skill.mainPath] ?? [], as: UTF8.self) }
        func state(_ count: Int) throws -> Skill {
            var text = old ?? "---\nname: \(skill)\ndescription: Use it for \(skill).\n---\n\n# Rules\n"
            for (place, lesson) in lessons.enumerated() {
                text += "\n" + (place < count ? Self.lines(lesson).map { $0 + "\n" }.joined() : "")
            }
            let bytes = Array(text.utf8)
            return try base?.with(bytes, at: Skill.mainPath)
                ?? Skill(name: Skill.Name(skill), files: [Skill.mainPath: bytes])
        }
        return RevisionPlan(
            skill: skill,
            base: base,
            structure: try state(0),
            steps: try lessons.indices.map { RevisionPlan.Step(lessons: [lessons[$0]], skill: try state($0 + 1)) }
        )
    }

    /// What the message of a plan's revision says.
    func note(_ plan: RevisionPlan, number: Int = 1, seconds: Int64 = 1_700_000_100) -> RevisionNote {
        RevisionNote(
            number: number,
            evolution: "01JEVOLUTION",
            // words: allow
            summary: "\(plan.lessons.count) lessons from 2 of 5 sessions.",
            sessions: 2,
            seconds: seconds
        )
    }

    /// The lines of a lesson in a skill.
    static func lines(_ lesson: Lesson) -> [String] { ["- **\(lesson.title).**", "  Do \(lesson.action)."] }

    /// Publishes a revision of lessons.
    @discardableResult
    func publish(_ skill: String = "xlsx", _ lessons: [Lesson], number: Int = 1, seconds: Int64 = 1_700_000_100)
        async throws -> PreparedRevision
    {
        let prepared = try await prepare(skill, lessons, number: number, seconds: seconds)
        #expect(try await repository.publish(prepared) == .published)
        return prepared
    }

    func prepare(
        _ skill: String = "xlsx",
        _ lessons: [Lesson],
        number: Int = 1,
        seconds: Int64 = 1_700_000_100,
        asProposal: Bool = false
    ) async throws -> PreparedRevision {
        let plan = try await plan(skill, lessons)
        let note = note(plan, number: number, seconds: seconds)
        return try await repository.prepare(
            plan,
            note,
            on: try await repository.snapshot(),
            asProposal: asProposal
        )
    }
}

func lesson(_ id: String, title: String, skill: String = "xlsx", sessions: Int = 2) -> Lesson {
    Lesson(
        id: Lesson.ID("\(skill)-\(id)"),
        kind: .failure,
        skill: skill,
        section: "Rules",
        title: title,
        when: "a formula was written with openpyxl",
        action: "run recalc.py and reload with data_only=True before the value is read",
        check: "no value is None",
        // words: allow
        why: "\(sessions) sessions met this, 2 recovered, 2 of them this way",
        evidence: (0..<sessions).map { number in
            Lesson.Evidence(
                session: Session.ID("s\(number)"),
                trajectory: digest(number),
                quotes: [
                    Lesson.Quote(step: 9, text: "ws['C2'].value returned None"),
                    Lesson.Quote(step: 14, text: "python recalc.py"),
                ]
            )
        },
        support: Lesson.Support(sessions: (0..<sessions).map { Session.ID("s\($0)") }, tasks: 2, sources: 1, pool: 40),
        fingerprint: "f-\(id)",
        recoveryRate: 0.75,
        analyst: "embedded/1"
    )
}

/// The hash of a trajectory that nobody recorded.
func digest(_ number: Int) -> String { String(repeating: String(number + 16, radix: 16), count: 32) }

// MARK: Snapshots

/// Compares a text with the file of this name in Snapshots; `RECORD_SNAPSHOTS=1` writes it instead.
func expectSnapshot(_ text: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let folder = String(#filePath.reversed().drop { $0 != "/" }.reversed()) + "Snapshots/"
    if getenv("RECORD_SNAPSHOTS") != nil { try write(text, to: folder + name) }
    let known = try #require(
        try? read(folder + name),
        "there is no snapshot \(name); run with RECORD_SNAPSHOTS=1",
        sourceLocation: sourceLocation
    )
    #expect(text == known, sourceLocation: sourceLocation)
}
