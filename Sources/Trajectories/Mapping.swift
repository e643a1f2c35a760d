package import JSON

/// A declaration of a JSON Lines format that this program does not know by itself.
///
/// Each field of a record has a JSON Pointer (`/message/content`). A record is one message, action or result; with
/// ``steps`` it is a whole session, and the fields of messages are looked for in each step first.
package struct Mapping: Sendable, Equatable {
    /// The name of the format, as the ledger shows it.
    package var name: String
    /// A condition that one of the first records must meet for the mapping to be used at all.
    package var condition: Condition?
    /// The list of messages, actions and results in a record that is a whole session.
    package var steps: JSONPointer?
    /// The identity of the session; records without one belong to one session a file.
    package var session: JSONPointer?
    /// The author of a message: one of ``userRoles``, ``agentRoles`` or ``toolRoles``, otherwise the system.
    package var role: JSONPointer?
    /// The text of a message.
    package var text: JSONPointer?
    /// The name of an action's tool.
    package var tool: JSONPointer?
    /// The identifier of an action.
    package var callID: JSONPointer?
    /// The arguments of an action.
    package var input: JSONPointer?
    /// The result of an action.
    package var result: JSONPointer?
    /// The identifier of the action that a result belongs to; ``callID`` if there is none.
    package var resultCallID: JSONPointer?
    /// A failure flag, or the text of an error.
    package var error: JSONPointer?
    /// The exit code of an action.
    package var exitCode: JSONPointer?
    /// The reward of the session.
    package var reward: JSONPointer?
    /// The request of the user.
    package var task: JSONPointer?
    /// The time of a record: ISO 8601, or seconds or milliseconds since 1970.
    package var time: JSONPointer?
    /// The model that wrote a message.
    package var model: JSONPointer?
    /// The values at ``role`` for the user.
    package var userRoles: Set<String> = ["user", "human"]
    /// The values at ``role`` for the agent.
    package var agentRoles: Set<String> = ["assistant", "agent", "model", "ai"]
    /// The values at ``role`` for the result of an action.
    package var toolRoles: Set<String> = ["tool", "function", "environment", "observation"]

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
        role = JSONPointer(tokens: ["role"])
        text = JSONPointer(tokens: ["content"])
    }

    /// Reads a declaration of keys and values, as a mapping file has them.
    ///
    /// - Throws: an error that names the key that is unknown, missing or without a JSON Pointer.
    package init(parsing values: [String: String]) throws(MappingError) {
        guard let name = values["name"], !name.isEmpty else { throw .missing("name") }
        self.init(name: name)
        role = nil
        text = nil
        for (key, value) in values.sorted(by: { $0.key < $1.key }) where key != "name" {
            try set(key, to: value)
        }
        guard role != nil || result != nil else { throw .missing("role") }
        guard text != nil || tool != nil || result != nil else { throw .missing("text") }
    }

    private mutating func set(_ key: String, to value: String) throws(MappingError) {
        if let place = Self.places[key] {
            self[keyPath: place] = try Self.pointer(value, key: key)
        } else if let roles = Self.roles[key] {
            let names = value.split(separator: ",").map { $0.trimmed }.filter { !$0.isEmpty }
            guard !names.isEmpty else { throw .missing(key) }
            self[keyPath: roles] = Set(names)
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
    private typealias Place = WritableKeyPath<Mapping, JSONPointer?>
    private typealias Roles = WritableKeyPath<Mapping, Set<String>>

    private static var places: [String: Place] {
        [
            "steps": \.steps, "session": \.session, "role": \.role, "text": \.text, "tool": \.tool, "call-id": \.callID,
            "input": \.input, "result": \.result, "result-call-id": \.resultCallID, "error": \.error,
            "exit-code": \.exitCode, "reward": \.reward, "task": \.task, "time": \.time, "model": \.model,
        ]
    }

    private static var roles: [String: Roles] {
        ["user-roles": \.userRoles, "agent-roles": \.agentRoles, "tool-roles": \.toolRoles]
    }

    /// Every key that a declaration may have, sorted.
    package static var keys: [String] { (Array(places.keys) + Array(roles.keys) + ["name", "when"]).sorted() }
}

// MARK: - Recognising

extension Mapping {
    /// Whether a file is of this format: the condition is met, and at least half of the first records have the declared
    /// fields.
    package func recognises(_ sample: FormatSample) -> Bool {
        guard !sample.records.isEmpty else { return false }
        if let condition {
            guard sample.any({ $0[pointer: condition.place]?.plainText == condition.text }) else { return false }
        }
        if let steps {
            return sample.any { record in
                record[pointer: steps]?.array.map { $0.contains { hasStep($0) } } ?? false
            }
        }
        let fitting = sample.records.count { hasStep($0) }
        return fitting * 2 >= sample.records.count
    }

    /// Whether a record is a message, an action or a result.
    private func hasStep(_ record: JSON) -> Bool {
        if let role, let value = record[pointer: role]?.string {
            return userRoles.contains(value) || agentRoles.contains(value) || toolRoles.contains(value)
        }
        return [tool, result].contains { $0.map { record[pointer: $0]?.isNull == false } ?? false }
    }
}
