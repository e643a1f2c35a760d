internal import Foundations
internal import JSON

/// Traces of agents in the JSON of the OpenTelemetry Protocol: one export, or one export a line as the collector's file
/// exporter writes them.
///
/// The names are those of the semantic conventions for generative AI since 1.37 (`gen_ai.input.messages`), with the
/// message events of 1.36 and before. A conversation is a session, otherwise a trace is; an agent that another one
/// invokes has a session of its own.
struct OpenTelemetry: TrajectoryFormat {
    static var name: String { "opentelemetry" }

    static func recognises(_ sample: FormatSample) -> Bool {
        sample.any { record in
            guard record["resourceSpans"]?.kind == .array || record["resourceLogs"]?.kind == .array else {
                return false
            }
            return record.withSource { $0.containsBytes(of: "\"gen_ai.") }
        }
    }

    /// How many bytes of exports are held before their sessions are made, which need all spans of a trace.
    private static let limit = 192 << 20

    private let file: FileContext
    private var spans: [OpenTelemetrySpan] = []
    /// Log records by the span that they name.
    private var logs: [String: [OpenTelemetryEvent]] = [:]
    private var held = 0

    init(file: FileContext) { self.file = file }

    mutating func read(_ record: JSONRecord, into output: inout SessionOutput) {
        let json = record.value
        guard json.has("resourceSpans") || json.has("resourceLogs") else {
            return output.skipUnknown("record without spans")
        }
        held += json.byteCount
        for resource in json["resourceSpans"]?.array ?? [] {
            let service = OpenTelemetryAttributes(resource["resource"]?["attributes"]).text("service.name")
            for scope in resource["scopeSpans"]?.array ?? [] {
                for span in scope["spans"]?.array ?? [] { add(span, service: service, into: &output) }
            }
        }
        for resource in json["resourceLogs"]?.array ?? [] {
            for scope in resource["scopeLogs"]?.array ?? [] {
                for log in scope["logRecords"]?.array ?? [] { add(log) }
            }
        }
        if held > Self.limit { close(into: &output) }
    }

    mutating func finish(into output: inout SessionOutput) { close(into: &output) }

    private mutating func add(_ json: JSON, service: String?, into output: inout SessionOutput) {
        guard let span = OpenTelemetrySpan(json, service: service) else {
            return output.skipUnknown("span of another kind")
        }
        if span.kind == nil { output.skipUnknown(span.attributes.text("gen_ai.operation.name") ?? "operation") }
        spans.append(span)
    }

    private mutating func add(_ log: JSON) {
        let event = OpenTelemetryEvent(log, name: nil)
        guard event.isMessage, let trace = log["traceId"]?.string, let span = log["spanId"]?.string else { return }
        logs["\(trace) \(span)", default: []].append(event)
    }

    private mutating func close(into output: inout SessionOutput) {
        for index in spans.indices {
            spans[index].events += logs["\(spans[index].trace) \(spans[index].id)"] ?? []
        }
        for session in OpenTelemetrySessions(spans).sessions() { output.emit(session) }
        spans = []
        logs = [:]
        held = 0
    }
}

/// Distributes spans to sessions.
private struct OpenTelemetrySessions {
    /// A session: its identity, and the session whose agent invoked it.
    private struct Place: Hashable {
        let id: String
        let parent: String?
    }

    private let spans: [OpenTelemetrySpan]
    private var indexes: [String: Int] = [:]
    private var conversations: [String: String] = [:]

    init(_ spans: [OpenTelemetrySpan]) {
        self.spans = spans
        for (index, span) in spans.enumerated() {
            indexes["\(span.trace) \(span.id)"] = index
            if let id = span.attributes.text("gen_ai.conversation.id"), conversations[span.trace] == nil {
                conversations[span.trace] = id
            }
        }
    }

    func sessions() -> [Session] {
        var order: [Place] = []
        var groups: [Place: [OpenTelemetrySpan]] = [:]
        for span in spans where span.kind != nil {
            let place = place(of: span)
            if groups[place] == nil { order.append(place) }
            groups[place, default: []].append(span)
        }
        return order.compactMap { place in
            let group = (groups[place] ?? []).enumerated()
                .sorted { ($0.element.start ?? 0, $0.offset) < ($1.element.start ?? 0, $1.offset) }.map(\.element)
            // An agent elsewhere, of which only the call is known, is an action of the agent that called it.
            if place.parent != nil, group.allSatisfy({ $0.kind == .agent }) { return nil }
            var run = OpenTelemetryRun(id: place.id, parent: place.parent)
            for span in group { run.read(span) }
            return run.finish(agents: group.filter { $0.kind == .agent })
        }
    }

    private func place(of span: OpenTelemetrySpan) -> Place {
        // The agents around the span, from the outermost one; an agent inside one of the same name is the same.
        var agents: [OpenTelemetrySpan] = []
        var current: OpenTelemetrySpan? = span
        for _ in 0..<256 {
            guard let here = current else { break }
            if here.kind == .agent { agents.insert(here, at: 0) }
            current = here.parent.isEmpty ? nil : indexes["\(here.trace) \(here.parent)"].map { spans[$0] }
        }
        let root = conversations[span.trace] ?? span.trace
        var path = root
        var parent: String?
        var name = agents.first.flatMap(Self.name)
        for agent in agents.dropFirst() {
            guard let inner = Self.name(of: agent), inner != name else { continue }
            name = inner
            parent = path
            path += "/\(agent.id)"
        }
        return Place(id: path, parent: parent)
    }

    private static func name(of agent: OpenTelemetrySpan) -> String? {
        agent.attributes.text("gen_ai.agent.id", "gen_ai.agent.name")
    }
}
