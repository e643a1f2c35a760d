import JSON
import Testing

@testable import Trajectories

@Suite("Recognising a file of conversations")
struct RecognitionTests {
    private func claimants(_ text: String) throws -> [String] {
        let sample = try sample(text)
        return TrajectoryFormats.all.filter { $0.recognises(sample) }.map { $0.name }
    }

    @Test(
        "names exactly one format",
        arguments: [
            (#"{"messages":[{"role":"user","content":"Hi"}]}"#, "chat-messages"),
            (
                #"{"history":[{"content":"c","role":"r"},{"content":"d","role":"s"}],"mistake_agent":"r","mistake_step":"1"}"#,
                "multi-agent-chat"
            ),
            (#"{"history":[{"content":"c","name":"Coder"},{"content":"d","name":"Tester"}]}"#, "multi-agent-chat"),
            (#"{"messages_display":"user: Hi\nassistant: Ho"}"#, "tau-few-shot"),
            (#"{"type":"session","harness":"h","id":"s"}"#, "session-trace"),
            (
                #"{"harness":"h","session_id":"s","messages":[{"role":"user","content":"Hi"}],"trace":"{}"}"#,
                "agent-traces"
            ),
            (#"{"analysis":"a","plan":"p","commands":[{"keystrokes":"ls\n"}]}"#, "terminus-2"),
            (
                #"{"messages":[{"role":"user","content":"You.\n\nTask Description:\nDo\n\nCurrent terminal state:\n$ "}]}"#,
                "terminus-2"
            ),
            (
                #"{"resourceSpans":[{"scopeSpans":[{"spans":[{"attributes":[{"key":"gen_ai.operation.name","value":{"stringValue":"chat"}}]}]}]}]}"#,
                "opentelemetry"
            ),
            (#"[{"role":"user","content":"Hi"},{"role":"assistant","content":"Ho"}]"#, "chat-messages"),
            (
                #"{"messages":[{"role":"assistant","content":[{"type":"tool_use","id":"t","name":"n","input":{}}]}]}"#,
                "anthropic-messages"
            ),
            (#"{"conversations":[{"from":"human","value":"Hi"}],"completed":true}"#, "sharegpt"),
            (#"[{"task_id":1,"reward":0,"info":{},"traj":[{"role":"user","content":"Hi"}],"trial":0}]"#, "tau-bench"),
            (#"{"task_id":"base_0","traj":[{"role":"user","content":"Hi"}]}"#, "tau-bench"),
            (#"{"timestamp":"t","info":{},"tasks":[],"simulations":[]}"#, "tau2-bench"),
            (
                #"[{"id":"s","task_id":"1","reward_info":{"reward":1},"messages":[{"role":"user","content":"Hi"}]}]"#,
                "tau2-bench"
            ),
            (
                #"{"info":{"exit_status":"Submitted"},"messages":[{"role":"user","content":"Hi"}],"trajectory_format":"mini-swe-agent-1"}"#,
                "mini-swe-agent"
            ),
            (
                #"[{"role":"user","content":"Hi"},{"role":"assistant","content":"```mswea_bash_command\nls\n```"}]"#,
                "mini-swe-agent"
            ),
            (
                #"{"environment":"e","trajectory":[],"history":[{"role":"user","content":"Hi","agent":"a"}],"info":{}}"#,
                "swe-agent"
            ),
            (#"{"history":[{"role":"user","content":"Hi","agent":"a"}]}"#, "swe-agent"),
            (#"[{"kind":"MessageEvent","id":"m","timestamp":"t","source":"user"}]"#, "openhands"),
            (#"[{"id":0,"timestamp":"t","source":"user","action":"message","args":{}}]"#, "openhands"),
            (#"{"instance_id":"i","history":[],"metadata":{},"instruction":"Do"}"#, "openhands"),
            (#"{"type":"session_start","agent_name":"a","timestamp":"t"}"#, "reference-runner-jsonl"),
            (#"{"role":"user","message":{"content":[{"type":"text","text":"Hi"}]}}"#, "cursor"),
            (
                #"{"type":"system","subtype":"init","apiKeySource":"login","cwd":"/w","session_id":"c","model":"m","permissionMode":"default"}"#,
                "cursor-stream"
            ),
            (
                #"{"type":"tool_call","subtype":"started","call_id":"k","tool_call":{"shellToolCall":{"args":{}}},"session_id":"c"}"#,
                "cursor-stream"
            ),
            (
                #"{"type":"session.start","data":{"sessionId":"s"},"id":"e1","timestamp":"t","parentId":null}"#,
                "copilot-cli"
            ),
            (#"{"type":"session_start","id":"s","title":"T","cwd":"/w"}"#, "droid"),
            (
                #"{"type":"system","subtype":"init","session_id":"d","cwd":"/w","tools":["Read"],"model":"m"}"# + "\n"
                    + #"{"type":"message","role":"user","id":"m","text":"Hi","session_id":"d"}"#,
                "droid-stream"
            ),
            (#"{"type":"metadata","protocol_version":"1.4","created_at":1784950509920}"#, "kimi"),
            (#"{"timestamp":1.5,"message":{"type":"TurnBegin","payload":{"user_input":"Hi"}}}"#, "kimi"),
            (#"{"role":"_system_prompt","content":"S"}"# + "\n" + #"{"role":"user","content":"Hi"}"#, "kimi"),
            (
                #"{"uuid":"u","parentUuid":null,"sessionId":"q","timestamp":"t","type":"user","cwd":"/w","version":"1","message":{"role":"user","parts":[{"text":"Hi"}]}}"#,
                "qwen-code"
            ),
            (
                #"{"type":"system","content":"S"}"# + "\n"
                    + #"{"type":"user","content":[{"type":"text","text":"Hi"}],"prompt_index":0}"#,
                "grok"
            ),
            (
                #"{"info":{"id":"g","cwd":"/w"},"session_summary":"S","chat_format_version":1,"current_model_id":"m"}"#,
                "grok"
            ),
            (
                #"{"step_index":0,"source":"USER_EXPLICIT","type":"USER_INPUT","status":"DONE","content":"Hi"}"#,
                "antigravity"
            ),
            (#"{"info":{"id":"ses_1","directory":"/w","time":{"created":1}},"messages":[]}"#, "opencode"),
            (
                #"[{"info":{"id":"msg_1","sessionID":"ses_1","role":"user","time":{"created":1}},"parts":[]}]"#,
                "opencode"
            ),
            (
                #"{"type":"text","timestamp":1,"sessionID":"ses_1","part":{"id":"prt_1","sessionID":"ses_1","messageID":"msg_1","type":"text","text":"Hi"}}"#,
                "opencode"
            ),
            (#"{"id":"prt_1","sessionID":"ses_1","messageID":"msg_1","type":"text","text":"Hi"}"#, "opencode"),
        ]
    )
    func one(text: String, name: String) throws {
        #expect(try claimants(text) == [name])
    }

    @Test(
        "leaves what it does not know to a mapping",
        arguments: [
            #"{"type":"system","content":"You are an agent."}"#,
            #"{"type":"session.start","data":{"sessionId":"s"}}"#,
            #"{"type":"session_start","id":"s","cwd":"/w","model":"m"}"#,
            #"{"role":"user","message":{"content":"Hi"},"session_id":"s"}"#,
            #"{"type":"metadata","version":"1"}"#,
            #"{"type":"turn_ended","status":"success"}"#,
            #"{"step_index":0,"type":"USER_INPUT","content":"Hi"}"#,
            #"{"question":"q","history":[{"content":"c","role":"r"}],"mistake_agent":"a","mistake_step":"1"}"#,
            #"{"messages_display":"Hi"}"#, #"{"resourceSpans":[]}"#, #"{"messages":["Hi","Ho"]}"#, #"{"role":"user"}"#,
            "[]",
            "{}", "3",
        ]
    )
    func none(text: String) throws {
        #expect(try claimants(text) == [])
    }
}
