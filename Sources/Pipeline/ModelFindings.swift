internal import Analysts
internal import Ledger
internal import Lessons
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

/// Which lessons contradict which, found now and in earlier evolutions: for a person to settle.
struct Contradictions {
    private let groups: [Set<String>]
    private let gone: Set<String>
    private let settled: Set<String>

    /// - Parameters:
    ///   - found: the lessons of each contradiction that was found now.
    ///   - known: those of earlier evolutions.
    ///   - lessons: what became of lessons so far.
    init(found: [[Lesson.ID]], known: [LossRecord], lessons: [LessonRecord]) {
        groups = found.map { Set($0.map(\.rawValue)) } + known.map { Set($0.lessons) }
        // What a person turned down contradicts nothing any more; what a person let in is not asked about again.
        gone = Set(lessons.filter { $0.state == .tombstone }.map(\.lesson.id.rawValue))
        settled = Set(lessons.filter { $0.reason == "approved" }.map(\.lesson.id.rawValue))
    }

    /// Whether a lesson waits for a person: another one that is not out of the way says the contrary.
    func holds(_ lesson: Lesson.ID) -> Bool {
        let id = lesson.rawValue
        guard !settled.contains(id) else { return false }
        return groups.contains { $0.contains(id) && $0.count > 1 && !$0.subtracting([id]).isSubset(of: gone) }
    }
}
