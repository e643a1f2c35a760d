package import Lessons
package import Patches
package import Prompting

/// The edits proposed for a set of lessons. Every lesson has an edit, is held, declined or part of a discard.
package struct ProposedEdits: Sendable, Equatable {
    /// An edit that is held for a person.
    package struct Held: Sendable, Equatable {
        /// The edit.
        package let edit: Edit
        /// A lower-case sentence without full stop.
        package let reason: String
    }

    /// A lesson for which the model deliberately proposes no edit.
    package struct Declined: Sendable, Equatable {
        /// The lesson.
        package let lesson: Lesson.ID
        /// The model's words.
        package let reason: String
    }

    /// Compatible edits that can all be applied to the base, those of the best supported lessons first.
    package var edits: [Edit] = []
    /// Scripts, assets, and the other edits of their groups.
    package var held: [Held] = []
    /// Lessons for which the model proposes no edit.
    package var declined: [Declined] = []
    /// Parts of answers that could not be used, sorted.
    package var discards: [Discard] = []
    /// Lessons whose edit was made in code because the model's could not be used; sorted.
    package var fallbacks: [Lesson.ID] = []
    /// The number of questions to the model, without repairs.
    package var calls = 0
}

/// A proposal that a check or a person rejected earlier, which the model is told.
package struct PastRejection: Sendable, Equatable {
    /// The proposal in a line or two.
    package let proposal: String
    /// The reason of the rejection.
    package let reason: String

    /// A rejected proposal with its reason.
    package init(_ proposal: String, reason: String) {
        self.proposal = proposal
        self.reason = reason
    }
}
