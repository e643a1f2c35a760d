internal import JSON

/// Traces as MLflow writes them: an object with `info` and `data`, or the data alone.
struct MLflow: TrajectoryFormat {
    static var name: String { "mlflow" }

    private static let names = SpanNames(
        id: ["context.span_id", "span_id"],
        parent: ["parent_id", "parent_span_id"],
        trace: ["context.trace_id", "trace_id"],
        kind: ["attributes.mlflow.spanType"],
        input: ["attributes.mlflow.spanInputs"],
        output: ["attributes.mlflow.spanOutputs"],
        error: ["status_message", "status.message"],
        status: ["status_code", "status.code", "level"],
        start: ["start_time", "start_time_ns", "start_time_unix_nano"],
        end: ["end_time", "end_time_ns", "end_time_unix_nano"],
        model: ["attributes.mlflow.chat.model"],
        children: [],
        lists: ["data.spans", "spans"]
    )

    static func recognises(_ sample: FormatSample) -> Bool {
        sample.records.prefix(10).flatMap { SpanFile.candidates($0, names) }.contains {
            RecordedSpan.value(names.kind, $0)?.kind == .string
        }
    }

    private var file: SpanFile

    init(file: FileContext) { self.file = SpanFile(format: Self.name, names: Self.names, file: file) }

    mutating func read(_ record: JSONRecord, into output: inout SessionOutput) { file.read(record, into: &output) }
    mutating func finish(into output: inout SessionOutput) { file.finish(into: &output) }
}
