/// What has become of a lesson since it was found.
package enum LessonState: Sendable, Hashable {
    /// It is part of a published revision of its skill.
    case adopted
    /// It is part of a proposal, on a branch that a person may merge.
    case proposed
    /// It waits for a later evolution or for a person; the reason says which.
    case held(HoldReason)
    /// A person accepted it; the next evolution of its skill may publish it.
    case approved
    /// A person took it back; it is not learned again.
    case retracted(Retraction)

    /// A state without what belongs to it. The raw values are those of the ledger and of the knowledge ref.
    package enum Name: String, Sendable, CaseIterable, Codable {
        case adopted, proposed, held, approved, retracted
    }

    /// The state without its reason or its retraction.
    package var name: Name {
        switch self {
        case .adopted: .adopted
        case .proposed: .proposed
        case .held: .held
        case .approved: .approved
        case .retracted: .retracted
        }
    }

    /// The reason of a lesson that is held; nil in every other state.
    package var holdReason: HoldReason? {
        guard case .held(let reason) = self else { return nil }
        return reason
    }

    /// Who took the lesson back and why; nil in every other state.
    package var retraction: Retraction? {
        guard case .retracted(let retraction) = self else { return nil }
        return retraction
    }

    /// Whether a person took the lesson back.
    package var isRetracted: Bool { name == .retracted }

    /// Whether the lesson has neither been published nor decided by a person for good.
    ///
    /// A lesson that is a part of another one does not wait: that one does.
    package var isWaiting: Bool { (name == .held || name == .approved) && home == nil }

    /// The lesson that this one is a part of; nil if it is one of its own.
    package var home: Lesson.ID? {
        guard case .held(.joined(let id)) = self else { return nil }
        return id
    }

    /// Puts a state together from the parts that a table keeps in columns of their own.
    ///
    /// - Parameters:
    ///   - reason: of a lesson that is held.
    ///   - retraction: of a lesson that was taken back.
    package init(_ name: Name, reason: HoldReason?, retraction: Retraction?) {
        self =
            switch name {
            case .adopted: .adopted
            case .proposed: .proposed
            case .held: .held(reason ?? .unknown(""))
            case .approved: .approved
            case .retracted: .retracted(retraction ?? Retraction(.unspecified))
            }
    }
}

extension LessonState: Codable {
    private enum CodingKeys: String, CodingKey { case name, reason, retraction }

    /// - Throws: `DecodingError` if a newer version wrote a state that this one does not know.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let text = try container.decode(String.self, forKey: .name)
        guard let name = Name(rawValue: text) else {
            throw DecodingError.dataCorruptedError(
                forKey: .name,
                in: container,
                debugDescription: "there is no lesson state \(text); it was written by a newer version"
            )
        }
        self.init(
            name,
            reason: try container.decodeIfPresent(String.self, forKey: .reason).map(HoldReason.init),
            retraction: try container.decodeIfPresent(Retraction.self, forKey: .retraction)
        )
    }

    /// Writes the name, and what belongs to it.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .name)
        try container.encodeIfPresent(holdReason?.rawValue, forKey: .reason)
        try container.encodeIfPresent(retraction, forKey: .retraction)
    }
}

/// Who took a lesson back, why, and what proves it.
package struct Retraction: Sendable, Hashable, Codable {
    /// The act by which a person took a lesson back.
    package enum Means: Sendable, Hashable {
        /// A commit of a person that took the lesson's lines out of its skill.
        case revert
        /// `trace2skill rollback`.
        case rollback
        /// `trace2skill review reject`, of the lesson or of the proposal that it was part of.
        case review
        /// Versions before 0.2 did not write it down everywhere.
        case unspecified
        /// An act that a newer version knows.
        case unknown(String)
    }

    /// Git's record of the act.
    package struct Proof: Sendable, Hashable, Codable {
        /// The full id of the commit that took the lesson back.
        package var commit: String
        /// The name of the commit's author; nil where it is not known.
        package var author: String?
        /// The commit's date in seconds since 1970; nil where it is not known.
        package var date: Double?

        /// Names a commit; by default, without author and date.
        package init(commit: String, author: String? = nil, date: Double? = nil) {
            self.commit = commit
            self.author = author
            self.date = date
        }
    }

    /// The act by which the lesson was taken back.
    package var means: Means
    /// The reason in the person's own words; empty if none was given. Never a code.
    package var note: String
    /// Nil where git knows nothing of the act, as of a lesson that was never published.
    package var proof: Proof?

    /// Describes a retraction; by default, without words and without a commit.
    package init(_ means: Means, note: String = "", proof: Proof? = nil) {
        self.means = means
        self.note = note
        self.proof = proof
    }
}

extension Retraction.Means: RawRepresentable, Codable {
    /// Reads a name of the ledger or of the knowledge ref.
    package init(rawValue: String) {
        let known: [Self] = [.revert, .rollback, .review, .unspecified]
        self = known.first { $0.rawValue == rawValue } ?? .unknown(rawValue)
    }

    /// The name that the ledger and the knowledge ref keep.
    package var rawValue: String {
        switch self {
        case .revert: "revert"
        case .rollback: "rollback"
        case .review: "review"
        case .unspecified: "unspecified"
        case .unknown(let name): name
        }
    }
}
