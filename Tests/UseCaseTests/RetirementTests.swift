import Foundations
import Ledger
import Lessons
import Mining
import Testing
import Trajectories

@testable import Evolution

@Suite("Lessons that sessions no longer support")
struct RetirementTests {
    private let lesson: Lesson

    init() {
        var lesson = Orchard.lesson("ladder")
        lesson.rule?.workspace = "orchard"
        lesson.way = lesson.support
        self.lesson = lesson
    }

    private func reasons(
        mined: [Lesson],
        sessions: [Session.ID]? = nil,
        timeline: [Session.ID: SessionTime] = [:],
        published: Double = 50
    ) -> [String] {
        Retirement(
            known: [
                lesson.id: LessonRecord(
                    lesson: lesson,
                    state: .adopted,
                    revision: 1,
                    origin: LessonOrigin(rawValue: "evolution:1"),
                    updated: 0
                )
            ],
            mined: mined,
            thresholds: Miner.Thresholds(),
            sessions: Set(sessions ?? lesson.support.sessions),
            timelines: ["orchard": timeline],
            published: [lesson.id: published]
        ).candidates().flatMap { $0.lessons.map(\.reason) }
    }

    @Test("stay while they are found, and where their sessions are not in the pool")
    func stays() {
        #expect(reasons(mined: [lesson]).isEmpty)
        #expect(reasons(mined: [], sessions: []).isEmpty)
    }

    @Test("are to go when nothing shows them any more, with the counts of their publication")
    func gone() throws {
        let reason = try #require(reasons(mined: []).first)
        #expect(reason.hasPrefix("the sessions no longer show it; when it was published, 3 of 10 sessions met this"))
    }

    @Test("are to go when no session shows any more that their way works")
    func wayFails() throws {
        var now = lesson
        now.way?.sessions = []
        let reason = try #require(reasons(mined: [now]).first)
        #expect(reason.hasPrefix("no session shows any more that its way works"))
    }

    @Test("are to go when another way works in their situation")
    func otherWay() throws {
        var other = lesson
        other.id = Lesson.ID("orchard-other")
        other.rule?.recoveries = ["useProgram stepladder"]
        let reason = try #require(reasons(mined: [other]).first)
        #expect(reason.hasPrefix("orchard-other is what works there now"))
    }

    @Test("are to go when a rule for all workspaces says the same")
    func wider() throws {
        var general = lesson
        general.id = Lesson.ID("command-line-ladder")
        general.skill = "command-line"
        general.rule?.workspace = nil
        let reason = try #require(reasons(mined: [general]).first)
        #expect(reason.contains("command-line-ladder of the skill command-line says the same for all workspaces"))
    }

    /// The sessions of the lesson, then as many others.
    private func timeline(quiet count: Int, with skills: Set<String> = []) -> [Session.ID: SessionTime] {
        var timeline = Dictionary(
            firstValues: lesson.support.sessions.enumerated().map { ($1, SessionTime(started: Double($0))) }
        )
        for number in 0..<count {
            timeline[Session.ID("later\(number)")] = SessionTime(started: Double(100 + number), skills: skills)
        }
        return timeline
    }

    @Test("are to go when their situation no longer arises in sessions without the skill")
    func silence() throws {
        let reason = try #require(reasons(mined: [lesson], timeline: timeline(quiet: 20)).first)
        #expect(
            reason
                == "its situation has not arisen in the last 20 sessions of orchard without the skill; before, it arose in 3 of 3"
        )
        #expect(reasons(mined: [lesson], timeline: timeline(quiet: 19)).isEmpty)
        #expect(reasons(mined: [lesson], timeline: timeline(quiet: 90, with: ["orchard"])).isEmpty)
        #expect(reasons(mined: [lesson], timeline: timeline(quiet: 20), published: 101).isEmpty)
    }
}
