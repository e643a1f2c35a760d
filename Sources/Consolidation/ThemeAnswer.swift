internal import JSON
internal import LanguageModels
internal import Lessons
internal import Prompting

/// A rule that lessons have in common, as a model finds it by their titles.
struct Theme: Sendable, Equatable {
    /// A lesson of a theme.
    struct Member: Sendable, Equatable {
        /// The place of the lesson in the question.
        let place: Int
        /// The part of the lesson that belongs to the theme, in the model's words; empty for the whole lesson.
        let part: String
    }

    let name: String
    /// In the order of their places.
    let members: [Member]
}

/// A model's answer about the themes of lessons. Lessons that it does not mention stay as they are.
struct ThemeAnswer: Sendable, Equatable {
    struct Drop: Sendable, Equatable {
        let place: Int
        let reason: String
    }

    struct Dispute: Sendable, Equatable {
        let places: [Int]
        let reason: String
    }

    private(set) var themes: [Theme] = []
    private(set) var drops: [Drop] = []
    private(set) var disputes: [Dispute] = []

    static let schema = """
        {"type":"object","additionalProperties":false,"required":["themes","drop","conflicts"],"properties":{
        "themes":{"type":"array","items":{"type":"object","additionalProperties":false,
        "required":["name","lessons"],"properties":{"name":{"type":"string"},
        "lessons":{"type":"array","items":{"type":"object","additionalProperties":false,"required":["id","part"],
        "properties":{"id":{"type":"string"},"part":{"type":"string"}}}}}}},
        "drop":{"type":"array","items":{"type":"object","additionalProperties":false,"required":["id","reason"],
        "properties":{"id":{"type":"string"},"reason":{"type":"string"}}}},
        "conflicts":{"type":"array","items":{"type":"object","additionalProperties":false,"required":["ids","reason"],
        "properties":{"ids":{"type":"array","items":{"type":"string"}},"reason":{"type":"string"}}}}}}
        """

    /// Parses the JSON values of an answer. What cannot be used of it is left out and returned as errors: a theme with an
    /// unknown id, with an id twice, or of lessons that contradict each other.
    ///
    /// - Throws: ``UnreadableAnswer`` if there is no list of themes.
    static func parse(
        _ payloads: [JSON],
        about drafts: [LessonDraft]
    ) throws(UnreadableAnswer) -> PartialParse<ThemeAnswer> {
        var parsed = PartialParse(value: ThemeAnswer())
        let reader = ThemeReader(drafts)
        guard payloads.contains(where: { $0["themes"]?.kind == .array }) else {
            throw UnreadableAnswer("there is no object with themes, drop and conflicts")
        }
        for payload in payloads {
            for item in EntryNames.list(payload["themes"]) {
                do throws(UnreadableAnswer) { parsed.value.themes.append(try reader.theme(item)) } catch {
                    parsed.errors.append(error.description)
                }
            }
            for item in EntryNames.list(payload["drop"]) {
                do throws(UnreadableAnswer) { parsed.value.drops.append(try reader.drop(item)) } catch {
                    parsed.errors.append(error.description)
                }
            }
            for item in EntryNames.list(payload["conflicts"]) {
                do throws(UnreadableAnswer) { parsed.value.disputes.append(try reader.dispute(item)) } catch {
                    parsed.errors.append(error.description)
                }
            }
        }
        // What is part of a rule, or contradicts one, is a rule.
        let used = Set(parsed.value.themes.flatMap(\.members).map(\.place) + parsed.value.disputes.flatMap(\.places))
        parsed.value.drops.removeAll { used.contains($0.place) }
        return parsed
    }
}

/// Reads the parts of an answer about themes.
private struct ThemeReader {
    private let features: [LessonSimilarity.Features]
    private let names: EntryNames

    init(_ drafts: [LessonDraft]) {
        features = drafts.map { LessonSimilarity.Features($0.lesson) }
        names = EntryNames(letter: "l", count: drafts.count)
    }

    func theme(_ item: JSON) throws(UnreadableAnswer) -> Theme {
        let name = EntryNames.text(item, "name")
        var members: [Int: Theme.Member] = [:]
        for json in EntryNames.list(item["lessons"]) {
            let id = json["id"]?.string ?? json.string
            let place = try place(id, in: "a theme")
            guard members[place] == nil else {
                throw UnreadableAnswer("the theme \"\(Excerpt.line(of: name, limit: 60))\" names \(id ?? "") twice")
            }
            members[place] = Theme.Member(place: place, part: EntryNames.text(json, "part"))
        }
        let sorted = members.values.sorted { $0.place < $1.place }
        guard sorted.count > 1 || sorted.first.map({ !$0.part.isEmpty }) ?? false else {
            throw UnreadableAnswer(
                "the theme \"\(Excerpt.line(of: name, limit: 60))\" needs two lessons or more, or one with its part"
            )
        }
        for (index, left) in sorted.enumerated() {
            for right in sorted[(index + 1)...]
            where LessonSimilarity.areContrary(features[left.place], features[right.place]) {
                throw UnreadableAnswer(
                    "of \(names.name(of: left.place)) and \(names.name(of: right.place)), one says what the other "
                        + "forbids: report them under conflicts"
                )
            }
        }
        return Theme(name: name, members: sorted)
    }

    func drop(_ item: JSON) throws(UnreadableAnswer) -> ThemeAnswer.Drop {
        let place = try place(item["id"]?.string, in: "drop")
        if features.contains(where: { LessonSimilarity.areContrary($0, features[place]) }) {
            throw UnreadableAnswer(
                "another lesson says the opposite of \(names.name(of: place)): report both under conflicts"
            )
        }
        let reason = EntryNames.text(item, "reason")
        guard !reason.isEmpty else { throw UnreadableAnswer("a drop has no \"reason\"") }
        return ThemeAnswer.Drop(place: place, reason: reason)
    }

    func dispute(_ item: JSON) throws(UnreadableAnswer) -> ThemeAnswer.Dispute {
        var places: Set<Int> = []
        for id in EntryNames.list(item["ids"]) { places.insert(try place(id.string, in: "conflicts")) }
        guard places.count > 1 else { throw UnreadableAnswer("conflicts needs two ids or more") }
        let reason = EntryNames.text(item, "reason")
        guard !reason.isEmpty else { throw UnreadableAnswer("a conflict has no \"reason\"") }
        return ThemeAnswer.Dispute(places: places.sorted(), reason: reason)
    }

    private func place(_ id: String?, in list: String) throws(UnreadableAnswer) -> Int {
        guard let place = names.place(of: id) else { throw UnreadableAnswer(names.objection(to: id, in: list)) }
        return place
    }
}
