import JSON
import LanguageModels
import Testing

@Suite("The JSON in an answer")
struct JSONPayloadsTests {
    // Fault 24 of the reference implementation.
    @Test(
        "is found whatever stands around it",
        arguments: [
            (#"{"a":1}"#, [#"{"a":1}"#]),
            ("  [1,2]\n", ["[1,2]"]),
            ("Here it is:\n```json\n{\"a\":1}\n```\nHope that helps.", [#"{"a":1}"#]),
            ("```\n{\"a\":\n 1}\n```", ["{\"a\":\n 1}"]),
            ("~~~~JSON\n{\"a\":1}\n~~~~", [#"{"a":1}"#]),
            ("The answer is\n{\"a\":1}\nas you see", [#"{"a":1}"#]),
            ("<think>{\"a\": maybe}</think>\n{\"a\":1}", [#"{"a":1}"#]),
            ("a </think> b {\"x\"</think>{\"a\":1}", [#"{"a":1}"#]),
            (#"{"a":"the tag </think> ends it"}"#, [#"{"a":"the tag </think> ends it"}"#]),
            ("Use {braces} in prose.\n{\"a\":1}", [#"{"a":1}"#]),
            ("[1] a footnote\n{\"a\":1}", [#"{"a":1}"#]),
            ("[ ] a task\n[1,2]\n{\"a\":1}", ["[1,2]", #"{"a":1}"#]),
            ("```json {\"a\":1}```", [#"{"a":1}"#]),
            ("```{\"a\":1}\n```\n{\"b\":2}", [#"{"a":1}"#, #"{"b":2}"#]),
            ("```json title=\"x\"\n{\"a\":1}\n```", [#"{"a":1}"#]),
            ("[note] read this\n{\"a\":1}", [#"{"a":1}"#]),
            ("```python\nd = {\n{\"not\": ours\n```\n```json\n{\"a\":1}\n```", [#"{"a":1}"#]),
        ]
    )
    func found(text: String, expected: [String]) throws {
        let values = try JSONPayloads.find(in: text)
        #expect(values.map { String(decoding: $0.source, as: UTF8.self) } == expected)
    }

    // Fault 16 of the reference implementation.
    @Test("is taken whole when there are two of it")
    func two() throws {
        for text in [
            "```json\n{\"a\":1}\n```\nand\n```json\n{\"b\":2}\n```", "{\"a\":1}\n{\"b\":2}", "{\"a\":1}{\"b\":2}",
        ] {
            let values = try JSONPayloads.find(in: text)
            #expect(values.count == 2)
            #expect(values.last?["b"]?.int == 2)
        }
    }

    // Faults 16 and 22 of the reference implementation.
    @Test("may hold a fence in a string, with its line breaks escaped or not")
    func fenceInString() throws {
        let fence = "```"
        for line in ["\\n", "\n"] {
            let content = "run:\(line)\(fence)sh\(line)make {\(line)\(fence)\(line)done"
            let values = try JSONPayloads.find(in: "\(fence)json\n{\"content\":\"\(content)\",\"n\":1}\n\(fence)")
            #expect(values.count == 1)
            #expect(values[0]["content"]?.string == "run:\n\(fence)sh\nmake {\n\(fence)\ndone")
            #expect(values[0]["n"]?.int == 1)
        }
    }

    // Fault 15 of the reference implementation.
    @Test(
        "is a loss when it cannot be read to its end, never less than what was said",
        arguments: [
            "", "no JSON here", "{\"a\":1", "```json\n{\"a\":\"unclosed}\n```", "```json\n```",
            "{\"a\":1}\n{\"b\":", "```json\n{\"a\":1}\n```\n```json\n{\"b\": oops}\n```", "{a:1}",
            "```json\n{\"a\":1}\nand more text\n```", "{\"a\":1}\n```python\nprint()\n{\"b\":2}",
            "just {\"a\":1} in prose", "<think>{\"a\":1}</think>",
            String(repeating: "[", count: 100_000),
            String(repeating: "{\"a\":", count: 40) + "1" + String(repeating: "}", count: 40),
        ]
    )
    func losses(text: String) {
        #expect(throws: UnreadableAnswer.self) { try JSONPayloads.find(in: text) }
    }

    @Test("is looked for in reasonable time, whatever the answer is made of")
    func hostile() {
        for piece in ["</think>", "```\n", "```x\n", "[\n", "{\n", "\\\"", "[] x\n"] {
            let text = String(repeating: piece, count: 20_000)
            #expect(throws: UnreadableAnswer.self) { try JSONPayloads.find(in: text) }
        }
    }

    @Test("names the place where it breaks")
    func place() {
        let error = #expect(throws: UnreadableAnswer.self) { try JSONPayloads.find(in: #"{"a": oops}"#) }
        #expect(error.map { "\($0)".contains("6") } == true, "\(String(describing: error))")
    }
}

@Suite("A structured answer")
struct StructuredAnswerTests {
    private static func reading(_ values: [JSON]) throws(UnreadableAnswer) -> [Int] {
        var numbers: [Int] = []
        for value in values {
            guard let number = value["n"]?.int else { throw UnreadableAnswer("n is missing") }
            numbers.append(number)
        }
        return numbers
    }

    private func caller(_ model: ScriptedModel) -> Caller {
        Caller(model, limit: ConcurrencyLimit(maximum: 1), clock: HastyClock())
    }

    @Test("is read from all that the model said")
    func reads() async throws {
        let model = ScriptedModel { _, _ in answered("{\"n\":1}\n{\"n\":2}") }
        let structured = try await caller(model).ask(Prompt("x"), settings: settings, purpose: "t", read: Self.reading)
        #expect(structured.value == [1, 2])
        #expect(structured.repairs == 0)
    }

    @Test("is asked for again with what was wrong with it")
    func repairs() async throws {
        let model = ScriptedModel { _, number in
            answered(["{\"n\":", "<think>hm</think>{\"m\":1}", "{\"n\":3}"][number])
        }
        let structured = try await caller(model).ask(Prompt("x"), settings: settings, purpose: "t", read: Self.reading)

        #expect(structured.value == [3])
        #expect(structured.repairs == 2)
        guard case .user(let complaint) = model.asked[1].prompt.messages[2],
            case .user(let other) = model.asked[2].prompt.messages[2]
        else { return #expect(Bool(false)) }
        #expect(complaint.contains("1 brackets are not closed"))
        #expect(other.contains("n is missing"))
        #expect(model.asked[2].prompt.messages[1] == .assistant("{\"m\":1}"))
        #expect(Set(model.asked.map(\.key)).count == 3)
    }

    @Test("that stays broken is a loss and not an empty value")
    func loss() async throws {
        let model = ScriptedModel { _, _ in answered("I would rather not say") }
        let error = await #expect(throws: ModelError.self) {
            try await caller(model).ask(Prompt("x"), settings: settings, purpose: "t", repairs: 1, read: Self.reading)
        }
        #expect(error?.kind == .malformed)
        #expect(model.asked.count == 2)
    }

    // Fault 17 of the reference implementation.
    @Test("that was cut off is not taken for whole, even where it can be read")
    func cutOff() async throws {
        let model = ScriptedModel { _, number in
            var answer = answered("{\"n\":1}")
            if number == 0 { answer.stopReason = .length }
            return answer
        }
        let structured = try await caller(model).ask(Prompt("x"), settings: settings, purpose: "t", read: Self.reading)
        #expect(structured.repairs == 1)
        guard case .user(let complaint) = model.asked[1].prompt.messages[2] else { return #expect(Bool(false)) }
        #expect(complaint.contains("100 tokens"))
    }
}
