package import JSON

/// A declaration of where things stand in JSON Lines of a format that this program does not know.
///
/// Every place is a JSON Pointer into a record (`/message/content`). A record is one message, action or result; with
/// ``steps`` it is a whole session, and the places of messages are looked for in each step first.
package struct Mapping: Sendable, Equatable {
    /// The name of the format, as the ledger shows it.
    package var name: String
    /// A condition on records: the text that a place must hold for the mapping to be used at all.
    package var condition: Condition?
    package var steps: JSONPointer?
    package var session: JSONPointer?
    package var role: JSONPointer?
    package var text: JSONPointer?
    package var tool: JSONPointer?
    package var callID: JSONPointer?
    package var input: JSONPointer?
    package var result: JSONPointer?
    package var resultCallID: JSONPointer?
    package var error: JSONPointer?
    package var exitCode: JSONPointer?
    package var reward: JSONPointer?
    package var task: JSONPointer?
    package var time: JSONPointer?
    package var model: JSONPointer?
    /// The values at ``role`` that mark who speaks.
    package var userRoles: Set<String> = ["user", "human"]
    package var agentRoles: Set<String> = ["assistant", "agent", "model", "ai"]
    package var toolRoles: Set<String> = ["tool", "function", "environment", "observation"]

    /// What a place must hold.
    package struct Condition: Sendable, Equatable {
        package var place: JSONPointer
        package var text: String
    }

    /// Messages with `role` and `content` at the top, and nothing else.
    package init(name: String) {
        self.name = name
        role = JSONPointer(tokens: ["role"])
        text = JSONPointer(tokens: ["content"])
    }

    /// Reads a declaration as a configuration file gives it: key and value, both text.
    ///
    /// Throws with the key that is not known, lacks or holds no pointer.
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
            guard let equals = value.firstIndex(of: "=") else { throw .noCondition(value) }
            let place = try Self.pointer(value[..<equals].trimmed, key: key)
            condition = Condition(place: place, text: value[value.index(after: equals)...].trimmed)
        } else {
            throw .unknownKey(key, nearest: Nearest.name(to: key, among: Self.keys))
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
    /// Whether a file is of this format: the condition holds and half of its first records have what is declared.
    package func recognises(_ sample: FormatSample) -> Bool {
        guard !sample.records.isEmpty else { return false }
        if let condition {
            guard sample.any({ $0[pointer: condition.place]?.plainText == condition.text }) else { return false }
        }
        if let steps {
            return sample.any { record in
                record[pointer: steps]?.array.map { $0.contains { says($0) } } ?? false
            }
        }
        let fitting = sample.records.count { says($0) }
        return fitting * 2 >= sample.records.count
    }

    /// Whether a record holds a message, an action or a result.
    private func says(_ record: JSON) -> Bool {
        if let role, let value = record[pointer: role]?.string {
            return userRoles.contains(value) || agentRoles.contains(value) || toolRoles.contains(value)
        }
        return [tool, result].contains { $0.map { record[pointer: $0]?.isNull == false } ?? false }
    }
}
