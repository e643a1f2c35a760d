internal import Foundations
internal import JSON

/// The sessions of OpenCode: the document of `opencode export`, the events of `opencode run --format json`, and the
/// files of its store (one for each session, message and part) put together in one file, in any order.
struct OpenCode: TrajectoryFormat {
    static var name: String { "opencode" }

    private let file: FileContext
    private var sessions: [OpenCodeSession] = []
    private var places: [String: Int] = [:]

    init(file: FileContext) { self.file = file }

    static func recognises(_ sample: FormatSample) -> Bool {
        if sample.any(isOwn) { return true }
        // The beginning of a large export: the properties of the session are before its messages.
        return sample.first == nil && sample.members.isSuperset(of: ["info", "messages"])
            && sample.head.containsBytes(of: "\"projectID\"")
    }

    private static func isOwn(_ json: JSON) -> Bool {
        if let info = json["info"], info.kind == .object {
            return isSession(info) && json["messages"]?.kind == .array
                || isMessage(info) && json["parts"]?.kind == .array
        }
        return isSession(json) || isMessage(json) || isPart(json)
            || json["sessionID"]?.kind == .string && json["part"].map(isPart) == true
    }

    /// The properties of a session. Older versions do not name its project.
    private static func isSession(_ json: JSON) -> Bool {
        guard json["id"]?.kind == .string, json["time"]?.has("created") == true else { return false }
        return json["directory"]?.kind == .string || json["projectID"]?.kind == .string
            || json["id"]?.string?.hasPrefix("ses_") == true && json.has("title")
    }

    private static func isMessage(_ json: JSON) -> Bool {
        json["sessionID"]?.kind == .string && json["role"]?.kind == .string && json["time"]?.kind == .object
    }

    private static func isPart(_ json: JSON) -> Bool {
        json["sessionID"]?.kind == .string && json["messageID"]?.kind == .string && json["type"]?.kind == .string
    }

    mutating func read(_ record: JSONRecord, into output: inout SessionOutput) {
        let value = record.value
        if let info = value["info"], info.kind == .object {
            document(value, info, into: &output)
        } else if let event = value["type"]?.string, let session = value["sessionID"]?.string, !value.has("messageID") {
            stream(event, value, of: session, into: &output)
        } else if Self.isSession(value) {
            session(value["id"]?.string) { $0.readHeader(value) }
        } else if Self.isMessage(value) {
            session(value["sessionID"]?.string) { $0.message(value, isStored: true) }
        } else if Self.isPart(value) {
            session(value["sessionID"]?.string) { $0.part(value, isStored: true) }
        } else {
            output.skipUnknown(value["type"]?.string ?? "no type")
        }
    }

    mutating func finish(into output: inout SessionOutput) {
        for session in sessions { output.emit(session.session(fallbackID: file.digest, into: &output)) }
        sessions = []
        places = [:]
    }

    /// Reads an export, or a message with its parts.
    private mutating func document(_ value: JSON, _ info: JSON, into output: inout SessionOutput) {
        guard let messages = value["messages"], messages.kind == .array else {
            return add(value, to: info["sessionID"]?.string)
        }
        session(info["id"]?.string) { $0.readHeader(info) }
        for message in messages.elements { add(message, to: info["id"]?.string) }
    }

    private mutating func add(_ message: JSON, to id: String?) {
        session(id) { session in
            if let info = message["info"] { session.message(info, isStored: false) }
            for part in message["parts"]?.array ?? [] {
                session.part(part, of: message["info"]?["id"]?.string, isStored: false)
            }
        }
    }

    /// Reads an event of a headless run.
    private mutating func stream(
        _ event: String,
        _ value: JSON,
        of id: String,
        into output: inout SessionOutput
    ) {
        let time = value["timestamp"]?.time
        switch event {
        case "step_start", "step_finish", "text", "reasoning", "tool_use":
            guard let part = value["part"] else { return }
            session(id) { $0.part(part, isStored: false, at: time) }
        case "error": session(id) { $0.fail(value["error"], at: time) }
        case "done": break
        default: output.skipUnknown(event)
        }
    }

    private mutating func session(_ id: String?, _ change: (inout OpenCodeSession) -> Void) {
        let key = id ?? ""
        let place = places[key] ?? sessions.count
        if place == sessions.count {
            sessions.append(OpenCodeSession(id: id))
            places[key] = place
        }
        change(&sessions[place])
    }
}
