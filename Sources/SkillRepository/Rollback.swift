package import Git

/// What a person takes back of a skill.
package enum RollbackTarget: Sendable, Equatable {
    /// The newest revision that has not been taken back.
    case newest
    /// Every revision after this number.
    case after(Int)
    /// The revision with this number alone, whatever came later.
    case only(Int)
    /// The lesson with this id.
    case lesson(String)
}

/// What a rollback did, or would do.
package struct RollbackResult: Sendable, Equatable {
    /// The commits that were made, in their order.
    package let commits: [CommitID]
    /// The ids of the lessons that are no longer in the skill.
    package let lessons: [String]
    /// The ids of lessons that are in the skill with earlier words, or in a person's.
    package let remaining: [String]
    /// The names of the revisions that it took back, such as `python/v3`.
    package let revisions: [String]
    /// How far index and working tree were brought along; nil for a preview.
    package let result: PublishResult?
}

/// The identity of a writer of commits.
package struct Identity: Sendable, Hashable {
    /// The name as git shows it.
    package var name: String
    /// The address as git shows it.
    package var email: String

    /// An identity of these parts.
    package init(name: String, email: String) {
        self.name = name
        self.email = email
    }
}

/// What a rollback says besides what it takes back.
package struct RollbackNote: Sendable {
    /// The person's own words; empty if none were given.
    package var reason: String
    /// The time of the commits, in seconds since 1970.
    package var seconds: Int64
    /// The person who asks for it; nil for the program itself.
    package var author: Identity?
    /// Whether nothing is written.
    package var isPreview: Bool

    /// Describes a rollback; by default, the program asks for it without a reason, and it is done.
    package init(reason: String = "", seconds: Int64, author: Identity? = nil, isPreview: Bool = false) {
        self.reason = reason
        self.seconds = seconds
        self.author = author
        self.isPreview = isPreview
    }
}
