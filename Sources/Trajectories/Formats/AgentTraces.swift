internal import JSON

/// Rows of a data set of agent traces as the Hugging Face Hub shows it: each has a session file of an agent as text,
/// next to columns that are derived from it.
struct AgentTraces: TrajectoryFormat {
    static var name: String { "agent-traces" }

    static func recognises(_ sample: FormatSample) -> Bool {
        guard let first = sample.first else { return false }
        return first["harness"]?.kind == .string && first.has("session_id")
            && (first["trace"]?.kind == .string || first["trace"]?.kind == .array)
    }

    private let file: FileContext

    init(file: FileContext) { self.file = file }

    mutating func read(_ record: JSONRecord, into output: inout SessionOutput) {
        guard let trace = Self.trace(of: record.value) else { return output.skipUnknown("row without a trace") }
        let name = record.value["file_path"]?.string ?? file.name
        let inner = FileContext(
            name: name.split(separator: "/").last.map(String.init) ?? name,
            digest: Fingerprint(of: trace).description
        )
        var sessions: [Session] = []
        do {
            _ = try TrajectoryReader().read(inner, bytes: trace) { sessions.append($0) }
            for session in sessions { output.emit(session) }
        } catch {
            // The file is refused only if no row can be read.
            output.skipUnknown("trace that cannot be read")
        }
    }

    mutating func finish(into output: inout SessionOutput) {}

    private static func trace(of row: JSON) -> [UInt8]? {
        guard let trace = row["trace"] else { return nil }
        if let text = trace.string { return Array(text.utf8) }
        guard trace.kind == .array else { return nil }
        return Array(trace.elements.map { $0.string.map { Array($0.utf8) } ?? $0.source }.joined(separator: [0x0A]))
    }
}
