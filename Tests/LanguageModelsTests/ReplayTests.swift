import LanguageModels
import TestSupport
import Testing

@Suite("A replay", .timeLimit(.minutes(1)))
struct ReplayTests {
    @Test("A replay gives the same bytes without the provider", arguments: Dialect.allCases)
    func replayIsByteIdentical(dialect: Dialect) async throws {
        let records = Recorder<CallRecord>()
        var identity = ""
        var first: [Answer] = []
        let prompts = ["a", "b", "odd \u{0} \u{7f} \u{2028} \"\\ 🙂"].map { Prompt(shared: ["rules"], $0) }
        try await withProvider(dialect) { request in
            var reply = ModelReply("to \(request.lastText)\u{0}\u{1}")
            reply.reasoning = "because"
            reply.toolCalls = [.init(id: "t", name: "n", arguments: #"{"x":1}"#)]
            return reply
        } _: { _, model in
            identity = model.identity
            let caller = Caller(model, limit: ConcurrencyLimit(maximum: 2), meter: { records.add($0) })
            for prompt in prompts {
                first.append(try await caller.ask(prompt, settings: settings, purpose: "test"))
            }
        }
        let again = Recorder<CallRecord>()
        let caller = Caller(
            ScriptedModel(identity: identity) { _, _ throws(ModelError) in throw .unavailable("the provider is gone") },
            limit: ConcurrencyLimit(maximum: 2),
            replay: .only { records.response($0) },
            meter: { again.add($0) }
        )
        for (prompt, answer) in zip(prompts, first) {
            let replayed = try await caller.ask(prompt, settings: settings, purpose: "test")
            #expect(replayed.text == answer.text)
            #expect(replayed.toolCalls == answer.toolCalls)
            #expect(replayed.usage == answer.usage)
        }
        #expect(again.all.map(\.response) == records.all.map(\.response))
        #expect(again.all.map(\.request) == records.all.map(\.request))
        #expect(again.all.allSatisfy { $0.outcome == .replayed && $0.spentTokens == 0 && $0.attempts == 0 })
    }

    @Test("A replay never asks the model for a missing answer")
    func replayNeverAsksModel() async throws {
        let model = ScriptedModel { _, _ in answered("fresh") }
        let caller = Caller(model, limit: ConcurrencyLimit(maximum: 1), replay: .only { _ in nil })
        await #expect(throws: ModelError.self) { try await caller.ask(Prompt("x"), settings: settings, purpose: "t") }
        #expect(model.asked.isEmpty)
    }

    @Test("A preferred replay asks the model only for missing or damaged answers")
    func preferredReplayFillsGaps() async throws {
        let model = ScriptedModel { _, _ in answered("fresh") }
        for damaged in [nil, Array("{}".utf8), Array("garbage".utf8)] {
            let caller = Caller(model, limit: ConcurrencyLimit(maximum: 1), replay: .preferred { _ in damaged })
            #expect(try await caller.ask(Prompt("x"), settings: settings, purpose: "t").text == "fresh")
        }
        let stored = answered("stored").encoded
        let caller = Caller(model, limit: ConcurrencyLimit(maximum: 1), replay: .preferred { _ in stored })
        #expect(try await caller.ask(Prompt("x"), settings: settings, purpose: "t").text == "stored")
        #expect(model.asked.count == 3)
    }
}

@Suite("A request key", .timeLimit(.minutes(1)))
struct RequestKeyTests {
    // Fault 28 of the reference implementation.
    @Test("A request key depends on provider, prompt, sample and every setting")
    func keyDependsOnEverything() throws {
        let base = ModelSettings(name: "m", temperature: 0.5, maximumTokens: 10)
        var calls = [ModelCall(Prompt("x"), settings: base, provider: "p")]
        func add(_ change: (inout ModelSettings) throws -> Void) rethrows {
            var settings = base
            try change(&settings)
            calls.append(ModelCall(Prompt("x"), settings: settings, provider: "p"))
        }
        add { $0.name = "n" }
        add { $0.temperature = 0.6 }
        add { $0.temperature = nil }
        add { $0.topP = 0.5 }
        add { $0.maximumTokens = 11 }
        add { $0.seed = 1 }
        add { $0.stop = ["x"] }
        add { $0.reasoningEffort = "low" }
        try add { $0.extra = ["k": try JSONText("1")] }
        try add { $0.extra = ["k": try JSONText("2")] }
        let schema = AnswerSchema(name: "s", schema: try JSONText("{}"))
        let tool = Tool(name: "t", description: "d", parameters: try JSONText("{}"))
        for prompt in [
            Prompt("y"), Prompt(shared: ["x"], ""), Prompt(shared: ["", "x"], ""), Prompt("x", schema: schema),
            Prompt(messages: [.user("x")], tools: [tool]),
            Prompt(messages: [.user("x")], tools: [tool], toolChoice: .named("t")),
            Prompt(messages: [.user("x"), .assistant("")]), Prompt(messages: [.user("x"), .results([])]),
        ] {
            calls.append(ModelCall(prompt, settings: base, provider: "p"))
        }
        calls.append(ModelCall(Prompt("x"), settings: base, sample: 1, provider: "p"))
        calls.append(ModelCall(Prompt("x"), settings: base, provider: "q"))
        #expect(Set(calls.map(\.key)).count == calls.count)
    }

    @Test("Equal calls have equal request keys, which can be parsed back")
    func equalCallsHaveEqualKeys() throws {
        let one = try JSONText(#"{"b": 1, "a": [true, null, 1.5]}"#)
        let other = try JSONText(#"{"a":[true,null,1.5],"b":1}"#)
        let keys = [one, other].map { text in
            var settings = settings
            settings.extra = ["x": text, "y": text]
            return call(Prompt("x"), settings).key
        }
        #expect(keys[0] == keys[1])
        #expect(RequestKey(keys[0].description) == keys[0])
        #expect(RequestKey("../../etc/passwd") == nil)
    }
}
