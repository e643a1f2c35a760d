internal import Foundations
internal import Ledger
internal import Lessons
internal import SkillRepository

/// States and reasons as phrases that fit after a colon.
enum Reasons {
    /// Why a lesson waits.
    static func words(_ reason: HoldReason) -> String {
        switch reason {
        case .support: "too few sessions"
        case .wayOfOneSession: "one session alone used what its way brings in"
        case .namesNoWay: "only says what to leave out, and nothing to do instead"
        case .wayNotProven: "no session shows a way that worked"
        case .oneTask: "sessions of a single task only"
        case .oneSource: "sessions from a single source only"
        case .waitsForSkill: "too few lessons for a new skill"
        case .revisionFull: "left for the next revision, since this one is full"
        case .notPublished: "not published yet; the next evolution tries again"
        case .conflict: "contradicts another lesson, so a person has to decide"
        case .secondReader: "a second reader found something in it that a person has to decide"
        case .unmanagedSkill: "its skill is left alone"
        case .gate: "would make the skill invalid"
        case .editConflict: "conflicts with another edit of the same revision"
        case .editorDeclined: "not used by the model that words lessons"
        case .editorUnavailable: "waits for the model that words lessons"
        case .unplaced: "cannot be placed in its skill"
        case .evaluationLoss: "made the evaluation worse"
        case .safeguard(let code): "held for a person by the safety rules (\(code))"
        case .rejected(let code): "unsafe (\(code))"
        case .takenBack(let id): "a person took the same rule back (\(id)); accept it to lift that"
        case .joined(let id): "part of \(id)"
        case .unknown(let code): code
        }
    }

    /// Why an episode supports no lesson.
    static func words(_ reason: UnusedReason) -> String {
        switch reason {
        case .nothingFound: "nothing was found in it"
        case .noCommonLesson: "no other session supports what was found in it"
        case .ownSession: "a session of this program's own analyst"
        case .noAgentStep: "the agent did nothing in it"
        case .unknown(let code): code
        }
    }

    /// What there is to say of a lesson's state beyond its name; nil if there is nothing.
    static func words(_ state: LessonState) -> String? {
        switch state {
        case .adopted, .proposed: nil
        case .held(let reason): words(reason)
        case .approved: "approved by a person, for the next evolution"
        case .retracted(let retraction):
            switch retraction.means {
            case _ where !retraction.note.isEmpty: retraction.note
            case .revert: "reverted by a person"
            case .rollback: "rolled back by a person"
            case .review: "rejected by a person"
            case .unspecified: nil
            case .unknown(let means): means
            }
        }
    }

    /// What calls that have no answer yet are for: `3 answers (1 check, 2 theme)`.
    static func words(unanswered calls: [String: Int]) -> String {
        let list = calls.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
        let count = calls.values.reduce(0, +)
        return count == 0 ? "the model" : "\(count.of("answer")) of the model (\(list))"
    }

    /// The heading of discards of a stage.
    static func words(_ stage: DiscardRecord.Stage) -> String {
        switch stage {
        case .archive: "not read back from the archive"
        case .failed: "not analysed"
        case .analyse: "answer not fully used"
        case .quotes: "lesson not used"
        case .merge: "not merged"
        case .propose: "edit not used"
        case .dropped: "lesson discarded by the merge"
        case .conflict: "contradiction"
        case .decision: "for a person to decide"
        case .blocked: "not published"
        case .route, .records, .unknown: stage.rawValue
        }
    }

    /// Skills that could not be published for one reason, in one item: "orchard, python", and the reason.
    static func grouped(_ blocked: [(skill: String, reason: String)]) -> [(skills: String, reason: String)] {
        var groups: [(skills: [String], reason: String)] = []
        for (skill, reason) in blocked {
            if let index = groups.firstIndex(where: { $0.reason == reason }) {
                groups[index].skills.append(skill)
            } else {
                groups.append(([skill], reason))
            }
        }
        return groups.map { ($0.skills.joined(separator: ", "), $0.reason) }
    }

    /// The number of discards of an evolution by kind, in one line; nil if there are none. Failed analyses and
    /// trajectories that could not be read back are left out, since `evolve` reports them itself.
    static func summary(_ discards: [DiscardRecord], of evolution: String) -> String? {
        func count(_ stages: DiscardRecord.Stage...) -> Int { discards.count { stages.contains($0.stage) } }
        let parts = [
            (count(.analyse, .merge), "unreadable answer part"), (count(.propose), "unused edit"),
            (count(.quotes, .dropped), "discarded lesson"), (count(.conflict), "contradiction"),
            (count(.decision), "question for a person"),
        ].filter { $0.0 > 0 }.map { $0.0.of($0.1) }
        return parts.isEmpty ? nil : "\(parts.joined(separator: ", ")); see trace2skill show \(evolution)"
    }
}

extension PublishResult {
    /// What a person has to know of the working tree; nil if it was brought along.
    var remark: String? {
        switch self {
        case .published: nil
        case .behind(let paths, let reason):
            "not updated in the working tree (\(reason)): \(paths.joined(separator: ", "))"
        case .untagged(let reason): reason
        }
    }
}
