/// Something that was there to be learned from and is in no lesson, with the reason: every such thing is kept.
package struct DiscardRecord: Sendable, Equatable {
    /// Where something was left out.
    package enum Stage: Sendable, Hashable {
        /// An archived trajectory could not be read back.
        case archive
        /// The analysis of an episode failed; the episode waits.
        case failed
        /// A part of an analyst's answer could not be used.
        case analyse
        /// A lesson's quotes are not in the steps that it cites.
        case quotes
        /// A merge of lessons failed.
        case merge
        /// The model that merges lessons found one that is not a lesson.
        case dropped
        /// Lessons contradict each other; a person decides.
        case conflict
        /// A model found something in a rule that a person has to decide.
        case decision
        /// An edit that a model proposed was not used.
        case propose
        /// The skill of an episode could not be chosen by a model.
        case route
        /// A lesson that another program handed over could not be read.
        case records
        /// A skill could not be published.
        case blocked
        /// A stage that a newer version knows.
        case unknown(String)
    }

    /// Where it was left out.
    package var stage: Stage
    /// The kind in one word.
    package var code: String
    /// A lower-case sentence without full stop, or the model's words.
    package var reason: String
    /// The session that it is about; nil if it is not about one session alone.
    package var session: String?
    /// SHA-256 of the trajectory that it is about; nil if it is about none.
    package var trajectory: String?
    /// Ids of the lessons that it concerns.
    package var lessons: [String]

    /// Describes a discard; by default, it is about no session, trajectory or lesson.
    package init(
        stage: Stage,
        code: String,
        reason: String,
        session: String? = nil,
        trajectory: String? = nil,
        lessons: [String] = []
    ) {
        self.stage = stage
        self.code = code
        self.reason = reason
        self.session = session
        self.trajectory = trajectory
        self.lessons = lessons
    }

    /// Describes a skill that could not be published.
    package static func blocked(skill: String, reason: String) -> Self {
        Self(stage: .blocked, code: "blocked", reason: "\(skill): \(reason)")
    }

    /// The skill that could not be published, and why; nil if the record is about something else.
    package var blockedSkill: (skill: String, reason: String)? {
        // The name of a skill has no colon.
        guard stage == .blocked, let colon = reason.firstRange(of: ": ") else { return nil }
        return (String(reason[..<colon.lowerBound]), String(reason[colon.upperBound...]))
    }
}

extension DiscardRecord.Stage: RawRepresentable, Codable {
    /// Reads a name of the ledger.
    package init(rawValue: String) {
        let known: [Self] = [
            .archive, .failed, .analyse, .quotes, .merge, .dropped, .conflict, .decision, .propose, .route, .records,
            .blocked,
        ]
        self = known.first { $0.rawValue == rawValue } ?? .unknown(rawValue)
    }

    /// The name that the ledger keeps.
    package var rawValue: String {
        switch self {
        case .archive: "archive"
        case .failed: "failed"
        case .analyse: "analyse"
        case .quotes: "quotes"
        case .merge: "merge"
        case .dropped: "dropped"
        case .conflict: "conflict"
        case .decision: "decision"
        case .propose: "propose"
        case .route: "route"
        case .records: "records"
        case .blocked: "blocked"
        case .unknown(let name): name
        }
    }
}
