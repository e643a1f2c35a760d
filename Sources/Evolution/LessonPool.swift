internal import Consolidation
internal import Foundations
internal import Ledger
internal import Lessons
internal import Mining
internal import Trajectories

/// The lessons that a consolidation looks at together: those of earlier evolutions, published or held, of every workspace,
/// and those that were mined. Parts of others are not among them; their sessions count for the lesson that they are in.
struct LessonPool {
    /// Lessons that earlier evolutions found with a model, best supported first.
    private(set) var known: [LessonDraft]
    /// Lessons that code mined, except parts of others.
    let mined: [LessonDraft]

    private let lessons: [Lesson]
    private let joined: JoinedLessons
    private let records: [Lesson.ID: LessonRecord]
    /// The parts of each lesson, with those that come back in this evolution.
    private var parts: [Lesson.ID: [LessonDraft]]

    init(_ inputs: FrozenInputs, mined lessons: [Lesson]) {
        let joined = JoinedLessons(inputs, mined: Set(lessons.map(\.id)))
        let parts = joined.parts()
        records = inputs.lessons
        known = inputs.lessons.values.compactMap { record in
            guard !Lesson.isEmbedded(record.lesson.analyst), !record.state.isRetracted,
                joined.home(of: record.lesson.id) == nil
            else { return nil }
            return joined.draft(of: record.lesson, isStanding: true).joined(with: parts[record.lesson.id] ?? [])
        }.sorted { ($1.lesson.support.count, $0.id) < ($0.lesson.support.count, $1.id) }
        mined = lessons.filter { joined.home(of: $0.id) == nil }.map { lesson in
            let isPublished = [.adopted, .proposed].contains(inputs.lessons[lesson.id]?.state.name)
            return joined.minedDraft(of: lesson, isStanding: isPublished)
        }
        self.lessons = lessons
        self.joined = joined
        self.parts = parts
    }

    /// New drafts without those whose words are known as a part of another lesson: these count for it at once.
    mutating func withoutParts(_ drafts: [LessonDraft]) -> [LessonDraft] {
        drafts.filter { draft in
            guard let home = joined.home(of: draft.id) else { return true }
            if let index = known.firstIndex(where: { $0.id == home }) {
                known[index] = known[index].joined(with: [draft])
            }
            parts[home, default: []].append(draft)
            return false
        }
    }

    /// Notes that a lesson is a part of a mined one.
    mutating func join(_ draft: LessonDraft, to home: Lesson.ID) { parts[home, default: []].append(draft) }

    /// The mined lessons with the sessions of their parts; without those that are parts of others.
    ///
    /// - Parameter left: what remained of a consolidation.
    func minedLessons(with left: [LessonDraft]) -> [Lesson] {
        let left = Dictionary(firstValues: left.map { ($0.id, $0) })
        return lessons.compactMap { lesson in
            guard let draft = left[lesson.id] else { return nil }
            return joined.united(lesson, with: (parts[lesson.id] ?? []) + [draft])
        }
    }

    /// The lessons that are parts of others, as they are recorded.
    ///
    /// - Parameters:
    ///   - new: the drafts of this evolution.
    ///   - homes: the lessons that became parts of others in this evolution, with those.
    func parts(new drafts: [LessonDraft], homes: [Lesson.ID: Lesson.ID]) -> [(lesson: Lesson, home: Lesson.ID)] {
        let new = Dictionary(grouping: drafts, by: \.id)
        let mined = Dictionary(firstValues: lessons.map { ($0.id, $0) })
        var result: [(lesson: Lesson, home: Lesson.ID)] = []
        for id in Set(Array(homes.keys) + new.keys.filter { joined.home(of: $0) != nil }).sorted() {
            guard let home = homes[id] ?? joined.home(of: id) else { continue }
            var drafts = new[id] ?? []
            if let record = records[id] { drafts.append(joined.draft(of: record.lesson, isStanding: true)) }
            if let lesson = LessonDraft.joining(drafts)?.lesson ?? mined[id] { result.append((lesson, home)) }
        }
        return result
    }
}
