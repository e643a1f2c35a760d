internal import JSON

/// Spans with the names of OpenInference, as Phoenix exports them: one a line or a list of them, with attributes inside
/// each other or under names with points.
struct Phoenix: TrajectoryFormat {
    static var name: String { "phoenix" }

    private static let names = SpanNames(
        id: ["context.span_id", "span_id", "id"],
        parent: ["parent_id", "parent_span_id"],
        trace: ["context.trace_id", "trace_id"],
        kind: ["span_kind", "attributes.openinference.span.kind"],
        input: ["attributes.input.value"],
        output: ["attributes.output.value"],
        error: ["status_message", "status.message", "status.description"],
        status: ["status_code", "status.status_code", "status.code", "level"],
        start: ["start_time"],
        end: ["end_time"],
        model: ["attributes.llm.model_name"],
        children: [],
        lists: ["spans", "data"],
        tool: ["attributes.tool.name"]
    )

    static func recognises(_ sample: FormatSample) -> Bool {
        sample.records.prefix(10).flatMap { SpanFile.candidates($0, names) }.contains { span in
            RecordedSpan.value(names.kind, span)?.kind == .string && RecordedSpan.value(names.id, span) != nil
                && (RecordedSpan.value(["attributes.openinference.span.kind", "attributes.input.value"], span) != nil)
        }
    }

    private var file: SpanFile

    init(file: FileContext) { self.file = SpanFile(format: Self.name, names: Self.names, file: file) }

    mutating func read(_ record: JSONRecord, into output: inout SessionOutput) { file.read(record, into: &output) }
    mutating func finish(into output: inout SessionOutput) { file.finish(into: &output) }
}
