internal import JSON

/// The output of `codex exec --json`: threads, turns and items, without the request and without times.
struct CodexExec: TrajectoryFormat {
    static var name: String { "codex-exec" }

    private let file: FileContext
    private var builder: SessionBuilder
    private var sessions = 0
    /// The number of the run, because item ids start again with each run of a thread.
    private var runs = 0
    private var modelCalls = 0
    private var isCallClosed = true
    private var failure: String?
    private var usage = Usage()

    init(file: FileContext) {
        self.file = file
        builder = Self.builder()
    }

    private static func builder() -> SessionBuilder {
        var builder = SessionBuilder(format: name)
        builder.agent.name = "codex"
        return builder
    }

    static func recognises(_ sample: FormatSample) -> Bool {
        sample.any { record in
            switch record["type"]?.string {
            case "thread.started": record["thread_id"]?.kind == .string
            case "item.started", "item.updated", "item.completed": record["item"]?["type"]?.kind == .string
            default: false
            }
        }
    }

    mutating func read(_ record: JSONRecord, into output: inout SessionOutput) {
        let value = record.value
        switch value["type"]?.string ?? "" {
        case "thread.started": start(value["thread_id"]?.string, into: &output)
        case "turn.started": isCallClosed = true
        case "item.started", "item.updated": item(value["item"], isDone: false, into: &output)
        case "item.completed": item(value["item"], isDone: true, into: &output)
        case "turn.completed":
            failure = nil
            guard let told = value["usage"] else { return }
            usage.promptTokens = told["input_tokens"]?.tokens ?? 0
            usage.cachedTokens = told["cached_input_tokens"]?.tokens ?? 0
            usage.completionTokens = told["output_tokens"]?.tokens ?? 0
        case "turn.failed": failure = "turn.failed: " + (value["error"]?["message"]?.words ?? "").prefix(200)
        case "error":
            let text = value["message"]?.words ?? ""
            builder.system(text)
            failure = "error: " + text.prefix(200)
        case let type: output.skipUnknown(type.isEmpty ? "no type" : type)
        }
    }

    mutating func finish(into output: inout SessionOutput) {
        defer { sessions += 1 }
        builder.usage += usage
        if let failure { builder.outcome = Outcome(.failure, source: .crash, detail: failure) }
        output.emit(builder.finish(fallbackID: "\(file.digest)#\(sessions)"))
        builder = Self.builder()
        usage = Usage()
        failure = nil
    }

    /// Starts a thread. A resumed thread is the same session in another run; another thread is another session.
    private mutating func start(_ thread: String?, into output: inout SessionOutput) {
        if let id = builder.id, id != thread { finish(into: &output) }
        builder.id = thread
        runs += 1
        isCallClosed = true
    }

    private mutating func agent(_ text: String, reasoning: String? = nil) {
        if isCallClosed { modelCalls += 1 }
        isCallClosed = false
        builder.agent(text, reasoning: reasoning, message: "call \(modelCalls)")
    }

    // MARK: Items

    private mutating func item(_ item: JSON?, isDone: Bool, into output: inout SessionOutput) {
        guard let item, let type = item["type"]?.string else { return }
        let id = "\(runs) " + (item["id"]?.string ?? "")
        switch type {
        case "reasoning", "agent_message", "error":
            guard isDone, builder.begin(record: "\(builder.id ?? "") \(id)") else { return }
            let text = (item["text"] ?? item["message"])?.excerpt() ?? ""
            if type == "error" {
                builder.system(text)
            } else if type == "reasoning" {
                agent("", reasoning: text)
            } else {
                agent(text)
            }
        case "command_execution":
            act(
                item,
                id,
                isDone,
                "shell",
                [ToolCall.Argument(name: "command", value: item["command"]?.excerpt() ?? "")]
            )
        case "file_change": act(item, id, isDone, "apply_patch", Self.changes(item["changes"]))
        case "mcp_tool_call", "collab_tool_call":
            let server = item["server"]?.string.map { "mcp__\($0)__" } ?? ""
            act(item, id, isDone, server + (item["tool"]?.string ?? ""), CodexOutput.arguments(item["arguments"]))
        case "web_search":
            act(
                item,
                id,
                isDone,
                "web_search",
                [ToolCall.Argument(name: "query", value: item["query"]?.excerpt() ?? "")]
            )
        case "todo_list": break
        default: output.skipUnknown(type)
        }
    }

    private mutating func act(
        _ item: JSON,
        _ id: String,
        _ isDone: Bool,
        _ tool: String,
        _ arguments: [ToolCall.Argument]
    ) {
        if builder.begin(record: "\(builder.id ?? "") \(id)") {
            agent("")
            builder.call(id: id, tool: tool, arguments: arguments)
        }
        guard isDone else { return }
        let status = item["status"]?.string
        var signs = ToolStatus.Signs(
            failed: status == "failed" || status == "declined" ? true : nil,
            exitCode: item["exit_code"]?.int
        )
        if let error = item["error"], !error.isNull { signs.failed = true }
        if signs.failed == nil, status == "completed" || item["type"]?.string == "web_search" { signs.failed = false }
        let text = item["aggregated_output"] ?? item["result"]?["content"] ?? item["error"]?["message"]
        builder.result(of: id, text: text?.words ?? "", signs: signs)
        if status == "declined" { builder.interruption(.denial) }
        isCallClosed = true
    }

    private static func changes(_ value: JSON?) -> [ToolCall.Argument] {
        var arguments: [ToolCall.Argument] = []
        for change in value?.array ?? [] {
            arguments.append(ToolCall.Argument(name: "path", value: change["path"]?.string ?? ""))
            if let kind = change["kind"] { arguments.append(ToolCall.Argument(name: "kind", value: kind.plainText)) }
        }
        return arguments
    }
}
