internal import Foundations
internal import Lessons
internal import Shell
internal import Trajectories

/// Sending a call again that has given the same result before, with nothing changed between.
struct RepeatedCall: LessonPattern {
    static let name = "repeated-call"

    func occurrences(in sequence: ActionSequence) -> [Occurrence] {
        // Calls by the hash of what they send: none of these is ever shown.
        var results: [FNV1a: Action] = [:]
        var found: [String: Occurrence] = [:]
        for action in sequence.actions {
            let call = action.call
            guard let text = call.observation?.text, !call.submits else { continue }
            if Self.changes(action) {
                // Whatever was looked up before may be different now.
                if call.status != .error { results = [:] }
            }
            var key = FNV1a(call.tool)
            key.add(UInt8(ascii: "|"))
            key.add(
                (call.command ?? call.arguments.map { "\($0.name)=\($0.value)" }.sorted().joined(separator: "|")).utf8
            )
            // A failure that passes tells nothing. Most calls are sent once, so that it is asked of repeated ones alone.
            let before = results[key].flatMap { Self.passes($0) ? nil : $0 }
            if before != nil, Self.passes(action) { continue }
            if let before, before.call.observation?.text == text {
                let tool = call.command == nil ? call.tool : ""
                let isRefused = call.status == .error
                var entry =
                    found[tool]
                    ?? Occurrence(pattern: Self.name, situation: tool, quotes: [before.quote, action.quote])
                entry.tried += 1
                entry.lost += 1
                if isRefused, entry.values("refused").isEmpty { entry.facts.append("refused=1") }
                found[tool] = entry
            }
            results[key] = action
        }
        return found.sorted { $0.key < $1.key }.map(\.value)
    }

    /// Failures of a server pass, so that sending the same again is what helps.
    private static func passes(_ action: Action) -> Bool {
        let start = (action.call.observation?.text ?? "").prefix(400).lowercased()
        return ["503", "502", "504", "429", "timed out", "timeout", "temporarily", "try again", "unavailable"].contains
        {
            start.containsBytes(of: $0)
        }
    }

    /// Whether a call may change what later calls show.
    private static func changes(_ action: Action) -> Bool {
        if !action.commands.isEmpty { return !action.isLook }
        return !action.isLook && !ToolName.onlyLooks(action.call.tool)
    }

    func lessons(from pool: OccurrencePool) -> [Lesson] {
        general(pool) + ofToolkits(pool)
    }

    /// One lesson for all tools.
    private func general(_ pool: OccurrencePool) -> [Lesson] {
        let tools = pool.members.filter { !$0.occurrence.situation.isEmpty }
        let commands = pool.members.filter { $0.occurrence.situation.isEmpty }
        var result: [Lesson] = []
        if !tools.isEmpty {
            let group = OccurrencePool.Group(skill: "tool-calls", members: tools)
            let isRefused = tools.contains { !$0.occurrence.values("refused").isEmpty }
            result.append(
                FoundLesson(
                    kind: .waste,
                    section: "Tool calls",
                    title: "do not send the same call again",
                    when: isRefused
                        ? "a call was refused, or its result is already there"
                        : "the result of a call is already there",
                    action: "do not send the same call again: use the earlier result"
                        + (isRefused ? ", or change the argument that the message names, or tell the user" : "")
                        + "; only a failure of the server is worth another try",
                    trigger: Self.name,
                    way: "use-earlier-result",
                    met: tools,
                    worked: []
                ).lesson(in: group, pool.index)
            )
        }
        let shell = OccurrencePool(members: commands, index: pool.index)
        for group in shell.widest(general: "command-line") {
            result.append(
                FoundLesson(
                    kind: .waste,
                    section: "When a command fails",
                    title: "do not run the same command again when nothing has changed",
                    when: "a command has given its result",
                    action: "do not run the same command again before something has changed: the result is the same",
                    trigger: Self.name + "/command",
                    way: "use-earlier-result",
                    met: group.members,
                    worked: []
                ).lesson(in: group, pool.index)
            )
        }
        return result
    }

    /// The look-ups that sessions with the same tools repeat.
    private func ofToolkits(_ pool: OccurrencePool) -> [Lesson] {
        let lookups = OccurrencePool(
            members: pool.members.filter {
                !$0.occurrence.situation.isEmpty && ToolName.onlyLooks($0.occurrence.situation)
                    && $0.occurrence.values("refused").isEmpty
            },
            index: pool.index
        )
        return lookups.toolkits().compactMap { group in
            let tools = Frequency.ranked(
                Set(group.members.map { "\($0.occurrence.situation)|\($0.episode.session)" }).map {
                    String($0.prefix { $0 != "|" })
                }
            )
            .filter { $0.count >= 3 }.prefix(4).map(\.value)
            guard !tools.isEmpty else { return nil }
            let met = group.members.filter { tools.contains($0.occurrence.situation) }
            return FoundLesson(
                kind: .waste,
                section: "Tool calls",
                title: "look things up once and keep the result",
                when: "\(Phrase.list(tools.map { "`\($0)`" })) \(tools.count.form(one: "has", many: "have")) answered",
                action: "keep the result for the rest of the talk; look it up again only after something was changed",
                trigger: Self.name + "/lookup",
                way: "keep-result",
                met: met,
                worked: []
            ).lesson(in: group, pool.index)
        }
    }
}
