internal import LanguageModels
internal import Lessons
internal import Prompting

/// Puts lessons into batches that one call finds themes in. More lessons than one call can take are sorted into topics
/// first, and the topics of all of them united: so lessons that may say the same meet, at a cost that grows as their
/// number does.
struct ThemeBatches {
    let questions: ThemeQuestions
    let limit: Int
    let log: ThemeLog

    /// The titles of a topic that a prompt shows.
    private static let shownTitles = 2

    private struct Topic {
        let name: String
        /// Positions of lessons, sorted.
        let members: [Int]
    }

    /// The batches, each in the order of the lessons. The result depends on the lessons alone.
    func batches(of lessons: [LessonDraft]) async -> [[LessonDraft]] {
        guard lessons.count > limit else { return [lessons] }
        var topics = await topics(of: lessons)
        while topics.count > 1 {
            let united = await united(topics, lessons)
            // Once all topics fit into one question, or nothing more is united, this is what there is.
            let isEnd = topics.count <= limit || united.count * 10 > topics.count * 9
            topics = united
            if isEnd { break }
        }
        return packed(topics.map(\.members)).map { $0.map { lessons[$0] } }
    }

    /// The topics of all lessons, which are asked about in parts of equal size.
    private func topics(of lessons: [LessonDraft]) async -> [Topic] {
        let parts = (lessons.count + limit - 1) / limit
        let ranges = (0..<parts).map { lessons.count * $0 / parts..<lessons.count * ($0 + 1) / parts }
        let found = await withTaskGroup(of: [Topic].self) { tasks in
            for range in ranges { tasks.addTask { await topics(of: Array(lessons[range]), from: range.lowerBound) } }
            return await tasks.reduce(into: []) { $0 += $1 }
        }
        return found.sorted { ($0.members.first ?? 0, $0.name) < ($1.members.first ?? 0, $1.name) }
    }

    @concurrent
    private func topics(of lessons: [LessonDraft], from start: Int) async -> [Topic] {
        log.count()
        var topics: [Topic] = []
        do throws(ModelError) {
            topics = try await questions.topics(of: lessons).value.topics
                .map { Topic(name: $0.name, members: $0.places.map { $0 + start }) }
        } catch {
            log.add(error, about: lessons)
        }
        let named = Set(topics.flatMap(\.members))
        let others = lessons.indices.map { $0 + start }.filter { !named.contains($0) }
        return others.isEmpty ? topics : topics + [Topic(name: "other", members: others)]
    }

    /// Topics that are about the same thing as one. They are asked about in the order of their names, in parts that one
    /// question can take.
    private func united(_ topics: [Topic], _ lessons: [LessonDraft]) async -> [Topic] {
        let sorted = topics.sorted { ($0.name, $0.members.first ?? 0) < ($1.name, $1.members.first ?? 0) }
        let parts = stride(from: 0, to: sorted.count, by: limit).map { start in
            Array(sorted[start..<min(sorted.count, start + limit)])
        }
        let united = await withTaskGroup(of: [Topic].self) { tasks in
            for part in parts { tasks.addTask { await groups(of: part, lessons) } }
            return await tasks.reduce(into: []) { $0 += $1 }
        }
        return united.sorted { ($0.members.first ?? 0, $0.name) < ($1.members.first ?? 0, $1.name) }
    }

    @concurrent
    private func groups(of topics: [Topic], _ lessons: [LessonDraft]) async -> [Topic] {
        guard topics.count > 1 else { return topics }
        log.count()
        let shown = topics.map { topic in
            (topic.name, topic.members.prefix(Self.shownTitles).map { lessons[$0].lesson.title })
        }
        do throws(ModelError) {
            let groups = try await questions.groups(of: shown).value.topics
            let named = Set(groups.flatMap(\.places))
            return groups.map { group in
                Topic(name: group.name, members: group.places.flatMap { topics[$0].members }.sorted())
            } + topics.indices.filter { !named.contains($0) }.map { topics[$0] }
        } catch {
            log.add(error, about: [])
            return topics
        }
    }

    /// Groups in as few batches as hold them whole; a group that no batch can hold is cut.
    private func packed(_ groups: [[Int]]) -> [[Int]] {
        var batches: [[Int]] = []
        for group in groups {
            for start in stride(from: 0, to: group.count, by: limit) {
                let piece = Array(group[start..<min(group.count, start + limit)])
                if let room = batches.firstIndex(where: { $0.count + piece.count <= limit }) {
                    batches[room] += piece
                } else {
                    batches.append(piece)
                }
            }
        }
        return batches.map { $0.sorted() }
    }
}
