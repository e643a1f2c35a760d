import JSON
import Testing

@testable import Trajectories

@Suite("A reader of tau-bench")
struct TauBenchTests {
    private static let messages = #"""
        [{"role":"system","content":"Policy"},{"role":"user","content":"I want to cancel"},
        {"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"cancel","arguments":"{\"id\":\"R1\"}"}}]},
        {"role":"tool","tool_call_id":"c1","name":"cancel","content":"Error: user not found"},
        {"role":"assistant","content":"Who are you?"},{"role":"user","content":"No, I am Mei"},{"role":"assistant","content":"Thanks"}]
        """#.replacing("\n", with: "")

    @Test(
        "takes the reward for the outcome",
        arguments: [(1.0, Outcome.Label.success), (0.0, .failure), (0.81, .partial)]
    )
    func rewards(reward: Double, label: Outcome.Label) throws {
        let text = #"[{"task_id":7,"reward":\#(reward),"info":{},"traj":\#(Self.messages),"trial":0}]"#
        #expect(TauBench.recognises(try sample(text)))
        let session = try #require(try read(TauBench.self, text).first)

        #expect(session.outcome == Outcome(label, reward: reward, source: .field, detail: "reward"))
        #expect(session.taskID == "7")
    }

    @Test("takes all that the simulated user says for one request")
    func oneEpisode() throws {
        let text = #"[{"task_id":"a","traj":\#(Self.messages)},{"task_id":"b","traj":\#(Self.messages)}]"#
        let sessions = try read(TauBench.self, text)

        #expect(sessions.map(\.id.rawValue) == ["0123456789abcdef#0", "0123456789abcdef#1"])
        #expect(sessions.allSatisfy { $0.episodes.count == 1 && $0.task == "I want to cancel" })
        #expect(sessions.first?.calls.first?.observation?.status == .error)
        #expect(sessions.first?.outcome == .unknown)
    }

    @Test("does not count a run that broke off before the agent did anything")
    func brokenOff() throws {
        let text = #"[{"task_id":1,"reward":0.0,"info":{"error":"x"},"traj":[{"role":"user","content":"Hi"}]}]"#

        #expect(try read(TauBench.self, text).isEmpty)
    }
}

@Suite("A reader of tau2-bench")
struct Tau2BenchTests {
    private static func results(end: String, reward: String, messages: String? = nil) -> String {
        let said =
            messages ?? #"""
                {"role":"assistant","content":"Hi! How can I help you today?","turn_idx":0,"timestamp":"2026-03-20T18:42:31.5","cost":0.0,"usage":null},
                {"role":"user","content":"My phone is dead","tool_calls":null,"timestamp":"2026-03-20T18:42:32","usage":{"prompt_tokens":900,"completion_tokens":90}},
                {"role":"assistant","content":null,"tool_calls":[{"id":"c1","name":"get_line","arguments":{"id":"L1"},"requestor":"assistant"}],"timestamp":"2026-03-20T18:42:33","usage":{"prompt_tokens":10,"completion_tokens":2}},
                {"id":"c1","role":"tool","content":"suspended","requestor":"assistant","error":true,"timestamp":"2026-03-20T18:42:34"},
                {"role":"user","content":null,"tool_calls":[{"id":"u1","name":"toggle","arguments":{"on":true},"requestor":"user"}],"timestamp":"2026-03-20T18:42:35"},
                {"id":"u1","role":"tool","content":"toggled","requestor":"user","error":false,"timestamp":"2026-03-20T18:42:36"}
                """#
        return #"""
            {"timestamp":"2026-03-20T18:00:00","info":{"agent_info":{"implementation":"llm_agent","llm":"m-1"}},"tasks":[{"id":"T1","ticket":"Line L1 is dead"}],
            "simulations":[{"id":"s-1","task_id":"T1","start_time":"2026-03-20T18:42:30","termination_reason":"\#(end)","agent_cost":0.25,"reward_info":\#(reward),"messages":[\#(said)]}]}
            """#
    }

    @Test("shows the rules of the domain, which are once in a file of results")
    func policy() throws {
        let text = Self.results(end: "user_stop", reward: "null").replacing(
            #""llm":"m-1"}}"#,
            with: #""llm":"m-1"},"environment_info":{"policy":"Never cancel a flown trip."}}"#
        )
        let steps = try #require(try read(Tau2Bench.self, text).first).steps
        #expect(steps.first?.source == .system && steps.first?.text == "Never cancel a flown trip.")
    }

    @Test("reads each simulation with its own identity, model and cost")
    func simulation() throws {
        let text = Self.results(end: "user_stop", reward: #"{"reward":1.0}"#)
        #expect(Tau2Bench.recognises(try sample(text)))
        let session = try #require(try read(Tau2Bench.self, text).first)

        #expect(session.id.rawValue == "s-1")
        #expect(session.agent == Session.Agent(name: "llm_agent", model: "m-1"))
        #expect(session.task == "My phone is dead")
        #expect(session.outcome == Outcome(.success, reward: 1, source: .field, detail: "reward_info.reward"))
        #expect(session.usage.promptTokens == 10)
        #expect(session.usage.costUSD == 0.25)
        #expect(session.episodes.count == 1)
    }

    @Test("does not take the user's own tools for the agent's")
    func userTools() throws {
        let session = try #require(try read(Tau2Bench.self, Self.results(end: "user_stop", reward: "null")).first)

        #expect(session.calls.map(\.tool) == ["get_line"])
        #expect(session.calls.first?.observation?.status == .error)
        #expect(session.transcript.suffix(2) == ["system: user: toggle(on: true)", "system: toggled"])
    }

    @Test(
        "takes a limit without a reward for a failure, and broken machinery for nothing",
        arguments: [
            ("max_steps", "null", Outcome.Label.failure), ("user_stop", "null", .unknown),
            ("infrastructure_error", #"{"reward":0.0}"#, .unknown), ("user_error", #"{"reward":0.0}"#, .unknown),
            ("max_steps", #"{"reward":1.0}"#, .success),
        ]
    )
    func outcomes(end: String, reward: String, label: Outcome.Label) throws {
        let session = try #require(try read(Tau2Bench.self, Self.results(end: end, reward: reward)).first)

        #expect(session.outcome.label == label)
    }

    @Test("reads the file of one simulation, with its policy, reasoning and grouped results")
    func oneSimulation() throws {
        let text = #"""
            {"id":"s-9","task_id":4,"termination_reason":"agent_stop","reward_info":{"reward":0.5},"policy":"Be kind.","ticks":null,"messages":[
            {"role":"assistant","content":"Hi","raw_data":{"message":{"role":"assistant","content":"Hi","reasoning_content":"Greet."}}},
            {"role":"user","content":"UklGRg","is_audio":true,"audio_script_gold":"Two things"},
            {"role":"assistant","content":null,"tool_calls":[{"id":"a","name":"f","arguments":{},"requestor":"assistant"},{"id":"b","name":"g","arguments":{},"requestor":"assistant"}]},
            {"role":"tool","tool_messages":[{"id":"a","role":"tool","content":"one","requestor":"assistant","error":false},{"id":"b","role":"tool","content":"two","requestor":"assistant","error":true}]}]}
            """#
        #expect(Tau2Bench.recognises(try sample(text)))
        let session = try #require(try read(Tau2Bench.self, text).first)

        #expect(session.id.rawValue == "s-9")
        #expect(session.taskID == "4")
        #expect(session.transcript.prefix(3) == ["system: Be kind.", "agent: Hi", "user: Two things"])
        #expect(session.steps[1].reasoning == "Greet.")
        #expect(session.calls.map(\.observation?.status) == [.ok, .error])
        #expect(session.outcome.label == .partial)
    }

    @Test("takes the ticket for the request where there is no user")
    func ticket() throws {
        let said = #"{"role":"assistant","content":"Solved","timestamp":"2026-03-20T18:42:31"}"#
        let text = Self.results(end: "agent_stop", reward: "null", messages: said)

        #expect(try read(Tau2Bench.self, text).first?.task == "Line L1 is dead")
    }

    @Test("reads a bare list of simulations")
    func bareList() throws {
        let text =
            #"[{"task_id":"1","reward_info":{"reward":0},"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Bye"}]}]"#
        #expect(Tau2Bench.recognises(try sample(text)))

        #expect(try read(Tau2Bench.self, text).first?.outcome.label == .failure)
    }
}
