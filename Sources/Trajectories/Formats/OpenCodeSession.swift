internal import Foundations
internal import JSON

/// One session of OpenCode, kept until the end of the file because its messages and parts may be in any order.
struct OpenCodeSession {
    private struct Part {
        var value: JSON
        var time: Double?
    }

    private struct Message {
        var id: String
        var info: JSON?
        var parts: [Part] = []
    }

    private let id: String?
    private var header: JSON?
    private var messages: [Message] = []
    private var places: [String: Int] = [:]
    /// Whether records are files of the store, whose order in the input means nothing.
    private var isStored = false
    private var failure: String?
    private var failureTime: Double?

    init(id: String?) { self.id = id }

    // MARK: Records

    mutating func readHeader(_ info: JSON) { header = info }

    mutating func message(_ info: JSON, isStored: Bool) {
        self.isStored = self.isStored || isStored
        messages[place(of: info["id"]?.string ?? "")].info = info
    }

    mutating func part(_ part: JSON, of message: String? = nil, isStored: Bool, at time: Double? = nil) {
        self.isStored = self.isStored || isStored
        messages[place(of: message ?? part["messageID"]?.string ?? "")].parts.append(Part(value: part, time: time))
    }

    mutating func fail(_ error: JSON?, at time: Double?) {
        failure = "error: " + Self.words(of: error).prefix(200)
        failureTime = time
    }

    private mutating func place(of id: String) -> Int {
        if let place = places[id] { return place }
        places[id] = messages.count
        messages.append(Message(id: id))
        return messages.count - 1
    }

    // MARK: The session

    /// Returns the session; nil if nothing of an agent is in it, such as for a single file of the store.
    func session(fallbackID: String, into output: inout SessionOutput) -> Session? {
        var builder = SessionBuilder(format: OpenCode.name, id: id)
        builder.agent.name = "opencode"
        builder.agent.version = header?["version"]?.string
        builder.workspace = header?["directory"]?.string
        builder.parent = header?["parentID"]?.string
        builder.note(time: header?["time"]?["created"]?.time)
        var transcript = OpenCodeTranscript(builder: builder)
        for message in ordered {
            // A part of a stored message without the message does not tell who wrote it.
            if message.info == nil, isStored {
                output.skipUnknown("part without its message")
                continue
            }
            transcript.read(message.info, id: message.id, parts: message.parts.map { ($0.value, $0.time) })
        }
        for type in transcript.unknown { output.skipUnknown(type) }
        if let failure, transcript.hasAgent {
            transcript.builder.note(time: failureTime)
            transcript.builder.outcome = Outcome(.failure, source: .crash, detail: failure)
        }
        return transcript.hasAgent ? transcript.builder.finish(fallbackID: fallbackID) : nil
    }

    private var ordered: [Message] {
        guard isStored else { return messages }
        func key(_ message: Message) -> (Double, String) {
            (message.info?["time"]?["created"]?.double ?? .infinity, message.id)
        }
        return messages.sorted { key($0) < key($1) }.map { message in
            var message = message
            message.parts.sort { ($0.value["id"]?.string ?? "") < ($1.value["id"]?.string ?? "") }
            return message
        }
    }

    /// The words of an error: its message, or its name.
    static func words(of error: JSON?) -> String {
        (error?["data"]?["message"] ?? error?["message"] ?? error?["name"])?.words ?? error?.words ?? ""
    }
}
