import HTTP
import LanguageModels
import Synchronization
import TestSupport

/// A model without a server that answers by a closure of the call and the number of calls before it.
final class ScriptedModel: LanguageModel {
    let identity: String
    let canCallTools = true
    private let script: @Sendable (ModelCall, Int) async throws(ModelError) -> Answer
    private let calls = Mutex([ModelCall]())

    init(
        identity: String = "scripted",
        _ script: @escaping @Sendable (ModelCall, Int) async throws(ModelError) -> Answer
    ) {
        self.identity = identity
        self.script = script
    }

    var asked: [ModelCall] { calls.withLock { $0 } }

    func answer(_ call: ModelCall) async throws(ModelError) -> Answer {
        let number = calls.withLock {
            $0.append(call)
            return $0.count - 1
        }
        return try await script(call, number)
    }
}

extension Recorder<CallRecord> {
    /// The answer that was recorded for a request.
    func response(_ key: RequestKey) -> [UInt8]? { all.first { $0.key == key && $0.response != nil }?.response }
}

enum Dialect: String, CaseIterable {
    case chat, anthropic

    func provider(
        _ address: String,
        _ client: Client,
        key: APIKey? = nil,
        timeouts: Timeouts = Timeouts()
    ) throws -> any LanguageModel {
        let base = try Address(address + (self == .chat ? "/v1" : ""))
        return switch self {
        case .chat: try ChatCompletions(base: base, client: client, key: key, timeouts: timeouts)
        case .anthropic: try AnthropicMessages(base: base, client: client, key: key, timeouts: timeouts)
        }
    }
}

let settings = ModelSettings(name: "m", maximumTokens: 100)

func call(_ prompt: Prompt = Prompt("hello"), _ settings: ModelSettings = settings) -> ModelCall {
    ModelCall(prompt, settings: settings, provider: "p")
}

func answered(_ text: String, prompt: Int = 10, completion: Int = 5) -> Answer {
    Answer(text: text, usage: Usage(prompt: prompt, completion: completion))
}

/// Runs `body` with a server, and with a provider that asks it.
func withProvider(
    _ dialect: Dialect,
    key: APIKey? = nil,
    timeouts: Timeouts = Timeouts(),
    _ script: @escaping ModelServer.Script,
    _ body: (ModelServer, any LanguageModel) async throws -> Void
) async throws {
    try await ModelServer.run(script) { server in
        let client = try Client()
        do {
            try await body(server, dialect.provider(server.address, client, key: key, timeouts: timeouts))
            await client.shutDown()
        } catch {
            await client.shutDown()
            throw error
        }
    }
}
