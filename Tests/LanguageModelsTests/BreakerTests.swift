import LanguageModels
import TestSupport
import Testing

@Suite("The end of a run's calls after equal failures", .timeLimit(.minutes(1)))
struct BreakerTests {
    /// A caller that tries nothing twice, with the records of its calls.
    private static func caller(
        replay: Caller.Replay = .off,
        _ answers: @escaping @Sendable (Int) throws(ModelError) -> Answer
    ) -> (Caller, ScriptedModel, Recorder<CallRecord>) {
        let records = Recorder<CallRecord>()
        let model = ScriptedModel { _, number throws(ModelError) in try answers(number) }
        let caller = Caller(
            model,
            limit: ConcurrencyLimit(maximum: 1),
            breaker: Breaker(),
            retries: RetryPolicy(maximumAttempts: 1, maximumMalformedAttempts: 1),
            replay: replay,
            meter: { records.add($0) }
        )
        return (caller, model, records)
    }

    /// The kinds of failures of so many calls; `nil` for an answer.
    private static func ask(_ caller: Caller, times: Int) async -> [ModelError.Kind?] {
        var kinds: [ModelError.Kind?] = []
        for number in 0..<times {
            do throws(ModelError) {
                _ = try await caller.ask(Prompt("\(number)"), settings: settings, purpose: "test")
                kinds.append(nil)
            } catch { kinds.append(error.kind) }
        }
        return kinds
    }

    @Test("After three equal failures in a row no call is made, and none is recorded")
    func equalFailures() async {
        let (caller, model, records) = Self.caller { number throws(ModelError) in
            throw .badRequest("request \(number) is not what I expect")
        }
        #expect(await Self.ask(caller, times: 6) == [.badRequest, .badRequest, .badRequest, .halted, .halted, .halted])
        #expect(model.asked.count == 3)
        #expect(records.all.count == 3)
    }

    @Test("An answer between, another failure, or one that says nothing of other calls does not end the calls")
    func otherFailures() async {
        let answers: [ModelError?] = [
            .unavailable("a"), .unavailable("a"), nil, .unavailable("a"), .rateLimited("b"), .unavailable("a"),
            .refused("c"), .refused("c"), .refused("c"), .budget("d"), .budget("d"), .budget("d"),
        ]
        let (caller, model, _) = Self.caller { number throws(ModelError) in
            if let error = answers[number] { throw error }
            return answered("x")
        }
        #expect(await Self.ask(caller, times: answers.count) == answers.map { $0?.kind })
        #expect(model.asked.count == answers.count)
    }

    @Test("Stored answers are used all the same")
    func storedAnswers() async throws {
        let stored = Recorder<[UInt8]>()
        let (caller, _, _) = Self.caller(replay: .preferred { _ in stored.all.first }) { _ throws(ModelError) in
            throw .unreachable("refused")
        }
        #expect(await Self.ask(caller, times: 4).last == .halted)
        let (good, _, records) = Self.caller { _ in answered("kept") }
        _ = try await good.ask(Prompt("x"), settings: settings, purpose: "test")
        stored.add(try #require(records.all.first?.response))
        #expect(await Self.ask(caller, times: 1) == [nil])
    }
}
