internal import Foundations
internal import JSON

/// The Agent Trajectory Interchange Format, versions 1.0 to 1.8: one document, or one document a line. It is also the
/// format for programs that write trajectories for this one.
///
/// It is read leniently, because producers leave out parts that the specification requires.
struct ATIF: TrajectoryFormat {
    static var name: String { "atif" }
    static var streams: Set<String> { ["steps", "subagent_trajectories"] }

    private let file: FileContext
    private var document: ATIFDocument?
    private var documents = 0

    init(file: FileContext) { self.file = file }

    static func recognises(_ sample: FormatSample) -> Bool {
        if let first = sample.first { return first["schema_version"]?.string?.hasPrefix("ATIF-v") == true }
        // The document is longer than the sample.
        return sample.members.contains("schema_version") && sample.members.contains("steps")
            && sample.head.containsBytes(of: "ATIF-v")
    }

    mutating func read(_ record: JSONRecord, into output: inout SessionOutput) {
        switch record.place {
        case .whole:
            guard record.value.kind == .object else { return output.skipUnknown("no object") }
            close(into: &output)
            document = ATIFDocument(record.value)
            close(into: &output)
        case .member(let name):
            document = document ?? ATIFDocument()
            document?.member(name, record.value)
        case .element(let name, _):
            document = document ?? ATIFDocument()
            document?.element(of: name, record.value)
        case .end: close(into: &output)
        }
    }

    /// Emits the session of the last document, even if it is cut off.
    mutating func finish(into output: inout SessionOutput) { close(into: &output) }

    private mutating func close(into output: inout SessionOutput) {
        guard let document else { return }
        self.document = nil
        documents += 1
        for session in document.sessions(fallbackID: "\(file.digest)#\(documents - 1)") { output.emit(session) }
    }
}
