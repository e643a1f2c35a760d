internal import JSON
internal import LanguageModels
internal import Lessons
internal import Patches
internal import Prompting

/// The edits and declined lessons of a model's answer.
struct ProposalAnswer: Sendable, Equatable {
    private(set) var edits: [Edit] = []
    private(set) var declined: [ProposedEdits.Declined] = []

    static let schema = """
        {"type":"object","additionalProperties":false,"required":["reasoning","edits","declined"],"properties":{
        "reasoning":{"type":"string"},
        "edits":{"type":"array","items":{"type":"object","additionalProperties":false,"required":["id","group","file","op",
        "target_section","target_text","old_text","after_section","content","lessons"],"properties":{
        "id":{"type":"string"},"group":{"type":"string","description":"the same for edits that only go together; else empty"},
        "file":{"type":"string"},
        "op":{"type":"string","enum":["append_to_section","replace_in_section","insert_after","insert_before","add_section",
        "delete_section","create","delete_file"]},
        "target_section":{"type":"string"},"target_text":{"type":"string"},"old_text":{"type":"string"},
        "after_section":{"type":"string"},"content":{"type":"string"},
        "lessons":{"type":"array","items":{"type":"string"}}}}},
        "declined":{"type":"array","items":{"type":"object","additionalProperties":false,"required":["lesson","reason"],
        "properties":{"lesson":{"type":"string"},"reason":{"type":"string"}}}}}}
        """

    /// The question by which an answer is checked.
    struct Question: Sendable {
        /// The ids of the lessons that were given.
        let lessons: Set<String>
        /// The ids of those lessons that the answer must serve or decline.
        let due: Set<String>
        /// Lessons that a person retracted.
        let tombstones: [Lesson]
        /// The prefix of ids and groups that keeps those of several answers apart.
        let prefix: String
        /// The only ids that edits may have; `nil` for any.
        var ids: Set<Edit.ID>?
    }

    /// Parses the JSON values of an answer. Errors are edits that cannot be read, and lessons that are neither served nor
    /// declined.
    ///
    /// - Throws: ``UnreadableAnswer`` if there is no list of edits.
    static func parse(_ payloads: [JSON], _ question: Question) throws(UnreadableAnswer) -> PartialParse<ProposalAnswer>
    {
        var parsed = PartialParse(value: ProposalAnswer())
        var broken: Set<String> = []
        for payload in payloads {
            guard let edits = payload["edits"], edits.kind == .array else {
                throw UnreadableAnswer("there is no list \"edits\"")
            }
            for item in edits.elements {
                let number = parsed.value.edits.count + parsed.errors.count + 1
                do throws(UnreadableAnswer) {
                    let edit = try edit(item, number: number, question)
                    guard !parsed.value.edits.contains(where: { $0.id == edit.id }) else {
                        throw UnreadableAnswer("two edits have the id \(edit.id); give each its own")
                    }
                    parsed.value.edits.append(edit)
                } catch {
                    parsed.errors.append("edit \(number): \(error)")
                    if let group = group(item, question) { broken.insert(group) }
                }
            }
            for item in payload["declined"]?.elements.map({ $0 }) ?? [] {
                parsed.value.decline(item, question, &parsed.errors)
            }
        }
        parsed.value.drop(broken, &parsed.errors)
        let served = Set(parsed.value.edits.flatMap(\.lessons) + parsed.value.declined.map(\.lesson.rawValue))
        for lesson in question.due.subtracting(served).sorted() {
            parsed.errors.append("no edit that can be read serves the lesson \(lesson), and it is not declined")
        }
        return parsed
    }

    /// Removes the edits of groups in which another edit cannot be read: a link is useless without its target.
    private mutating func drop(_ groups: Set<String>, _ errors: inout [String]) {
        for edit in edits where groups.contains(edit.group) {
            errors.append("\(edit.id) is of the group \(edit.group), of which another edit cannot be read")
        }
        edits.removeAll { groups.contains($0.group) }
    }

    /// The group that an edit names, with the prefix; `nil` if it names none.
    private static func group(_ item: JSON, _ question: Question) -> String? {
        let name = item["group"]?.string.map(EnglishTokenizer.folded) ?? ""
        return name.isEmpty ? nil : question.prefix + name
    }

    private mutating func decline(_ item: JSON, _ question: Question, _ errors: inout [String]) {
        let lesson = item["lesson"]?.string ?? ""
        let reason = EnglishTokenizer.folded(item["reason"]?.string ?? "")
        guard question.lessons.contains(lesson) else {
            return errors.append("declined: there is no lesson \"\(Excerpt.line(of: lesson, limit: 60))\"")
        }
        guard !reason.isEmpty else { return errors.append("declined: \(lesson) has no reason") }
        // A lesson that an edit serves is not declined.
        guard !edits.contains(where: { $0.lessons.contains(lesson) }),
            !declined.contains(where: { $0.lesson.rawValue == lesson })
        else { return }
        declined.append(ProposedEdits.Declined(lesson: Lesson.ID(lesson), reason: reason))
    }

    private static func edit(_ item: JSON, number: Int, _ question: Question) throws(UnreadableAnswer) -> Edit {
        guard item.kind == .object else { throw UnreadableAnswer("it is no object") }  // words: allow
        let given = item["id"]?.string.map(EnglishTokenizer.folded) ?? ""
        let id = Edit.ID(question.prefix + (given.isEmpty ? "e\(number)" : given))
        if let ids = question.ids, !ids.contains(id) {
            let known = ids.sorted().map(\.text).joined(separator: ", ")
            throw UnreadableAnswer("\(id) is none of the edits asked for: \(known)")
        }
        var fields: [String: String] = [:]
        let names = ["file", "op", "target_section", "target_text", "old_text", "after_section", "heading", "content"]
        for name in names { fields[name] = item[name]?.string }
        let lessons = item["lessons"]?.elements.compactMap(\.string) ?? []
        if let unknown = lessons.first(where: { !question.lessons.contains($0) }) {
            throw UnreadableAnswer(
                "it names the lesson \"\(Excerpt.line(of: unknown, limit: 60))\", which there is not"
            )
        }
        // words: allow
        guard !lessons.isEmpty else { throw UnreadableAnswer("it names no lesson; an edit without one is no use") }
        let edit: Edit
        do throws(PatchError) {
            edit = try Edit(
                id: id,
                fields: fields,
                lessons: Set(lessons).sorted(),
                group: group(item, question)
            )
        } catch {
            throw UnreadableAnswer("\(error)")
        }
        let content = fields["content"] ?? ""
        for tombstone in question.tombstones {
            let shingles = Shingles(of: tombstone.action)
            let found = shingles.found(in: content).count
            guard found == 0 || Double(found) < 0.6 * Double(shingles.hashes.count) else {
                throw UnreadableAnswer("it brings back \(tombstone.id), which a person took back; leave that out")
            }
        }
        return edit
    }
}
