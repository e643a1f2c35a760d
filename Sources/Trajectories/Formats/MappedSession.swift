internal import Foundations
internal import JSON

/// One session of a mapped file while it is read.
///
/// A result belongs to the action whose identifier it names. Results without one are paired by order, and only where
/// there are as many of them as actions since the last pairing: a result on the wrong action would teach a wrong lesson.
struct MappedSession: Sendable {
    private struct Result {
        var text: String
        var signs: ToolStatus.Signs
        var time: Double?
    }

    /// Whether no record was read yet.
    var isNew = true
    /// Whether there is a step of the agent.
    private(set) var hasActed = false
    private let mapping: Mapping
    private var builder: SessionBuilder
    /// Actions without a result by their identifier.
    private var open: [String: CallReference] = [:]
    private var uses: [String: Int] = [:]
    /// Actions without identifier and result, and results without identifier, since the last pairing.
    private var group: [CallReference] = []
    private var groupResults: [Result] = []
    private var unpaired = 0
    private var unexplained: [String: Int] = [:]
    /// The last message of the agent, if it is beside the steps.
    private var answer = ""

    init(mapping: Mapping, id: String?) {
        self.mapping = mapping
        builder = SessionBuilder(format: mapping.name, id: id)
        if mapping.sampledMembers != nil {
            builder.notes.append("format guessed from its structure: \(mapping.summary)")
        }
    }

    consuming func finish(fallbackID: String) -> Session? {
        closeGroup()
        if !answer.isEmpty { builder.agent(answer) }
        if unpaired > 0 {
            builder.notes.append(
                "\(unpaired.of("result")) could not be assigned to an action with certainty and "
                    + unpaired.form(one: "was", many: "were") + " left out"
            )
        }
        for (what, count) in unexplained.sorted(by: { $0.key < $1.key }).prefix(12) {
            builder.notes.append("\(count.of("step")) \(count.form(one: "has", many: "have")) \(what)")
        }
        return builder.finish(fallbackID: fallbackID)
    }

    /// Reads the properties of the session in a record.
    mutating func header(_ json: JSON) {
        if builder.isEmpty, let task = mapping.task?.value(in: json)?.plainText, !task.isEmpty { builder.user(task) }
        if let words = mapping.answer?.value(in: json) { answer = DialogueMessage.text(of: words) }
        if let model = mapping.model?.value(in: json)?.string, builder.agent.model == nil {
            builder.agent.model = model
        }
        if let reward = mapping.reward?.value(in: json) {
            let number = reward.double ?? reward.bool.map { $0 ? 1 : 0 }
            if let number, number.isFinite {
                builder.outcome = Outcome(reward: number, source: .field, detail: "reward")
            }
        }
    }

    /// Reads a message, an action, a result, or all three.
    mutating func step(_ step: JSON, in record: JSON) {
        let json = mapping.parse == nil ? step : mapping.parsed(step)
        let time = (mapping.time?.value(in: json) ?? mapping.time?.value(in: record))?.time
        // Equal records at two places are two records; only a copy of the whole file repeats one.
        guard builder.begin(record: nil, at: time) else { return }
        if let request = mapping.request?.value(in: json) { user(DialogueMessage.text(of: request), at: time) }
        let author = mapping.author(of: json)
        let said = joined(mapping.text, in: json)
        let calls = actions(in: json, author: author)
        // Between a request and the reply to it are the actions, if they have their results in them.
        let isLast = mapping.request != nil && mapping.calls != nil && mapping.results == nil && !calls.isEmpty
        let text = isLast ? "" : said
        defer { if isLast, !said.isEmpty { agent(said, json, at: time) } }
        let results = mapping.results.map { $0.value(in: json).map(list)?.filter(isResult) ?? [] }
        noteUnexplained(json, author: author, isAction: !calls.isEmpty || results?.isEmpty == false)
        switch author {
        case .user:
            // The results of the last actions come before what the user says to them.
            for result in results ?? [] { take(self.result(in: result, at: time), of: result) }
            user(text, at: time)
        case .tool: break
        case .agent: agent(text, json, at: time)
        case .system: builder.system(text, at: time)
        case nil:
            if !calls.isEmpty || mapping.request != nil && !text.isEmpty {
                agent(text, json, at: time)
            } else if !text.isEmpty, mapping.sampledMembers == nil, !hasResult(json) {
                builder.system(text, at: time)
            }
        }
        for call in calls { act(call, hasOwnResult: mapping.calls != nil || !isText(author), at: time) }
        if author == .user, results != nil { return }
        if let results {
            for result in results { take(self.result(in: result, at: time), of: result) }
        } else if author == .tool, mapping.result?.value(in: json) == nil {
            take(Result(text: text, signs: signs(json), time: time), of: json)
        } else if author == .tool || !isText(author) && mapping.result?.value(in: json) != nil,
            mapping.calls != nil || calls.isEmpty
        {
            take(result(in: json, at: time), of: json)
        }
    }
}

// MARK: - Messages

extension MappedSession {
    private mutating func user(_ text: String, at time: Double?) {
        guard !text.isEmpty else { return }
        closeGroup()
        builder.user(text, at: time)
    }

    private mutating func agent(_ text: String, _ json: JSON, at time: Double?) {
        hasActed = true
        if !groupResults.isEmpty { closeGroup() }
        let reasoning = joined(mapping.reasoning, in: json)
        builder.agent(
            text,
            reasoning: reasoning.isEmpty ? nil : reasoning,
            model: mapping.model?.value(in: json)?.string,
            at: time
        )
    }

    /// The texts at a place, joined by line feeds.
    private func joined(_ place: MappingPlace?, in json: JSON) -> String {
        guard let place else { return "" }
        let texts = place.values(in: json).map { DialogueMessage.text(of: $0) }.filter { !$0.isEmpty }
        return texts.joined(separator: "\n")
    }

    /// Counts what a guessed mapping does not explain in a step, so that it is not lost without a word.
    private mutating func noteUnexplained(_ json: JSON, author: Mapping.Author?, isAction: Bool) {
        guard let known = mapping.sampledMembers else { return }
        if author == nil, !isAction, mapping.role != nil, let value = mapping.role?.value(in: json) {
            count("the unknown role \"\(SingleLine(value.plainText, limit: 40))\", and no text was taken from there")
        }
        for (name, value) in json.members where value.kind == .object || value.kind == .array {
            if !known.contains(name) {
                count("the member \"\(SingleLine(name, limit: 40))\", which the mapping does not explain")
            }
        }
    }

    private mutating func count(_ what: String) {
        guard unexplained[what] != nil || unexplained.count < 64 else { return }
        unexplained[what, default: 0] += 1
    }
}

// MARK: - Actions and results

extension MappedSession {
    private func list(_ value: JSON) -> [JSON] { value.array ?? [value] }

    /// The objects in a step that are actions.
    private func actions(in json: JSON, author: Mapping.Author?) -> [JSON] {
        guard author != .tool, author != .user || mapping.calls != nil else { return [] }
        let candidates = mapping.calls.map { $0.value(in: json).map(list) ?? [] } ?? [json]
        return candidates.filter { candidate in
            guard candidate.kind == .object else { return false }
            if mapping.tool?.value(in: candidate)?.string != nil {
                return mapping.results != mapping.calls || !isResult(candidate)
                    || mapping.input?.value(in: candidate) != nil
            }
            return mapping.defaultTool != nil && mapping.input?.value(in: candidate) != nil
        }
    }

    /// Whether an element of ``Mapping/results`` is a result, and not something else in the same list.
    private func isResult(_ json: JSON) -> Bool {
        guard json.kind == .object else { return json.kind == .string }
        if mapping.results == mapping.calls, mapping.input?.value(in: json) != nil { return false }
        return hasResult(json)
    }

    /// Whether what is at the place of results is a text instead, since both have the same place and a role tells them
    /// apart.
    private func isText(_ author: Mapping.Author?) -> Bool {
        guard let author, author != .tool, let result = mapping.result, let text = mapping.text else { return false }
        return result.pointers.allSatisfy(text.pointers.contains)
    }

    /// Whether an object has a result: a text, an exit code, or a failure.
    private func hasResult(_ json: JSON) -> Bool {
        if mapping.result?.value(in: json) != nil || mapping.exitCode?.value(in: json) != nil { return true }
        return mapping.error != nil && signs(json).failed == true
    }

    /// The result that an object has, or that a text is.
    private func result(in json: JSON, at time: Double?) -> Result {
        if json.kind == .string { return Result(text: json.excerpt() ?? "", signs: .init(), time: time) }
        var signs = signs(json)
        let values = mapping.result?.values(in: json) ?? []
        // A result in the form of the Model Context Protocol: blocks, and a flag.
        let blocks = values.filter { $0["content"]?.kind == .array && $0["content"]?[0]?["type"] != nil }
        if blocks.count == values.count, let only = blocks.first, blocks.count == 1 {
            if signs.failed == nil, let flag = only["isError"]?.bool { signs.failed = flag }
            return Result(text: only["content"]?.words ?? "", signs: signs, time: time)
        }
        return Result(text: joined(mapping.result, in: json), signs: signs, time: time)
    }

    /// The signs of success or failure next to a result. The words of an error are added in ``finished(_:with:)``.
    private func signs(_ json: JSON) -> ToolStatus.Signs {
        var signs = ToolStatus.Signs(exitCode: mapping.exitCode?.value(in: json)?.int)
        if let error = mapping.error?.value(in: json) {
            signs.failed = error.bool ?? (error.int.map { $0 != 0 } ?? !error.plainText.isEmpty)
        }
        if signs.failed != true, let status = mapping.status?.value(in: json)?.plainText.lowercased() {
            if mapping.failedValues.contains(status) { signs.failed = true }
            if mapping.okValues.contains(status) { signs.failed = false }
        }
        return signs
    }

    /// Adds an action, with its result if that is part of it.
    private mutating func act(_ json: JSON, hasOwnResult: Bool, at time: Double?) {
        hasActed = true
        if !groupResults.isEmpty { closeGroup() }
        let id = mapping.callID?.value(in: json)?.plainText
        let reference = builder.call(
            id: id.map { unique($0) },
            tool: mapping.tool?.value(in: json)?.string ?? mapping.defaultTool ?? "",
            arguments: DialogueMessage.arguments(mapping.input?.value(in: json)),
            at: time
        )
        guard let reference else { return }
        if mapping.results == nil, hasOwnResult, hasResult(json) {
            let result = result(in: json, at: time)
            builder.result(for: reference, text: worded(result, json), signs: result.signs, at: time)
        } else if let id {
            open[id] = reference
        } else {
            group.append(reference)
        }
    }

    /// Returns the identifier, or one derived from it if an earlier action had it.
    private mutating func unique(_ id: String) -> String {
        let use = uses[id, default: 0]
        uses[id] = use + 1
        return use == 0 ? id : "\(id)~\(use)"
    }

    /// The text of a result with the words of its error.
    private func worded(_ result: Result, _ json: JSON) -> String {
        guard let words = mapping.error?.value(in: json)?.excerpt(), !words.isEmpty, !result.text.contains(words) else {
            return result.text
        }
        return result.text.isEmpty ? words : result.text + "\n" + words
    }

    /// Assigns a result to the action that it names, or keeps it until its group is complete.
    private mutating func take(_ found: Result, of json: JSON) {
        var result = found
        if json.kind == .object { result.text = worded(found, json) }
        let id = json.kind == .object ? (mapping.resultCallID ?? mapping.callID)?.value(in: json)?.plainText : nil
        if let id, let reference = open.removeValue(forKey: id) {
            builder.result(for: reference, text: result.text, signs: result.signs, at: result.time)
        } else if id == nil || (open.isEmpty && uses.isEmpty) {
            groupResults.append(result)
        } else {
            unpaired += 1
        }
    }

    /// Pairs the actions and results since the last pairing, if there are as many of both.
    private mutating func closeGroup() {
        if group.isEmpty, mapping.sampledMembers == nil, groupResults.count == 1, open.count == 1,
            let only = open.first
        {
            // Only the action has an identifier.
            open = [:]
            group = [only.value]
        }
        if group.count == groupResults.count, group.count <= 1 || mapping.isPairedInOrder {
            for (reference, result) in zip(group, groupResults) {
                builder.result(for: reference, text: result.text, signs: result.signs, at: result.time)
            }
        } else {
            unpaired += groupResults.count
        }
        group = []
        groupResults = []
    }
}
