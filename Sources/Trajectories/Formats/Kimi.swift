internal import JSON

/// The recordings of Kimi in three generations: the records of Kimi Code (`wire.jsonl` of each agent), the events of
/// Kimi CLI (`wire.jsonl` of a session), and the messages that Kimi CLI sends to the model (`context.jsonl`).
struct Kimi: TrajectoryFormat {
    static var name: String { "kimi" }

    /// The generations.
    private enum Kind { case records, wire, context }

    private let file: FileContext
    private var kind: Kind?
    private var records = KimiRecords()
    private var wire = KimiWire()
    private var context = KimiContext()

    init(file: FileContext) { self.file = file }

    static func recognises(_ sample: FormatSample) -> Bool {
        guard !sample.rootIsArray else { return false }
        return sample.any { isHeader($0) || KimiRecords.isOwn($0) || KimiWire.isOwn($0) || KimiContext.isOwn($0) }
    }

    /// The first record of either wire file.
    private static func isHeader(_ json: JSON) -> Bool {
        json["type"]?.string == "metadata" && json["protocol_version"]?.kind == .string
    }

    mutating func read(_ record: JSONRecord, into output: inout SessionOutput) {
        let value = record.value
        guard value.kind == .object else { return output.skipUnknown("no object") }
        switch kind ?? Self.kind(of: value) {
        case .records: records.read(value, into: &output)
        case .wire: wire.read(value, into: &output)
        case .context: context.read(value)
        case nil: break
        }
        kind = kind ?? Self.kind(of: value)
    }

    /// The generation that a record belongs to; nil for the header that two of them share.
    private static func kind(of value: JSON) -> Kind? {
        if value["message"]?.has("payload") == true { return .wire }
        if value.has("role") { return .context }
        return isHeader(value) && !value.has("created_at") ? nil : .records
    }

    mutating func finish(into output: inout SessionOutput) {
        switch kind {
        case .records: output.emit(records.finish(fallbackID: file.digest))
        case .wire: wire.finish(fallbackID: file.digest, into: &output)
        case .context: output.emit(context.builder.finish(fallbackID: file.digest))
        case nil: break
        }
        kind = nil
    }

    static func builder() -> SessionBuilder {
        var builder = SessionBuilder(format: name)
        builder.agent.name = name
        return builder
    }

    /// An identity for a recording that has none: its first time, in milliseconds, and a hash of its first request. It
    /// stays the same while the file grows.
    static func identity(time: Double?, request: String?) -> String? {
        guard let time, let request, time.isFinite, abs(time) < 1e15 else { return nil }
        return "kimi-\(Int((time * 1000).rounded()))-\(Fingerprint(of: request.utf8).description.prefix(8))"
    }

    /// Reads tokens, whose names have either form.
    static func usage(_ value: JSON?) -> Usage? {
        guard let value, value.kind == .object else { return nil }
        var usage = Usage()
        usage.cachedTokens = (value["inputCacheRead"] ?? value["input_cache_read"])?.tokens ?? 0
        usage.promptTokens =
            ((value["inputOther"] ?? value["input_other"])?.tokens ?? 0) + usage.cachedTokens
            + ((value["inputCacheCreation"] ?? value["input_cache_creation"])?.tokens ?? 0)
        usage.completionTokens = value["output"]?.tokens ?? 0
        return usage
    }

    /// The reasoning in a list of parts.
    static func reasoning(_ content: JSON?) -> String? {
        let thoughts = (content?.array ?? []).compactMap { $0["think"]?.excerpt() }.filter { !$0.isEmpty }
        return thoughts.isEmpty ? nil : thoughts.joined(separator: "\n")
    }

    /// Adds a message that the harness may have written: its own texts are in tags.
    static func user(_ text: String, signal: UserSignal? = nil, at time: Double?, into builder: inout SessionBuilder) {
        let prompt = EnvelopedPrompt(text, tag: "user_query")
        if let words = prompt.prompt {
            builder.user(words, signal: signal, at: time)
        } else if !prompt.context.isEmpty {
            builder.system(prompt.context, at: time)
        }
    }
}
