internal import JSON
internal import LanguageModels
internal import Lessons
internal import Prompting

/// A model's rule for a theme, with the sources that it is for.
struct RuleAnswer: Sendable, Equatable {
    let wording: LessonDraft.Wording
    /// Places of sources in the question, sorted.
    let sources: [Int]

    static let schema = """
        {"type":"object","additionalProperties":false,
        "required":["sources","title","when","do","check","why","section","kind","suggestion"],"properties":{
        "sources":{"type":"array","items":{"type":"string"}},
        "title":{"type":"string"},"when":{"type":"string"},"do":{"type":"string"},"check":{"type":"string"},
        "why":{"type":"string"},"section":{"type":"string"},
        "kind":{"type":"string","enum":["failure","environment","correction","loop","success"]},
        "suggestion":{"type":"string"}}}
        """

    /// Parses the JSON values of an answer.
    ///
    /// - Throws: ``UnreadableAnswer`` if a source is unknown, a text is empty, the text holds code that no source has, or
    ///   it says the opposite of a source.
    init(_ payloads: [JSON], of sources: [LessonDraft]) throws(UnreadableAnswer) {
        guard let item = payloads.first(where: { $0["title"] != nil && $0["sources"] != nil }), payloads.count == 1
        else {
            throw UnreadableAnswer("there is no one object with sources, title, when, do, check and why")
        }
        let names = EntryNames(letter: "s", count: sources.count)
        var places: Set<Int> = []
        for id in EntryNames.list(item["sources"]) {
            guard let place = names.place(of: id.string) else {
                throw UnreadableAnswer(names.objection(to: id.string, in: "sources"))
            }
            places.insert(place)
        }
        func text(_ key: String) throws(UnreadableAnswer) -> String {
            let text = EntryNames.text(item, key)
            guard !text.isEmpty else { throw UnreadableAnswer("the rule has no \"\(key)\"") }
            return text
        }
        var wording = LessonDraft.Wording(
            title: try text("title"),
            when: try text("when"),
            action: try text("do"),
            check: EntryNames.text(item, "check"),
            why: EntryNames.text(item, "why")
        )
        wording.section = EntryNames.text(item, "section")
        wording.kind = item["kind"]?.string.flatMap { Lesson.Kind(rawValue: $0) }
        wording.suggestion = EntryNames.text(item, "suggestion")
        guard Advice.namesWay(wording.title, wording.action) else {
            throw UnreadableAnswer("the rule only says what to leave out; say what to do instead, as a source says it")
        }
        self.wording = wording
        self.sources = places.sorted()
        let own = self.sources.map { sources[$0] }
        let code = RuleCode(of: wording, own)
        if let unknown = code.unknown {
            throw UnreadableAnswer(
                "the rule holds `\(Excerpt.line(of: unknown, limit: 60))`, which none of its sources says or quotes"
            )
        }
        if let example = code.example {
            throw UnreadableAnswer(
                "the rule holds `\(Excerpt.line(of: example, limit: 60))`, a test of one of its sources; put FILE in its place"
            )
        }
        if own.contains(where: { Self.isContrary(wording, to: $0.lesson) }) {
            throw UnreadableAnswer("the rule says the opposite of one of its sources")
        }
    }

    private static func isContrary(_ wording: LessonDraft.Wording, to lesson: Lesson) -> Bool {
        var joined = lesson
        (joined.title, joined.when, joined.action) = (wording.title, wording.when, wording.action)
        return LessonSimilarity.areContrary(joined, lesson)
    }
}

/// A second model call's verdict on each source of a rule.
struct SupportAnswer: Sendable, Equatable {
    enum Verdict: String, Sendable {
        /// The source as a whole says the rule.
        case yes
        /// The rule is a part of what the source says.
        case part
        /// It does not say the rule.
        case no
    }

    /// The verdicts by the places of the sources; a source without one was not judged.
    private(set) var verdicts: [Int: Verdict] = [:]
    /// The reasons in the model's words, by the places of the sources.
    private(set) var reasons: [Int: String] = [:]
    /// What in the rule a person has to decide, in the model's words; empty if there is nothing.
    private(set) var concern = ""

    static let schema = """
        {"type":"object","additionalProperties":false,"required":["sources","person"],"properties":{
        "person":{"type":"string"},
        "sources":{"type":"array","items":{"type":"object","additionalProperties":false,
        "required":["id","supports","reason"],"properties":{"id":{"type":"string"},
        "supports":{"type":"string","enum":["yes","part","no"]},"reason":{"type":"string"}}}}}}
        """

    /// Parses the JSON values of an answer. Of a source that is named twice, the stricter verdict counts.
    ///
    /// - Throws: ``UnreadableAnswer`` if there is no list of sources.
    static func parse(_ payloads: [JSON], count: Int) throws(UnreadableAnswer) -> PartialParse<SupportAnswer> {
        guard payloads.contains(where: { $0["sources"]?.kind == .array }) else {
            throw UnreadableAnswer("there is no object with sources")
        }
        let names = EntryNames(letter: "s", count: count)
        var parsed = PartialParse(value: SupportAnswer())
        for item in payloads.flatMap({ EntryNames.list($0["sources"]) }) {
            guard let place = names.place(of: item["id"]?.string) else {
                parsed.errors.append(names.objection(to: item["id"]?.string, in: "sources"))
                continue
            }
            guard let verdict = item["supports"]?.string.flatMap(Verdict.init(rawValue:)) else {
                parsed.errors.append("\(names.name(of: place)) has no \"supports\" of yes, part or no")
                continue
            }
            if let known = parsed.value.verdicts[place], known.strictness >= verdict.strictness { continue }
            parsed.value.verdicts[place] = verdict
            parsed.value.reasons[place] = EntryNames.text(item, "reason")
        }
        for place in 0..<count where parsed.value.verdicts[place] == nil && parsed.errors.isEmpty {
            parsed.errors.append("\(names.name(of: place)) is missing")
        }
        parsed.value.concern =
            payloads.lazy.map { EntryNames.text($0, "person") }.first { !isNothing($0) } ?? ""
        return parsed
    }

    /// Whether a text only says that there is nothing to decide, where an empty one was asked for.
    private static func isNothing(_ text: String) -> Bool {
        let word = text.lowercased().filter { $0.isLetter || $0.isNumber }
        return ["", "none", "no", "nothing", "na", "null", "nil", "false"].contains(word)
    }
}

extension SupportAnswer.Verdict {
    fileprivate var strictness: Int {
        switch self {
        case .yes: 0
        case .part: 1
        case .no: 2
        }
    }
}
