internal import JSON

/// The chat files of Gemini CLI: one object that is written again on each turn, or JSON Lines with a header, messages
/// and changes to them.
///
/// A change may remove messages, so that they are kept until the end of the file.
struct GeminiCLI: TrajectoryFormat {
    static var name: String { "gemini-cli" }

    private let file: FileContext
    private var builder: SessionBuilder
    private var messages: [Message] = []
    private var places: [String: Int] = [:]
    private var isStopped = false

    /// A message with the changes to it: the value of a member is that of the last layer that has it.
    private struct Message {
        var id: String?
        var layers: [JSON]
        subscript(_ key: String) -> JSON? {
            for layer in layers.reversed() {
                if let value = layer[key] { return value }
            }
            return nil
        }
    }

    init(file: FileContext) {
        self.file = file
        builder = SessionBuilder(format: Self.name)
        builder.agent.name = "gemini-cli"
    }

    static func recognises(_ sample: FormatSample) -> Bool {
        guard !sample.rootIsArray else { return false }
        if sample.members.contains("sessionId"), sample.members.contains("projectHash") { return true }
        return sample.any { $0["sessionId"]?.kind == .string && $0.has("projectHash") }
            || (sample.any { $0.has("$set") || $0.has("$rewindTo") } && sample.any { $0["type"]?.string == "gemini" })
    }

    mutating func read(_ record: JSONRecord, into output: inout SessionOutput) {
        let value = record.value
        if value.has("sessionId"), value.has("projectHash") { header(value) }
        if let change = value["$set"] {
            header(change)
        } else if let target = value["$rewindTo"]?.string {
            rewind(to: target)
        } else if value["type"]?.string == "message_update" {
            if let place = value["id"]?.string.flatMap({ places[$0] }) {
                messages[place].layers.append(value["update"] ?? value)
            }
        } else if value.has("type") {
            add(value)
        } else if !value.has("projectHash") {
            output.skipUnknown("no type")
        }
    }

    mutating func finish(into output: inout SessionOutput) {
        for message in messages { read(message, into: &output) }
        messages = []
        output.emit(builder.finish(fallbackID: file.digest))
    }

    // MARK: The list of messages

    private mutating func header(_ value: JSON) {
        if builder.id == nil { builder.id = value["sessionId"]?.string }
        if builder.workspace == nil { builder.workspace = value["directories"]?[0]?.string }
        builder.note(time: value["startTime"]?.time)
        builder.note(time: value["lastUpdated"]?.time)
        guard let list = value["messages"], list.kind == .array else { return }
        messages = []
        places = [:]
        for message in list.elements { add(message) }
    }

    /// Adds a message, or replaces an earlier version of it.
    private mutating func add(_ value: JSON) {
        let id = value["id"]?.string
        if let id, let place = places[id] {
            messages[place].layers = [value]
            return
        }
        if let id { places[id] = messages.count }
        messages.append(Message(id: id, layers: [value]))
    }

    private mutating func rewind(to id: String) {
        guard let place = places[id] else { return }
        for message in messages[place...] {
            if let id = message.id { places[id] = nil }
        }
        messages.removeSubrange(place...)
    }

    // MARK: Messages

    private mutating func read(_ message: Message, into output: inout SessionOutput) {
        let time = message["timestamp"]?.time
        guard builder.begin(record: message.id, at: time) else { return }
        let text = message["content"]?.words ?? ""
        // The first type is that of the message; a change has one of its own.
        let type: String = message.layers.first?["type"]?.string ?? ""
        switch type {
        case "user":
            if text.isEmpty { return }
            if text.hasPrefix("/") || text.hasPrefix("?") || text.hasPrefix("<session_context>") {
                builder.system(text, at: time)
            } else {
                isStopped = false
                builder.user(text, at: time)
            }
        case "gemini": agent(message, text: text, at: time)
        case "info", "warning":
            if text.hasPrefix("Request cancelled") { stop(.interruption, text: text, at: time) }
        case "error": builder.system(text, at: time)
        default: output.skipUnknown(type)
        }
    }

    private mutating func stop(_ signal: UserSignal, text: String = "", at time: Double?) {
        // A refused call is followed by a note that the request was cancelled: one event, recorded twice.
        guard !isStopped else { return }
        isStopped = true
        builder.interruption(signal, text: text, at: time)
    }

    private mutating func agent(_ message: Message, text: String, at time: Double?) {
        isStopped = false
        let thoughts = (message["thoughts"]?.array ?? []).map { thought in
            [thought["subject"]?.excerpt() ?? "", thought["description"]?.excerpt() ?? ""].filter { !$0.isEmpty }
                .joined(separator: ": ")
        }
        builder.agent(
            text,
            reasoning: thoughts.isEmpty ? nil : thoughts.joined(separator: "\n"),
            model: message["model"]?.string,
            usage: message["tokens"].map(Self.usage),
            at: time
        )
        var isRefused = false
        for call in message["toolCalls"]?.array ?? [] {
            if self.call(call, at: time) { isRefused = true }
        }
        if isRefused { stop(.denial, at: time) }
    }

    private static func usage(_ value: JSON) -> Usage {
        var usage = Usage()
        usage.promptTokens = (value["input"]?.tokens ?? 0) + (value["tool"]?.tokens ?? 0)
        usage.cachedTokens = value["cached"]?.tokens ?? 0
        usage.completionTokens = (value["output"]?.tokens ?? 0) + (value["thoughts"]?.tokens ?? 0)
        return usage
    }

    /// Adds a call with its result, and returns whether the user refused it.
    private mutating func call(_ call: JSON, at time: Double?) -> Bool {
        let id = call["id"]?.string
        let tool = call["name"]?.string ?? ""
        builder.call(id: id, tool: tool, arguments: call["args"]?.arguments ?? [], at: time)
        if tool == "activate_skill", let name = (call["args"]?["name"] ?? call["args"]?["skill"])?.string {
            builder.skill(name, .invoked)
        }
        let status = call["status"]?.string
        var signs = ToolStatus.Signs()
        var parts: [String] = []
        for part in call["result"]?.array ?? [] {
            guard let response = part["functionResponse"]?["response"] else {
                parts.append(part.words)
                continue
            }
            if let error = response["error"]?.words, !error.isEmpty {
                signs.failed = true
                parts.append(error)
            }
            if let text = response["output"]?.words { parts.append(text) }
        }
        if status == "error" || status == "cancelled" { signs.failed = true }
        if status == "success", signs.failed == nil { signs.failed = false }
        guard status != nil || !parts.isEmpty else { return false }
        let text = parts.filter { !$0.isEmpty }.joined(separator: "\n")
        builder.result(
            of: id,
            text: text.isEmpty ? call["resultDisplay"]?.words ?? "" : text,
            signs: signs,
            at: call["timestamp"]?.time ?? time
        )
        return status == "cancelled"
    }
}
