internal import Ledger
internal import Lessons

/// What an evolution has decided so far: the report for people, and the records to be written at the end.
struct EvolutionOutcome {
    var report = EvolutionReport()
    /// Lessons with the state that the evolution gives them.
    private(set) var records: [LessonRecord] = []
    /// Model output that was not used since the analyses were recorded.
    private(set) var discards: [DiscardRecord] = []

    private let evolution: String
    private let known: [Lesson.ID: LessonRecord]
    private let now: @Sendable () -> Double

    /// Begins with what an evolution read and what its analysts found.
    ///
    /// - Parameter now: the time in seconds since 1970.
    init(_ inputs: FrozenInputs, _ findings: ModelFindings, now: @escaping @Sendable () -> Double) {
        evolution = inputs.evolution
        known = inputs.lessons
        self.now = now
        report.id = evolution
        report.episodes = inputs.pool.count
        report.sessions = inputs.sessions
        report.analysed = findings.analysed
        report.modelFailures = findings.failures
        report.modelProblem = findings.problem
        report.resting = findings.resting
        report.unreadable = findings.unreadable
        report.discards = findings.discards
    }

    /// Keeps a lesson for later evolutions.
    mutating func hold(_ lesson: Lesson, _ reason: HoldReason) {
        report.held.append((lesson, reason))
        let state = known[lesson.id]?.state
        // An adopted lesson whose rewording was rejected keeps its current text.
        guard state != .adopted else { return }
        // A person's approval outlasts every reason but harm and danger.
        let staysApproved = state == .approved && !reason.overridesApproval
        add(lesson, staysApproved ? .approved : .held(reason))
    }

    /// Keeps the text of a published lesson, and updates the sessions behind it.
    mutating func keepPublished(_ lesson: Lesson) {
        report.standing += 1
        guard var record = known[lesson.id],
            record.lesson.support != lesson.support || record.lesson.way != lesson.way
        else { return }
        record.lesson.support = lesson.support
        record.lesson.way = lesson.way
        record.lesson.callsLost = lesson.callsLost
        record.lesson.evidence = lesson.evidence
        record.updated = now()
        records.append(record)
    }

    /// Counts a lesson whose rule its skill holds under another id.
    mutating func keepOther() { report.standing += 1 }

    /// Records a lesson as adopted that its skill holds although no record says so: an evolution was cut off before it
    /// could write the record, or a person wrote the same line.
    ///
    /// - Parameter revision: the number of the revision that brought it; nil if none did.
    mutating func adopt(_ lesson: Lesson, revision: Int?) {
        report.standing += 1
        add(lesson, .adopted, revision: revision)
    }

    /// Records the lessons of a revision that was published or proposed.
    mutating func publish(_ revision: EvolutionReport.Revision) {
        report.revisions.append(revision)
        // A preview has no commit, and changes no record.
        guard !revision.commit.isEmpty else { return }
        for lesson in revision.lessons {
            // Until a person merges a rewording, the skill has the words of before.
            if revision.proposal != nil, known[lesson.id]?.state == .adopted { continue }
            add(lesson, revision.proposal == nil ? .adopted : .proposed, revision: revision.number)
        }
    }

    /// Empties the counts of published lessons whose removal is proposed: until they count again, it is not proposed again.
    mutating func retire(_ lessons: [Lesson]) {
        for lesson in lessons {
            guard var record = known[lesson.id] else { continue }
            record.lesson.support.sessions = []
            record.lesson.way = nil
            record.updated = now()
            records.append(record)
        }
    }

    /// Records model output that is not used.
    mutating func discard(_ records: [DiscardRecord]) {
        discards += records
        report.discards += records
    }

    /// Notes that the evolution has to wait for an answer of the model.
    mutating func wait(for reason: String) {
        report.waiting = report.waiting ?? EvolutionReport.Waiting(reason: reason, calls: [:])
    }

    /// Records that a skill could not be published.
    mutating func block(_ skill: String, _ reason: String) {
        report.blocked.append((skill, reason))
        discards.append(.blocked(skill: skill, reason: reason))
    }

    private mutating func add(_ lesson: Lesson, _ state: LessonState, revision: Int? = nil) {
        records.append(
            LessonRecord(
                lesson: lesson,
                state: state,
                revision: revision,
                origin: .evolution(evolution),
                updated: now()
            )
        )
    }
}
