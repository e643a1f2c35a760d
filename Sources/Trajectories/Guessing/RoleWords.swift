/// What the value of a role or of a type says of a step.
enum StepKind: Hashable {
    case user, agent, system, call, result
    /// A tool: its call, its result, or both.
    case tool
    /// Neither a message nor an action: a header, a count, a mark.
    case mark
}

/// The vocabulary of roles and types.
enum RoleWords {
    private static let tools: Set<String> = ["tool", "tools", "function", "fn", "func", "plugin", "mcp"]
    private static let calls: Set<String> = [
        "call", "calls", "use", "invoke", "invocation", "invoked", "action", "command", "cmd", "exec", "execute", "act",
        "do",
    ]
    private static let results: Set<String> = [
        "result", "results", "response", "output", "observation", "obs", "return", "returned", "returns", "outcome",
        "feedback",
    ]
    private static let users: Set<String> = ["user", "human", "customer", "client", "person", "requester", "caller"]
    private static let agents: Set<String> = [
        "assistant", "agent", "model", "ai", "bot", "llm", "gpt", "robot", "copilot",
    ]
    private static let surroundings: Set<String> = [
        "environment", "env", "shell", "terminal", "runtime", "sandbox", "executor", "interpreter", "computer",
    ]
    private static let systems: Set<String> = [
        "system", "developer", "harness", "context", "setup", "reminder", "sys", "instructions",
    ]
    private static let requests: Set<String> = [
        "prompt", "question", "instruction", "request", "query", "ask", "task", "goal",
    ]
    private static let replies: Set<String> = [
        "answer", "reply", "completion", "thought", "thinking", "reasoning", "final", "plan", "say", "says", "said",
        "think",
    ]
    private static let starts: Set<String> = ["request", "start", "started", "begin", "requested"]
    private static let ends: Set<String> = ["end", "ended", "finish", "finished", "completed", "complete", "done"]
    private static let marks: Set<String> = [
        "meta", "metadata", "header", "info", "session", "config", "usage", "stats", "status", "log", "debug", "trace",
        "start", "end", "begin", "stop", "summary", "checkpoint", "heartbeat", "ping", "version", "init", "footer",
        "turn", "run", "opened", "closed", "open", "close", "job", "episode", "created", "resumed",
    ]

    /// Returns what a value says, and whether that is beyond doubt; nil for an unknown value.
    static func kind(of value: String) -> (kind: StepKind, isCertain: Bool)? {
        let words = Set(Names.words(value))
        func has(_ list: Set<String>) -> Bool { !words.isDisjoint(with: list) }
        guard !words.isEmpty, words.count <= 5 else { return nil }
        if has(tools) {
            if has(results) || has(ends) { return (.result, true) }
            if has(calls) || has(starts) { return (.call, true) }
            return words.count == 1 ? (.tool, true) : nil
        }
        if has(calls), has(results) || has(ends) { return (.result, true) }
        if has(users) { return has(agents) ? nil : (.user, true) }
        if has(agents) {
            if has(calls) { return (.call, true) }
            return has(marks) ? (.mark, false) : (.agent, true)
        }
        if has(surroundings) { return has(calls) ? nil : (.result, true) }
        if has(["observation", "obs", "see", "saw", "observe", "observed"]) { return (.result, true) }
        if has(calls) { return (.call, words.count == 1) }
        if words.count > 2 { return nil }
        if has(systems) { return (.system, true) }
        if has(requests) { return (.user, false) }
        if has(replies) { return (.agent, false) }
        if has(["result", "output", "outcome", "return", "returns"]) { return (.result, false) }
        if words.isSubset(of: marks) { return (.mark, false) }
        return nil
    }
}
