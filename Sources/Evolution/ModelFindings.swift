internal import Archive
internal import Consolidation
internal import EpisodeAnalysis
internal import LanguageModels
internal import Ledger
internal import Lessons
internal import Mining
internal import Prompting
internal import Redaction
internal import Trajectories

/// What the analysts of a model found in one evolution.
struct ModelFindings {
    /// The consolidated lessons, best supported first.
    var lessons: [Lesson] = []
    /// The lessons that code mined, with the sessions of those that became parts of them; nil if nothing was consolidated.
    var mined: [Lesson]?
    /// Lessons that became parts of others, each with the lesson that it is a part of.
    var parts: [(lesson: Lesson, home: Lesson.ID)] = []
    /// Why the evolution cannot go on yet: an answer is still to come, or the model could not be asked in the middle of the
    /// consolidation. Nothing is settled then, and the next run goes on with the answers that are there.
    private(set) var obstacle: ModelError?
    /// The contradictions that hold lessons until a person has settled them.
    var contradictions = ContradictionIndex([], retracted: [], approved: [])
    /// The lessons in which a second reader found something that a person has to decide.
    private(set) var concerns: Set<Lesson.ID> = []
    /// How many episodes were analysed.
    var analysed = 0
    /// Episodes that need no further analysis.
    var settled: [EpisodeReference] = []
    /// Episodes whose analysis failed, or was not tried: they stay pending.
    var failed: Set<EpisodeReference> = []
    /// How many episodes were not tried, since their analysis failed too often.
    private(set) var resting = 0
    private var failedAnalyses: [(episode: EpisodeReference, kind: ModelError.Kind)] = []
    /// How many analyses failed, by the kind of failure.
    var failures: [String: Int] = [:]
    /// Why trajectories could not be read back from the archive; each sentence names the file and the remedy.
    private(set) var unreadable: [String] = []
    /// The first failure, as a sentence.
    var problem: String?
    /// Model output that is in no lesson, and contradictions between lessons.
    private(set) var discards: [DiscardRecord] = []
    private let redactor: Redactor?

    /// - Parameter redactor: for the text of models, which goes to the ledger.
    init(redactor: Redactor? = nil) { self.redactor = redactor }

    /// Why a lesson waits, if it does: another one says the contrary, it has too little support, or it
    /// names no way.
    func holdReason(for lesson: Lesson, _ thresholds: Miner.Thresholds) -> HoldReason? {
        if contradictions.holds(lesson.id) { return .conflict }
        if concerns.contains(lesson.id) { return .secondReader }
        if let reason = thresholds.shortfall(of: lesson) { return reason }
        return Lesson.isEmbedded(lesson.analyst) || Advice.namesWay(lesson.title, lesson.action) ? nil : .namesNoWay
    }

    /// Everything that the evolution has found.
    ///
    /// - Parameter mined: what code mined, for an evolution that consolidated nothing.
    func all(_ mined: [Lesson]) -> [Lesson] { (self.mined ?? mined) + lessons }

    /// Counts the outcome of one episode.
    mutating func note(_ outcome: Fleet.Outcome, of episode: EpisodeReference, in session: Session.ID) {
        switch outcome {
        case .analysed(let analysis):
            analysed += 1
            settled.append(episode)
            for discard in analysis.discards { add(.init(discard.stage), discard.code, discard.reason, session) }
            for item in analysis.dropped {
                add(.quotes, item.reason.rawValue, "\(item.lesson.title): \(item.detail)", session)
            }
        case .skipped: settled.append(episode)
        case .failed(.model(let error)) where error.kind == .pending || error.kind == .cancelled: wait(for: error)
        case .failed(let error):
            failed.insert(episode)
            if case .model(let cause) = error { failedAnalyses.append((episode, cause.kind)) }
            failures[error.code, default: 0] += 1
            problem = problem ?? "\(error)"
            add(.failed, error.code, "\(error)", session)
        }
    }

    /// Notes an answer that the evolution has to wait for. The first one by its words is told.
    mutating func wait(for error: ModelError) {
        obstacle = obstacle.map { "\($0)" <= "\(error)" ? $0 : error } ?? error
    }

    /// The episodes of which the model made nothing although it could be asked.
    ///
    /// A model that is not available says nothing of an episode, unless it answered about others.
    var blamed: [EpisodeReference] {
        failedAnalyses.filter { _, kind in
            switch kind {
            case .malformed, .refused, .badRequest, .tooLong: true
            case .unavailable: analysed > 0
            case .unreachable, .rateLimited, .authentication, .budget, .pending, .halted, .cancelled: false
            }
        }.map(\.episode)
    }

    /// Counts an episode that is not tried, since its analysis failed too often.
    mutating func noteResting(_ episode: EpisodeReference) {
        failed.insert(episode)
        resting += 1
    }

    /// Counts an episode whose trajectory is not in the archive.
    mutating func noteMissing(_ session: Session.ID) {
        add(.failed, "not-archived", "its trajectory is not in the archive, so that a model cannot read it", session)
    }

    /// Counts the episodes of a trajectory that could not be read back: they stay pending.
    mutating func note(_ error: ArchivedTrajectoryError, of episodes: [PendingEpisode]) {
        failed.formUnion(episodes.map(\.reference))
        unreadable.append("\(error)")
        discards.append(
            DiscardRecord(
                stage: .archive,
                code: error.kind.rawValue,
                reason: "\(error)",
                session: episodes.first?.episode.session.rawValue,
                trajectory: error.digest.hex
            )
        )
    }

    /// Counts what the consolidation left out, and the contradictions that it found.
    mutating func note(_ merged: ThemeConsolidation.Outcome) {
        if let obstacle = merged.obstacle { wait(for: obstacle) }
        for discard in merged.discards {
            add(.init(discard.stage), discard.code, discard.reason, lessons: discard.lessons)
        }
        for item in merged.dropped {
            add(.dropped, "no-lesson", "\(item.draft.lesson.title): \(item.reason)", lessons: [item.draft.id])
        }
        for conflict in merged.conflicts {
            add(.conflict, "contrary", conflict.reason, lessons: conflict.lessons)
        }
    }

    /// Notes whether a person has to decide something in a lesson: what a second reader found now, or found in the same words
    /// before.
    mutating func note(concern: String?, about lesson: Lesson, before record: LessonRecord?) {
        if let concern {
            concerns.insert(lesson.id)
            add(.decision, "second-reader", concern, lessons: [lesson.id])
        } else if let record, case .held(.secondReader) = record.state, record.lesson.title == lesson.title,
            record.lesson.when == lesson.when, record.lesson.action == lesson.action
        {
            concerns.insert(lesson.id)
        }
    }

    private mutating func add(
        _ stage: DiscardRecord.Stage,
        _ code: String,
        _ reason: String,
        _ session: Session.ID? = nil,
        lessons: [Lesson.ID] = []
    ) {
        discards.append(
            DiscardRecord(
                stage: stage,
                code: code,
                reason: redactor?.redact(reason).text ?? reason,
                session: session?.rawValue,
                lessons: lessons.map(\.rawValue)
            )
        )
    }
}

extension DiscardRecord.Stage {
    /// The stage of model output that an analyst discarded.
    init(_ stage: Discard.Stage) { self.init(rawValue: stage.rawValue) }
}
