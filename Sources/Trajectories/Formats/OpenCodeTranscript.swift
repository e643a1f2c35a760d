internal import Foundations
internal import JSON

/// Builds a session from the messages of OpenCode and their parts.
struct OpenCodeTranscript {
    var builder: SessionBuilder
    /// Whether there is a message of the agent.
    private(set) var hasAgent = false
    /// The kinds of parts that are not known.
    private(set) var unknown: [String] = []

    private var step = 0
    private var hasContent = false
    private var message = ""
    private var model: String?

    init(builder: SessionBuilder) { self.builder = builder }

    /// Reads a message with its parts. Without properties it is the agent's: a headless run prints no other.
    mutating func read(_ info: JSON?, id: String, parts: [(value: JSON, time: Double?)]) {
        let time = info?["time"]?["created"]?.time
        guard builder.begin(record: id.isEmpty ? nil : id, at: time) else { return }
        switch info?["role"]?.string {
        case "user": user(parts.map(\.value), at: time)
        case "assistant", nil: agent(info, id: id, parts: parts, at: time)
        case let role?: unknown.append(role)
        }
    }

    // MARK: The user

    /// Reads a message of the user. What the harness adds to it is in parts of their own.
    private mutating func user(_ parts: [JSON], at time: Double?) {
        var said: [String] = []
        var added: [String] = []
        for part in parts {
            switch part["type"]?.string ?? "" {
            case "text" where part["ignored"]?.bool == true: break
            case "text":
                let text = part["text"]?.excerpt() ?? ""
                if part["synthetic"]?.bool == true { added.append(text) } else { said.append(text) }
            case "subtask": said.append(part["prompt"]?.excerpt() ?? "")
            case "file": said.append("[file: \(part["filename"]?.string ?? part["mime"]?.string ?? "")]")
            case "agent", "compaction", "snapshot", "patch": break
            case let type: unknown.append(type)
            }
        }
        let text = said.filter { !$0.isEmpty }.joined(separator: "\n")
        if !text.isEmpty { builder.user(text, at: time) }
        for text in added where !text.isEmpty { builder.system(text, at: time) }
    }

    // MARK: The agent

    private mutating func agent(_ info: JSON?, id: String, parts: [(value: JSON, time: Double?)], at time: Double?) {
        if info?["summary"]?.bool == true {
            let text = parts.compactMap { $0.value["text"]?.excerpt() }.joined(separator: "\n")
            if !text.isEmpty { builder.system(text, at: time) }
            return
        }
        (message, step, hasContent) = (id, 0, false)
        model = info?["modelID"]?.string
        if builder.agent.model == nil { builder.agent.model = model }
        if builder.workspace == nil { builder.workspace = info?["path"]?["cwd"]?.string }
        builder.note(time: info?["time"]?["completed"]?.time)
        builder.outcome = .unknown
        var usage: Usage?
        for part in parts {
            read(part.value, at: part.time ?? part.value["time"]?["start"]?.time ?? time)
            guard part.value["type"]?.string == "step-finish", let told = Self.usage(part.value) else { continue }
            var sum = usage ?? Usage()
            sum += told
            usage = sum
        }
        if let used = usage ?? info.flatMap(Self.usage) { builder.usage += used }
        if let error = info?["error"], !error.isNull { fail(error, at: time) }
    }

    private mutating func read(_ part: JSON, at time: Double?) {
        switch part["type"]?.string ?? "" {
        case "step-start":
            if hasContent { step += 1 }
            hasContent = false
        case "text" where part["synthetic"]?.bool == true:
            builder.system(part["text"]?.excerpt() ?? "", at: time)
        case "text": add(part["text"]?.excerpt() ?? "", at: time)
        case "reasoning": add("", reasoning: part["text"]?.excerpt(), at: time)
        case "tool": tool(part, at: part["state"]?["time"]?["start"]?.time ?? time)
        case "step-finish", "file", "patch", "snapshot", "agent", "retry", "compaction", "subtask": break
        case let type: unknown.append(type)
        }
    }

    private mutating func add(_ text: String, reasoning: String? = nil, at time: Double?) {
        hasAgent = true
        hasContent = true
        let thought = reasoning?.isEmpty == false ? reasoning : nil
        builder.agent(text, reasoning: thought, message: "\(message)#\(step)", model: model, at: time)
    }

    /// Reads the end of a message by an error. Stopping the agent is one of them.
    private mutating func fail(_ error: JSON, at time: Double?) {
        if error["name"]?.string == "MessageAbortedError" {
            if !builder.isStopped { builder.interruption(at: time) }
        } else {
            let words = OpenCodeSession.words(of: error)
            builder.system(words, at: time)
            builder.outcome = Outcome(.failure, source: .crash, detail: "error: " + words.prefix(200))
        }
    }

    private static func usage(_ value: JSON) -> Usage? {
        guard let tokens = value["tokens"], tokens.kind == .object else { return nil }
        var usage = Usage()
        usage.cachedTokens = tokens["cache"]?["read"]?.tokens ?? 0
        usage.promptTokens =
            (tokens["input"]?.tokens ?? 0) + usage.cachedTokens + (tokens["cache"]?["write"]?.tokens ?? 0)
        usage.completionTokens = (tokens["output"]?.tokens ?? 0) + (tokens["reasoning"]?.tokens ?? 0)
        usage.costUSD = value["cost"]?.amount ?? 0
        return usage
    }

    // MARK: Actions

    /// Reads an action, whose result is in the same part when it has ended.
    private mutating func tool(_ part: JSON, at time: Double?) {
        add("", at: time)
        let state = part["state"]
        let id = part["callID"]?.string ?? part["id"]?.string
        let tool = part["tool"]?.string ?? ""
        let input = state?["input"]?.arguments ?? []
        builder.call(id: id, tool: tool, arguments: input, at: time)
        if tool == "skill", let name = state?["input"]?["name"]?.string { builder.skill(name, .invoked) }
        guard let status = state?["status"]?.string, status == "completed" || status == "error" else { return }
        let metadata = state?["metadata"]
        let signs = ToolStatus.Signs(failed: status == "error", exitCode: metadata?["exit"]?.int)
        let error = state?["error"]?.words ?? ""
        let output = (state?["output"] ?? metadata?["output"])?.words ?? ""
        let text = [output, error].filter { !$0.isEmpty }.joined(separator: "\n")
        let end = state?["time"]?["end"]?.time ?? time
        builder.result(of: id, text: text, signs: signs, at: end)
        guard error.hasPrefix("The user rejected"), !builder.isStopped else { return }
        builder.interruption(.denial, at: end)
        guard let said = error.firstByteRange(of: "following feedback: ") else { return }
        builder.user(String(error[said.upperBound...]), at: end)
    }
}
