import Ledger
import Lessons
import Testing
import Trajectories

/// A session with one request and as many records as are asked for.
func session(_ id: String, records: Int = 3, parent: String? = nil, outcome: Outcome = .unknown) throws -> Session {
    var builder = SessionBuilder(format: "test", id: id)
    builder.parent = parent
    builder.outcome = outcome
    builder.agent.name = "robo"
    builder.user("Mend \(id)")
    for number in 0..<records {
        _ = builder.begin(record: "r\(number)")
        builder.agent("step \(number)")
    }
    return try #require(builder.finish(fallbackID: id))
}

func finding(_ subject: String = "fd") -> Finding {
    Finding(
        kind: .trouble,
        signature: Signature(domain: "shell", kind: "missing-program", subject: subject),
        recovery: Recovery(action: .useProgram, subject: "find", distance: 1),
        failure: Lesson.Quote(step: 2, text: "fd: command not found"),
        success: Lesson.Quote(step: 3, text: "find \"x\"")
    )
}

/// A file of sessions, each with one episode.
func file(_ digest: String, _ sessions: [Session], findings: [Finding] = [finding()], unused: UnusedReason? = nil)
    -> TrajectoryRecord
{
    TrajectoryRecord(
        digest: digest,
        name: digest + ".json",
        inbox: "/drop",
        path: digest + ".json",
        size: 10,
        format: "test",
        state: .archived,
        received: 100,
        sessions: sessions.map { session in
            let episode = AnalysedEpisode(
                session: session.parent ?? session.id,
                trajectory: digest,
                episode: 0,
                task: "text:1",
                source: "0:robo",
                format: "test",
                workspace: "orchard",
                route: nil,
                outcome: session.outcome.label,
                findings: findings,
                traits: [Trait(name: "calls x", quote: Lesson.Quote(step: 1, text: "x"))],
                sketch: "a.b"
            )
            return SessionRecord(
                session: session,
                episodes: [episode],
                requests: ["Mend"],
                counts: SessionRecord.Counts(steps: 3, calls: 2, errors: 1),
                unused: unused
            )
        }
    )
}

func rejected(_ digest: String, received: Double = 100) -> TrajectoryRecord {
    TrajectoryRecord(
        digest: digest,
        name: digest + ".gz",
        inbox: "/drop",
        path: digest + ".gz",
        size: 10,
        format: "",
        state: .rejected,
        reason: .compressed,
        detail: "the file is compressed",
        received: received
    )
}

func lesson(_ id: String, skill: String = "orchard", sessions: [String] = ["a", "b"]) -> Lesson {
    Lesson(
        id: Lesson.ID(id),
        kind: .environment,
        skill: skill,
        section: "Before the first run",
        title: "use find",
        when: "w",
        action: "a",
        check: "c",
        why: "y",
        evidence: [
            Lesson.Evidence(
                session: Session.ID("a"),
                trajectory: "d1",
                quotes: [Lesson.Quote(step: 1, text: "it's \"so\" – 🐟")]
            )
        ],
        support: Lesson.Support(sessions: sessions.map { Session.ID($0) }, tasks: 2, sources: 1, pool: 5),
        fingerprint: "f|" + id,
        analyst: "embedded/1"
    )
}
