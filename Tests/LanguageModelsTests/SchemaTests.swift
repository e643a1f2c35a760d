import JSON
import LanguageModels
import Synchronization
import TestSupport
import Testing

@Suite("A schema", .timeLimit(.minutes(1)))
struct SchemaTests {
    private static func prompt() throws -> Prompt {
        Prompt("x", schema: AnswerSchema(name: "report", schema: try JSONText(#"{"type":"object","properties":{}}"#)))
    }

    @Test("A schema is sent unchanged to a Chat Completions server")
    func schemaIsSentUnchanged() async throws {
        try await withProvider(.chat) { _ in
            ModelReply("{}")
        } _: { server, model in
            _ = try await model.answer(call(try Self.prompt()))

            let format = try #require(server.requests[0].json?["response_format"])
            #expect(format["type"]?.string == "json_schema")
            #expect(format["json_schema"]?["schema"]?["type"]?.string == "object")
            #expect(server.requests[0].systemText.isEmpty)
        }
    }

    @Test("A server that rejects schemas gets them in the prompt, also in later calls")
    func rejectedSchemaMovesToPrompt() async throws {
        try await withProvider(.chat) { request in
            switch request.json?["response_format"]?["type"]?.string {
            case "json_schema": .failing(.status(400, body: #"{"error":{"message":"response_format unsupported"}}"#))
            case "json_object": .failing(.status(400, body: #"{"error":"unknown field response_format"}"#))
            default: ModelReply(#"{"is":"fine"}"#)
            }
        } _: { server, model in
            let prompt = try Self.prompt()
            try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<20 { group.addTask { try await model.answer(call(prompt)).text } }
                for try await text in group { #expect(text == #"{"is":"fine"}"#) }
            }
            let before = server.requests.count
            _ = try await model.answer(call(prompt))
            #expect(server.requests.count == before + 1)
            #expect(server.requests[before].systemText.contains(#"{"properties":{},"type":"object"}"#))
        }
    }

    @Test("For Anthropic, a schema is a tool whose arguments are the answer")
    func schemaIsAToolForAnthropic() async throws {
        try await withProvider(.anthropic) { _ in
            var reply = ModelReply()
            reply.toolCalls = [.init(id: "t", name: "report", arguments: #"{"found":1}"#)]
            reply.stop = "tool_calls"
            return reply
        } _: { server, model in
            let answer = try await model.answer(call(try Self.prompt()))

            #expect(answer.text == #"{"found":1}"#)
            #expect(answer.toolCalls.isEmpty)
            #expect(answer.stopReason == .end)
            #expect(server.requests[0].json?["tool_choice"]?["name"]?.string == "report")
        }
    }
}
