package import Lessons
package import Patches
package import Prompting

/// What a proposer makes of lessons: every lesson is in an edit, held, declined or counted as a loss.
package struct ProposedEdits: Sendable, Equatable {
    /// An edit that waits for a person.
    package struct Held: Sendable, Equatable {
        /// The edit.
        package let edit: Edit
        /// A lower-case sentence without full stop.
        package let reason: String
    }

    /// A lesson that the model found no edit for on purpose.
    package struct Declined: Sendable, Equatable {
        /// The id of the lesson.
        package let lesson: Lesson.ID
        /// The model's words.
        package let reason: String
    }

    /// All of them resolve against the frozen skill, and go together. Those of the best supported lessons come first.
    package var edits: [Edit] = []
    /// Scripts, assets, and what belongs to them.
    package var held: [Held] = []
    /// Lessons that the model declined, sorted.
    package var declined: [Declined] = []
    /// Parts of answers that could not be used, sorted.
    package var losses: [Discard] = []
    /// Lessons whose edit was made in code, since the model's was no use; sorted.
    package var fallbacks: [Lesson.ID] = []
    /// How many questions a model was asked, repairs not counted.
    package var calls = 0
}

/// Something that a gate or a person turned down before: the proposer is told.
package struct PastRejection: Sendable, Equatable {
    /// What was proposed, in a line or two.
    package let proposal: String
    /// Why it was rejected, a lower-case sentence without full stop.
    package let reason: String

    /// - Parameter proposal: what was proposed, in a line or two.
    package init(_ proposal: String, reason: String) {
        self.proposal = proposal
        self.reason = reason
    }
}
