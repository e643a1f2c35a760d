internal import Consolidation
internal import EpisodeAnalysis
internal import Ledger
internal import Lessons
internal import Mining
internal import Prompting
internal import Redaction
internal import Trajectories

/// What a model's analysts came to in one evolution.
struct ModelFindings {
    var mined: [Miner.Mined] = []
    var analysed = 0
    /// Episodes that are through, whatever came of them.
    var settled: [EpisodeReference] = []
    /// Episodes whose analysis failed: they stay pending.
    var failed: Set<EpisodeReference> = []
    /// Failed analyses by kind of failure.
    var failures: [String: Int] = [:]
    /// The first failure, in words.
    var problem: String?
    /// What is in no lesson, and why.
    private(set) var losses: [LossRecord] = []
    private let redactor: Redactor?

    /// - Parameter redactor: for the words of models, which go to the ledger.
    init(redactor: Redactor? = nil) { self.redactor = redactor }

    /// Counts what came of one episode.
    mutating func note(_ outcome: Fleet.Outcome, of episode: EpisodeReference, in session: Session.ID) {
        switch outcome {
        case .analysed(let analysis):
            analysed += 1
            settled.append(episode)
            for loss in analysis.losses { add(loss.stage.rawValue, loss.code, loss.reason, session) }
            for item in analysis.dropped {
                add("quotes", item.reason.rawValue, "\(item.lesson.title): \(item.detail)", session)
            }
        case .skipped: settled.append(episode)
        case .failed(let error):
            failed.insert(episode)
            failures[error.code, default: 0] += 1
            problem = problem ?? "\(error)"
            add("failed", error.code, "\(error)", session)
        }
    }

    /// Counts an episode that no model could be shown.
    mutating func noteUnreadable(_ session: Session.ID) {
        add("failed", "not-archived", "its trajectory is not in the archive, so that a model cannot read it", session)
    }

    /// Counts what a merge left out, and the contradictions that it found.
    mutating func note(_ merged: LessonMerge.Outcome) {
        for loss in merged.losses { add(loss.stage.rawValue, loss.code, loss.reason, lessons: loss.lessons) }
        for item in merged.dropped {
            add("dropped", "no-lesson", "\(item.draft.lesson.title): \(item.reason)", lessons: [item.draft.id])
        }
        for conflict in merged.conflicts {
            add(LossRecord.conflict, "contrary", conflict.reason, lessons: conflict.lessons)
        }
    }

    private mutating func add(
        _ stage: String,
        _ code: String,
        _ reason: String,
        _ session: Session.ID? = nil,
        lessons: [Lesson.ID] = []
    ) {
        losses.append(
            LossRecord(
                stage: stage,
                code: code,
                reason: redactor?.redact(reason).text ?? reason,
                session: session?.rawValue,
                lessons: lessons.map(\.rawValue)
            )
        )
    }
}
