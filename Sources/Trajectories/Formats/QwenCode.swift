internal import JSON

/// The chat files of Qwen Code: JSON Lines with an envelope like that of Claude Code around messages of Gemini's form.
/// Sub-agents have files of their own that name the session.
struct QwenCode: TrajectoryFormat {
    static var name: String { "qwen-code" }

    private let file: FileContext
    private var transcripts: [QwenTranscript] = []
    private var places: [String: Int] = [:]

    init(file: FileContext) { self.file = file }

    static func recognises(_ sample: FormatSample) -> Bool {
        guard !sample.rootIsArray else { return false }
        return sample.any { record in
            record["sessionId"]?.kind == .string && record["uuid"]?.kind == .string && record.has("parentUuid")
                && ["user", "assistant", "tool_result", "system"].contains(record["type"]?.string)
                && (record["message"]?["parts"]?.kind == .array || record.has("systemPayload"))
        }
    }

    mutating func read(_ record: JSONRecord, into output: inout SessionOutput) {
        let value = record.value
        guard value.kind == .object, let session = value["sessionId"]?.string else {
            return output.skipUnknown(value["type"]?.string ?? "no session")
        }
        let agent = value["isSidechain"]?.bool == false ? nil : value["agentId"]?.string
        let key = agent.map { "\(session)/\($0)" } ?? session
        let place = places[key] ?? open(key, session)
        if !transcripts[place].read(value) { output.skipUnknown(value["type"]?.string ?? "no type") }
    }

    private mutating func open(_ key: String, _ session: String) -> Int {
        var builder = SessionBuilder(format: Self.name, id: key)
        builder.agent.name = Self.name
        if key != session { builder.parent = session }
        transcripts.append(QwenTranscript(builder: builder))
        places[key] = transcripts.count - 1
        return transcripts.count - 1
    }

    mutating func finish(into output: inout SessionOutput) {
        for transcript in transcripts { output.emit(transcript.builder.finish(fallbackID: file.digest)) }
        transcripts = []
        places = [:]
    }
}
