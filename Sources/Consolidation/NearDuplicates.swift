internal import Lessons

/// Joins drafts with the same id, and drafts with almost the same words, without a model.
enum NearDuplicates {
    /// The joined drafts, sorted; the result depends on the set only, not on its order.
    static func unite(_ drafts: [LessonDraft]) -> [LessonDraft] {
        let equal = Dictionary(grouping: drafts.sorted { $0.sortsBefore($1) }, by: \.id)
        // Every group holds at least one.
        let distinct = equal.keys.sorted().compactMap { LessonDraft.joining(equal[$0] ?? []) }
        // Drafts are compared with the best supported one of a group, so that no chain of small differences joins drafts
        // that are not similar.
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
