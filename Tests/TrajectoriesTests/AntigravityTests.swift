import Testing

@testable import Trajectories

@Suite("A transcript of Antigravity")
struct AntigravityTests {
    private func record(
        _ index: Int,
        _ source: String,
        _ type: String,
        _ rest: String,
        status: String = "DONE"
    ) -> String {
        #"{"step_index":\#(index),"source":"\#(source)","type":"\#(type)","status":"\#(status)","created_at":"2026-01-01T00:00:0\#(index)Z",\#(rest)}"#
    }

    private func user(_ index: Int, _ words: String) -> String {
        record(index, "USER_EXPLICIT", "USER_INPUT", #""content":"<USER_REQUEST>\n\#(words)\n</USER_REQUEST>""#)
    }

    private func plan(_ index: Int, _ calls: String...) -> String {
        record(
            index,
            "MODEL",
            "PLANNER_RESPONSE",
            #""thinking":"Hm","content":"Go","tool_calls":[\#(calls.joined(separator: ","))],"input_tokens":10,"output_tokens":2,"cache_read_tokens":6"#
        )
    }

    private let list = #"{"name":"list_dir","args":{"DirectoryPath":"\"/w\"","Depth":"2"}}"#
    private let run = #"{"name":"run_command","args":{"CommandLine":"\"make\"","Cwd":"\"/w\""}}"#

    private func result(_ index: Int, _ type: String, _ text: String, status: String = "DONE") -> String {
        record(index, "MODEL", type, #""content":"\#(text)""#, status: status)
    }

    private func only(_ lines: String...) throws -> Session {
        try #require(try read(Antigravity.self, lines.joined(separator: "\n")).first)
    }

    @Test("reads a request, an answer with its calls, and results by their kind")
    func whole() throws {
        let session = try only(
            record(
                0,
                "USER_EXPLICIT",
                "USER_INPUT",
                #""content":"<USER_REQUEST>\nBuild\n</USER_REQUEST>\n<USER_SETTINGS_CHANGE>\nThe user changed setting `Model Selection` from None to Model A (High).\n</USER_SETTINGS_CHANGE>""#
            ),
            plan(1, list, run),
            result(2, "RUN_COMMAND", "The command failed with exit code: 2\\nOutput:\\nbad"),
            result(3, "LIST_DIRECTORY", "a.txt"),
            record(4, "SYSTEM", "CHECKPOINT", #""content":"So far""#)
        )

        #expect(session.id.rawValue.hasPrefix("antigravity-") && session.workspace == "/w" && session.task == "Build")
        #expect(session.agent == Session.Agent(name: "antigravity", model: "Model A (High)"))
        #expect(session.steps.map(\.source) == [.user, .system, .agent, .system])
        #expect(session.steps[2].reasoning == "Hm" && session.steps[2].text == "Go")
        #expect(session.calls.map(\.tool) == ["list_dir", "run_command"])
        #expect(session.calls[0].arguments.map(\.value) == ["/w", "2"])
        #expect(session.calls.map { $0.observation?.status } == [.ok, .error])
        #expect(session.calls.map { $0.observation?.exitCode } == [nil, 2])
        #expect(session.usage.promptTokens == 10 && session.usage.cachedTokens == 6)
    }

    @Test("reads a result without a recorded call as an action, and leaves a call without a result open")
    func unpaired() throws {
        let session = try only(
            user(0, "Look"),
            plan(1, run),
            plan(2),
            result(3, "VIEW_FILE", "1: x"),
            result(4, "BROWSER_NAVIGATE", "", status: "ERROR")
        )

        #expect(session.calls.map(\.tool) == ["run_command", "view_file", "browser_navigate"])
        #expect(session.calls.map { $0.observation?.status } == [nil, .ok, .error])
    }

    @Test("reads the late result of a command in the background")
    func background() throws {
        let session = try only(
            user(0, "Run"),
            plan(1, run),
            result(2, "RUN_COMMAND", "Tool is running as a background task with task id: c/task-4", status: "RUNNING"),
            plan(3),
            record(
                4,
                "SYSTEM",
                "SYSTEM_MESSAGE",
                #""content":"<SYSTEM_MESSAGE>\nTask id \"c/task-4\" finished with result:\nThe command failed with exit code: 1\n</SYSTEM_MESSAGE>""#
            )
        )

        #expect(session.calls.map { $0.observation?.exitCode } == [1])
        #expect(session.steps.map(\.source) == [.user, .agent, .agent])
    }

    @Test("reads a cancelled action as a denial")
    func cancelled() throws {
        let session = try only(
            user(0, "Run"),
            plan(1, run),
            result(2, "RUN_COMMAND", "", status: "CANCELED"),
            user(3, "No")
        )

        #expect(session.steps.compactMap(\.signal) == [.denial, .correction])
        #expect(session.calls.first?.observation?.status == .error)
    }

    @Test("keeps its identity while it grows")
    func identity() throws {
        let lines = [user(0, "Run"), plan(1, run), result(2, "RUN_COMMAND", "x")]

        let short = try only(lines[0], lines[1])
        let long = try only(lines[0], lines[1], lines[2])

        #expect(short.id == long.id && short.calls != long.calls)
    }
}
