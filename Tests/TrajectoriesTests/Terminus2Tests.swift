import JSON
import Testing

@testable import Trajectories

@Suite("A reader of terminus-2")
struct Terminus2Tests {
    private static let prompt =
        #"You solve tasks in a terminal.\n\nTask Description:\nWrite two lines to out.txt.\n\nCurrent terminal state:\nme@box:/w# "#
    private static let answer =
        #"{\"analysis\":\"Nothing is there.\",\"plan\":\"Write.\",\"commands\":[{\"keystrokes\":\"touch out.txt\\n\",\"duration\":0.1},{\"keystrokes\":\"cat out.tx\\n\",\"duration\":0.1}],\"task_complete\":false}"#
    private static let screen =
        #"New Terminal Output:\nme@box:/w# touch out.txt\nme@box:/w# cat out.tx\nError: out.tx is missing\nme@box:/w# "#

    private static func log(_ more: String = "") -> String {
        #"{"model":"m-1","messages":[{"role":"user","content":"\#(prompt)"},{"role":"assistant","content":"\#(answer)"},{"role":"user","content":"\#(screen)"}]\#(more)}"#
    }

    @Test("takes the request out of the template, and splits the screen by the commands on it")
    func conversation() throws {
        let text = Self.log()
        #expect(Terminus2.recognises(try sample(text)))
        let session = try #require(try read(Terminus2.self, text).first)

        #expect(session.task == "Write two lines to out.txt.")
        #expect(session.steps.map(\.source) == [.system, .user, .agent])
        #expect(session.steps.last?.text == "Analysis: Nothing is there.\nPlan: Write.")
        #expect(session.calls.map(\.tool) == ["bash_command", "bash_command"])
        #expect(session.calls.map(\.command) == ["touch out.txt", "cat out.tx"])
        #expect(session.calls.map(\.observation?.text) == ["", "Error: out.tx is missing"])
        #expect(session.calls.map(\.observation?.status) == [.unknown, .error])
        #expect(session.agent == Session.Agent(name: "terminus-2", model: "m-1"))
    }

    @Test("adds the answer that a log of a call has beside its messages, and keeps the identity in a longer log")
    func longerLog() throws {
        let response =
            #","original_response":"{\"model\":\"m-1-b\",\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"{\\\"analysis\\\":\\\"Done.\\\",\\\"plan\\\":\\\"End.\\\",\\\"commands\\\":[],\\\"task_complete\\\":true}\"}}],\"usage\":{\"prompt_tokens\":30,\"completion_tokens\":4}}""#
        let short = try #require(try read(Terminus2.self, Self.log()).first)
        let long = try #require(try read(Terminus2.self, Self.log(response)).first)

        #expect(long.id == short.id)
        #expect(long.recordCount > short.recordCount)
        #expect(long.calls.map(\.tool) == ["bash_command", "bash_command", "mark_task_complete"])
        #expect(long.usage.promptTokens == 30)
    }

    @Test("gives the whole screen to the last keystrokes if a command cannot be found on it")
    func unsplit() {
        let screen = TerminalScreen("Current Terminal Screen:\n~\n~\n-- INSERT --")

        #expect(screen.results(of: ["vim a\n", "i"]) == [nil, "~\n~\n-- INSERT --"])
    }

    @Test("finds a command that the terminal breaks at its width, and one of several lines")
    func brokenCommand() {
        let screen = TerminalScreen(
            "New Terminal Output:\n$ echo one two\n three four\none two three four\n$ cat <<E\n> x\n> E\nx\n$ "
        )

        #expect(
            screen.results(of: ["echo one two three four\n", "cat <<E\nx\nE\n"]) == ["one two three four", "x"]
        )
    }

    @Test("is not chosen for agents whose calls in the same tags are of other tools")
    func otherTools() throws {
        func conversation(_ tool: String) -> String {
            #"{"messages":[{"role":"user","content":"Go"},{"role":"assistant","content":"<tool_call>{\"name\":\"\#(tool)\",\"arguments\":{\"keystrokes\":\"ls\"}}</tool_call>"}]}"#
        }
        #expect(Terminus2.recognises(try sample(conversation("bash_command"))))
        #expect(!Terminus2.recognises(try sample(conversation("read_file"))))
    }

    @Test("takes refused keystrokes for failed ones")
    func refusal() throws {
        let text = Self.log().replacing(
            Self.screen,
            with: #"Previous response had parsing errors:\nERROR: no JSON\n\nPlease fix these issues."#
        )
        let session = try #require(try read(Terminus2.self, text).first)

        #expect(session.calls.allSatisfy { $0.observation?.status == .error })
    }

    @Test(
        "reads rows of a data set with their task and result",
        arguments: [
            ("0.0", Outcome.Label.failure), ("1.0", .success), ("AgentTimeoutError", .failure),
            ("EnvironmentError", .unknown),
        ]
    )
    func rows(result: String, label: Outcome.Label) throws {
        let text =
            #"{"conversations":[{"role":"user","content":"\#(Self.prompt)"},{"role":"assistant","content":"<think>Hm.</think>\n\#(Self.answer)"}],"agent":"terminus-2","model":"m-1","task":"two-lines","episode":"episode-0","trial_name":"two-lines__x1","result":"\#(result)"}"#
        #expect(Terminus2.recognises(try sample(text)))
        let session = try #require(try read(Terminus2.self, text).first)

        #expect(session.id.rawValue == "two-lines__x1")
        #expect(session.taskID == "two-lines")
        #expect(session.outcome.label == label)
        #expect(session.calls.count == 2)
    }

    @Test("reads one answer alone, as JSON of either version or as tagged text")
    func answerAlone() throws {
        let json = Self.answer.replacing(#"\""#, with: #"""#).replacing(#"\\n"#, with: #"\n"#)
        let first =
            #"{"state_analysis":"Empty.","explanation":"Look.","commands":[{"keystrokes":"ls\n","is_blocking":true,"timeout_sec":5}],"is_task_complete":true}"#
        let tagged =
            "<response>\n<analysis>\nEmpty.\n</analysis>\n<plan>\nLook.\n</plan>\n<commands>\n<keystrokes duration=\"0.1\">ls -l\n</keystrokes>\n</commands>\n<task_complete>true</task_complete>\n</response>"
        #expect(Terminus2.recognises(try sample(json)))
        #expect(try read(Terminus2.self, json).first?.calls.count == 2)
        #expect(try read(Terminus2.self, first).first?.calls.map(\.tool) == ["bash_command", "mark_task_complete"])

        #expect(Terminus2Answer.recognises(head: tagged))
        let answer = try #require(TerminusAnswer(tagged))
        #expect(answer.text == "Analysis: Empty.\nPlan: Look.")
        #expect(answer.calls.first?.arguments.map(\.value) == ["ls -l\n", "0.1"])
        #expect(answer.calls.map(\.tool) == ["bash_command", "mark_task_complete"])
    }
}
