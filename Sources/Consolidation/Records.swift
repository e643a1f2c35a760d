internal import Foundations
internal import JSON
package import Lessons
package import Prompting
internal import Trajectories

/// The parsed records of the published method's reference implementation, converted to lessons. A record belongs to one
/// trajectory and has the causes and memories that its analyst wrote.
package struct Records: Sendable, Equatable {
    /// A lesson for each memory of a record, or for each cause if it has no memory.
    package let lessons: [LessonDraft]
    /// Items that say too little for a lesson.
    package let discards: [Discard]
    /// The number of records.
    package let count: Int

    /// Converts a file of records.
    ///
    /// - Parameters:
    ///   - bytes: A JSON list of records (`parsed_error_records.json`, `parsed_success_records.json`).
    ///   - skill: The name of the skill that the lessons are for.
    /// - Throws: ``AnalystError/records(_:)`` if the bytes are not such a list, or a record has no id.
    package init(reading bytes: [UInt8], skill: String) throws(AnalystError) {
        let json: JSON
        do throws(JSONError) { json = try JSON(parsing: bytes) } catch { throw .records("\(error)") }
        guard json.kind == .array else { throw .records("the file is not a list of records") }
        var lessons: [LessonDraft] = []
        var discards: [Discard] = []
        var count = 0
        for record in json.elements {
            count += 1
            guard let id = record["instance_id"]?.string ?? record["instance_id"]?.int.map({ String($0) }), !id.isEmpty
            else { throw .records("the record number \(count) has no instance_id") }
            guard let items = record["items"], items.kind == .array else {
                throw .records("the record \(Excerpt.line(of: id, limit: 60)) has no list of items")
            }
            Record(id: id, items: Array(items.elements), skill: skill, pool: json.count).read(&lessons, &discards)
        }
        self.lessons = lessons
        self.discards = discards
        self.count = count
    }
}

/// One record.
private struct Record {
    let id: String
    let items: [JSON]
    let skill: String
    let pool: Int

    private struct Item {
        let kind: Lesson.Kind
        let isCause: Bool
        let title: String
        let description: String
        let content: String
        let suggestion: String
    }

    func read(_ lessons: inout [LessonDraft], _ discards: inout [Discard]) {
        let all = items.enumerated().compactMap { number, json in item(json, number + 1, &discards) }
        let causes = all.filter(\.isCause)
        let memories = all.filter { !$0.isCause }
        let why = causes.map { $0.description.isEmpty ? $0.title : $0.description }.joined(separator: "; ")
        for item in memories.isEmpty ? causes : memories {
            lessons.append(draft(of: item, why: item.kind == .success || item.isCause ? "" : why))
        }
    }

    private func item(_ json: JSON, _ number: Int, _ discards: inout [Discard]) -> Item? {
        func text(_ key: String) -> String { EnglishTokenizer.folded(json[key]?.string ?? "") }
        let type = text("type")
        let kind: Lesson.Kind?
        switch type {
        case "failure_cause", "failure_memory": kind = .failure
        case "success_memory": kind = .success
        default: kind = nil
        }
        let content = text("content").isEmpty ? text("description") : text("content")
        let title = text("title").isEmpty ? content : text("title")
        guard let kind, !content.isEmpty else {
            let reason = kind == nil ? "its type is \"\(Excerpt.line(of: type, limit: 40))\"" : "it has no content"
            let place = "item \(number) of the record \(Excerpt.line(of: id, limit: 60))"
            discards.append(Discard(.records, code: "unreadable", reason: "\(place) is not a lesson: \(reason)"))
            return nil
        }
        return Item(
            kind: kind,
            isCause: type == "failure_cause",
            title: title,
            description: text("description"),
            content: content,
            suggestion: text("relation_to_skill").isEmpty ? text("skill_reflection") : text("relation_to_skill")
        )
    }

    private func draft(of item: Item, why: String) -> LessonDraft {
        let session = SupportingSession(session: Session.ID("record:\(id)"), task: "id:\(task)", source: "records")
        let words = Set(EnglishTokenizer.content(item.title + " " + item.content)).sorted()
        let fingerprint = ([skill, "records", item.isCause ? "cause" : item.kind.rawValue] + words).joined(
            separator: "|"
        )
        var lesson = Lesson(
            id: Lesson.ID("\(skill)-\(FNV1a(fingerprint).shortDigits)"),
            kind: item.kind,
            skill: skill,
            section: item.kind == .success ? "What successful runs do" : "When a run fails",
            title: Excerpt.line(of: item.title, limit: 100),
            when: item.description.isEmpty ? "a task is of this kind" : item.description,
            action: item.isCause ? "avoid this: \(item.content)" : item.content,
            check: "",
            why: why,
            // The records hold no quotes, so there is nothing to check and nothing to show.
            evidence: [Lesson.Evidence(session: session.session, trajectory: "", quotes: [])],
            support: Lesson.Support(of: [session], pool: pool),
            fingerprint: fingerprint,
            analyst: "records"
        )
        lesson.suggestion = item.suggestion
        return LessonDraft(lesson, sessions: [session])
    }

    /// Runs of one task under several seeds are one task: `17_seed_42` is a run of `17`.
    private var task: String {
        guard let marker = id.ranges(of: "_seed_").last else { return id }
        let seed = id[marker.upperBound...]
        return !seed.isEmpty && seed.allSatisfy(\.isNumber) ? String(id[..<marker.lowerBound]) : id
    }
}
