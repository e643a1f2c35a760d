internal import Lessons

/// Joins in code what needs no model: drafts of the same id, and drafts that say the same in almost the same words.
enum NearDuplicates {
    /// The drafts that remain, sorted; the same for the same set in any order.
    static func unite(_ drafts: [LessonDraft]) -> [LessonDraft] {
        let equal = Dictionary(grouping: drafts.sorted { $0.sortsBefore($1) }, by: \.id)
        // Every group holds at least one.
        let distinct = equal.keys.sorted().compactMap { LessonDraft.joining(equal[$0] ?? []) }
        // The best supported one of those that say the same stands for them, so that no chain of small differences joins
        // what is not alike.
        let ranked = distinct.sorted { left, right in
            let (more, less) = (left.lesson.support.count, right.lesson.support.count)
            return more == less ? left.sortsBefore(right) : more > less
        }
        var groups: [(features: LessonSimilarity.Features, members: [LessonDraft])] = []
        for draft in ranked {
            let features = LessonSimilarity.Features(draft.lesson)
            if let index = groups.firstIndex(where: { LessonSimilarity.areSame($0.features, features) }) {
                groups[index].members.append(draft)
            } else {
                groups.append((features, [draft]))
            }
        }
        return groups.compactMap { LessonDraft.joining($0.members) }.sorted { $0.sortsBefore($1) }
    }
}
