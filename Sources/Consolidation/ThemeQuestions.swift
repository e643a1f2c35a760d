internal import Foundations
internal import JSON
internal import LanguageModels
internal import Lessons
internal import Prompting

/// The questions of a consolidation, and how their answers are read.
struct ThemeQuestions: Sendable {
    let session: ModelSession
    let seed: UInt64

    /// The most lessons from which a rule is written: more say nothing more.
    static let mostSources = 12
    /// The most sources of one check.
    static let sourcesOfCheck = 12

    // MARK: Topics

    /// The topics of lessons, by their titles.
    func topics(of lessons: [LessonDraft]) async throws(ModelError) -> ParsedAnswer<TopicAnswer> {
        let names = EntryNames(letter: "l", count: lessons.count)
        let lines = lessons.enumerated().map { place, draft in
            "\(names.name(of: place)) \(Self.short(draft.lesson.title, 100)) | \(Self.short(draft.lesson.when, 60))"
        }
        let prompt = try prompt(
            Instructions.topics,
            "Sort these \(lessons.count.of("lesson")) into topics.",
            lines,
            AnswerSchema(name: "topics", schema: try JSONText(TopicAnswer.schema("topics", "lessons")))
        )
        return try await session.askForValue(prompt, purpose: "topics") { payloads throws(UnreadableAnswer) in
            try TopicAnswer.parse(payloads, "topics", "lessons", of: names)
        }
    }

    /// The groups of topics that are about the same thing.
    ///
    /// - Parameter topics: a name and a few titles of each.
    func groups(of topics: [(name: String, titles: [String])]) async throws(ModelError) -> ParsedAnswer<TopicAnswer> {
        let names = EntryNames(letter: "t", count: topics.count)
        let lines = topics.enumerated().map { place, topic in
            let titles = topic.titles.map { Self.short($0, 60) }.joined(separator: "; ")
            return "\(names.name(of: place)) \(Self.short(topic.name, 60)): \(titles)"
        }
        let prompt = try prompt(
            Instructions.topicGroups,
            "Which of these \(topics.count.of("topic")) are about the same thing?",
            lines,
            AnswerSchema(name: "groups", schema: try JSONText(TopicAnswer.schema("groups", "topics")))
        )
        return try await session.askForValue(prompt, purpose: "topics") { payloads throws(UnreadableAnswer) in
            try TopicAnswer.parse(payloads, "groups", "topics", of: names)
        }
    }

    // MARK: Themes

    /// The themes of lessons, by their titles.
    func themes(of lessons: [LessonDraft], fixed: Set<Lesson.ID>) async throws(ModelError) -> ParsedAnswer<ThemeAnswer>
    {
        let names = EntryNames(letter: "l", count: lessons.count)
        let lines = lessons.enumerated().map { place, draft in
            let lesson = draft.lesson
            let mark = Lesson.isEmbedded(lesson.analyst) ? " (by rule)" : ""
            let place = names.name(of: place) + (lesson.skill.isEmpty ? "" : " [\(lesson.skill)]") + mark
            return "\(place) \(Self.short(lesson.title, 110)) | \(Self.short(lesson.when, 80)) | "
                + Self.short(lesson.action, 90)
        }
        let prompt = try prompt(
            Instructions.themes,
            "Which rules do these \(lessons.count.of("lesson")) have in common?",
            lines,
            AnswerSchema(name: "themes", schema: try JSONText(ThemeAnswer.schema))
        )
        return try await session.askForValue(prompt, purpose: "theme") { payloads throws(UnreadableAnswer) in
            try ThemeAnswer.parse(payloads, about: lessons)
        }
    }

    // MARK: Rules

    /// The rule of a theme. One that is objected to is asked for once more, and taken as it is then.
    func rule(
        for name: String,
        _ sources: [ThemeUnit.Source],
        _ background: String,
        _ objection: @escaping @Sendable (LessonDraft) -> String?
    ) async throws(ModelError) -> RuleAnswer {
        let drafts = sources.map(\.draft)
        let theme = "The theme: \(Self.short(name, 160))"
        let prompt = try prompt(
            [Instructions.ruleWriter, background],
            sources.count == 1
                ? "Write the rule of a part of this lesson." : "Write the rule of these \(sources.count.of("lesson")).",
            [theme] + Self.entries(sources),
            AnswerSchema(name: "rule", schema: try JSONText(RuleAnswer.schema))
        )
        return try await session.askForValue(prompt, purpose: "write") { payloads throws(UnreadableAnswer) in
            let answer = try RuleAnswer(payloads, of: drafts)
            var parsed = PartialParse(value: answer)
            let own = answer.sources.map { drafts[$0] }
            if let first = own.first,
                let reason = objection(first.joined(with: Array(own.dropFirst()), wording: answer.wording))
            {
                parsed.warnings = ["\(reason); say it as a session did it, or leave it out"]
            }
            return parsed
        }.value
    }

    /// Whether each of the sources says a rule.
    func support(of rule: LessonDraft.Wording, by sources: [ThemeUnit.Source]) async throws(ModelError) -> SupportAnswer
    {
        let text = """
            The rule:
            title: \(rule.title)
            when: \(rule.when)
            do: \(rule.action)
            """
        let prompt = try prompt(
            [Instructions.ruleCheck],
            sources.count == 1
                ? "Does this source say the rule?" : "Does each of these \(sources.count.of("source")) say the rule?",
            [text] + Self.entries(sources),
            AnswerSchema(name: "support", schema: try JSONText(SupportAnswer.schema))
        )
        return try await session.askForValue(prompt, purpose: "check") { payloads throws(UnreadableAnswer) in
            try SupportAnswer.parse(payloads, count: sources.count)
        }.value
    }

    private static func entries(_ sources: [ThemeUnit.Source]) -> [String] {
        sources.enumerated().map { place, source in
            let text = source.draft.lesson.promptEntry(named: "s\(place + 1)")
            return source.part.isEmpty ? text : "\(text)\npart: \(short(source.part, 200))"
        }
    }

    // MARK: Prompts

    private func prompt(
        _ instructions: String,
        _ question: String,
        _ lines: [String],
        _ schema: AnswerSchema
    ) throws(ModelError) -> Prompt {
        try prompt([instructions], question, [lines.joined(separator: "\n")], schema)
    }

    private func prompt(
        _ shared: [String],
        _ question: String,
        _ parts: [String],
        _ schema: AnswerSchema
    ) throws(ModelError) -> Prompt {
        let text = parts.joined(separator: "\n\n")
        let fence = DataFence(seed: seed, name: "\(schema.name) \(FNV1a(text).shortDigits)", around: [text])
        return Prompt(
            shared: shared.filter { !$0.isEmpty },
            """
            \(Instructions.marker)
            \(question) \(fence.note)

            \(fence.around(text))
            """,
            schema: schema
        )
    }

    private static func short(_ text: String, _ bytes: Int) -> String { Excerpt.line(of: text, limit: bytes) }
}
