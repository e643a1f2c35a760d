package import JSON

/// A declaration of a JSON format that this program does not know by itself.
///
/// Each field of a record has a place, one or several JSON Pointers (`/message/content`). A record is one message,
/// action or result; with ``steps`` it is a whole session, and the fields of messages are looked for in each step first.
package struct Mapping: Sendable, Equatable {
    /// The name of the format, as the ledger shows it.
    package var name: String
    /// A condition that one of the first records must meet for the mapping to be used at all.
    package var condition: Condition?
    /// The list of sessions in a record that holds several.
    package var sessions: MappingPlace?
    /// The list of messages, actions and results in a record that is a whole session.
    package var steps: MappingPlace?
    /// The identity of the session; records without one belong to one session a file.
    package var session: MappingPlace?
    /// The author of a message: one of ``userRoles``, ``agentRoles`` or ``toolRoles``, otherwise the system. Of several
    /// places the first counts whose value is one of them.
    package var role: MappingPlace?
    /// The text of a message; the texts of several places are joined.
    package var text: MappingPlace?
    /// The reasoning that the agent recorded next to its message.
    package var reasoning: MappingPlace?
    /// The user's message, in a record that holds it together with the agent's reply.
    package var request: MappingPlace?
    /// The list of actions in a step, or the one action. The fields of actions are looked for in each of them then.
    package var calls: MappingPlace?
    /// The list of results in a step. The fields of results are looked for in each of them then.
    package var results: MappingPlace?
    /// The name of an action's tool.
    package var tool: MappingPlace?
    /// The name of the tool of an action that has ``input`` and no ``tool``.
    package var defaultTool: String?
    /// The identifier of an action.
    package var callID: MappingPlace?
    /// The arguments of an action.
    package var input: MappingPlace?
    /// The result of an action; the texts of several places are joined.
    package var result: MappingPlace?
    /// The identifier of the action that a result belongs to; ``callID`` if there is none.
    package var resultCallID: MappingPlace?
    /// A failure flag, or the text of an error.
    package var error: MappingPlace?
    /// A word, flag or number that is one of ``okValues`` or ``failedValues``.
    package var status: MappingPlace?
    /// The exit code of an action.
    package var exitCode: MappingPlace?
    /// The reward of the session.
    package var reward: MappingPlace?
    /// The request of the user.
    package var task: MappingPlace?
    /// The time of a record: ISO 8601, or seconds or milliseconds since 1970.
    package var time: MappingPlace?
    /// The model that wrote a message.
    package var model: MappingPlace?
    /// The last message of the agent, in a record that has it beside the steps.
    package var answer: MappingPlace?
    /// How records are written anew before anything is looked for in them, in this order.
    package var reshape: [Reshaping] = []
    /// Members of steps whose text is JSON that is to be read as if it were there in place of the text.
    package var parse: MappingPlace?
    /// The values at ``role`` for the user.
    package var userRoles: Set<String> = ["user", "human"]
    /// The values at ``role`` for the agent.
    package var agentRoles: Set<String> = ["assistant", "agent", "model", "ai"]
    /// The values at ``role`` for the result of an action.
    package var toolRoles: Set<String> = ["tool", "function", "environment", "observation"]
    /// The values at ``role`` for context that a harness injected. Only for telling that all roles are known.
    package var systemRoles: Set<String> = ["system", "developer"]
    /// The values at ``status`` for success, in lower case.
    package var okValues: Set<String> = [
        "true", "0", "ok", "okay", "success", "successful", "succeeded", "complete", "completed", "done", "finished",
        "pass", "passed",
    ]
    /// The values at ``status`` for a failure, in lower case.
    package var failedValues: Set<String> = [
        "false", "error", "errored", "fail", "failed", "failure", "timeout", "timed_out", "crashed", "exception",
    ]
    /// Names of the members of steps that hold objects or lists, if this mapping was guessed from a sample; nil for one
    /// that was declared. A guessed mapping leaves out what its sample does not explain.
    package var sampledMembers: Set<String>?

    /// A text that a field must have.
    package struct Condition: Sendable, Equatable {
        /// The field.
        package var place: JSONPointer
        /// The text of its value.
        package var text: String
    }

    /// A mapping of messages with `role` and `content` at the top level, and nothing else.
    package init(name: String) {
        self.name = name
        role = MappingPlace(["role"])
        text = MappingPlace(["content"])
    }

    /// A mapping that says nothing yet.
    init(emptyNamed name: String) { self.name = name }

    /// Reads a declaration of keys and values, as a mapping file has them.
    ///
    /// - Throws: an error that names the key that is unknown, missing or without a JSON Pointer.
    package init(parsing values: [String: String]) throws(MappingError) {
        guard let name = values["name"], !name.isEmpty else { throw .missing("name") }
        self.init(emptyNamed: name)
        for (key, value) in values.sorted(by: { $0.key < $1.key }) where key != "name" {
            try set(key, to: value)
        }
        guard role != nil || result != nil || request != nil || calls != nil else { throw .missing("role") }
        guard text != nil || tool != nil || result != nil || request != nil else { throw .missing("text") }
    }

    private mutating func set(_ key: String, to value: String) throws(MappingError) {
        if let place = Self.places[key] {
            do throws(JSONError) { self[keyPath: place] = try MappingPlace(parsing: value) } catch {
                throw .badPointer(key: key, value: value)
            }
        } else if let words = Self.words[key] {
            let names = value.split(separator: ",").map { $0.trimmed }.filter { !$0.isEmpty }
            guard !names.isEmpty else { throw .missing(key) }
            self[keyPath: words] = Set(Self.lowercased.contains(key) ? names.map { $0.lowercased() } : names)
        } else if key == "default-tool" {
            guard !value[...].trimmed.isEmpty else { throw .missing(key) }
            defaultTool = value[...].trimmed
        } else if key == "reshape" {
            reshape = []
            for name in value.split(separator: ",").map(\.trimmed) {
                guard let way = Reshaping(rawValue: name) else { throw .unknownReshaping(name) }
                reshape.append(way)
            }
        } else if key == "when" {
            guard let equals = value.firstIndex(of: "=") else { throw .badCondition(value) }
            let place = try Self.pointer(value[..<equals].trimmed, key: key)
            condition = Condition(place: place, text: value[value.index(after: equals)...].trimmed)
        } else {
            throw .unknownKey(key)
        }
    }

    private static func pointer(_ value: String, key: String) throws(MappingError) -> JSONPointer {
        do throws(JSONError) {
            let pointer = try JSONPointer(parsing: value)
            guard !pointer.tokens.isEmpty else { throw JSONError(offset: 0, reason: .badPointer) }
            return pointer
        } catch {
            throw .badPointer(key: key, value: value)
        }
    }
}

// MARK: - Keys

extension Mapping {
    typealias Place = WritableKeyPath<Mapping, MappingPlace?>
    typealias Words = WritableKeyPath<Mapping, Set<String>>

    static var places: [String: Place] {
        [
            "sessions": \.sessions, "steps": \.steps, "session": \.session, "role": \.role, "text": \.text,
            "reasoning": \.reasoning, "request": \.request, "calls": \.calls, "results": \.results, "tool": \.tool,
            "call-id": \.callID, "input": \.input, "result": \.result, "result-call-id": \.resultCallID,
            "error": \.error, "status": \.status, "exit-code": \.exitCode, "reward": \.reward, "task": \.task,
            "time": \.time, "model": \.model, "answer": \.answer, "parse": \.parse,
        ]
    }

    static var words: [String: Words] {
        [
            "user-roles": \.userRoles, "agent-roles": \.agentRoles, "tool-roles": \.toolRoles,
            "system-roles": \.systemRoles, "ok-values": \.okValues, "failed-values": \.failedValues,
        ]
    }

    private static let lowercased: Set<String> = ["ok-values", "failed-values"]

    /// Every key that a declaration may have, sorted.
    package static var keys: [String] {
        (Array(places.keys) + Array(words.keys) + ["name", "when", "default-tool", "reshape"]).sorted()
    }
}

// MARK: - Recognising

extension Mapping {
    /// Whether a file is of this format: the condition is met, and at least half of the first records have the declared
    /// fields.
    package func recognises(_ sample: FormatSample) -> Bool {
        guard !sample.records.isEmpty else { return false }
        if !reshape.isEmpty {
            guard reshape.count <= Reshaping.allCases.count else { return false }
            var plain = self
            plain.reshape = []
            var sample = sample
            sample.records = sample.records.map(reshaped)
            return plain.recognises(sample)
        }
        if let condition {
            guard sample.any({ $0[pointer: condition.place]?.plainText == condition.text }) else { return false }
        }
        if sessions != nil || steps != nil {
            return sample.any { record in parts(of: record).contains { $0.contains { hasStep($0) } } }
        }
        let fitting = sample.records.count { hasStep($0) }
        return fitting * 2 >= sample.records.count
    }

    /// The record as it is written anew.
    func reshaped(_ record: JSON) -> JSON { reshape.reduce(record) { $1.apply(to: $0) ?? $0 } }

    /// The step with the JSON that is text in it.
    func parsed(_ step: JSON) -> JSON {
        guard let parse else { return step }
        return Reshaping.parsing(parse.pointers.compactMap(\.tokens.first), of: step)
    }

    /// The steps of each session in a record; none if the lists are not there.
    private func parts(of record: JSON) -> [[JSON]] {
        let sessions = sessions.map { $0.value(in: record)?.array ?? [] } ?? [record]
        guard let steps else { return sessions.map { [$0] } }
        return sessions.map { steps.value(in: $0)?.array ?? [] }
    }

    /// The author that a step names; nil if it names none of the declared ones.
    func author(of step: JSON) -> Author? {
        guard let role else { return nil }
        for value in role.values(in: step) {
            guard let name = value.string else { continue }
            if userRoles.contains(name) { return .user }
            if toolRoles.contains(name) { return .tool }
            if agentRoles.contains(name) { return .agent }
            if systemRoles.contains(name) { return .system }
        }
        return nil
    }

    /// The author of a step.
    enum Author { case user, agent, tool, system }

    /// Whether a record is a message, an action or a result.
    private func hasStep(_ step: JSON) -> Bool {
        let record = parsed(step)
        if author(of: record) != nil { return true }
        if role?.value(in: record)?.string != nil { return false }
        return [tool, result, request, calls].contains { $0?.value(in: record) != nil }
    }
}
