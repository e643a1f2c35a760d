package import JSON

/// JSON Lines in a format that a mapping declares.
package struct MappedFormat: TrajectoryFormat {
    /// The name of mapped formats in general; a session has the name of its mapping.
    package static var name: String { "mapped" }

    /// Always false: a mapping recognises its own files (``Mapping/recognises(_:)``).
    package static func recognises(_ sample: FormatSample) -> Bool { false }

    private let mapping: Mapping
    private let file: FileContext
    private var builders: [String: SessionBuilder] = [:]
    private var order: [String] = []
    private var active: Set<String> = []

    /// A reader with a mapping of messages with `role` and `content`.
    package init(file: FileContext) { self.init(mapping: Mapping(name: Self.name), file: file) }

    /// A reader of a file in the format of `mapping`.
    package init(mapping: Mapping, file: FileContext) {
        self.mapping = mapping
        self.file = file
    }

    /// Takes the next record: a step, or a whole session.
    package mutating func read(_ record: JSONRecord, into output: inout SessionOutput) {
        let json = record.value
        guard record.place == .whole, json.kind == .object else {
            output.skipUnknown("record that is not an object")
            return
        }
        let id = value(mapping.session, in: json)?.plainText
        let key = id ?? (mapping.steps == nil ? file.digest : "\(file.digest)#\(record.index)")
        var builder = builders[key] ?? SessionBuilder(format: mapping.name, id: id)
        if builders[key] == nil { order.append(key) }
        header(json, into: &builder)
        if let steps = mapping.steps {
            for step in json[pointer: steps]?.array ?? [] where self.step(step, in: json, into: &builder) {
                active.insert(key)
            }
        } else if step(json, in: json, into: &builder) {
            active.insert(key)
        }
        builders[key] = builder
    }

    /// Emits the sessions of the file in the order of their first records.
    package mutating func finish(into output: inout SessionOutput) {
        for key in order where active.contains(key) {
            guard let builder = builders.removeValue(forKey: key) else { continue }
            output.emit(builder.finish(fallbackID: key))
        }
        order = []
        builders = [:]
    }

    /// Reads the properties of the session in a record.
    private func header(_ json: JSON, into builder: inout SessionBuilder) {
        if builder.isEmpty, let task = value(mapping.task, in: json)?.plainText, !task.isEmpty { builder.user(task) }
        if let model = value(mapping.model, in: json)?.string, builder.agent.model == nil {
            builder.agent.model = model
        }
        if let reward = value(mapping.reward, in: json) {
            let number = reward.double ?? reward.bool.map { $0 ? 1 : 0 }
            if let number, number.isFinite {
                builder.outcome = Outcome(reward: number, source: .field, detail: "reward")
            }
        }
    }

    /// Reads a message, an action, a result, or all three, and returns whether it is a step of the agent.
    private func step(_ json: JSON, in record: JSON, into builder: inout SessionBuilder) -> Bool {
        let time = (value(mapping.time, in: json) ?? value(mapping.time, in: record))?.time
        // Equal records at two places are two records; only a copy of the whole file repeats one.
        guard builder.begin(record: nil, at: time) else { return false }
        let role = value(mapping.role, in: json)?.string ?? ""
        let text = value(mapping.text, in: json).map { DialogueMessage.text(of: $0) } ?? ""
        let tool = value(mapping.tool, in: json)?.string
        var hasActed = false
        if mapping.userRoles.contains(role) {
            if !text.isEmpty { builder.user(text, at: time) }
        } else if mapping.toolRoles.contains(role) {
            if value(mapping.result, in: json) == nil { result(text, json, into: &builder, at: time) }
        } else if mapping.agentRoles.contains(role) || tool != nil {
            hasActed = true
            builder.agent(text, model: value(mapping.model, in: json)?.string, at: time)
        } else if !text.isEmpty {
            builder.system(text, at: time)
        }
        if let tool, !mapping.toolRoles.contains(role) {
            let arguments = DialogueMessage.arguments(value(mapping.input, in: json))
            builder.call(id: value(mapping.callID, in: json)?.plainText, tool: tool, arguments: arguments, at: time)
        }
        if let text = value(mapping.result, in: json) {
            result(DialogueMessage.text(of: text), json, into: &builder, at: time)
        }
        return hasActed
    }

    private func result(_ text: String, _ json: JSON, into builder: inout SessionBuilder, at time: Double?) {
        var signs = ToolStatus.Signs(exitCode: value(mapping.exitCode, in: json)?.int)
        var text = text
        if let error = value(mapping.error, in: json) {
            signs.failed = error.bool ?? (error.int.map { $0 != 0 } ?? !error.plainText.isEmpty)
            if let words = error.excerpt(), !words.isEmpty, !text.contains(words) {
                text = text.isEmpty ? words : text + "\n" + words
            }
        }
        let id = value(mapping.resultCallID, in: json) ?? value(mapping.callID, in: json)
        builder.result(of: id?.plainText, text: text, signs: signs, at: time)
    }

    /// Returns the value at a place; nil for null.
    private func value(_ place: JSONPointer?, in json: JSON) -> JSON? {
        guard let place, let value = json[pointer: place], !value.isNull else { return nil }
        return value
    }
}
