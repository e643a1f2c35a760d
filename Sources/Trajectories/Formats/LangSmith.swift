internal import JSON

/// Runs as LangSmith exports them: trees with `child_runs`, or lists of runs that name their parents.
struct LangSmith: TrajectoryFormat {
    static var name: String { "langsmith" }

    private static let names = SpanNames(
        id: ["id", "run_id"],
        parent: ["parent_run_id"],
        trace: ["trace_id"],
        kind: ["run_type"],
        input: ["inputs"],
        output: ["outputs"],
        error: ["error"],
        status: ["status"],
        start: ["start_time"],
        end: ["end_time"],
        model: ["extra.metadata.ls_model_name", "extra.invocation_params.model"],
        children: ["child_runs"],
        lists: ["runs"]
    )

    static func recognises(_ sample: FormatSample) -> Bool {
        sample.records.prefix(10).flatMap { SpanFile.candidates($0, names) }.contains { run in
            run["run_type"]?.kind == .string && run["name"]?.kind == .string && run.has("inputs")
                && (run.has("child_runs") || run.has("parent_run_id") || run.has("trace_id") || run.has("dotted_order"))
        }
    }

    private var file: SpanFile

    init(file: FileContext) { self.file = SpanFile(format: Self.name, names: Self.names, file: file) }

    mutating func read(_ record: JSONRecord, into output: inout SessionOutput) { file.read(record, into: &output) }
    mutating func finish(into output: inout SessionOutput) { file.finish(into: &output) }
}
