internal import JSON

/// The output of `claude -p --output-format stream-json`: the same messages as in a session file, without the request,
/// mostly without times, and with a last line about the end of the loop.
struct ClaudeStream: TrajectoryFormat {
    static var name: String { "claude-code-stream" }

    private let file: FileContext
    /// The transcripts by session, and by session and the call that started a sub-agent.
    private var transcripts: [String: ClaudeTranscript] = [:]
    private var order: [Place] = []
    /// The names of sub-agents by the call that started them, from the results of these calls.
    private var agents: [String: String] = [:]
    private var models: [String: String] = [:]

    private struct Place: Hashable {
        var session: String
        var starter: String?
        var key: String { starter.map { "\(session)/\($0)" } ?? session }
    }

    init(file: FileContext) { self.file = file }

    static func recognises(_ sample: FormatSample) -> Bool {
        // Other agents print the same first record.
        if DroidStream.recognises(sample) || CursorStream.recognises(sample) { return false }
        return sample.any { record in
            guard record["session_id"]?.kind == .string else { return false }
            switch record["type"]?.string {
            case "system": return record["subtype"]?.string == "init" && record.has("tools")
            case "assistant", "user": return record.has("parent_tool_use_id") && record.has("message")
            case "result": return record.has("num_turns") && record.has("subtype")
            default: return false
            }
        }
    }

    mutating func read(_ record: JSONRecord, into output: inout SessionOutput) {
        let value = record.value
        guard value.kind == .object else { return output.skipUnknown("no object") }
        let place = Place(session: value["session_id"]?.string ?? "", starter: value["parent_tool_use_id"]?.string)
        switch value["type"]?.string ?? "" {
        case "assistant": message(value, at: place, isAgent: true)
        case "user": message(value, at: place, isAgent: false)
        case "system": if value["subtype"]?.string == "init" { initialise(value, at: place) }
        case "result": end(value, at: place)
        case "stream_event", "rate_limit_event", "control_request", "control_response", "keep_alive", "tool_progress",
            "auth_status":
            break
        case let type: output.skipUnknown(type.isEmpty ? "no type" : type)
        }
    }

    mutating func finish(into output: inout SessionOutput) {
        for place in order {
            guard var transcript = transcripts[place.key], transcript.isInhabited || place.starter == nil else {
                continue
            }
            if let starter = place.starter {
                transcript.builder.parent = place.session
                transcript.builder.workspace = transcripts[place.session]?.builder.workspace
                transcript.builder.id = "\(place.session)/\(agents[starter] ?? starter)"
            }
            if transcript.builder.agent.model == nil { transcript.builder.agent.model = models[place.session] }
            output.emit(transcript.builder.finish(fallbackID: file.digest))
        }
        transcripts = [:]
        order = []
    }

    private mutating func open(_ place: Place) {
        guard transcripts[place.key] == nil else { return }
        transcripts[place.key] = ClaudeTranscript(format: Self.name, id: place.session.isEmpty ? nil : place.session)
        order.append(place)
    }

    private mutating func initialise(_ value: JSON, at place: Place) {
        open(place)
        transcripts[place.key]?.builder.workspace = value["cwd"]?.string
        transcripts[place.key]?.builder.agent.version = value["claude_code_version"]?.string
        models[place.session] = value["model"]?.string
        transcripts[place.key]?.skillsAvailable(value["skills"])
    }

    private mutating func message(_ value: JSON, at place: Place, isAgent: Bool) {
        open(place)
        let time = value["timestamp"]?.time
        guard transcripts[place.key]?.builder.begin(record: value["uuid"]?.string, at: time) == true else { return }
        if isAgent {
            transcripts[place.key]?.assistant(value, at: time)
            return
        }
        if let agent = value["tool_use_result"]?["agentId"]?.string {
            for block in (value["message"]?["content"]?.array ?? []) {
                if let call = block["tool_use_id"]?.string { agents[call] = agent }
            }
        }
        transcripts[place.key]?.user(value, at: time)
    }

    /// Reads the end of the loop. An ordinary end does not tell whether the task succeeded; any other end is a failure.
    private mutating func end(_ value: JSON, at place: Place) {
        open(place)
        let subtype = value["subtype"]?.string ?? ""
        if let cost = value["total_cost_usd"]?.double { transcripts[place.key]?.builder.usage.costUSD = cost }
        guard value["is_error"]?.bool == true || subtype.hasPrefix("error") else { return }
        transcripts[place.key]?.builder.outcome = Outcome(.failure, source: .crash, detail: "result: \(subtype)")
    }
}
