import JSON
import LanguageModels
import Testing

@Suite("The JSON in an answer", .timeLimit(.minutes(1)))
struct JSONPayloadsTests {
    // Fault 24 of the reference implementation.
    @Test(
        "JSON in an answer is found whatever surrounds it",
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
    func findsJSON(text: String, expected: [String]) throws {
        let values = try JSONPayloads.find(in: text)
        #expect(values.map { String(decoding: $0.source, as: UTF8.self) } == expected)
    }

    // Fault 16 of the reference implementation.
    @Test("Every one of several JSON values is found")
    func findsSeveralValues() throws {
        for text in [
            "```json\n{\"a\":1}\n```\nand\n```json\n{\"b\":2}\n```", "{\"a\":1}\n{\"b\":2}", "{\"a\":1}{\"b\":2}",
        ] {
            let values = try JSONPayloads.find(in: text)
            #expect(values.count == 2)
            #expect(values.last?["b"]?.int == 2)
        }
    }

    // Faults 16 and 22 of the reference implementation.
    @Test("A code fence within a string is text")
    func fenceInStringIsText() throws {
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
        "JSON that cannot be read to its end is an error",
        arguments: [
            "", "no JSON here", "{\"a\":1", "```json\n{\"a\":\"unclosed}\n```", "```json\n```",
            "{\"a\":1}\n{\"b\":", "```json\n{\"a\":1}\n```\n```json\n{\"b\": oops}\n```", "{a:1}",
            "```json\n{\"a\":1}\nand more text\n```", "{\"a\":1}\n```python\nprint()\n{\"b\":2}",
            "just {\"a\":1} in prose", "<think>{\"a\":1}</think>",
            String(repeating: "[", count: 100_000),
            String(repeating: "{\"a\":", count: 40) + "1" + String(repeating: "}", count: 40),
        ]
    )
    func brokenJSONIsAnError(text: String) {
        #expect(throws: UnreadableAnswer.self) { try JSONPayloads.find(in: text) }
    }

    @Test("The search for JSON is fast for hostile answers")
    func hostileAnswersAreReadFast() {
        for piece in ["</think>", "```\n", "```x\n", "[\n", "{\n", "\\\"", "[] x\n"] {
            let text = String(repeating: piece, count: 20_000)
            #expect(throws: UnreadableAnswer.self) { try JSONPayloads.find(in: text) }
        }
    }

    @Test("The error names the position where the JSON breaks")
    func errorNamesPosition() {
        let error = #expect(throws: UnreadableAnswer.self) { try JSONPayloads.find(in: #"{"a": oops}"#) }
        #expect(error.map { "\($0)".contains("6") } == true, "\(String(describing: error))")
    }
}
