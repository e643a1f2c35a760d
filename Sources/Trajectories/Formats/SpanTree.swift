internal import JSON

/// Spans inside each other in an export that this program does not know by its name: every one has a name, a kind, and
/// what went in and came out, and some are tools.
struct SpanTree: TrajectoryFormat {
    static var name: String { "span-tree" }

    private static let kinds = [
        "span_kind", "span_type", "spanKind", "spanType", "run_type", "runType", "kind", "type",
    ]
    private static let children = [
        "children", "child_runs", "childRuns", "spans", "child_spans", "childSpans", "sub_spans", "subSpans", "childs",
    ]
    private static let names = SpanNames(
        id: ["id", "span_id", "spanId", "run_id", "runId"],
        parent: [],
        trace: ["trace_id", "traceId"],
        kind: kinds,
        input: ["inputs", "input", "arguments", "args"],
        output: ["outputs", "output", "result"],
        error: ["error", "exception", "error_message"],
        status: ["status", "status.code", "status_code", "state"],
        start: ["start_time", "startTime", "start", "started_at", "startedAt"],
        end: ["end_time", "endTime", "end", "ended_at", "endedAt"],
        model: ["model", "model_name"],
        children: children
    )

    static func recognises(_ sample: FormatSample) -> Bool {
        guard let tree = sample.records.lazy.compactMap({ RecordedSpan(root(of: $0), names) }).first else {
            return false
        }
        let all = tree.all
        return !tree.children.isEmpty && tree.input != nil && all.allSatisfy { !$0.name.isEmpty }
            && all.contains { $0.kind == .tool && $0.input != nil && ($0.output != nil || $0.error != nil) }
            && all.contains { $0.kind == .model || $0.kind == .agent }
            && RecordedSpan.request(tree.input) != nil
    }

    /// The root of a tree, which may be the one span in a record.
    private static func root(of record: JSON) -> JSON {
        for name in ["trace", "root", "root_span", "rootSpan", "span", "run"] {
            if let inner = record[name], inner.kind == .object { return inner }
        }
        if let only = record["spans"]?.array, only.count == 1, RecordedSpan.value(kinds, record) == nil {
            return only[0]
        }
        return record
    }

    private var file: SpanFile

    init(file: FileContext) { self.file = SpanFile(format: Self.name, names: Self.names, file: file) }

    mutating func read(_ record: JSONRecord, into output: inout SessionOutput) {
        guard record.place == .whole else { return }
        file.read(Self.root(of: record.value), into: &output)
    }

    mutating func finish(into output: inout SessionOutput) { file.finish(into: &output) }
}
