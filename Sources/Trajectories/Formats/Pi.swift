internal import JSON

/// The session files of pi and of its relatives (OpenClaw, oh-my-pi): JSON Lines under a header `session`.
///
/// Later versions keep a tree of entries. It is read in the order of the file, because the steps on a branch that the
/// user left were done too; going back is a correction.
struct Pi: TrajectoryFormat {
    static var name: String { "pi" }

    private let file: FileContext
    private var builder: SessionBuilder
    private var hasHeader = false
    private var lastEntry: String?
    private var entries: Set<String> = []
    private var failure: String?

    init(file: FileContext) {
        self.file = file
        builder = SessionBuilder(format: Self.name)
        builder.agent.name = "pi"
    }

    static func recognises(_ sample: FormatSample) -> Bool {
        guard !sample.rootIsArray, !SessionTrace.recognises(sample) else { return false }
        return sample.records.prefix(3).contains { record in
            record["type"]?.string == "session" && record["id"]?.kind == .string
                && (record.has("cwd") || record.has("version"))
        }
    }

    mutating func read(_ record: JSONRecord, into output: inout SessionOutput) {
        let value = record.value
        let type = value["type"]?.string ?? ""
        guard type != "session" else { return header(value) }
        let time = value["timestamp"]?.time
        let stamp = value["timestamp"]?.string ?? ""
        let identity =
            value["id"]?.string ?? value["message"].map {
                "\($0["role"]?.string ?? "") \($0["toolCallId"]?.string ?? "")"
            } ?? type
        guard builder.begin(record: "\(identity) @ \(stamp)", at: time) else { return }
        let hasGoneBack = hasGoneBack(to: value)
        switch type {
        case "message": message(value["message"], hasGoneBack: hasGoneBack, at: time)
        case "compaction", "branch_summary": context(value["summary"], at: time)
        case "custom_message":
            if value["customType"]?.string?.hasPrefix("openclaw") == true { builder.agent.name = "openclaw" }
            context(value["content"], at: time)
        case "model_change", "thinking_level_change", "custom", "label", "session_info": break
        default: output.skipUnknown(type.isEmpty ? "no type" : type)
        }
    }

    mutating func finish(into output: inout SessionOutput) {
        if let failure { builder.outcome = Outcome(.failure, source: .crash, detail: failure) }
        output.emit(builder.finish(fallbackID: file.digest))
    }

    private mutating func header(_ value: JSON) {
        guard !hasHeader else { return }
        hasHeader = true
        builder.id = value["id"]?.string
        builder.workspace = value["cwd"]?.string
        builder.note(time: value["timestamp"]?.time)
        // A branch names the file of its origin, and counts with it.
        if let origin = (value["parentSession"] ?? value["branchedFrom"])?.string {
            let name = origin.split(separator: "/").last ?? ""
            let stem = name.hasSuffix(".jsonl") ? name.dropLast(6) : name
            builder.parent = stem.split(separator: "_").last.map(String.init)
        }
    }

    /// Whether an entry continues an entry before the last one.
    private mutating func hasGoneBack(to value: JSON) -> Bool {
        guard let id = value["id"]?.string else { return false }
        defer {
            lastEntry = id
            entries.insert(id)
        }
        guard let parent = value["parentId"]?.string else { return false }
        return parent != lastEntry && entries.contains(parent)
    }

    private mutating func context(_ content: JSON?, at time: Double?) {
        let text = content?.words ?? ""
        if !text.isEmpty { builder.system(text, at: time) }
    }

    // MARK: Messages

    private mutating func message(_ message: JSON?, hasGoneBack: Bool, at time: Double?) {
        guard let message else { return }
        switch message["role"]?.string {
        case "user": user(message["content"]?.words ?? "", hasGoneBack: hasGoneBack, at: time)
        case "assistant": assistant(message, at: time)
        case "toolResult": result(message, at: time)
        case "bashExecution":
            // A command of the user, whose output the agent sees.
            builder.system("$ \(message["command"]?.excerpt() ?? "")\n\(message["output"]?.excerpt() ?? "")", at: time)
        default: context(message["content"] ?? message["summary"], at: time)
        }
    }

    private mutating func user(_ text: String, hasGoneBack: Bool, at time: Double?) {
        guard !text.isEmpty else { return }
        if text.hasPrefix("A new session was started via /new or /reset.") {
            builder.agent.name = "openclaw"
            builder.system(text, at: time)
        } else {
            builder.user(text, signal: hasGoneBack ? .correction : nil, at: time)
        }
    }

    private mutating func assistant(_ message: JSON, at time: Double?) {
        if message["provider"]?.string == "openclaw" {
            builder.agent.name = "openclaw"
            return context(message["content"], at: time)
        }
        failure = nil
        builder.agent(
            message["content"]?.words ?? "",
            reasoning: Self.reasoning(message["content"]),
            model: message["model"]?.string,
            usage: message["usage"].map(Self.usage),
            at: time
        )
        for block in message["content"]?.array ?? [] where block["type"]?.string == "toolCall" {
            builder.call(
                id: block["id"]?.string,
                tool: block["name"]?.string ?? "",
                arguments: block["arguments"]?.arguments ?? [],
                at: time
            )
        }
        switch message["stopReason"]?.string {
        case "aborted": builder.interruption(at: time)
        case "error": failure = "stopReason error: " + (message["errorMessage"]?.words ?? "").prefix(200)
        default: break
        }
    }

    private static func reasoning(_ content: JSON?) -> String? {
        let thoughts = (content?.array ?? []).compactMap {
            $0["type"]?.string == "thinking" ? $0["thinking"]?.excerpt() : nil
        }
        let text = thoughts.filter { !$0.isEmpty }.joined(separator: "\n")
        return text.isEmpty ? nil : text
    }

    private static func usage(_ value: JSON) -> Usage {
        var usage = Usage()
        usage.cachedTokens = value["cacheRead"]?.tokens ?? 0
        usage.promptTokens = (value["input"]?.tokens ?? 0) + usage.cachedTokens + (value["cacheWrite"]?.tokens ?? 0)
        usage.completionTokens = value["output"]?.tokens ?? 0
        usage.costUSD = value["cost"]?["total"]?.amount ?? 0
        return usage
    }

    /// Returns the signs of a failure from the flag and from the details, because the flag can say success while the
    /// details report an error.
    private mutating func result(_ message: JSON, at time: Double?) {
        let details = message["details"]
        var signs = ToolStatus.Signs(
            failed: message["isError"]?.bool,
            exitCode: (details?["exitCode"] ?? details?["exit_code"])?.int
        )
        if ["error", "failed"].contains(details?["status"]?.string ?? "") { signs.failed = true }
        if details?["cancelled"]?.bool == true { signs.failed = true }
        builder.result(of: message["toolCallId"]?.string, text: message["content"]?.words ?? "", signs: signs, at: time)
    }
}
