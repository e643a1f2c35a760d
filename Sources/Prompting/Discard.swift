package import Lessons

/// Model output that was requested but not used, with the reason. Every discard is recorded.
package struct Discard: Sendable, Equatable {
    /// The stage at which it was discarded.
    package enum Stage: String, Sendable, CaseIterable {
        case analyse, merge, propose, route, records
    }

    /// The stage.
    package let stage: Stage
    /// The kind of discard: that of a model's failure (`malformed`, `unavailable`, …), `unreadable` for a part of an
    /// answer, `artifacts` for files that could not be worked on, `rejected` for an edit that could not be applied,
    /// `unplaced` for a lesson without an edit.
    package let code: String
    /// A lower-case sentence without full stop.
    package let reason: String
    /// The lessons that it concerns, sorted.
    package let lessons: [Lesson.ID]

    /// A discard with a code and a sentence.
    package init(_ stage: Stage, code: String, reason: String, lessons: [Lesson.ID] = []) {
        self.stage = stage
        self.code = code
        self.reason = reason
        self.lessons = lessons.sorted()
    }

    /// The discard of everything that failed with an error.
    package init(_ stage: Stage, _ error: AnalystError, lessons: [Lesson.ID] = []) {
        self.init(stage, code: error.code, reason: "\(error)", lessons: lessons)
    }
}
