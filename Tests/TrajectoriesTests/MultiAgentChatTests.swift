import JSON
import Testing

@testable import Trajectories

@Suite("A reader of conversations of several agents")
struct MultiAgentChatTests {
    private static let history = #"""
        [{"content":"Let us compute it.","role":"assistant","name":"Planner"},
        {"content":"```python\nprint(2 / 0)\n```","role":"assistant","name":"Coder"},
        {"content":"exitcode: 1 (execution failed)\nCode output: Traceback (most recent call last):\nZeroDivisionError: division by zero","role":"user","name":"Computer_terminal"},
        {"content":"```sh\nls\n```","role":"assistant","name":"Coder"},
        {"content":"exitcode: 0 (execution succeeded)\nCode output: \na.txt\n","role":"user","name":"Computer_terminal"},
        {"content":"There is no code from the last message for me to execute.","role":"user","name":"Computer_terminal"},
        {"content":"TERMINATE","role":"assistant","name":"Planner"}]
        """#.replacing("\n", with: "")

    private static func record(_ labels: String) -> String {
        #"{"question":"What is 2 / 0?","question_ID":"q-7","ground_truth":"undefined","history":\#(history)\#(labels)}"#
    }

    @Test("takes answered code for actions, with the exit code of the terminal")
    func code() throws {
        let text = Self.record("")
        #expect(MultiAgentChat.recognises(try sample(text)))
        let session = try #require(try read(MultiAgentChat.self, text).first)

        #expect(session.task == "What is 2 / 0?")
        #expect(session.taskID == "q-7")
        #expect(session.calls.map(\.tool) == ["python", "bash"])
        #expect(session.calls.map(\.observation?.exitCode) == [1, 0])
        #expect(session.calls.map(\.observation?.status) == [.error, .ok])
        #expect(session.calls.last?.observation?.text == "a.txt")
        #expect(session.calls.last?.command == "ls")
        #expect(session.steps.map(\.source) == [.user, .agent, .agent, .agent, .system, .agent])
        #expect(session.steps[1].text == "Planner: Let us compute it.")
        #expect(session.outcome == .unknown)
    }

    @Test("takes the labels of an attribution for the outcome and names the step of the mistake")
    func labels() throws {
        let text = Self.record(
            #","is_correct":false,"mistake_agent":"Coder","mistake_step":"1","mistake_reason":"It divides by zero.""#
        )
        #expect(!SWEAgent.recognises(try sample(text)))
        let session = try #require(try read(MultiAgentChat.self, text).first)

        #expect(session.outcome == Outcome(.failure, source: .field, detail: "is_correct"))
        #expect(
            session.notes == ["an annotator attributes the failure to Coder in step 3: It divides by zero."]
        )
    }

    @Test("reads roles that name the speaker, and the request of a person")
    func roles() throws {
        let text =
            #"{"history":[{"content":"Find the date.","role":"human"},{"content":"Ask the web.","role":"Orchestrator (thought)"},{"content":"It is May.","role":"WebSurfer"}],"question":"Find the date.","is_corrected":true,"mistake_agent":"","mistake_step":""}"#
        #expect(MultiAgentChat.recognises(try sample(text)))
        let session = try #require(try read(MultiAgentChat.self, text).first)

        #expect(session.episodes.count == 1)
        #expect(
            session.transcript == [
                "user: Find the date.", "agent: Orchestrator: Ask the web.", "agent: WebSurfer: It is May.",
            ]
        )
        #expect(session.outcome.label == .success)
    }

    @Test(
        "leaves the histories of other formats alone",
        arguments: [
            #"{"history":[{"role":"user","content":"Hi","agent":"a"}]}"#,
            #"{"instance_id":"i","history":[{"content":"c","name":"n"}],"metadata":{}}"#,
            #"{"history":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Ho"}]}"#,
        ]
    )
    func foreign(text: String) throws {
        #expect(!MultiAgentChat.recognises(try sample(text)))
    }
}
