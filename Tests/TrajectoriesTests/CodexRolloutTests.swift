import Testing

@testable import Trajectories

@Suite("A Codex rollout")
struct CodexRolloutTests {
    private let meta =
        #"{"timestamp":"2026-01-01T00:00:00Z","type":"session_meta","payload":{"id":"c1","cwd":"/w","cli_version":"0.140.0","source":"cli"}}"#
    private let turn =
        #"{"timestamp":"2026-01-01T00:00:01Z","type":"turn_context","payload":{"cwd":"/w","model":"model-a"}}"#

    private func item(_ second: Int, _ payload: String) -> String {
        #"{"timestamp":"2026-01-01T00:01:\#(second + 10)Z","type":"response_item","payload":\#(payload)}"#
    }

    private func event(_ second: Int, _ payload: String) -> String {
        #"{"timestamp":"2026-01-01T00:01:\#(second + 10)Z","type":"event_msg","payload":\#(payload)}"#
    }

    private func say(_ second: Int, _ role: String, _ text: String) -> String {
        item(second, #"{"type":"message","role":"\#(role)","content":[{"type":"input_text","text":"\#(text)"}]}"#)
    }

    private func shown(_ second: Int, _ text: String) -> String {
        event(second, #"{"type":"user_message","message":"\#(text)"}"#)
    }

    private func call(_ second: Int, _ id: String, _ arguments: String = #"{\"cmd\":\"make\"}"#) -> String {
        item(second, #"{"type":"function_call","name":"exec_command","arguments":"\#(arguments)","call_id":"\#(id)"}"#)
    }

    private func output(_ second: Int, _ id: String, _ value: String) -> String {
        item(second, #"{"type":"function_call_output","call_id":"\#(id)","output":\#(value)}"#)
    }

    private func only(_ lines: [String]) throws -> Session {
        let sessions = try read(CodexRollout.self, lines.joined(separator: "\n"))
        #expect(sessions.count == 1)
        return try #require(sessions.first)
    }

    @Test("names session, agent, model, folder and task")
    func identity() throws {
        let session = try only([
            meta, turn, say(1, "user", "Fix it"), shown(1, "Fix it"), call(2, "k1"), output(3, "k1", #""done""#),
        ])

        #expect(session.id == Session.ID("c1") && session.parent == nil)
        #expect(session.agent == Session.Agent(name: "codex", version: "0.140.0", model: "model-a"))
        #expect(session.workspace == "/w" && session.outcome == .unknown)
        #expect(session.transcript == ["user: Fix it", "agent: "])
        #expect(session.calls.first?.command == "make")
        #expect(session.calls.first?.observation?.text == "done")
    }

    @Test("tells the user's words from context, whichever of item and event comes first")
    func context() throws {
        let before = try only([
            meta, say(1, "user", "of unknown kind"), say(2, "user", "Fix it"), shown(2, "Fix it"), call(3, "k1"),
        ])
        let after = try only([
            meta, shown(2, "Fix it"), say(2, "user", "Fix it"),
            say(3, "user", "<environment_context>x</environment_context>"),
            say(4, "user", "of unknown kind"), call(5, "k1"),
        ])

        #expect(before.episodes.map(\.task) == ["Fix it"])
        #expect(after.episodes.map(\.task) == ["Fix it"])
        #expect(before.steps.filter { $0.source == .system }.map(\.text) == ["of unknown kind"])
        #expect(after.steps.filter { $0.source == .system }.count == 2)
    }

    @Test("takes items for the user's words where no event shows any")
    func withoutEvents() throws {
        let session = try only([
            meta, say(1, "user", "One"), call(2, "k1"), output(3, "k1", #""x""#), say(4, "user", "Two"),
            say(5, "assistant", "Ok"),
        ])

        #expect(session.episodes.map(\.task) == ["One", "Two"])
    }

    @Test("makes one step of one model call, which a count of tokens ends")
    func steps() throws {
        let tokens = event(
            4,
            #"{"type":"token_count","info":{"total_token_usage":{"input_tokens":50,"cached_input_tokens":20,"output_tokens":5}}}"#
        )
        let more = event(
            8,
            #"{"type":"token_count","info":{"total_token_usage":{"input_tokens":90,"cached_input_tokens":40,"output_tokens":9}}}"#
        )
        let session = try only([
            meta, turn, shown(1, "Go"), event(1, #"{"type":"token_count","info":null}"#),
            item(
                2,
                #"{"type":"reasoning","summary":[{"type":"summary_text","text":"Hm"}],"encrypted_content":"zzzz"}"#
            ),
            say(3, "assistant", "Look"), call(3, "k1"), output(3, "k1", #""a""#), call(4, "k2"), tokens,
            output(5, "k2", #""b""#), tokens,
            say(6, "assistant", "Done"), more, more,
        ])

        let agent = session.steps.filter { $0.source == .agent }
        #expect(agent.map(\.text) == ["Look", "Done"])
        #expect(agent[0].reasoning == "Hm" && agent[0].calls.count == 2)
        #expect(
            session.usage.promptTokens == 90 && session.usage.cachedTokens == 40 && session.usage.completionTokens == 9
        )
    }

    @Test(
        "reads the exit code in every shape of output",
        arguments: [
            (
                #""Chunk ID: a1\nWall time: 1.2 seconds\nProcess exited with code 3\nOriginal token count: 5\nOutput:\nboom""#,
                "boom", 3
            ),
            (#""Exit code: 3\nWall time: 1 seconds\nOutput:\nboom""#, "boom", 3),
            (#""{\"output\":\"boom\",\"metadata\":{\"exit_code\":3,\"duration_seconds\":1.0}}""#, "boom", 3),
            (#"{"content":"boom","success":false}"#, "boom", nil),
            (#""execution error: boom""#, "execution error: boom", nil),
            (
                #"[{"type":"input_text","text":"Exit code: 3"},{"type":"input_image","image_url":"data:x"}]"#,
                "Exit code: 3\n[image]", 3
            ),
        ] as [(String, String, Int?)]
    )
    func outputs(value: String, text: String, code: Int?) throws {
        let session = try only([meta, shown(1, "Go"), call(2, "k1"), output(3, "k1", value)])

        let observation = try #require(session.calls.first?.observation)
        #expect(observation.text == text && observation.exitCode == code && observation.status == .error)
    }

    @Test(
        "leaves an output that succeeded without its header",
        arguments: [
            #""Chunk ID: a1\nWall time: 1.2 seconds\nProcess exited with code 0\nOutput:\nfine""#,
            #""{\"output\":\"fine\",\"metadata\":{\"exit_code\":0}}""#,
            #"{"content":"fine","success":true}"#,
        ]
    )
    func fine(value: String) throws {
        let session = try only([meta, shown(1, "Go"), call(2, "k1"), output(3, "k1", value)])

        #expect(session.calls.first?.observation?.text == "fine")
        #expect(session.calls.first?.observation?.status == .ok)
    }

    @Test(
        "believes events that say an action failed",
        arguments: [
            #"{"type":"exec_command_end","call_id":"k1","exit_code":2}"#,
            #"{"type":"patch_apply_end","call_id":"k1","success":false}"#,
            #"{"type":"mcp_tool_call_end","call_id":"k1","result":{"Err":"no"}}"#,
            #"{"type":"mcp_tool_call_end","call_id":"k1","result":{"Ok":{"isError":true}}}"#,
        ]
    )
    func events(payload: String) throws {
        let session = try only([meta, shown(1, "Go"), call(2, "k1"), event(2, payload), output(3, "k1", #""hm""#)])

        #expect(session.calls.first?.observation?.status == .error)
    }

    @Test("counts nothing twice that is twice in the file")
    func repeats() throws {
        let lines = [
            meta, shown(1, "Go"), say(1, "user", "Go"), call(2, "k1"), output(3, "k1", #""x""#),
            say(4, "assistant", "Done"),
        ]
        let mirrored = lines + [event(4, #"{"type":"agent_message","message":"Done"}"#)] + lines.dropFirst()

        #expect(try only(mirrored) == (try only(lines)))
    }

    @Test("marks aborts, refusals and words of the user while the agent works")
    func signals() throws {
        let session = try only([
            meta, event(0, #"{"type":"task_started","turn_id":"1"}"#), shown(1, "Go"), call(2, "k1"),
            output(3, "k1", #""exec command rejected by user""#),
            shown(4, "Use ninja"), call(5, "k2"), shown(6, "And be quick"), call(7, "k3"),
            event(8, #"{"type":"turn_aborted","reason":"interrupted"}"#),
        ])

        #expect(session.calls.first?.observation?.status == .error)
        #expect(session.steps.compactMap(\.signal) == [.denial, .correction, .correction, .interruption])
        #expect(session.episodes.count == 1)
    }

    @Test("takes an error that ends the turn for a crash, and one that it got over for none")
    func outcome() throws {
        let failed = event(5, #"{"type":"task_complete","turn_id":"1","error":{"message":"usage limit"}}"#)

        #expect(try only([meta, shown(1, "Go"), call(2, "k1"), failed]).outcome.label == .failure)
        #expect(try only([meta, shown(1, "Go"), call(2, "k1"), failed]).outcome.source == .crash)
        #expect(try only([meta, shown(1, "Go"), failed, call(6, "k1")]).outcome == .unknown)
    }

    @Test(
        "counts a sub-agent and a fork with where they came from",
        arguments: [
            #""parent_thread_id":"p1""#, #""forked_from_id":"p1""#,
            #""source":{"subagent":{"thread_spawn":{"parent_thread_id":"p1"}}}"#,
        ]
    )
    func parents(member: String) throws {
        let own =
            #"{"timestamp":"2026-01-01T00:00:00Z","type":"session_meta","payload":{"id":"c2","cwd":"/w",\#(member)}}"#
        let session = try only([own, meta, shown(1, "Go"), call(2, "k1")])

        #expect(session.id == Session.ID("c2") && session.parent == Session.ID("p1"))
    }

    @Test("knows the skills that were listed and the one that was called for")
    func skills() throws {
        let list = "## Skills\\n- pdf: Read PDF files (file: /s/pdf/SKILL.md)\\n- xlsx: Sheets (file: /s/xlsx/SKILL.md)"
        let session = try only([meta, say(1, "developer", list), shown(2, "Use $xlsx please"), call(3, "k1")])

        #expect(session.skills.map { "\($0.name) \($0.kind)" } == ["pdf available", "xlsx available", "xlsx invoked"])
    }

    @Test("reads the generations without an envelope")
    func older() throws {
        let bare = [
            #"{"id":"o1","timestamp":"2025-05-01T00:00:00Z","instructions":null}"#, #"{"record_type":"state"}"#,
            #"{"type":"message","role":"user","content":[{"type":"input_text","text":"Go"}]}"#,
            #"{"type":"function_call","name":"shell","arguments":"{\"command\":[\"bash\",\"-lc\",\"ls -l\"]}","call_id":"k1"}"#,
            #"{"type":"function_call_output","call_id":"k1","output":"{\"output\":\"x\",\"metadata\":{\"exit_code\":0}}"}"#,
        ]
        let roles = [
            #"{"timestamp":"2025-04-01T00:00:00Z","role":"user","content":"Go"}"#,
            #"{"timestamp":"2025-04-01T00:00:01Z","type":"tool_call","function":{"name":"git"},"arguments":"status"}"#,
            #"{"timestamp":"2025-04-01T00:00:02Z","type":"tool_result","name":"git","result":"clean"}"#,
        ]

        #expect(CodexRollout.recognises(try sample(bare.joined(separator: "\n"))))
        #expect(try only(bare).calls.map(\.command) == ["ls -l"])
        #expect(try only(bare).id == Session.ID("o1"))
        #expect(CodexRollout.recognises(try sample(roles.joined(separator: "\n"))))
        #expect(try only(roles).calls.first?.observation?.text == "clean")
        #expect(try only(roles).task == "Go")
    }

    @Test("keeps free text of a call as its input, and a search without a result as done")
    func oddities() throws {
        let session = try only([
            meta, shown(1, "Go"),
            item(2, #"{"type":"custom_tool_call","name":"apply_patch","input":"*** Begin Patch","call_id":"k1"}"#),
            item(
                3,
                #"{"type":"web_search_call","id":"w1","status":"completed","action":{"type":"search","query":"swift"}}"#
            ),
        ])

        #expect(session.calls[0][argument: "input"] == "*** Begin Patch" && session.calls[0].observation == nil)
        #expect(session.calls[1].tool == "web_search" && session.calls[1].observation?.status == .ok)
    }
}
