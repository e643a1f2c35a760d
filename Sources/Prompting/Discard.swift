package import Lessons

/// Something that a model was asked for and that is not in the result: counted, never passed over in silence.
package struct Discard: Sendable, Equatable {
    /// Where it happened.
    package enum Stage: String, Sendable, CaseIterable {
        case analyse, merge, propose, route, records
    }

    package let stage: Stage
    /// The kind of loss in one word: that of a model's failure (`malformed`, `unavailable`, …), or `unreadable` for a
    /// part of an answer, `artifacts` for files that could not be worked on, `rejected` for an edit without a place, `unplaced` for a lesson that found none.
    package let code: String
    /// A lower-case sentence without full stop.
    package let reason: String
    /// The lessons that it concerns, sorted.
    package let lessons: [Lesson.ID]

    package init(_ stage: Stage, code: String, reason: String, lessons: [Lesson.ID] = []) {
        self.stage = stage
        self.code = code
        self.reason = reason
        self.lessons = lessons.sorted()
    }

    package init(_ stage: Stage, _ error: AnalystError, lessons: [Lesson.ID] = []) {
        self.init(stage, code: error.code, reason: "\(error)", lessons: lessons)
    }
}
