import JSON
import LanguageModels
import MethodTestSupport
@testable import Prompting
import Testing
import TestSupport

@Suite("An answer read as a value", .timeLimit(.minutes(1)))
struct AskForValueTests {
    private static func numbers(_ values: [JSON]) throws(UnreadableAnswer) -> PartialParse<[Int]> {
        var numbers: [Int] = []
        for value in values {
            guard let number = value["n"]?.int else { throw UnreadableAnswer("n is missing") }
            numbers.append(number)
        }
        return PartialParse(value: numbers)
    }

    /// Asks a model that gives these answers in turn; returns the value and the calls.
    private static func ask(repairs: Int = 2, _ answers: Answer...) async throws -> (ParsedAnswer<[Int]>, [ModelCall]) {
        let calls = Recorder<ModelCall>()
        let role = role(repairs: repairs) { call in
            calls.add(call)
            return answers[min(calls.all.count, answers.count) - 1]
        }
        let heard = try await role.askForValue(Prompt("x"), purpose: "test") { values throws(UnreadableAnswer) in
            try numbers(values)
        }
        return (heard, calls.all)
    }

    /// The user's message that ends the conversation.
    private static func complaint(in call: ModelCall) -> String {
        guard case .user(let text) = call.prompt.messages.last else { return "" }
        return text
    }

    @Test("A value is read from all JSON of the answer")
    func readsAllValues() async throws {
        let (heard, calls) = try await Self.ask(answered("{\"n\":1}\n{\"n\":2}"))
        #expect(heard.value == [1, 2] && heard.errors.isEmpty)
        #expect(calls.count == 1)
    }

    @Test("An unreadable answer is asked for again with the reason, without its reasoning")
    func repairsWithReason() async throws {
        let (heard, calls) = try await Self.ask(
            answered("{\"n\":"),
            answered("<think>hm</think>{\"m\":1}"),
            answered("{\"n\":3}")
        )
        #expect(heard.value == [3] && heard.repairs == 2)
        try #require(calls.count == 3)
        #expect(Self.complaint(in: calls[1]).contains("1 brackets are not closed"))
        #expect(Self.complaint(in: calls[2]).contains("n is missing"))
        #expect(calls[2].prompt.messages[1] == .assistant("{\"m\":1}"))
        #expect(Set(calls.map(\.key)).count == 3)
    }

    @Test("An answer that stays unreadable is an error and not an empty value")
    func staysUnreadable() async throws {
        let error = await #expect(throws: ModelError.self) {
            try await Self.ask(repairs: 1, answered("I would rather not say"))
        }
        #expect(error?.kind == .malformed)
    }

    // Fault 17 of the reference implementation.
    @Test("An answer that was cut off is asked for again, even if it can be read")
    func cutOffAnswerIsAskedForAgain() async throws {
        var cutOff = answered("{\"n\":1}")
        cutOff.stopReason = .length
        let (heard, calls) = try await Self.ask(cutOff, answered("{\"n\":2}"))
        #expect(heard.value == [2])
        try #require(calls.count == 2)
        #expect(Self.complaint(in: calls[1]).contains("\(settings.maximumTokens) tokens"))
    }
}
