internal import JSON

/// Traces as Langfuse exports them: a trace with its observations, or a list of observations.
struct Langfuse: TrajectoryFormat {
    static var name: String { "langfuse" }

    private static let names = SpanNames(
        id: ["id"],
        parent: ["parentObservationId", "parent_observation_id"],
        trace: ["traceId", "trace_id"],
        kind: ["type"],
        input: ["input"],
        output: ["output"],
        error: ["statusMessage", "status_message"],
        status: ["level"],
        start: ["startTime", "start_time"],
        end: ["endTime", "end_time"],
        model: ["model", "providedModelName"],
        children: [],
        lists: ["observations", "trace.observations", "data"]
    )

    private static let types: Set<String> = ["SPAN", "GENERATION", "TOOL", "AGENT", "CHAIN", "EVENT", "RETRIEVER"]

    static func recognises(_ sample: FormatSample) -> Bool {
        sample.records.prefix(10).flatMap { SpanFile.candidates($0, names) }.contains { isObservation($0) }
    }

    private static func isObservation(_ json: JSON) -> Bool {
        types.contains(json["type"]?.string?.uppercased() ?? "")
            && (json.has("parentObservationId") || json.has("parent_observation_id"))
            && (json.has("startTime") || json.has("start_time"))
    }

    private var file: SpanFile

    init(file: FileContext) { self.file = SpanFile(format: Self.name, names: Self.names, file: file) }

    mutating func read(_ record: JSONRecord, into output: inout SessionOutput) { file.read(record, into: &output) }
    mutating func finish(into output: inout SessionOutput) { file.finish(into: &output) }
}
