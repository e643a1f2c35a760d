import JSON
import TestSupport

// An installation that asks a model, and what that model answers.

extension Installation {
    /// Configures a model behind a server of this test.
    ///
    /// - Parameters:
    ///   - model: further members of the section `model`.
    ///   - budget: the members of the section `budget`.
    func configure(_ server: ModelServer, model: [String] = [], budget: [String] = []) throws {
        let model = ["provider: openai", "name: small", "base-url: \(server.address)/v1"] + model
        let text = """
            repository: \(skills)
            inboxes: [\(inbox)]
            state: \(state)
            evolution: {minimum-lessons: 1, after: 2}
            model: {\(model.joined(separator: ", "))}
            budget: {\(budget.joined(separator: ", "))}

            """
        try write(text, to: configuration)
    }

    /// Drops runs with the outcome failure for the skill `sheets`.
    func dropFailures(_ ids: String...) throws {
        for id in ids {
            let path = "\(inbox)/sheets/\(id).json"
            try write(#"{"outcome":"failure"}"#, to: path + ".trace2skill.json")
            try write(SampleSession.failure(id).atif, to: path)
        }
    }
}

extension SampleSession {
    /// A run in which a value that was read back was stale, and nobody noticed.
    static func failure(_ id: String) -> SampleSession {
        SampleSession(
            id,
            task: "Sum up \(id)",
            actions: [
                Action("head export-\(id).csv", "\(id) has rows"),
                Action("python3 sum_\(id).py", "StaleValue: cell C7 came back empty"),
                Action("python3 send_\(id).py", "sent \(id)"),
            ]
        )
    }
}

/// The answers of a model that finds one lesson in every run of ``SampleSession/failure(_:)``.
enum SampleAnswers {
    /// The answer to a request, with 1,000 prompt tokens, 400 of them cached, and 100 completion tokens.
    static func answer(_ request: ModelRequest) -> ModelReply {
        answer(request, title: "refresh the cache before totals are read")
    }

    /// The same with another title for the lesson.
    static func answer(_ request: ModelRequest, title: String) -> ModelReply {
        var reply = reply(request, title)
        reply.tokens = (1000, 400, 100)
        return reply
    }

    private static func reply(_ request: ModelRequest, _ title: String) -> ModelReply {
        guard !isConsolidation(request) else { return ModelReply(#"{"themes":[],"drop":[],"conflicts":[]}"#) }
        guard !isEditing(request) else { return ModelReply(edits(request.lastText)) }
        let text = report(title)
        guard request.json?["tools"] != nil else { return ModelReply(text) }
        return .calling("submit_report", text)
    }

    /// The answer to a prompt that is a text, as a person would write it.
    static func answer(toText prompt: String) -> String {
        if ScriptedThemes.role(of: prompt) != nil { return #"{"themes":[],"drop":[],"conflicts":[]}"# }
        return prompt.contains("You are the editor of a skill")
            ? edits(prompt) : report("refresh the cache before totals are read")
    }

    /// A report of one lesson with this title.
    private static func report(_ title: String) -> String {
        let lesson =
            #"{"title":"\#(title)","when":"a total is read back","do":"\#(title)","check":"no total is empty","why":"totals are cached","#
            + #""section":"Sheets","kind":"failure","quotes":[{"step":3,"text":"StaleValue: cell C7 came back empty"}],"cause":"unverified","suggestion":""}"#
        return #"{"lessons":[\#(lesson)]}"#
    }

    /// Whether a request asks for the themes of lessons.
    static func isConsolidation(_ request: ModelRequest) -> Bool { ScriptedThemes.role(of: request.systemText) != nil }

    /// Whether a request asks for edits of a skill.
    static func isEditing(_ request: ModelRequest) -> Bool {
        request.systemText.contains("You are the editor of a skill")
    }

    /// An edit for each lesson that a prompt holds: its title as an item of a section.
    private static func edits(_ prompt: String) -> String {
        let lines = prompt.split(separator: "\n")
        // Lines that begin with a dash are what the skill holds already.
        let ids = lines.filter { $0.contains(", support ") && !$0.hasPrefix("-") }.map { $0.prefix { $0 != " " } }
        let titles = lines.filter { $0.hasPrefix("title: ") }.map { $0.dropFirst(7) }
        let edits = zip(ids, titles).enumerated().map { index, lesson in
            let (id, title) = lesson
            return ###"{"id":"e\###(index)","group":"","file":"SKILL.md","op":"append_to_section","###
                + ###""target_section":"## Sheets","###
                + ###""target_text":"","old_text":"","after_section":"","content":"- Always \###(title).","lessons":["\###(id)"]}"###
        }
        return #"{"reasoning":"so","edits":[\#(edits.joined(separator: ","))],"declined":[]}"#
    }
}
