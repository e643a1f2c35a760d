internal import JSON

/// The session files of Claude Code: JSON Lines, one record for each piece of a message, in versions that differ every
/// few weeks. A file may hold several sessions, and sub-agents have files of their own or are in the file of their
/// parent.
struct ClaudeCode: TrajectoryFormat {
    static var name: String { "claude-code" }

    private let file: FileContext
    private var transcripts: [ClaudeTranscript] = []
    /// The index of each transcript by its key. A change of a value inside a dictionary would copy it.
    private var places: [String: Int] = [:]
    /// The first record of the chain of each record of a sub-agent, for sub-agents without a name.
    private var chains: [String: String] = [:]

    init(file: FileContext) { self.file = file }

    static func recognises(_ sample: FormatSample) -> Bool {
        if sample.any({ $0["message"]?.has("parts") == true || $0.has("projectHash") }) { return false }
        if sample.first?["loglines"]?.kind == .array { return true }
        return sample.any { record in
            guard record["sessionId"]?.kind == .string, let type = record["type"]?.string else { return false }
            return record.has("parentUuid") || isNoise(type) || ["attachment", "system"].contains(type)
                || record["message"]?.has("content") == true
        }
    }

    mutating func read(_ record: JSONRecord, into output: inout SessionOutput) {
        if let lines = record.value["loglines"] {
            for line in lines.elements { read(line, into: &output) }
        } else {
            read(record.value, into: &output)
        }
    }

    private mutating func read(_ record: JSON, into output: inout SessionOutput) {
        guard record.kind == .object else { return output.skipUnknown("no object") }
        let type = record["type"]?.string ?? ""
        switch type {
        case "user", "assistant", "tool_use", "tool_result", "attachment", "system": break
        case "cost-state":
            if let cost = record["totalCostUSD"]?.amount, let place = places[key(of: record)] {
                transcripts[place].builder.usage.costUSD = cost
            }
            return
        default:
            if !Self.isNoise(type) { output.skipUnknown(type.isEmpty ? "no type" : type) }
            return
        }
        let key = key(of: record)
        let time = record["timestamp"]?.time
        let place = places[key] ?? open(key, record)
        switch type {
        case "attachment": attachment(record["attachment"], in: place, at: time)
        case "system": break
        default: message(record, type: type, in: place, at: time)
        }
    }

    mutating func finish(into output: inout SessionOutput) {
        for transcript in transcripts where transcript.isInhabited || transcript.builder.parent == nil {
            output.emit(transcript.builder.finish(fallbackID: file.digest))
        }
        transcripts = []
        places = [:]
    }

    // MARK: The session of a record

    private mutating func key(of record: JSON) -> String {
        let session = record["sessionId"]?.string ?? ""
        guard record["isSidechain"]?.bool == true else { return session }
        if let agent = record["agentId"]?.string {
            // Some recordings name the sub-agent in both fields and its parent in none.
            return session == "agent-" + agent ? session : "\(session)/\(agent)"
        }
        let own = record["uuid"]?.string ?? ""
        let chain = record["parentUuid"]?.string.flatMap { chains[$0] } ?? own
        chains[own] = chain
        return "\(session)/\(chain)"
    }

    private mutating func open(_ key: String, _ record: JSON) -> Int {
        var transcript = ClaudeTranscript(format: Self.name, id: key.isEmpty ? nil : key)
        let session = record["sessionId"]?.string ?? ""
        if key != session, !session.isEmpty { transcript.builder.parent = session }
        transcripts.append(transcript)
        places[key] = transcripts.count - 1
        return transcripts.count - 1
    }

    // MARK: Records

    private mutating func message(_ record: JSON, type: String, in place: Int, at time: Double?) {
        if ["user", "assistant"].contains(type), record["message"]?.kind != .object { return }
        guard transcripts[place].builder.begin(record: record["uuid"]?.string, at: time) else { return }
        if transcripts[place].builder.workspace == nil { transcripts[place].builder.workspace = record["cwd"]?.string }
        if let version = record["version"]?.string { transcripts[place].builder.agent.version = version }
        switch type {
        case "assistant": transcripts[place].assistant(record, at: time)
        case "user": transcripts[place].user(record, at: time)
        case "tool_use":
            transcripts[place].builder.call(
                id: record["id"]?.string,
                tool: record["name"]?.string ?? "",
                arguments: record["input"]?.arguments ?? [],
                at: time
            )
        default:
            transcripts[place].builder.result(
                of: record["tool_use_id"]?.string,
                text: (record["output"] ?? record["content"])?.words ?? "",
                signs: ToolStatus.Signs(failed: record["is_error"]?.bool),
                at: time
            )
        }
    }

    private mutating func attachment(_ value: JSON?, in place: Int, at time: Double?) {
        guard let value else { return }
        switch value["type"]?.string {
        case "skill_listing": transcripts[place].skillsAvailable(value["names"])
        case "invoked_skills":
            for skill in (value["skills"]?.array ?? []) {
                if let name = skill["name"]?.string { transcripts[place].builder.skill(name, .invoked) }
            }
        case "queued_command":
            let text = value["prompt"]?.words ?? ""
            if value["commandMode"]?.string == "task-notification" {
                transcripts[place].builder.system(text, at: time)
            } else if !text.isEmpty {
                transcripts[place].steering(text, at: time)
            }
        case "hook_blocking_error", "hook_additional_context":
            let text =
                (value["blockingError"]?["blockingError"] ?? value["blockingError"] ?? value["content"])?.words ?? ""
            if !text.isEmpty { transcripts[place].builder.system(text, at: time) }
        default: break
        }
    }

    /// Kinds of records that contain no step, or repeat another record.
    private static func isNoise(_ type: String) -> Bool {
        [
            "summary", "queue-operation", "file-history-snapshot", "ai-title", "custom-title", "last-prompt", "mode",
            "permission-mode", "progress", "agent-name", "pr-link", "frame-link", "worktree-state", "relocated",
            "bridge-session", "atis-latch", "tag", "agent-setting", "agent-color",
            "api-request", "api-request-blob", "api-request-shape", "tools-used",
        ].contains(type)
    }
}
