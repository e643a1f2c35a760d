internal import Foundations
internal import JSON

/// Builds one session of Claude Code from the records that its session files and its output stream have in common:
/// Anthropic messages in records of `user` and `assistant`.
struct ClaudeTranscript {
    var builder: SessionBuilder
    /// Whether a person or a tool took part. Sub-agents that were only started in advance have neither.
    private(set) var isInhabited = false
    /// Whether the user stopped the agent and has not written since.
    private var isStopped = false
    private var nameless = 0
    private var available: Set<String> = []

    init(format: String, id: String?) {
        builder = SessionBuilder(format: format, id: id)
        builder.agent.name = "claude-code"
    }

    // MARK: The agent

    mutating func assistant(_ record: JSON, at time: Double?) {
        guard let message = record["message"], message.kind == .object else { return }
        let model = message["model"]?.string
        if record["isApiErrorMessage"]?.bool == true || model == "<synthetic>" {
            builder.system(message["content"]?.words ?? "", at: time)
            return
        }
        isStopped = false
        let key = (message["id"] ?? record["requestId"] ?? record["uuid"])?.string ?? namelessKey()
        builder.agent(message: key, model: model, usage: message["usage"].map(Self.usage), at: time)
        if let name = record["attributionSkill"]?.string { builder.skill(name, .invoked) }
        if let text = message["content"]?.excerpt() {
            builder.agent(text, message: key)
        } else {
            for block in (message["content"]?.array ?? []) { piece(block, of: key, at: time) }
        }
        if record["isAbortedMidStream"]?.bool == true { stop(.interruption, at: time) }
    }

    private mutating func piece(_ block: JSON, of key: String, at time: Double?) {
        switch block["type"]?.string ?? "" {
        case "text": builder.agent(block["text"]?.excerpt() ?? "", message: key)
        case "thinking":
            if let thought = block["thinking"]?.excerpt(), !thought.isEmpty {
                builder.agent(reasoning: thought, message: key)
            }
        case "tool_use", "server_tool_use", "mcp_tool_use":
            isInhabited = true
            builder.call(
                id: block["id"]?.string,
                tool: block["name"]?.string ?? "",
                arguments: block["input"]?.arguments ?? [],
                at: time
            )
        case let type where type.hasSuffix("_tool_result"):
            builder.result(of: block["tool_use_id"]?.string, text: block["content"]?.words ?? "", at: time)
        default: break
        }
    }

    private mutating func namelessKey() -> String {
        nameless += 1
        return "message \(nameless)"
    }

    static func usage(_ value: JSON) -> Usage {
        var usage = Usage()
        let cached = value["cache_read_input_tokens"]?.tokens ?? 0
        usage.promptTokens =
            (value["input_tokens"]?.tokens ?? 0) + (value["cache_creation_input_tokens"]?.tokens ?? 0) + cached
        usage.cachedTokens = cached
        usage.completionTokens = value["output_tokens"]?.tokens ?? 0
        return usage
    }

    // MARK: User messages: people, results, and injections of the harness

    mutating func user(_ record: JSON, at time: Double?) {
        guard
            let content = record["message"]?["content"] ?? record["message"].flatMap({ $0.kind == .string ? $0 : nil })
        else { return }
        let isInjected = Self.isInjected(record)
        guard content.kind == .array else {
            say([content.excerpt() ?? ""], isInjected: isInjected, at: time)
            return
        }
        let results = content.elements.count { $0["type"]?.string == "tool_result" }
        var texts: [String] = []
        for block in content.elements {
            if block["type"]?.string == "tool_result" {
                result(
                    block,
                    extra: results == 1 ? record["toolUseResult"] ?? record["tool_use_result"] : nil,
                    record: record,
                    at: time
                )
            } else {
                let text = block.words
                if !text.isEmpty { texts.append(text) }
            }
        }
        say(texts, isInjected: isInjected, at: time)
    }

    /// Adds a message that a person typed while the agent worked.
    mutating func steering(_ text: String, at time: Double?) {
        guard case .prompt(let words) = ClaudePrompt(text) else { return builder.system(text, at: time) }
        isInhabited = true
        isStopped = false
        builder.user(words, signal: .correction, at: time)
    }

    private static func isInjected(_ record: JSON) -> Bool {
        for flag in ["isMeta", "isCompactSummary", "isVisibleInTranscriptOnly", "isSynthetic"]
        where record[flag]?.bool == true { return true }
        let origin = record["origin"]?["kind"]?.string ?? ""
        return origin.containsBytes(of: "notification") || origin.containsBytes(of: "hook")
    }

    private mutating func say(_ texts: [String], isInjected: Bool, at time: Double?) {
        var prompt: [String] = []
        for text in texts where !text.isEmpty {
            if text.hasPrefix("Base directory for this skill:") { loadedSkill(text) }
            if isInjected {
                builder.system(text, at: time)
                continue
            }
            switch ClaudePrompt(text) {
            case .prompt(let words): prompt.append(words)
            case .context(let words): builder.system(words, at: time)
            case .interruption: stop(.interruption, text: text, at: time)
            case .command(let name, let arguments):
                if available.contains(name) { builder.skill(name, .invoked) }
                prompt.append(arguments.isEmpty ? "/" + name : "/\(name) \(arguments)")
            }
        }
        guard !prompt.isEmpty else { return }
        isInhabited = true
        isStopped = false
        builder.user(prompt.joined(separator: "\n"), at: time)
    }

    private mutating func stop(_ signal: UserSignal, text: String = "", at time: Double?) {
        // A refused action is followed by a note that the request was interrupted: one event, recorded twice.
        guard !isStopped else { return }
        isStopped = true
        builder.interruption(signal, text: text, at: time)
    }

    // MARK: Results

    mutating func result(_ block: JSON, extra: JSON?, record: JSON, at time: Double?) {
        isInhabited = true
        let text = (block["content"] ?? extra?["stdout"])?.words ?? ""
        var signs = ToolStatus.Signs(failed: block["is_error"]?.bool)
        if let extra { Self.read(extra, into: &signs) }
        // A tool of another server may answer in the words of the harness.
        let isOfHarness = builder.tool(ofOpenCall: block["tool_use_id"]?.string)?.hasPrefix("mcp__") != true
        let refused =
            record["toolDenialKind"]?.string?.contains("user") ?? (isOfHarness && ToolStatus.wasRefusedByPerson(text))
        if refused { signs.failed = true }
        builder.result(of: block["tool_use_id"]?.string, text: text, signs: signs, at: time)
        guard refused else { return }
        stop(.denial, at: time)
        guard let said = text.firstByteRange(of: "the user said:\n") else { return }
        builder.user(String(text[said.upperBound...]), at: time)
    }

    private static func read(_ extra: JSON, into signs: inout ToolStatus.Signs) {
        if let text = extra.text(head: 16, tail: 0)?.text {
            if text.hasPrefix("Error") { signs.failed = true }
            return
        }
        if extra["interrupted"]?.bool == true { signs.timedOut = true }
        if extra["is_error"]?.bool == true { signs.failed = true }
        if let code = extra["exitCode"]?.int { signs.exitCode = code }
        // A failed shell always has the flag; a successful one often has none.
        if signs.failed == nil, extra.has("stdout") { signs.failed = false }
    }

    // MARK: Skills

    mutating func skillsAvailable(_ names: JSON?) {
        guard let names else { return }
        for name in names.elements {
            guard let name = name.string ?? name["name"]?.string else { continue }
            available.insert(name)
            builder.skill(name, .available)
        }
    }

    private mutating func loadedSkill(_ text: String) {
        let line = text.prefix { !$0.isNewline }
        guard let name = line.split(separator: "/").last else { return }
        builder.skill(String(name), .loaded)
    }
}
