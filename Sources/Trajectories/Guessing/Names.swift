/// The words in a name: `toolCallId`, `tool-call-id` and `tool_call_id` have the same three.
struct Names {
    /// The words in lower case.
    static func words(_ name: String) -> [String] {
        var words: [String] = []
        var word = ""
        var previous: Character = "_"
        for character in name.prefix(80) {
            let startsWord = character.isUppercase && !previous.isUppercase
            if (startsWord || !character.isLetter && !character.isNumber) && !word.isEmpty {
                words.append(word)
                word = ""
            }
            if character.isLetter || character.isNumber { word += character.lowercased() }
            previous = character
        }
        if !word.isEmpty { words.append(word) }
        return words.flatMap { word in
            word.utf8.count < 3 && word.utf8.allSatisfy { $0 < 0x80 }
                ? [word] : Translations.english(word).split(separator: "_").map(String.init)
        }
    }

    /// The words with underscores between them.
    static func normal(_ name: String) -> String { words(name).joined(separator: "_") }
}

/// What a member is for, as far as its name tells.
enum MemberUse {
    case tool, input, command, result, text, reasoning, request, reply, callID, status, flag, exitCode, error, time
    case session, model, task, reward, noInput, caption, final

    /// How well the name at the end of a path fits: 0 not at all, 1 in part, 2 in its last word, 3 exactly.
    func fit(_ path: [String]) -> Int {
        guard let last = path.last else { return 0 }
        let words = Names.words(last)
        let name = words.joined(separator: "_")
        if vocabulary.contains(name) { return 3 }
        // In other languages, the adjective is behind its noun.
        if self == .final, vocabulary.contains(words.reversed().joined(separator: "_")) { return 3 }
        if self == .tool, name == "name" || name == "id", path.count > 1 {
            let parent = Names.words(path[path.count - 2])
            if name == "name", parent.contains(where: { ["tool", "function", "call", "action", "op"].contains($0) }) {
                return 3
            }
        }
        if let word = words.last, words.count > 1, vocabulary.contains(word) { return 2 }
        if partly.contains(name) { return 1 }
        return 0
    }

    private var vocabulary: Set<String> {
        switch self {
        case .tool:
            [
                "tool", "tool_name", "toolname", "function", "function_name", "fn", "func", "operation", "op", "action",
                "method", "verb", "action_name", "capability", "action_type", "command_name", "skill_name", "api_name",
            ]
        case .input:
            [
                "args", "arguments", "argument", "input", "inputs", "params", "parameters", "param", "kwargs",
                "payload",
                "options", "tool_input", "action_input", "tool_args", "tool_arguments", "function_args", "action_args",
                "args_json", "arguments_json", "opts", "with",
            ]
        case .command: ["command", "cmd", "shell", "bash", "script", "command_line", "cmdline", "argv"]
        case .result:
            [
                "result", "results", "output", "outputs", "observation", "obs", "response", "returned", "return",
                "returns", "stdout", "yielded", "yield", "yields", "tool_result", "tool_output", "result_text",
                "outcome", "out", "answer", "value",
            ]
        case .text:
            [
                "text", "content", "message", "body", "utterance", "msg", "said", "say", "speech", "prose", "words",
                "txt", "message_text", "content_text", "markdown", "says", "spoken", "statement",
            ]
        case .reasoning: ["thought", "thoughts", "reasoning", "thinking", "rationale", "reflection", "reason"]
        case .request:
            [
                "prompt", "question", "request", "query", "user", "human", "instruction", "user_message", "user_input",
                "user_prompt", "user_text", "user_request", "instructions",
            ]
        case .reply:
            [
                "reply", "answer", "response", "completion", "assistant", "agent", "assistant_message", "agent_message",
                "model_response", "final", "final_answer", "final_output", "final_response", "final_text", "conclusion",
                "assistant_text", "agent_reply", "assistant_reply", "agent_text", "agent_response",
            ]
        case .callID:
            [
                "id", "call_id", "tool_call_id", "ref", "uid", "uuid", "call", "tool_id", "tool_use_id", "call_ref",
                "request_id", "action_id", "correlation_id", "reply_to", "in_reply_to", "answers", "key", "handle",
            ]
        case .status: ["status", "state", "outcome", "verdict", "result_status", "code", "exit"]
        case .flag:
            [
                "ok", "success", "successful", "succeeded", "passed", "is_ok", "is_success", "worked", "completed",
                "error", "is_error", "failed", "failure", "is_failure", "has_error", "errored", "err", "bad", "broken",
                "has_failed", "did_fail",
            ]
        case .exitCode:
            [
                "exit_code", "exitcode", "exit", "exit_status", "returncode", "return_code", "rc", "retcode", "ret",
                "status_code", "code", "status", "exit_value",
            ]
        case .error:
            [
                "error", "err", "error_message", "error_text", "exception", "failure", "problem", "fault", "errors",
                "error_msg", "trouble",
            ]
        case .time:
            [
                "time", "timestamp", "ts", "at", "created_at", "created", "date", "datetime", "when", "started_at",
                "start_time", "when_utc", "clock", "t",
            ]
        case .session:
            [
                "session", "session_id", "sessionid", "conversation", "conversation_id", "run", "run_id", "thread",
                "thread_id", "trace_id", "trace", "chat_id", "dialog_id", "dialogue_id", "episode", "episode_id",
                "trajectory_id", "rollout_id", "task_run", "job_id", "sid", "cid",
            ]
        case .model: ["model", "model_name", "model_id", "llm", "engine"]
        case .task: ["task", "goal", "instruction", "objective", "problem", "question", "prompt", "request", "query"]
        case .caption:
            [
                "title", "label", "heading", "summary", "note", "notes", "comment", "description", "caption", "tags",
                "tag_list",
            ]
        case .reward: ["reward", "rewards", "final_reward"]
        case .final:
            [
                "final", "final_answer", "final_output", "final_response", "final_text", "final_result", "answer",
                "conclusion", "reply", "response", "output",
            ]
        case .noInput:
            [
                "usage", "meta", "metadata", "result", "results", "response", "output", "outputs", "observation",
                "error", "context", "extra", "config", "stats", "tokens", "info", "env", "environment", "timing",
                "state", "author", "user", "message", "metrics", "cost", "returned", "headers",
            ]
        }
    }

    private var partly: Set<String> {
        switch self {
        case .tool: ["name", "kind", "type", "do", "did", "act", "call", "what", "invoke", "uses", "program"]
        case .input: ["data", "query", "body", "using", "given", "call_data", "values", "fields", "spec"]
        case .result: ["content", "text", "data", "body", "reply", "gave", "got", "message", "back", "output_text"]
        case .command: ["code", "run", "exec", "line"]
        case .text: ["value", "prompt", "response", "reply", "answer", "output", "question", "line", "data", "input"]
        case .callID: ["number"]
        default: []
        }
    }
}
