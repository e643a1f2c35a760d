internal import Foundations
internal import JSON

/// The transcripts of Antigravity (`transcript.jsonl`, `transcript_full.jsonl`): one record for each message, each
/// answer of the model and each result. A result has no identifier of its call, only a kind.
struct Antigravity: TrajectoryFormat {
    static var name: String { "antigravity" }

    private let file: FileContext
    private var builder = SessionBuilder(format: Self.name)
    private var identity: String?
    private var answers = 0
    /// The calls without a result, in order.
    private var open: [(id: String, tool: String)] = []
    /// Commands that run in the background, by the identifier of their task.
    private var tasks: [String: String] = [:]
    private var hasAgent = false

    init(file: FileContext) {
        self.file = file
        builder.agent.name = Self.name
    }

    static func recognises(_ sample: FormatSample) -> Bool {
        guard !sample.rootIsArray else { return false }
        return sample.any { record in
            record["step_index"]?.kind == .number && record["source"]?.kind == .string
                && record["type"]?.kind == .string && record["status"]?.kind == .string
        }
    }

    mutating func read(_ record: JSONRecord, into output: inout SessionOutput) {
        let value = record.value
        guard let type = value["type"]?.string else { return output.skipUnknown("no type") }
        let time = value["created_at"]?.time
        // A transcript names no session. Its first record stays when it grows.
        identity = identity ?? "antigravity-\(Fingerprint(ofSource: value))"
        _ = builder.begin(record: nil, at: time)
        let text = value["content"]?.words ?? ""
        switch type {
        case "USER_INPUT": user(text, at: time)
        case "PLANNER_RESPONSE": answer(value, text, at: time)
        case "CONVERSATION_HISTORY": break
        default:
            if value["source"]?.string == "MODEL" {
                result(type, value, text, at: time)
            } else if !finishesTask(text, at: time), !text.isEmpty {
                builder.system(text, at: time)
            }
        }
    }

    mutating func finish(into output: inout SessionOutput) {
        guard hasAgent else { return }
        builder.id = identity
        output.emit(builder.finish(fallbackID: file.digest))
    }

    // MARK: The user

    private mutating func user(_ text: String, at time: Double?) {
        open = []
        if let model = ClaudePrompt.between("setting `Model Selection` from ", "\n", in: text),
            let start = model.firstByteRange(of: " to ")
        {
            var name = model[start.upperBound...].trimmed
            if name.hasSuffix(".") { name.removeLast() }
            builder.agent.model = builder.agent.model ?? name
        }
        let prompt = EnvelopedPrompt(text, tag: "USER_REQUEST")
        if let words = prompt.prompt { builder.user(words, at: time) }
        if !prompt.context.isEmpty { builder.system(prompt.context, at: time) }
    }

    // MARK: The agent

    private mutating func answer(_ value: JSON, _ text: String, at time: Double?) {
        hasAgent = true
        answers += 1
        open = []
        let thought = value["thinking"]?.excerpt() ?? ""
        builder.agent(
            text,
            reasoning: thought.isEmpty ? nil : thought,
            model: builder.agent.model,
            usage: Self.usage(value),
            at: time
        )
        for (index, call) in (value["tool_calls"]?.array ?? []).enumerated() {
            let tool = call["name"]?.string ?? ""
            let id = "\(answers).\(index)"
            let arguments = Self.arguments(call["args"] ?? call["arguments"])
            open.append((id, tool))
            builder.call(id: id, tool: tool, arguments: arguments, at: time)
            guard builder.workspace == nil, tool == "run_command" else { continue }
            builder.workspace = arguments.first { $0.name == "Cwd" }?.value
        }
        if value["status"]?.string?.hasPrefix("CANCEL") == true, !builder.isStopped { builder.interruption(at: time) }
    }

    private static func usage(_ value: JSON) -> Usage? {
        guard value.has("input_tokens") || value.has("output_tokens") else { return nil }
        var usage = Usage()
        usage.promptTokens = value["input_tokens"]?.tokens ?? 0
        usage.cachedTokens = value["cache_read_tokens"]?.tokens ?? 0
        usage.completionTokens = value["output_tokens"]?.tokens ?? 0
        return usage
    }

    /// Reads arguments, each of which is a text in JSON: `"\"a.txt\""`.
    private static func arguments(_ value: JSON?) -> [ToolCall.Argument] {
        DialogueMessage.arguments(value).map { argument in
            guard argument.value.first == "\"", let text = try? JSON(parsing: Array(argument.value.utf8)).string else {
                return argument
            }
            return ToolCall.Argument(name: argument.name, value: text)
        }
    }

    // MARK: Results

    /// Reads a result, or the start of a command in the background.
    private mutating func result(_ type: String, _ value: JSON, _ text: String, at time: Double?) {
        let status = value["status"]?.string ?? ""
        let id = call(for: type, at: time)
        guard status != "RUNNING", status != "PENDING", status != "WAITING" else {
            if let task = ClaudePrompt.between("background task with task id: ", "\n", in: text) {
                tasks[task[...].trimmed] = id
            } else {
                open.insert((id, Self.tools(of: type).first ?? ""), at: 0)
            }
            return
        }
        var signs = ToolStatus.Signs(exitCode: StatedExitCode.code(in: text))
        if status.hasPrefix("ERROR") || status.hasPrefix("CANCEL") { signs.failed = true }
        if text.isEmpty, status == "DONE" { signs.failed = false }
        builder.result(of: id, text: text, signs: signs, at: time)
        if status.hasPrefix("CANCEL"), !builder.isStopped { builder.interruption(.denial, at: time) }
    }

    /// Returns the call that a result of this kind belongs to: the first open one with a tool of that kind, otherwise
    /// the first open one. A result whose call is not recorded is an action of its own.
    private mutating func call(for type: String, at time: Double?) -> String {
        let tools = Self.tools(of: type)
        if let place = open.firstIndex(where: { tools.contains($0.tool) }) ?? open.indices.first {
            return open.remove(at: place).id
        }
        hasAgent = true
        answers += 1
        let id = "\(answers).0"
        builder.call(id: id, tool: tools.first ?? type.lowercased(), arguments: [], isResultOnly: true, at: time)
        return id
    }

    /// The tools whose results have a kind.
    private static func tools(of type: String) -> [String] {
        switch type {
        case "LIST_DIRECTORY": ["list_dir"]
        case "VIEW_FILE": ["view_file", "view_file_outline", "view_content_chunk"]
        case "FIND": ["find_by_name"]
        case "CODE_ACTION":
            ["write_to_file", "write_file", "replace_file_content", "multi_replace_file_content", "edit_file"]
        case "SEARCH_WEB": ["search_web"]
        default: [type.lowercased()]
        }
    }

    /// Whether a message of the system has the result of a command in the background, which is then added.
    private mutating func finishesTask(_ text: String, at time: Double?) -> Bool {
        guard let task = ClaudePrompt.between("Task id \"", "\"", in: text), let id = tasks.removeValue(forKey: task),
            let end = text.firstByteRange(of: "finished with result:")
        else { return false }
        let result = text[end.upperBound...].trimmed
        let body = result.hasSuffix("</SYSTEM_MESSAGE>") ? result.dropLast("</SYSTEM_MESSAGE>".count).trimmed : result
        builder.result(of: id, text: body, signs: .init(exitCode: StatedExitCode.code(in: body)), at: time)
        return true
    }
}
