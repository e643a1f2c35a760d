internal import HTTP
package import LanguageModels
package import Prompting
package import TestSupport

/// The seed of the prompts in tests.
package let seed: UInt64 = 20_260_325

/// The settings of the model that tests ask.
package let settings = ModelSettings(name: "m", maximumTokens: 4_000)

/// Asks a scripted server through a session that exists for the time of `body`.
package func withRole(
    repairs: Int = 2,
    records: Recorder<CallRecord> = Recorder(),
    _ script: @escaping ModelServer.Script,
    _ body: (ModelSession, ModelServer) async throws -> Void
) async throws {
    try await ModelServer.run(script) { server in
        let client = try Client()
        let result: Result<Void, any Error>
        do {
            let model = try ChatCompletions(base: Address(server.address + "/v1"), client: client, key: nil)
            let caller = Caller(
                model,
                limit: ConcurrencyLimit(maximum: 8),
                retries: RetryPolicy(maximumAttempts: 1, maximumMalformedAttempts: 1),
                meter: { records.add($0) }
            )
            let role = ModelSession(caller, settings: settings, name: "test/m", repairs: repairs)
            result = .success(try await body(role, server))
        } catch {
            result = .failure(error)
        }
        await client.shutDown()
        try result.get()
    }
}

/// The same with a script that is a value.
package func withRole(
    script: @escaping ModelServer.Script,
    _ body: (ModelSession, ModelServer) async throws -> Void
) async throws {
    try await withRole(script, body)
}

/// A session with a model that is a closure.
package func role(
    repairs: Int = 2,
    _ script: @escaping @Sendable (ModelCall) throws(ModelError) -> Answer
) -> ModelSession {
    let caller = Caller(
        ClosureModel(script: script),
        limit: ConcurrencyLimit(maximum: 8),
        retries: RetryPolicy(maximumAttempts: 1, maximumMalformedAttempts: 1)
    )
    return ModelSession(caller, settings: settings, name: "test/m", repairs: repairs)
}

/// A model without a server, for replays and for what cannot call tools.
package struct ClosureModel: LanguageModel {
    package let identity: String
    package let canCallTools: Bool
    private let script: @Sendable (ModelCall) throws(ModelError) -> Answer

    /// A model that answers each call with what the closure returns.
    package init(
        identity: String = "closure",
        canCallTools: Bool = false,
        script: @escaping @Sendable (ModelCall) throws(ModelError) -> Answer
    ) {
        self.identity = identity
        self.canCallTools = canCallTools
        self.script = script
    }

    package func answer(_ call: ModelCall) async throws(ModelError) -> Answer { try script(call) }
}

/// A complete answer of this text.
package func answered(_ text: String) -> Answer { Answer(text: text, usage: Usage(prompt: 10, completion: 5)) }

extension ModelCall {
    /// The last message of the user.
    package var question: String {
        for message in prompt.messages.reversed() { if case .user(let text) = message { return text } }
        return ""
    }
}
