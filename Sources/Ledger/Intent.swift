internal import FoundationEssentials
package import Lessons

/// A revision that is about to be published, written down before anything in git moves.
package struct Intent: Sendable, Equatable {
    /// How far publishing has come.
    package enum State: String, Sendable, CaseIterable {
        case open
        /// The branch has moved; index and working tree may still be behind.
        case moved
        case done
        /// The branch went elsewhere, or nothing moved: the revision will not be published from this intent.
        case abandoned

        /// Whether a crash may have left it behind.
        package var isUnfinished: Bool { self == .open || self == .moved }
    }

    /// `<skill>/v<number>@<commit>`.
    package var id: String
    /// The evolution's id.
    package var evolution: String
    /// The name of the skill.
    package var skill: String
    /// The full name of the branch.
    package var reference: String
    /// What the branch pointed at when the revision was planned.
    package var parent: String
    /// The commit that the branch will point at.
    package var tip: String
    /// The rest of what finishing the revision needs.
    package var content: PlannedRevision
    /// How far publishing has come.
    package var state: State
    /// Seconds since 1970.
    package var created: Double

    /// Describes a revision that is about to be published; by default, nothing has moved yet.
    package init(
        id: String,
        evolution: String,
        skill: String,
        reference: String,
        parent: String,
        tip: String,
        content: PlannedRevision,
        state: State = .open,
        created: Double
    ) {
        self.id = id
        self.evolution = evolution
        self.skill = skill
        self.reference = reference
        self.parent = parent
        self.tip = tip
        self.content = content
        self.state = state
        self.created = created
    }
}

/// The part of an intent that finishing the revision needs and git does not tell.
package struct PlannedRevision: Sendable, Equatable, Codable {
    /// Of the form of this value in the ledger.
    static let currentVersion = 1
    private(set) var version = PlannedRevision.currentVersion
    /// The revision's number: 3 of `python/v3`.
    package var number: Int
    /// The time of its commits and its tag, in seconds since 1970.
    package var seconds: Int64
    /// The message of the revision's annotated tag.
    package var tagMessage: String
    /// The lessons of the revision, in its order.
    package var lessons: [Lesson]

    /// Describes a revision by what git does not tell of it.
    package init(number: Int, seconds: Int64, tagMessage: String, lessons: [Lesson]) {
        self.number = number
        self.seconds = seconds
        self.tagMessage = tagMessage
        self.lessons = lessons
    }

    private enum CodingKeys: String, CodingKey { case version, number, seconds, tagMessage, lessons }

    /// - Throws: ``LedgerError/newerValue(_:_:)`` if a newer version wrote it in another form.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        version = try container.decode(Int.self, forKey: .version)
        guard version <= Self.currentVersion else { throw LedgerError.newerValue("intent", "\(version)") }
        number = try container.decode(Int.self, forKey: .number)
        seconds = try container.decode(Int64.self, forKey: .seconds)
        tagMessage = try container.decode(String.self, forKey: .tagMessage)
        lessons = try container.decode([Lesson].self, forKey: .lessons)
    }
}

extension Intent: TableValue { static let table = "intent" }

extension Intent.State: Codable {
    /// - Throws: ``LedgerError/newerValue(_:_:)`` for a state that this version does not know.
    package init(from decoder: any Decoder) throws {
        let name = try String(from: decoder)
        guard let state = Self(rawValue: name) else { throw LedgerError.newerValue("intent state", name) }
        self = state
    }
}

/// A published revision.
package struct RevisionRecord: Sendable, Equatable {
    /// The name of the skill.
    package var skill: String
    /// The revision's number: 3 of `python/v3`.
    package var number: Int
    /// The evolution's id.
    package var evolution: String
    /// The full id of its merge commit.
    package var commit: String
    /// The full id of the commit that it was made on.
    package var base: String
    /// Seconds since 1970.
    package var published: Double
    /// Ids of the lessons that it brought.
    package var lessons: [String]

    /// Describes a published revision.
    package init(
        skill: String,
        number: Int,
        evolution: String,
        commit: String,
        base: String,
        published: Double,
        lessons: [String]
    ) {
        self.skill = skill
        self.number = number
        self.evolution = evolution
        self.commit = commit
        self.base = base
        self.published = published
        self.lessons = lessons
    }
}

extension RevisionRecord: TableValue {
    static let table = "revision"

    private enum CodingKeys: String, CodingKey {
        case skill, number, evolution
        case commit = "commit_id"
        case base, published, lessons
    }
}
