internal import Foundations
internal import JSON

/// The spans of a file: trees of them, or a list in which each names its parent. Every tree is a session.
struct SpanFile {
    private let format: String
    private let names: SpanNames
    private let file: FileContext
    private var spans: [RecordedSpan] = []
    private var headers: [String: JSON] = [:]

    init(format: String, names: SpanNames, file: FileContext) {
        self.format = format
        self.names = names
        self.file = file
    }

    /// The objects of a record that may be spans: those in its lists, or the record itself.
    static func candidates(_ record: JSON, _ names: SpanNames) -> [JSON] {
        for name in names.lists {
            if let list = RecordedSpan.value([name], record)?.array { return list }
        }
        return record.array ?? [record]
    }

    mutating func read(_ record: JSONRecord, into output: inout SessionOutput) {
        guard record.place == .whole else { return }
        read(record.value, into: &output)
    }

    mutating func read(_ record: JSON, into output: inout SessionOutput) {
        for json in Self.candidates(record, names) {
            guard let span = RecordedSpan(json, names) else {
                output.skipUnknown("record without a span")
                continue
            }
            spans.append(span)
        }
        if !names.lists.isEmpty, let first = spans.last?.trace { headers[first] = record }
    }

    /// Emits a session for each tree, in the order of the file.
    mutating func finish(into output: inout SessionOutput) {
        for (number, root) in Self.trees(spans).enumerated() {
            let session = SpanSession(root, format: format, header: root.trace.flatMap { headers[$0] })
            output.emit(session.finish(fallbackID: "\(file.digest)#\(number)"))
        }
        spans = []
    }

    /// Puts the spans of a list below their parents. Spans without a known parent are one tree if they are of one trace.
    static func trees(_ list: [RecordedSpan]) -> [RecordedSpan] {
        let ids = Set(list.compactMap(\.id))
        var children: [String: [RecordedSpan]] = [:]
        var roots: [RecordedSpan] = []
        for span in list {
            if let parent = span.parent, ids.contains(parent), parent != span.id {
                children[parent, default: []].append(span)
            } else {
                roots.append(span)
            }
        }
        func tree(_ span: RecordedSpan, _ depth: Int) -> RecordedSpan {
            var span = span
            if let id = span.id, depth < 64, let inner = children.removeValue(forKey: id) {
                span.children += inner.map { tree($0, depth + 1) }
            }
            span.children = inTime(span.children)
            return span
        }
        var trees: [RecordedSpan] = []
        var places: [String: Int] = [:]
        var joined: Set<Int> = []
        for root in roots {
            let root = tree(root, 0)
            if let trace = root.trace, let place = places[trace] {
                trees[place].children.append(root)
                joined.insert(place)
            } else {
                if let trace = root.trace { places[trace] = trees.count }
                trees.append(root)
            }
        }
        for place in joined { trees[place].children = inTime(trees[place].children) }
        return trees
    }

    private static func inTime(_ list: [RecordedSpan]) -> [RecordedSpan] {
        guard list.allSatisfy({ $0.start != nil }) else { return list }
        return list.enumerated().sorted {
            ($0.element.start ?? 0, $0.offset) < ($1.element.start ?? 0, $1.offset)
        }
        .map(\.element)
    }
}

/// A tree of spans, as a session.
struct SpanSession {
    private var builder: SessionBuilder
    private var lastSaid = ""
    private var hasActed = false
    private var inside = 0
    private var hasTools: Bool

    init(_ root: RecordedSpan, format: String, header: JSON?) {
        builder = SessionBuilder(format: format, id: root.trace ?? root.id)
        builder.agent.name = root.kind == .agent || root.kind == .other ? root.name : ""
        hasTools = root.all.contains { $0.kind == .tool }
        let request =
            RecordedSpan.request(root.input) ?? RecordedSpan.request(header?["input"])
            ?? root.all.lazy.compactMap { $0.kind == .tool ? nil : RecordedSpan.request($0.input) }.first
        if let request, !request.isEmpty { builder.user(request, at: root.start) }
        if hasTools || !dialogue(of: root) { add(root) }
        if let answer = RecordedSpan.said(root.output), root.kind != .tool, root.kind != .model { say(answer, root) }
        if let error = root.error, root.kind != .tool {
            builder.outcome = Outcome(.failure, source: .crash, detail: error.isEmpty ? "span status" : error)
        }
        if inside > 0 { builder.notes.append("\(inside.of("span")) inside of tools left out") }
    }

    consuming func finish(fallbackID: String) -> Session? {
        guard hasActed else { return nil }
        return builder.finish(fallbackID: fallbackID)
    }

    private mutating func say(_ text: String, _ span: RecordedSpan) {
        guard !text.isEmpty, text != lastSaid else { return }
        lastSaid = text
        hasActed = true
        builder.agent(text, model: span.model, at: span.end ?? span.start)
    }

    private mutating func add(_ span: RecordedSpan) {
        guard builder.begin(record: span.id, at: span.start) else { return }
        builder.note(time: span.end)
        if builder.agent.model == nil { builder.agent.model = span.model }
        switch span.kind {
        case .tool:
            tool(span)
            inside += span.children.reduce(0) { $0 + $1.all.count }
            return
        case .model:
            if let text = RecordedSpan.said(span.output), !text.isEmpty {
                say(text, span)
            } else if span.error == nil {
                builder.agent(model: span.model, at: span.start)
            }
        case .agent, .other: break
        }
        for child in span.children { add(child) }
    }

    private mutating func tool(_ span: RecordedSpan) {
        hasActed = true
        guard
            let place = builder.call(id: span.id, tool: span.name, arguments: span.arguments, at: span.start)
        else { return }
        let (text, failed) = span.result
        var signs = ToolStatus.Signs(failed: failed)
        if span.error != nil { signs.failed = true }
        guard span.output != nil || span.error != nil else { return }
        builder.result(
            for: place,
            text: text.isEmpty ? span.error ?? "" : text,
            signs: signs,
            at: span.end
        )
    }

    /// Reads the longest conversation with a model where actions have no spans of their own.
    private mutating func dialogue(of root: RecordedSpan) -> Bool {
        let models = root.all.filter { $0.kind == .model }
        var best: (messages: [JSON], span: RecordedSpan)?
        for span in models {
            let list = (span.input?["messages"] ?? span.input)?.array ?? []
            if list.count > best?.messages.count ?? 0 { best = (list, span) }
        }
        guard let best else { return false }
        var dialogue = Dialogue()
        for message in best.messages { dialogue.append(message) }
        let answer = best.span.output
        if let message = answer?["choices"]?[0]?["message"] ?? (answer?.has("role") == true ? answer : nil) {
            dialogue.append(message)
        }
        guard dialogue.messages.contains(where: { !$0.calls.isEmpty }) else { return false }
        var feeder = DialogueFeeder()
        for message in dialogue.messages where message.role != .user || !builder.isEmpty && message.text.isEmpty {
            feeder.feed(message, into: &builder)
            hasActed = hasActed || message.role == .agent
            if message.role == .agent { lastSaid = message.text }
        }
        return true
    }
}
