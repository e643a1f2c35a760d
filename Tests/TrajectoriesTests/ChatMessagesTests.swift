import JSON
import Testing

@testable import Trajectories

@Suite("A reader of chat completions")
struct ChatMessagesTests {
    private static let conversation = #"""
        {"messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"List the files"},
        {"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"bash","arguments":"{\"command\":\"ls\"}"}},
        {"id":"c2","type":"function","function":{"name":"read","arguments":"{\"path\":\"a.txt\"}"}}]},
        {"role":"tool","tool_call_id":"c2","content":"Error: no such file"},
        {"role":"tool","tool_call_id":"c1","content":"b.txt"},
        {"role":"assistant","content":"There is b.txt."}],"model":"m-1"}
        """#.replacing("\n", with: "")

    @Test("pairs calls with their results by identifier, in whatever order they come")
    func pairing() throws {
        let session = try #require(try read(ChatMessages.self, Self.conversation).first)

        #expect(session.task == "List the files")
        #expect(session.agent.model == "m-1")
        #expect(session.calls.map(\.tool) == ["bash", "read"])
        #expect(session.calls.map(\.command) == ["ls", nil])
        #expect(session.calls.map(\.observation?.text) == ["b.txt", "Error: no such file"])
        #expect(session.calls.map(\.observation?.status) == [.ok, .error])
        #expect(session.outcome == .unknown)
    }

    @Test("tells conversations of one file apart, and gives the same one the same identity")
    func identity() throws {
        let other = #"{"messages":[{"role":"user","content":"Hello"},{"role":"assistant","content":"Hi"}]}"#
        let text = Self.conversation + "\n" + other

        let first = try read(ChatMessages.self, text)
        let again = try read(ChatMessages.self, text)

        #expect(first.map(\.id.rawValue) == ["0123456789abcdef#0", "0123456789abcdef#1"])
        #expect(first == again)
    }

    @Test(
        "reads every container",
        arguments: [
            #"{"messages":[{"role":"user","content":"Go"},{"role":"assistant","content":"Done"}]}"#,
            #"[{"messages":[{"role":"user","content":"Go"},{"role":"assistant","content":"Done"}]}]"#,
            #"[[{"role":"user","content":"Go"},{"role":"assistant","content":"Done"}]]"#,
            #"[{"role":"user","content":"Go"},{"role":"assistant","content":"Done"}]"#,
            "{\"role\":\"user\",\"content\":\"Go\"}\n{\"role\":\"assistant\",\"content\":[{\"type\":\"text\",\"text\":\"Done\"}]}",
        ]
    )
    func containers(text: String) throws {
        #expect(ChatMessages.recognises(try sample(text)))
        let sessions = try read(ChatMessages.self, text)

        #expect(sessions.count == 1)
        #expect(sessions.first?.transcript == ["user: Go", "agent: Done"])
    }

    @Test(
        "reads messages as libraries write them",
        arguments: [
            // LangChain: messages_to_dict, serialised objects, the flat form of LangGraph.
            #"""
            [{"type":"human","data":{"content":"Go"}},
            {"type":"ai","data":{"content":"","tool_calls":[{"name":"bash","args":{"command":"ls a"},"id":"1","type":"tool_call"}]}},
            {"type":"tool","data":{"content":"no a","tool_call_id":"1","status":"error"}},{"type":"ai","data":{"content":"Done"}}]
            """#,
            #"""
            {"messages":[{"lc":1,"type":"constructor","id":["langchain","schema","messages","HumanMessage"],"kwargs":{"content":"Go","type":"human"}},
            {"lc":1,"type":"constructor","id":["langchain","schema","messages","AIMessage"],"kwargs":{"content":"","tool_calls":[{"name":"bash","args":{"command":"ls a"},"id":"1"}]}},
            {"lc":1,"type":"constructor","id":["langchain","schema","messages","ToolMessage"],"kwargs":{"content":"no a","tool_call_id":"1","status":"error"}},
            {"lc":1,"type":"constructor","id":["langchain","schema","messages","AIMessageChunk"],"kwargs":{"content":"Done"}}]}
            """#,
            #"""
            {"values":{"messages":[{"type":"human","content":"Go","id":"m1"},
            {"type":"ai","content":[],"id":"m2","tool_calls":[{"name":"bash","args":{"command":"ls a"},"id":"1"}]},
            {"type":"tool","content":"no a","tool_call_id":"1","status":"error"},{"type":"ai","content":"Done"}]}}
            """#,
            // The contents that Gemini is called with.
            #"""
            {"model":"g","contents":[{"role":"user","parts":[{"text":"Go"}]},
            {"role":"model","parts":[{"functionCall":{"name":"bash","args":{"command":"ls a"}}}]},
            {"role":"user","parts":[{"functionResponse":{"name":"bash","response":{"output":"no a","exit_code":2}}}]},
            {"role":"model","parts":[{"text":"Done"}]}]}
            """#,
            // Zed.
            #"""
            {"version":"0.2.0","messages":[{"id":0,"role":"user","segments":[{"type":"text","text":"Go"}],"tool_uses":[],"tool_results":[]},
            {"id":1,"role":"assistant","segments":[],"tool_uses":[{"id":"t","name":"bash","input":{"command":"ls a"}}],"tool_results":[]},
            {"id":2,"role":"user","segments":[],"tool_uses":[],"tool_results":[{"tool_use_id":"t","is_error":true,"content":{"Text":"no a"}}]},
            {"id":3,"role":"assistant","segments":[{"type":"text","text":"Done"}]}]}
            """#,
            // AutoGen: the history of a conversable agent, whose roles are as it sees them, and the events of version 0.4.
            #"""
            {"chat_id":null,"chat_history":[{"content":"Go","role":"assistant","name":"boss"},
            {"content":"","role":"user","name":"coder","tool_calls":[{"id":"1","type":"function","function":{"name":"bash","arguments":"{\"command\": \"ls a\"}"}}]},
            {"content":"Error: no a","role":"tool","name":"boss","tool_responses":[{"tool_call_id":"1","role":"tool","content":"Error: no a"}]},
            {"content":"Done","role":"user","name":"coder"}]}
            """#,
            #"""
            [{"source":"user","type":"TextMessage","content":"Go"},
            {"source":"a","type":"ToolCallRequestEvent","content":[{"id":"1","name":"bash","arguments":"{\"command\": \"ls a\"}"}]},
            {"source":"a","type":"ToolCallExecutionEvent","content":[{"call_id":"1","name":"bash","content":"Error: no a","is_error":true}]},
            {"source":"a","type":"TextMessage","content":"Done"}]
            """#,
            // Pydantic AI.
            #"""
            [{"kind":"request","parts":[{"part_kind":"system-prompt","content":"Be brief."},{"part_kind":"user-prompt","content":"Go"}]},
            {"kind":"response","parts":[{"part_kind":"tool-call","tool_name":"bash","args":"{\"command\": \"ls a\"}","tool_call_id":"1"}]},
            {"kind":"request","parts":[{"part_kind":"retry-prompt","tool_name":"bash","content":"Error: no a","tool_call_id":"1"}]},
            {"kind":"response","parts":[{"part_kind":"text","content":"Done"}]}]
            """#,
            // LlamaIndex, in a store of chats.
            #"""
            {"store":{"u":[{"role":"user","additional_kwargs":{},"blocks":[{"block_type":"text","text":"Go"}]},
            {"role":"assistant","additional_kwargs":{"tool_calls":[{"id":"1","type":"function","function":{"name":"bash","arguments":"{\"command\": \"ls a\"}"}}]},"blocks":[]},
            {"role":"tool","additional_kwargs":{"name":"bash","tool_call_id":"1"},"blocks":[{"block_type":"text","text":"Encountered error: no a"}]},
            {"role":"assistant","additional_kwargs":{},"blocks":[{"block_type":"text","text":"Done"}]}]}}
            """#,
            // Semantic Kernel.
            #"""
            [{"Role":{"Label":"user"},"Items":[{"$type":"TextContent","Text":"Go"}]},
            {"Role":{"Label":"assistant"},"Items":[{"$type":"FunctionCallContent","Id":"1","FunctionName":"bash","Arguments":{"command":"ls a"}}]},
            {"Role":{"Label":"tool"},"Items":[{"$type":"FunctionResultContent","CallId":"1","FunctionName":"bash","Result":"Error: no a"}]},
            {"Role":{"Label":"assistant"},"Items":[{"$type":"TextContent","Text":"Done"}]}]
            """#,
            // Items of OpenAI's Responses, each wrapped by a log.
            #"""
            [{"at":1,"item":{"type":"message","role":"user","content":[{"type":"input_text","text":"Go"}]}},
            {"at":2,"item":{"type":"function_call","id":"f","call_id":"1","name":"bash","arguments":"{\"command\": \"ls a\"}"}},
            {"at":3,"item":{"type":"function_call_output","call_id":"1","output":"Error: no a"}},
            {"at":4,"item":{"type":"message","role":"assistant","content":[{"type":"output_text","text":"Done"}]}}]
            """#,
            // Amp.
            #"""
            {"v":1,"messages":[{"role":"user","content":[{"type":"text","text":"Go"}]},
            {"role":"assistant","content":[{"type":"tool_use","id":"t","name":"bash","input":{"command":"ls a"}}]},
            {"role":"user","content":[{"type":"tool_result","toolUseID":"t","run":{"status":"done","result":{"output":"no a","exitCode":2}}}]},
            {"role":"assistant","content":[{"type":"text","text":"Done"}]}]}
            """#,
        ]
    )
    func libraries(text: String) throws {
        let document = text.replacing("\n", with: "")
        let isChat = ChatMessages.recognises(try sample(document))
        #expect(isChat != AnthropicMessages.recognises(try sample(document)))
        let session = try #require(
            try isChat ? read(ChatMessages.self, document).first : read(AnthropicMessages.self, document).first
        )

        #expect(session.task == "Go")
        #expect(session.calls.map(\.command) == ["ls a"])
        #expect(session.calls.map { $0.observation?.text.hasSuffix("no a") } == [true])
        #expect(session.calls.map(\.observation?.status) == [.error])
        #expect(session.transcript.last == "agent: Done")
    }

    @Test("does not take a result in an unknown form for one without output")
    func unknownResult() throws {
        let document = #"""
            {"messages":[{"role":"user","content":"Go"},
            {"role":"assistant","content":[{"type":"tool_use","id":"t","name":"bash","input":{"command":"ls a"}}]},
            {"role":"user","content":[{"type":"tool_result","ref":"t","outcome":{"lines":["no a"]}}]},
            {"role":"assistant","content":"Done"}]}
            """#.replacing("\n", with: "")
        let json = try JSON(parsing: Array(document.utf8))
        let message = try #require(json["messages"]?.array?[2])
        #expect(DialogueMessage(message)?.mayHideActions == true)
    }

    @Test("keeps only the longest of records that continue one another")
    func prefixes() throws {
        let short = #"{"messages":[{"role":"user","content":"Go"},{"role":"assistant","content":"One"}]}"#
        let long = short.dropLast(2) + #",{"role":"user","content":"Next"},{"role":"assistant","content":"Two"}]}"#

        for order in [[short, String(long)], [String(long), short]] {
            let sessions = try read(ChatMessages.self, order.joined(separator: "\n"))
            #expect(sessions.map(\.recordCount) == [4])
        }
    }

    @Test("takes answers to the agent's questions for one request, and new requests for new ones")
    func episodes() throws {
        func dialogue(_ said: String) -> String {
            #"{"messages":[{"role":"user","content":"Book a flight"},{"role":"assistant","content":"\#(said)"},{"role":"user","content":"To Rome"},{"role":"assistant","content":"Done."}]}"#
        }

        #expect(try read(ChatMessages.self, dialogue("Where to?")).first?.episodes.count == 1)
        #expect(try read(ChatMessages.self, dialogue("Booked.")).first?.episodes.count == 2)
    }

    @Test("keeps calls apart whose identifiers a server used again")
    func reusedIdentifiers() throws {
        let text = #"""
            [{"role":"user","content":"Go"},
            {"role":"assistant","tool_calls":[{"id":"0","function":{"name":"a","arguments":"{}"}}]},{"role":"tool","tool_call_id":"0","content":"first"},
            {"role":"assistant","tool_calls":[{"id":"0","function":{"name":"b","arguments":"{}"}}]},{"role":"tool","tool_call_id":"0","content":"second"}]
            """#
        let session = try #require(try read(ChatMessages.self, text).first)

        #expect(session.calls.map(\.tool) == ["a", "b"])
        #expect(session.calls.map(\.observation?.text) == ["first", "second"])
    }

    @Test(
        "judges results that tell of failure in JSON",
        arguments: [
            (#"{\"status\": \"FAILURE\", \"errors\": {}}"#, Observation.Status.error),
            (#"{\"errors\": {\"E1\": \"no such route\"}}"#, .error),
            (#"{\"output\": \"x\", \"exit_code\": 2, \"error\": null}"#, .error),
            (#"{\"status\": \"SUCCESS\", \"errors\": []}"#, .ok),
        ]
    )
    func failuresInJSON(content: String, status: Observation.Status) throws {
        let text = #"""
            [{"role":"user","content":"Go"},{"role":"assistant","tool_calls":[{"id":"1","function":{"name":"a","arguments":"{}"}}]},
            {"role":"tool","content":"\#(content)"}]
            """#
        let session = try #require(try read(ChatMessages.self, text).first)

        #expect(session.calls.first?.observation?.status == status)
    }

    @Test("reads a stored session with its own identity, workspace and times")
    func storedSession() throws {
        let text =
            #"{"session_id":"s-9","model":"m","cwd":"/w","session_start":"2026-01-02T03:04:05Z","system_prompt":"You help.","messages":[{"role":"user","content":"Go"},{"role":"assistant","content":"Done","reasoning":"Easy."},{"role":"session_meta"}]}"#
        let session = try #require(try read(ChatMessages.self, text).first)

        #expect(session.id.rawValue == "s-9")
        #expect(session.workspace == "/w")
        #expect(session.startedAt == 1_767_323_045)
        #expect(session.transcript == ["system: You help.", "user: Go", "agent: Done"])
        #expect(session.steps.last?.reasoning == "Easy.")
    }

    @Test("leaves pictures out")
    func pictures() throws {
        let text =
            #"[{"role":"user","content":[{"type":"text","text":"What is this?"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}]},{"role":"assistant","content":"A cat"}]"#

        #expect(try read(ChatMessages.self, text).first?.task == "What is this?\n[image]")
    }
}

@Suite("Messages with actions in the form of another interface")
struct MessageBlockTests {
    /// One action that works and one that fails, in the form of several interfaces.
    private static let known: [(name: String, calls: String, results: String)] = [
        (
            "the AI SDK",
            #"{"role":"assistant","content":[{"type":"text","text":"I look."},{"type":"tool-call","toolCallId":"k1","toolName":"bash","input":{"command":"make"}},{"type":"tool-call","toolCallId":"k2","toolName":"read","input":{"path":"b"}}]}"#,
            #"{"role":"tool","content":[{"type":"tool-result","toolCallId":"k2","toolName":"read","output":{"type":"error-text","value":"it went wrong"}},{"type":"tool-result","toolCallId":"k1","toolName":"bash","output":{"type":"text","value":"all fine"}}]}"#
        ),
        (
            "Bedrock",
            #"{"role":"assistant","content":[{"text":"I look."},{"toolUse":{"toolUseId":"k1","name":"bash","input":{"command":"make"}}},{"toolUse":{"toolUseId":"k2","name":"read","input":{"path":"b"}}}]}"#,
            #"{"role":"user","content":[{"toolResult":{"toolUseId":"k2","content":[{"text":"it went wrong"}],"status":"error"}},{"toolResult":{"toolUseId":"k1","content":[{"text":"all fine"}],"status":"success"}}]}"#
        ),
        (
            "Goose",
            #"{"role":"assistant","content":[{"type":"text","text":"I look."},{"type":"toolRequest","id":"k1","toolCall":{"status":"success","value":{"name":"bash","arguments":{"command":"make"}}}},{"type":"toolRequest","id":"k2","toolCall":{"status":"success","value":{"name":"read","arguments":{"path":"b"}}}}]}"#,
            #"{"role":"user","content":[{"type":"toolResponse","id":"k2","toolResult":{"status":"error","error":"it went wrong"}},{"type":"toolResponse","id":"k1","toolResult":{"status":"success","value":[{"type":"text","text":"all fine"}]}}]}"#
        ),
        (
            "tags in the text",
            #"{"role":"assistant","content":"I look.\n<tool_call>\n{\"name\":\"bash\",\"arguments\":{\"command\":\"make\"}}\n</tool_call>\n<tool_call>{\"name\":\"read\",\"arguments\":{\"path\":\"b\"}}</tool_call>"}"#,
            #"{"role":"user","content":"<tool_response>all fine</tool_response>\n<tool_response>{\"name\":\"read\",\"content\":\"Error: it went wrong\"}</tool_response>"}"#
        ),
    ]

    @Test("are read one a line, behind a line with the properties of the session", arguments: known)
    func behindHeader(name: String, calls: String, results: String) throws {
        let header =
            #"{"id":"20260101_7","working_dir":"/home/zoe/orchard","description":"Build it","message_count":4}"#
        let messages = [#"{"role":"user","content":"Go"}"#, calls, results, #"{"role":"assistant","content":"Done."}"#]
        let text = ([header] + messages).joined(separator: "\n")
        var sessions: [Session] = []
        _ = try TrajectoryReader().read(FileContext(name: "x.jsonl", digest: "d"), bytes: Array(text.utf8)) {
            sessions.append($0)
        }
        let session = try #require(sessions.first, "\(name)")

        #expect(sessions.count == 1 && session.id.rawValue == "20260101_7")
        #expect(session.workspace == "/home/zoe/orchard" && session.notes.isEmpty)
        #expect(session.calls.map(\.tool) == ["bash", "read"])
    }

    @Test("are read as actions with their results", arguments: known)
    func actions(name: String, calls: String, results: String) throws {
        let messages = [#"{"role":"user","content":"Go"}"#, calls, results, #"{"role":"assistant","content":"Done."}"#]
        let text = #"{"messages":["# + messages.joined(separator: ",") + "]}"
        var sessions: [Session] = []
        _ = try TrajectoryReader().read(FileContext(name: "x.json", digest: "d"), bytes: Array(text.utf8)) {
            sessions.append($0)
        }
        let session = try #require(sessions.first, "\(name)")

        #expect(session.episodes.count == 1)
        #expect(session.steps.filter { $0.source == .agent }.map(\.text) == ["I look.", "Done."])
        #expect(session.calls.map(\.tool) == ["bash", "read"])
        #expect(session.calls.first?.command == "make")
        #expect(session.calls.last?[argument: "path"] == "b")
        #expect(session.calls.map(\.observation?.status) == [.ok, .error])
        #expect(session.calls.first?.observation?.text == "all fine")
        #expect(session.calls.last?.observation?.text.hasSuffix("it went wrong") == true)
        #expect(session.notes.isEmpty)
    }

    @Test("are not read without their actions where the form of these is unknown")
    func unknown() throws {
        let text = #"""
            {"messages":[{"role":"user","content":"Go"},
            {"role":"assistant","content":[{"type":"text","text":"I look."},{"type":"deed_call","deed":"bash","particulars":{"line":"make"}}]},
            {"role":"user","content":[{"type":"deed_outcome","printed":{"line":"fine"}}]},
            {"role":"assistant","content":"Done."}]}
            """#
        let error = #expect(throws: ReadingError.self) {
            try TrajectoryReader().read(FileContext(name: "x.json", digest: "d"), bytes: Array(text.utf8)) { _ in }
        }
        #expect(error?.code == "unrecognised")
    }

    @Test("say which blocks were left out that are not actions")
    func leftOut() throws {
        let text =
            #"[{"role":"user","content":[{"type":"text","text":"Go"},{"type":"mood","of":{"x":1}},{"type":"image_url","image_url":{"url":"data:"}}]},{"role":"assistant","content":"Done"}]"#
        let session = try #require(try read(ChatMessages.self, text).first)

        #expect(session.task == "Go\n[image]")
        #expect(session.notes == ["1 block of unknown types left out: mood"])
    }
}

@Suite("A reader of Anthropic's messages")
struct AnthropicMessagesTests {
    private static let request = #"""
        {"model":"m-2","system":[{"type":"text","text":"Help."}],"messages":[{"role":"user","content":"Run the tests"},
        {"role":"assistant","content":[{"type":"thinking","thinking":"First the tests."},{"type":"text","text":"Running."},{"type":"tool_use","id":"t1","name":"Bash","input":{"command":"make test"}}]},
        {"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","content":[{"type":"text","text":"make: *** No rule"}],"is_error":true},{"type":"text","text":"<system-reminder>careful</system-reminder>"}]}]}
        """#.replacing("\n", with: "")

    @Test("reads blocks: thoughts, calls and results that say they failed")
    func blocks() throws {
        #expect(AnthropicMessages.recognises(try sample(Self.request)))
        #expect(!ChatMessages.recognises(try sample(Self.request)))
        let session = try #require(try read(AnthropicMessages.self, Self.request).first)

        #expect(session.task == "Run the tests")
        #expect(session.episodes.count == 1)
        #expect(session.agent.model == "m-2")
        #expect(session.steps.map(\.source) == [.system, .user, .agent, .system])
        #expect(session.steps[2].reasoning == "First the tests.")
        #expect(session.calls.first?.command == "make test")
        #expect(
            session.calls.first?.observation == Observation(text: "make: *** No rule", status: .error, exitCode: nil)
        )
    }

    @Test("counts a log of requests, each with the whole history, as one session")
    func requestLog() throws {
        let turn = #"{"role":"assistant","content":[{"type":"text","text":"There is no Makefile."}]}]}"#
        let marked = Self.request.replacing(
            #""type":"text","text":"Running.""#,
            with: #""type":"text","text":"Running.","cache_control":{"type":"ephemeral"}"#
        )
        let text = [Self.request, marked.dropLast(2) + "," + turn].map { String($0) }.joined(separator: "\n")

        let sessions = try read(AnthropicMessages.self, text)

        #expect(sessions.count == 1)
        #expect(sessions.first?.calls.count == 1)
        #expect(sessions.first?.steps.last?.text == "There is no Makefile.")
    }
}
