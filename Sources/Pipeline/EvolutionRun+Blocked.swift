internal import Ledger
internal import Lessons

extension EvolutionRun {
    /// Keeps the lessons of a proposal that could not be published: the next run brings them again, and no model is
    /// asked for that.
    ///
    /// A lesson that stands keeps its place and its words; what a person let in stays let in.
    mutating func keepForLater(_ lessons: [Lesson]) throws {
        for lesson in lessons {
            let record = try pipeline.ledger.lesson(lesson.id)
            guard record?.state ?? .held == .held, record?.reason != "approved" else { continue }
            hold(lesson, "not-published")
        }
    }
}
