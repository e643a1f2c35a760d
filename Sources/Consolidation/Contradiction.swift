package import Lessons

/// Lessons that advise the opposite of each other. It is reported, and a person resolves it.
package struct Contradiction: Sendable, Equatable {
    /// The lessons, at least two, sorted.
    package let lessons: [Lesson.ID]
    /// A lower-case sentence without full stop, or the model's words.
    package let reason: String

    /// A contradiction between lessons.
    package init(_ lessons: [Lesson.ID], reason: String) {
        self.lessons = Set(lessons).sorted()
        self.reason = reason
    }

    /// All contradictions among drafts: those that a model reported, under the final ids of the lessons, and those found
    /// in code.
    static func all(reported: [Contradiction], among drafts: [LessonDraft]) -> [Contradiction] {
        var homes: [Lesson.ID: Lesson.ID] = [:]
        for draft in drafts { for source in draft.sources { homes[source] = draft.id } }
        var conflicts = reported.map { Contradiction($0.lessons.compactMap { homes[$0] }, reason: $0.reason) }
            .filter { $0.lessons.count > 1 }
            .sorted { $0.sortsBefore($1) }
        let features = drafts.map { LessonSimilarity.Features($0.lesson) }
        for left in drafts.indices {
            for right in drafts.indices.dropFirst(left + 1)
            where LessonSimilarity.areContrary(features[left], features[right]) {
                // What was mined is weighed against the rest of the pool by counts.
                if [left, right].allSatisfy({ Lesson.isEmbedded(drafts[$0].lesson.analyst) }) { continue }
                let reason = "they are about the same thing, and one says what the other forbids"
                conflicts.append(Contradiction([drafts[left].id, drafts[right].id], reason: reason))
            }
        }
        var seen: Set<[Lesson.ID]> = []
        return conflicts.filter { seen.insert($0.lessons).inserted }
            .sorted { $0.sortsBefore($1) }
    }

    private func sortsBefore(_ other: Contradiction) -> Bool {
        lessons == other.lessons ? reason < other.reason : lessons.lexicographicallyPrecedes(other.lessons)
    }
}
