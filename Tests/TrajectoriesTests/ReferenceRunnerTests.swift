import JSON
import Testing

@testable import Trajectories

@Suite("A reader of the reference runner's logs")
struct ReferenceRunnerTests {
    private static let markdown = """
        # Chat History: cli_skill_agent

        **Timestamp**: 2026-01-02T03:04:05

        ---

        ## [1] SYSTEM

        Use tools.

        ---

        ## [2] USER

        Task: Sum column B

        ---

        ## [3] ASSISTANT

        I look first.
        Action:
        {"name": "bash", "arguments": {"command": "python sum.py"}}

        ---

        ## [4] USER

        Observation:
        ````
        ```
        ## [5] ASSISTANT
        ```
        Traceback (most recent call last):
          File "sum.py", line 1
        KeyError: 'B'
        ````

        ---

        ## [5] USER

        [System Check] The output file was NOT created.

        ---

        ## [6] ASSISTANT

        ACTION: TASK_COMPLETE

        ---

        ## RESULT

        - Success: True
        - Total Turns: 2

        """

    private func readText(_ text: String, name: String) -> [Session] {
        var reader = ReferenceRunnerMarkdown(file: FileContext(name: name, digest: "0123456789abcdef"))
        var output = SessionOutput()
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            reader.read(line: String(line), into: &output)
        }
        reader.finish(into: &output)
        return output.sessions
    }

    @Test("reads the sections of Markdown, and no section inside a message")
    func sections() throws {
        #expect(ReferenceRunnerMarkdown.recognises(head: Self.markdown))
        let session = try #require(readText(Self.markdown, name: "cli_skill_agent_13-1.md").first)

        #expect(session.agent.name == "cli_skill_agent")
        #expect(session.startedAt == 1_767_323_045)
        #expect(session.task == "Sum column B")
        #expect(session.taskID == "13-1")
        #expect(session.steps.map(\.source) == [.system, .user, .agent, .system, .agent])
        #expect(session.steps[2].text == "I look first.")
        let call = try #require(session.calls.first)
        #expect(call.command == "python sum.py")
        #expect(call.observation?.status == .error)
        #expect(call.observation?.text.hasPrefix("```\n## [5] ASSISTANT\n```\nTraceback") == true)
        #expect(call.observation?.text.hasSuffix("KeyError: 'B'") == true)
        #expect(session.calls.count == 1)
    }

    @Test(
        "takes the outcome from the file's name, since a file that was made does not mean success",
        arguments: [
            ("agent_7_SUCCEED.md", Outcome.Label.success, "7"), ("agent_7_FAILED.md", .failure, "7"),
            ("agent_7.md", .unknown, "7"),
        ]
    )
    func names(name: String, label: Outcome.Label, instance: String) throws {
        let session = try #require(readText(Self.markdown, name: name).first)

        #expect(session.outcome.label == label)
        #expect(session.outcome.source == (label == .unknown ? .none : .name))
        #expect(session.taskID == instance)
    }

    @Test("takes the runner's own word for a failure, but not over the file's name")
    func ownWord() throws {
        let failed =
            Self.markdown.replacing("- Success: True", with: "- Success: False")
            + "- Error: Max turns reached\n"

        let unnamed = try #require(readText(failed, name: "agent_7.md").first)
        #expect(unnamed.outcome.label == .failure)
        #expect(unnamed.outcome.detail == "error: Max turns reached")
        #expect(readText(failed, name: "agent_7_SUCCEED.md").first?.outcome.label == .success)
    }

    @Test("reads the same run from JSON Lines")
    func lines() throws {
        let text = #"""
            {"type":"session_start","agent_name":"cli_skill_agent","timestamp":"2026-01-02T03:04:05"}
            {"type":"message","index":1,"role":"user","content":"Task: Sum column B","timestamp":"2026-01-02T03:04:05"}
            {"type":"message","index":2,"role":"assistant","content":"I look.\nAction:\n```json\n{\"name\": \"bash\", \"arguments\": {\"command\": \"echo '}'\"}}\n```","timestamp":"2026-01-02T03:04:06"}
            {"type":"message","index":3,"role":"user","content":"Observation: }","timestamp":"2026-01-02T03:04:07"}
            {"type":"result","success":false,"total_turns":1,"timestamp":"2026-01-02T03:04:08","error":"Max turns reached"}
            """#
        #expect(ReferenceRunnerLines.recognises(try sample(text)))
        let session = try #require(
            try read(ReferenceRunnerLines.self, text, name: "cli_skill_agent_9_SUCCEED.jsonl").first
        )

        #expect(session.task == "Sum column B")
        #expect(session.taskID == "9")
        #expect(session.calls.first?.command == "echo '}'")
        #expect(session.calls.first?.observation?.text == "}")
        #expect(session.outcome.label == .success)
        #expect(session.endedAt == 1_767_323_047)
    }

    @Test("does not take other Markdown for a log")
    func foreign() {
        #expect(!ReferenceRunnerMarkdown.recognises(head: "# Notes\n\n## [1] USER\n"))
    }
}
