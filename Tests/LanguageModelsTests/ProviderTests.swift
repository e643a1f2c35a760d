import JSON
import LanguageModels
import TestSupport
import Testing

@Suite("A provider", .timeLimit(.minutes(1)))
struct ProviderTests {
    // Fault 24 of the reference implementation.
    @Test(
        "An answer has text, reasoning and usage, whatever the size of its events",
        arguments: Dialect.allCases,
        [1, 16, 1_000]
    )
    func readsAnswer(dialect: Dialect, eventSize: Int) async throws {
        let text = "Zeile 1\nline \"2\" \\ 三 🙂"
        try await withProvider(dialect) { _ in
            var reply = ModelReply(text)
            reply.reasoning = "first think"
            reply.tokens = (1_200, 1_000, 34)
            reply.eventSize = eventSize
            return reply
        } _: { _, model in
            let answer = try await model.answer(call())

            #expect(answer.text == text)
            #expect(answer.reasoning == "first think")
            #expect(answer.usage == Usage(prompt: 1_200, cached: 1_000, completion: 34))
            #expect(answer.stopReason == .end)
            #expect(answer.duration > .zero)
        }
    }

    @Test("Tool calls are read with their arguments", arguments: Dialect.allCases)
    func readsToolCalls(dialect: Dialect) async throws {
        try await withProvider(dialect) { _ in
            var reply = ModelReply("Let me look.")
            reply.toolCalls = [
                .init(id: "t1", name: "read", arguments: #"{"step":14,"why":"a \"quote\""}"#),
                .init(id: "t2", name: "grep", arguments: #"{"for":"x"}"#),
            ]
            reply.stop = "tool_calls"
            return reply
        } _: { _, model in
            let answer = try await model.answer(call())

            #expect(answer.stopReason == .toolCalls)
            #expect(answer.toolCalls.map(\.id) == ["t1", "t2"])
            #expect(answer.toolCalls.map(\.name) == ["read", "grep"])
            #expect(try answer.toolCalls[0].parsedArguments()["why"]?.string == #"a "quote""#)
        }
    }

    @Test("An answer that was cut off at the token limit is marked", arguments: Dialect.allCases)
    func marksTruncatedAnswer(dialect: Dialect) async throws {
        try await withProvider(dialect) { _ in
            var reply = ModelReply("half an ans")
            reply.stop = "length"
            return reply
        } _: { _, model in
            let answer = try await model.answer(call())
            #expect(answer.stopReason == .length)
        }
    }

    @Test("Usage is estimated if the server reports none")
    func estimatesMissingUsage() async throws {
        try await withProvider(.chat) { _ in
            var reply = ModelReply("twelve bytes")
            reply.tokens = nil
            return reply
        } _: { _, model in
            let usage = try await model.answer(call()).usage
            #expect(usage.isEstimated)
            #expect(usage.completion == 3)
            #expect(usage.prompt > 10)
        }
    }

    // Fault 23 of the reference implementation.
    @Test("Every setting that is set is sent, and no other", arguments: Dialect.allCases)
    func sendsSettings(dialect: Dialect) async throws {
        try await withProvider(dialect) { _ in
            ModelReply("answer")
        } _: { server, model in
            var all = ModelSettings(name: "m", temperature: 0.25, topP: 0.5, maximumTokens: 77, seed: 3, stop: ["END"])
            all.extra = ["top_k": try JSONText("20")]
            _ = try await model.answer(call(Prompt("x"), all))
            _ = try await model.answer(call(Prompt("x"), ModelSettings(name: "m")))

            let full = try #require(server.requests[0].json)
            #expect(full["temperature"]?.double == 0.25)
            #expect(full["top_p"]?.double == 0.5)
            #expect(full["max_tokens"]?.int == 77)
            #expect(full["top_k"]?.int == 20)
            #expect(full[dialect == .chat ? "stop" : "stop_sequences"]?[0]?.string == "END")
            if dialect == .chat { #expect(full["seed"]?.int == 3) }
            let bare = try #require(server.requests[1].json)
            for name in ["temperature", "top_p", "seed", "stop", "stop_sequences", "top_k", "tools", "response_format"]
            {
                #expect(bare[name] == nil, "\(name)")
            }
        }
    }

    @Test("A conversation is sent with its tool calls and results", arguments: Dialect.allCases)
    func sendsConversation(dialect: Dialect) async throws {
        try await withProvider(dialect) { _ in
            ModelReply("done")
        } _: { server, model in
            let wish = ToolCall(id: "t1", name: "read", arguments: #"{"step":1}"#)
            let prompt = Prompt(
                shared: ["rules", "skill"],
                messages: [
                    .user("look"), .assistant("", calls: [wish]),
                    .results([ToolResult(id: "t1", text: "nothing there", isError: true)]),
                ],
                tools: [
                    Tool(name: "read", description: "Reads a step.", parameters: try JSONText(#"{"type":"object"}"#))
                ],
                toolChoice: .required
            )
            _ = try await model.answer(call(prompt))

            let body = try #require(server.requests[0].json)
            let messages = try #require(body["messages"]?.array)
            if dialect == .chat {
                #expect(messages.map { $0["role"]?.string } == ["system", "user", "assistant", "tool"])
                #expect(messages[0]["content"]?.string == "rules\n\nskill")
                #expect(messages[2]["tool_calls"]?[0]?["function"]?["arguments"]?.string == wish.arguments)
                #expect(messages[3]["tool_call_id"]?.string == "t1")
                #expect(body["tools"]?[0]?["function"]?["parameters"]?["type"]?.string == "object")
                #expect(body["tool_choice"]?.string == "required")
            } else {
                #expect(messages.map { $0["role"]?.string } == ["user", "assistant", "user"])
                #expect(messages[1]["content"]?[0]?["input"]?["step"]?.int == 1)
                #expect(messages[2]["content"]?[0]?["is_error"]?.bool == true)
                #expect(body["tools"]?[0]?["input_schema"]?["type"]?.string == "object")
                #expect(body["tool_choice"]?["type"]?.string == "any")
            }
        }
    }

    @Test("Only the part that the next call repeats has an Anthropic cache marker")
    func marksRepeatedPartForCache() async throws {
        try await withProvider(.anthropic) { _ in
            ModelReply("answer")
        } _: { server, model in
            let prompt = Prompt(shared: ["rules", "skill"], "question")
            _ = try await model.answer(call(prompt))
            _ = try await model.answer(call(prompt.continued(.assistant("a"), .user("b"))))

            let single = try #require(server.requests[0].json)
            #expect(single["system"]?[0]?["cache_control"] == nil)
            #expect(single["system"]?[1]?["cache_control"]?["type"]?.string == "ephemeral")
            #expect(single["messages"]?[0]?["content"]?[0]?["cache_control"] == nil)
            let longer = try #require(server.requests[1].json)
            #expect(longer["messages"]?[0]?["content"]?[0]?["cache_control"] == nil)
            #expect(longer["messages"]?[2]?["content"]?[0]?["cache_control"]?["type"]?.string == "ephemeral")
        }
    }

    @Test("Requests begin with the bytes that all of them share", arguments: Dialect.allCases)
    func sharedPartComesFirst(dialect: Dialect) async throws {
        try await withProvider(dialect) { _ in
            ModelReply("answer")
        } _: { server, model in
            let shared = [String(repeating: "rule ", count: 200)]
            for text in ["one", "two"] { _ = try await model.answer(call(Prompt(shared: shared, text))) }
            let prefix = zip(server.requests[0].body, server.requests[1].body).prefix { $0 == $1 }.count
            #expect(prefix > 1_000)
        }
    }
}
