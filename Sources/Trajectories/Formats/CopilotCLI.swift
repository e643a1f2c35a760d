internal import JSON

/// The events of GitHub Copilot CLI: `events.jsonl` of a session, and the output of `copilot --output-format json`. Each
/// has a type, data, an id and a time. Events of sub-agents are among those of their session.
struct CopilotCLI: TrajectoryFormat {
    static var name: String { "copilot-cli" }

    private let file: FileContext
    private var session: String?
    private var transcripts: [CopilotTranscript] = []
    /// The index of each transcript by its agent; the main agent has an empty name.
    private var places: [String: Int] = [:]
    /// The requests to sub-agents, by the call and by the name of the sub-agent.
    private var requests: [String: String] = [:]

    init(file: FileContext) { self.file = file }

    static func recognises(_ sample: FormatSample) -> Bool {
        guard !sample.rootIsArray else { return false }
        return sample.any { event in
            guard event["data"]?.kind == .object, event["id"]?.kind == .string, event.has("timestamp") else {
                return false
            }
            switch event["type"]?.string {
            case "session.start": return event["data"]?["sessionId"]?.kind == .string
            case "user.message", "assistant.message": return event["data"]?.has("content") == true
            case "tool.execution_start", "tool.execution_complete":
                return event["data"]?["toolCallId"]?.kind == .string
            default: return false
            }
        }
    }

    mutating func read(_ record: JSONRecord, into output: inout SessionOutput) {
        let event = record.value
        guard event.kind == .object, let type = event["type"]?.string else { return output.skipUnknown("no type") }
        let data = event["data"]
        if type == "session.start", session == nil { session = data?["sessionId"]?.string }
        if type == "result", session == nil { session = event["sessionId"]?.string }
        if type == "subagent.started", let agent = event["agentId"]?.string, let call = data?["toolCallId"]?.string {
            requests[agent] = requests[call]
        }
        let agent = event["agentId"]?.string ?? data?["parentToolCallId"]?.string ?? ""
        let place = places[agent] ?? open(agent)
        for (call, prompt) in CopilotTranscript.requests(in: data) { requests[call] = prompt }
        if !transcripts[place].read(type, event) { output.skipUnknown(type) }
    }

    private mutating func open(_ agent: String) -> Int {
        var transcript = CopilotTranscript(format: Self.name)
        if !agent.isEmpty, let request = requests[agent] { transcript.builder.user(request) }
        transcripts.append(transcript)
        places[agent] = transcripts.count - 1
        return transcripts.count - 1
    }

    mutating func finish(into output: inout SessionOutput) {
        let main = session ?? file.digest
        let hasTotals = transcripts.contains { $0.totals != nil }
        let workspace = places[""].flatMap { transcripts[$0].builder.workspace }
        for (agent, place) in places.sorted(by: { $0.value < $1.value }) {
            var transcript = transcripts[place]
            transcript.close()
            guard agent.isEmpty || transcript.hasAgent else { continue }
            transcript.builder.id = agent.isEmpty ? main : "\(main)/\(agent)"
            if !agent.isEmpty {
                transcript.builder.parent = main
                transcript.builder.workspace = transcript.builder.workspace ?? workspace
            }
            // The totals of a session contain those of its sub-agents.
            transcript.builder.usage = transcript.totals ?? (hasTotals ? Usage() : transcript.answered)
            output.emit(transcript.builder.finish(fallbackID: file.digest))
        }
        transcripts = []
        places = [:]
    }
}
