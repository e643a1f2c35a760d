internal import ArgumentParser
internal import Foundations
internal import JSON
internal import Ledger
internal import Lessons
internal import SkillRepository
internal import Skills
internal import Trajectories

/// Publishes invented revisions into a new repository: objects, branch, tag, index and working tree of each.
struct BenchPublish: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "publish",
        abstract: "Publish invented revisions into a new repository, and tell commits and seconds, as JSON"
    )

    @Argument(help: "A folder that does not exist yet")
    var folder: String

    @Option(help: "How many revisions are published, each of a new skill")
    var revisions = 20

    @Option(help: "How many lessons each has: one commit a lesson")
    var lessons = 20

    func run() async throws {
        let repository = try SkillRepository(
            creatingAt: folder,
            files: ["README.md": Array("# Skills\n".utf8)],
            seconds: 1_700_000_000
        )
        var plans: [RevisionPlan] = []
        for number in 0..<revisions { plans.append(try Self.plan("skill-\(number)", lessons: lessons)) }
        // In memory: only the repository waits for the disk here.
        let publisher = Publisher(repository: repository, ledger: try Ledger.inMemory(), clock: .system)
        let watch = Stopwatch()
        try await WorkLock.withPermit(path: folder + "/.git/trace2skill-benchmark.lock") { permit in
            for plan in plans {
                let note = RevisionNote(
                    number: 1,
                    evolution: "bench",
                    // words: allow
                    summary: "\(lessons) lessons.",
                    sessions: 8,
                    seconds: 1_700_000_000
                )
                let snapshot = try await repository.snapshot()
                guard try await publisher.publish(plan, note, on: snapshot, permit).result == .published else {
                    throw ValidationError("the working tree of \(folder) fell behind")
                }
            }
        }
        let seconds = watch.seconds
        // A structure, the lessons and the merge of each revision.
        print(#"{"commits": \#(revisions * (lessons + 2)), "revisions": \#(revisions), "seconds": \#(seconds)}"#)
    }

    private static func plan(_ name: String, lessons count: Int) throws -> RevisionPlan {
        let head = "---\nname: \(name)\ndescription: Use for \(name).\n---\n\n# \(name)\n\n"
        let list = (0..<count).map { lesson($0, skill: name) }
        let skill = try Skill(name: try Skill.Name(name), files: [Skill.mainPath: Array(head.utf8)])
        var text = head
        var steps: [RevisionPlan.Step] = []
        for lesson in list {
            text += LessonText.lines(lesson).joined(separator: "\n") + "\n"
            steps.append(
                RevisionPlan.Step(lessons: [lesson], skill: try skill.with(Array(text.utf8), at: Skill.mainPath))
            )
        }
        return RevisionPlan(skill: name, base: nil, structure: skill, steps: steps)
    }

    private static func lesson(_ number: Int, skill: String) -> Lesson {
        let sessions = (0..<8).map { Session.ID("session-\(number)-\($0)") }
        return Lesson(
            id: Lesson.ID("\(skill)-\(FNV1a("\(number)").shortDigits)"),
            kind: .failure,
            skill: skill,
            section: "Running commands",
            title: "Use tool \(number) in place of the one that is missing",
            when: "a command stops with message \(number).",
            action: "Run tool \(number) with the project's settings.",
            check: "It ends with status 0.",
            why: "The machine has no other.",
            evidence: sessions.prefix(3).map {
                Lesson.Evidence(
                    session: $0,
                    trajectory: String(repeating: "ab", count: 32),
                    quotes: [Lesson.Quote(step: number, text: "message \(number)")]
                )
            },
            support: Lesson.Support(sessions: sessions, tasks: 4, sources: 2, pool: 40),
            fingerprint: "bench \(number)",
            analyst: "embedded/1"
        )
    }
}
