package import Lessons

/// A lesson with what has become of it.
package struct LessonRecord: Sendable, Equatable {
    /// The lesson itself.
    package var lesson: Lesson
    /// The state of the lesson.
    package var state: LessonState
    /// The number of the revision that brought the lesson into its skill, or that proposes to; nil for none.
    package var revision: Int?
    /// The operation that last wrote the record.
    package var origin: LessonOrigin
    /// When the record was last written, in seconds since 1970.
    package var updated: Double

    /// Describes a lesson; by default, no revision brought it.
    package init(
        lesson: Lesson,
        state: LessonState,
        revision: Int? = nil,
        origin: LessonOrigin,
        updated: Double
    ) {
        self.lesson = lesson
        self.state = state
        self.revision = revision
        self.origin = origin
        self.updated = updated
    }
}

/// The row of a lesson: the parts of its state have columns of their own, so that a code and a person's words never
/// share one.
extension LessonRecord: TableValue {
    static let table = "lesson"

    private enum CodingKeys: String, CodingKey {
        case id, skill, state, fingerprint, content, revision, origin, updated
        case holdReason = "hold_reason"
        case retractedBy = "retracted_by"
        case note
        case proofCommit = "proof_commit"
        case proofAuthor = "proof_author"
        case proofDate = "proof_date"
        case inKnowledge = "in_knowledge"
    }

    /// Reads a row.
    package init(from decoder: any Decoder) throws {
        let row = try decoder.container(keyedBy: CodingKeys.self)
        let content = try row.decode(String.self, forKey: .content)
        let name = try row.decode(String.self, forKey: .state)
        guard let name = LessonState.Name(rawValue: name) else { throw LedgerError.newerValue("lesson state", name) }
        var retraction: Retraction?
        if let means = try row.decodeIfPresent(String.self, forKey: .retractedBy) {
            retraction = Retraction(
                Retraction.Means(rawValue: means),
                note: try row.decodeIfPresent(String.self, forKey: .note) ?? ""
            )
            if let commit = try row.decodeIfPresent(String.self, forKey: .proofCommit) {
                retraction?.proof = Retraction.Proof(
                    commit: commit,
                    author: try row.decodeIfPresent(String.self, forKey: .proofAuthor),
                    date: try row.decodeIfPresent(Double.self, forKey: .proofDate)
                )
            }
        }
        self.init(
            lesson: try LessonFile.decode(Array(content.utf8)),
            state: LessonState(
                name,
                reason: try row.decodeIfPresent(String.self, forKey: .holdReason).map(HoldReason.init),
                retraction: retraction
            ),
            revision: try row.decodeIfPresent(Int.self, forKey: .revision),
            origin: LessonOrigin(rawValue: try row.decode(String.self, forKey: .origin)),
            updated: try row.decode(Double.self, forKey: .updated)
        )
    }

    /// A row that is written is not in the knowledge ref yet: ``Ledger/markInKnowledge(_:)`` says when it is.
    package func encode(to encoder: any Encoder) throws {
        var row = encoder.container(keyedBy: CodingKeys.self)
        try row.encode(lesson.id.rawValue, forKey: .id)
        try row.encode(lesson.skill, forKey: .skill)
        try row.encode(state.name.rawValue, forKey: .state)
        try row.encodeIfPresent(state.holdReason?.rawValue, forKey: .holdReason)
        try row.encodeIfPresent(state.retraction?.means.rawValue, forKey: .retractedBy)
        try row.encodeIfPresent(state.retraction?.note, forKey: .note)
        try row.encodeIfPresent(state.retraction?.proof?.commit, forKey: .proofCommit)
        try row.encodeIfPresent(state.retraction?.proof?.author, forKey: .proofAuthor)
        try row.encodeIfPresent(state.retraction?.proof?.date, forKey: .proofDate)
        try row.encode(lesson.fingerprint, forKey: .fingerprint)
        try row.encode(String(decoding: LessonFile.encode(lesson), as: UTF8.self), forKey: .content)
        try row.encodeIfPresent(revision, forKey: .revision)
        try row.encode(origin.rawValue, forKey: .origin)
        try row.encode(updated, forKey: .updated)
        try row.encode(false, forKey: .inKnowledge)
    }
}
