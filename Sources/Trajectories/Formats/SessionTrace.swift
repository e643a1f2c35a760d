internal import JSON

/// The Session Trace Simple Format of the Hugging Face Hub: a header with the name of the harness, then one message a
/// line. A file may hold several sessions one after the other.
struct SessionTrace: TrajectoryFormat {
    static var name: String { "session-trace" }

    static func recognises(_ sample: FormatSample) -> Bool {
        guard !sample.rootIsArray, let first = sample.first, first["type"]?.string == "session" else { return false }
        guard first["harness"]?.kind == .string, first["id"]?.kind == .string else { return false }
        // pi's own session files may name a harness too.
        let messages = sample.records.dropFirst().filter { $0["type"]?.string != "session" }
        if messages.isEmpty { return !first.has("cwd") && !first.has("version") }
        return messages.allSatisfy(isMessage)
    }

    private static func isMessage(_ record: JSON) -> Bool {
        guard record["type"]?.string == "message", !record.has("id"), !record.has("parentId") else { return false }
        return ["user", "assistant", "system", "tool"].contains(record["message"]?["role"]?.string)
    }

    private let file: FileContext
    private var header: JSON?
    private var dialogue = Dialogue()
    private var sessions = 0

    init(file: FileContext) { self.file = file }

    mutating func read(_ record: JSONRecord, into output: inout SessionOutput) {
        let json = record.value
        switch json["type"]?.string {
        case "session":
            close(into: &output)
            header = json
        case "message":
            if let message = json["message"], message.kind == .object {
                dialogue.append(message)
            } else {
                output.skipUnknown("message without content")
            }
        default: output.skipUnknown(json["type"]?.string ?? "no type")
        }
    }

    mutating func finish(into output: inout SessionOutput) { close(into: &output) }

    private mutating func close(into output: inout SessionOutput) {
        defer {
            header = nil
            dialogue = Dialogue()
        }
        guard dialogue.hasAgent else { return }
        var builder = SessionBuilder(format: Self.name, id: header?["id"]?.string)
        builder.agent.name = header?["harness"]?.string ?? ""
        builder.agent.model = header?["model"]?.string
        builder.workspace = header?["cwd"]?.string
        builder.note(time: header?["timestamp"]?.time)
        dialogue.feed(into: &builder)
        output.emit(builder.finish(fallbackID: "\(file.digest)#\(sessions)"))
        sessions += 1
    }
}
