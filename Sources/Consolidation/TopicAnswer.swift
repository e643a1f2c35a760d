internal import JSON
internal import LanguageModels
internal import Prompting

/// Named groups of the entries of a question: topics of lessons, and groups of topics.
struct TopicAnswer: Sendable, Equatable {
    struct Topic: Sendable, Equatable {
        let name: String
        /// In their order. Each place belongs to one topic.
        let places: [Int]
    }

    private(set) var topics: [Topic] = []

    /// The schema of an answer whose list has one name, and whose topics list ids under another.
    static func schema(_ list: String, _ ids: String) -> String {
        """
        {"type":"object","additionalProperties":false,"required":["\(list)"],"properties":{
        "\(list)":{"type":"array","items":{"type":"object","additionalProperties":false,
        "required":["name","\(ids)"],"properties":{"name":{"type":"string"},
        "\(ids)":{"type":"array","items":{"type":"string"}}}}}}}
        """
    }

    /// Parses the JSON values of an answer. An id that was named before, or that no entry has, is left out and is an error.
    ///
    /// - Throws: ``UnreadableAnswer`` if there is no such list.
    static func parse(
        _ payloads: [JSON],
        _ list: String,
        _ ids: String,
        of names: EntryNames
    ) throws(UnreadableAnswer) -> PartialParse<TopicAnswer> {
        guard payloads.contains(where: { $0[list]?.kind == .array }) else {
            throw UnreadableAnswer("there is no object with \(list)")
        }
        var parsed = PartialParse(value: TopicAnswer())
        var taken: Set<Int> = []
        for item in payloads.flatMap({ EntryNames.list($0[list]) }) {
            var places: [Int] = []
            for id in EntryNames.list(item[ids]) {
                guard let place = names.place(of: id.string) else {
                    parsed.errors.append(names.objection(to: id.string, in: list))
                    continue
                }
                if taken.insert(place).inserted { places.append(place) }
            }
            guard !places.isEmpty else { continue }
            parsed.value.topics.append(Topic(name: EntryNames.text(item, "name"), places: places.sorted()))
        }
        return parsed
    }
}
