internal import Foundations
internal import Git
internal import Ledger
internal import Lessons
internal import SkillRepository
internal import Trajectories

// What `--json` prints of things that several commands show: names and types are stable, members may be added.

/// A lesson, as `show` and `why` print it with `--json`.
struct LessonDescription: Codable {
    /// Sessions that support a lesson or its way.
    struct Counts: Codable {
        /// The ids of the sessions.
        var sessions: [String]
        /// Distinct tasks among them.
        var tasks: Int
        /// Distinct sources.
        var sources: Int
        /// Sessions that were examined.
        var pool: Int
    }
    /// Words of a step, verbatim.
    struct Quote: Codable {
        /// The number of the step.
        var step: Int
        /// The words.
        var text: String
    }
    /// What supports the lesson in one session.
    struct Evidence: Codable {
        /// The id of the session.
        var session: String
        /// The SHA-256 of the trajectory.
        var trajectory: String
        /// How a program proved the cause; empty if none did.
        var proof: String
        /// The words that support the lesson.
        var quotes: [Quote]
    }
    /// The id of the lesson.
    var id: String
    /// The name of its skill.
    var skill: String
    /// The kind of evidence that it comes from.
    var kind: String
    /// The rule in one line.
    var title: String
    /// The situation.
    var when: String
    /// What to do.
    var action: String
    /// How to see that it worked; empty if nothing is known.
    var check: String
    /// The cause; empty if nothing is known.
    var why: String
    /// The state: `adopted`, `proposed`, `held`, `approved` or `tombstone`.
    var state: String
    /// Why it is held, as a code; missing in other states.
    var reason: String?
    /// How a person took it back; missing in other states.
    var takenBack: TakenBackEntry?
    /// The number of the revision that brought it; missing if none did.
    var revision: Int?
    /// The sessions in which the situation arose.
    var support: Counts
    /// The sessions in which the way worked; missing where that is not counted apart.
    var way: Counts?
    /// Calls that the sessions would have been spared.
    var callsSaved: Int
    /// Who found it.
    var analyst: String
    /// What supports it, session by session.
    var evidence: [Evidence]

    /// - Parameter lessons: all, among which are those that a retracted lesson blocks.
    init(_ record: LessonRecord, among lessons: [LessonRecord] = []) {
        func counts(_ support: Lesson.Support) -> Counts {
            Counts(
                sessions: support.sessions.map(\.description),
                tasks: support.tasks,
                sources: support.sources,
                pool: support.pool
            )
        }
        let lesson = record.lesson
        (id, skill, kind, title) = (lesson.id.rawValue, lesson.skill, lesson.kind.rawValue, lesson.title)
        (when, action, check, why) = (lesson.when, lesson.action, lesson.check, lesson.why)
        state = JSONOutput.state(record.state.name)
        reason = record.state.holdReason?.rawValue
        takenBack = TakenBackEntry(record, among: lessons)
        revision = record.revision
        support = counts(lesson.support)
        way = lesson.way.map(counts)
        (callsSaved, analyst) = (lesson.callsLost, lesson.analyst)
        evidence = lesson.evidence.map { item in
            Evidence(
                session: item.session.description,
                trajectory: item.trajectory,
                proof: item.proof,
                quotes: item.quotes.map { Quote(step: $0.step, text: $0.text) }
            )
        }
    }
}

/// A revision, as `show` prints it with `--json`.
struct RevisionDescription: Codable {
    /// One commit of the revision.
    struct LessonCommit: Codable {
        /// The full id of the commit.
        var commit: String
        /// The first line of its message.
        var summary: String
        /// The ids of its lessons.
        var lessons: [String]
    }
    /// The name of the skill.
    var skill: String
    /// The number of the revision.
    var revision: Int
    /// The full id of the commit that brought all of it.
    var commit: String
    /// The full id of the commit before it.
    var base: String
    /// The time of the commit, in ISO 8601.
    var time: String
    /// The message of the commit.
    var message: String
    /// Its commits, in their order.
    var lessons: [LessonCommit]

    /// Describes a revision.
    init(_ revision: PublishedRevision) {
        (skill, self.revision) = (revision.skill, revision.number)
        (commit, base) = (revision.commit.id.description, revision.base.description)
        time = Times.text(Double(revision.commit.author.seconds))
        message = revision.commit.message
        lessons = revision.lessons.map {
            LessonCommit(
                commit: $0.id.description,
                summary: $0.summary,
                lessons: SkillRepository.lessonIDs(in: $0)
            )
        }
    }
}

/// An evolution, as `show` prints it with `--json`.
struct EvolutionDescription: Codable {
    /// A lesson that the evolution wrote last.
    struct Result: Codable {
        /// The id of the lesson.
        var id: String
        /// Its state.
        var state: String
        /// Why it is held, as a code; missing in other states.
        var reason: String?
    }
    /// Something that was not used.
    struct Loss: Codable {
        /// The stage of the evolution.
        var stage: String
        /// The reason as a code.
        var code: String
        /// The reason as a sentence.
        var reason: String
        /// The session that it is about; missing if it is about none.
        var session: String?
        /// The lessons that it is about.
        var lessons: [String]
    }
    /// The id of the evolution.
    var id: String
    /// The time of its start, in ISO 8601.
    var started: String
    /// Its state.
    var state: String
    /// The counts of its result.
    var summary: [String: Int]
    /// The lessons that it wrote last.
    var lessons: [Result]
    /// What was not used.
    var discards: [Loss]

    /// Describes an evolution.
    init(_ row: EvolutionRecord, _ ledger: Ledger) throws {
        (id, started, state, summary) = (row.id, Times.text(row.started), row.state.rawValue, row.summary)
        lessons = try ledger.lessons().filter { $0.origin == .evolution(row.id) }.map {
            Result(
                id: $0.lesson.id.rawValue,
                state: JSONOutput.state($0.state.name),
                reason: $0.state.holdReason?.rawValue
            )
        }
        discards = try ledger.discards(of: row.id).map {
            Loss(
                stage: $0.stage.rawValue,
                code: $0.code,
                reason: $0.reason,
                session: $0.session,
                lessons: $0.lessons
            )
        }
    }
}
