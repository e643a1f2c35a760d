internal import JSON
internal import LanguageModels
package import Lessons
internal import Prompting

/// A lesson of an analyst's report, with what the check of its quotes found.
package struct ReportedLesson: Sendable, Equatable {
    /// The kind of lesson.
    package var kind: Lesson.Kind
    /// The heading of the skill under which the lesson belongs.
    package var section: String
    /// The rule in one line.
    package var title: String
    /// The situation in which the rule applies.
    package var when: String
    /// What to do then.
    package var action: String
    /// How to see that it worked.
    package var check: String
    /// The cause, in one sentence.
    package var why: String
    /// Quotes from steps of the episode.
    package var quotes: [Lesson.Quote]
    /// Whether the analyst claims that the cause is proved.
    package var claimsVerified: Bool
    /// What the skill should say differently; empty if nothing.
    package var suggestion: String
    /// Why it is not used; nil if it passed the check.
    package internal(set) var objection: QuoteCheck.Objection?
    /// Whether the analyst claims that the cause is proved, and the quotes show both the failure and what then worked.
    package internal(set) var isVerified = false
    /// Programs that the advice names and that the episode ran with success, sorted.
    package internal(set) var programs: [String] = []

    /// A lesson with these texts, which is not checked yet.
    package init(
        kind: Lesson.Kind,
        section: String,
        title: String,
        when: String,
        action: String,
        check: String,
        why: String,
        quotes: [Lesson.Quote],
        claimsVerified: Bool = false,
        suggestion: String = ""
    ) {
        self.kind = kind
        self.section = section
        self.title = title
        self.when = when
        self.action = action
        self.check = check
        self.why = why
        self.quotes = quotes
        self.claimsVerified = claimsVerified
        self.suggestion = suggestion
    }
}

/// An analyst's report of one episode: a list of lessons, the most useful first.
enum Report {
    /// The most lessons of one episode.
    static let maximum = 3

    /// The JSON schema of a report, for servers that can enforce it and for the tool `submit_report`.
    static let schema = """
        {"type":"object","additionalProperties":false,"required":["lessons"],"properties":{"lessons":{"type":"array",
        "items":{"type":"object","additionalProperties":false,
        "required":["title","when","do","check","why","section","kind","quotes","cause","suggestion"],
        "properties":{
        "title":{"type":"string","description":"the rule in one line, imperative, no full stop"},
        "when":{"type":"string","description":"the situation in which the rule applies"},
        "do":{"type":"string","description":"what to do then, exactly"},
        "check":{"type":"string","description":"how to see that it worked"},
        "why":{"type":"string","description":"the cause in one sentence"},
        "section":{"type":"string","description":"the heading of the skill under which it belongs"},
        "kind":{"type":"string","enum":["failure","environment","correction","loop","success"]},
        "quotes":{"type":"array","items":{"type":"object","additionalProperties":false,"required":["step","text"],
        "properties":{"step":{"type":"integer"},"text":{"type":"string"}}}},
        "cause":{"type":"string","enum":["verified","unverified"]},
        "suggestion":{"type":"string","description":"what the skill should say instead; empty if nothing"}}}}}}
        """

    /// Parses the JSON values of an answer, and checks its lessons. A lesson that cannot be read is an error and not in the
    /// result.
    ///
    /// What is wrong with quotes is in the lessons, for a ``QuoteRepair``: the whole report is not asked for again.
    ///
    /// - Throws: ``UnreadableAnswer`` if there is no report, or if none of its lessons can be read.
    static func parse(
        _ payloads: [JSON],
        checkedBy check: QuoteCheck
    ) throws(UnreadableAnswer) -> PartialParse<[ReportedLesson]> {
        var parsed = PartialParse(value: [ReportedLesson]())
        for payload in payloads {
            guard let lessons = payload["lessons"], lessons.kind == .array else {
                throw UnreadableAnswer("there is no list \"lessons\"; give an empty one if there is nothing to learn")
            }
            for item in lessons.elements {
                let number = parsed.value.count + parsed.errors.count + 1
                do throws(UnreadableAnswer) {
                    let lesson = try ReportedLesson(item)
                    if !parsed.value.contains(lesson) { parsed.value.append(lesson) }
                } catch {
                    parsed.errors.append("lesson \(number): \(error)")
                }
            }
        }
        // A report without readable lessons must not count as a report that found nothing.
        if parsed.value.isEmpty, !parsed.errors.isEmpty {
            throw UnreadableAnswer(parsed.errors.joined(separator: "; "))
        }
        let extra = parsed.value.count - maximum
        if extra > 0 {
            parsed.errors.append("there are \(extra) lessons more than \(maximum); keep the \(maximum) best")
            parsed.value.removeLast(extra)
        }
        parsed.value = parsed.value.map { check.checked($0) }
        return parsed
    }
}

extension ReportedLesson {
    /// The quotes of a lesson in an answer.
    ///
    /// - Throws: ``UnreadableAnswer`` if there are none, or if one of them has no step or no text.
    static func quotes(_ json: JSON) throws(UnreadableAnswer) -> [Lesson.Quote] {
        var quotes: [Lesson.Quote] = []
        for quote in json["quotes"]?.elements.map({ $0 }) ?? [] {
            guard let step = quote["step"]?.int, let text = quote["text"]?.string else {
                throw UnreadableAnswer("a quote needs a number \"step\" and a \"text\"")
            }
            quotes.append(Lesson.Quote(step: step, text: text))
        }
        guard !quotes.isEmpty else { throw UnreadableAnswer("\"quotes\" is missing or empty; cite at least one step") }
        return quotes
    }

    init(_ json: JSON) throws(UnreadableAnswer) {
        func text(_ key: String) throws(UnreadableAnswer) -> String {
            let text = EnglishTokenizer.folded(json[key]?.string ?? "")
            guard !text.isEmpty else { throw UnreadableAnswer("\"\(key)\" is missing or empty") }
            return text
        }
        let word = try text("kind")
        guard let kind = Lesson.Kind(rawValue: word) else {
            let kinds = Lesson.Kind.allCases.map(\.rawValue).joined(separator: ", ")
            throw UnreadableAnswer("there is no kind \"\(Excerpt.line(of: word, limit: 40))\"; use one of \(kinds)")
        }
        let quotes = try Self.quotes(json)
        var title = try text("title")
        while let last = title.last, last == "." { title.removeLast() }
        self.init(
            kind: kind,
            section: String(try text("section").drop { $0 == "#" || $0 == " " }),
            title: title,
            when: try text("when"),
            action: try text("do"),
            check: try text("check"),
            why: try text("why"),
            quotes: quotes,
            claimsVerified: json["cause"]?.string == "verified",
            suggestion: EnglishTokenizer.folded(json["suggestion"]?.string ?? "")
        )
        guard !self.title.isEmpty, !section.isEmpty else {
            throw UnreadableAnswer("\"title\" and \"section\" need words")
        }
    }
}
