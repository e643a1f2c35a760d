package import HTTP

/// A server that speaks Anthropic's messages.
///
/// The shared part of the prompt carries a cache marker, and so does the end of a longer conversation, of which the next
/// turn repeats everything. A schema becomes a tool that the model has to call.
package struct AnthropicMessages: LanguageModel {
    private static let version = "2023-06-01"

    package let identity: String
    package var canCallTools: Bool { true }

    private let address: Address
    private let headers: [Header]
    private let timeouts: Timeouts
    private let exchange: Exchange<AnthropicReader>

    /// - Parameters:
    ///   - base: the address before `/v1/messages`.
    ///   - answerLimit: the most bytes of an answer.
    /// Throws ``ModelError/badRequest(_:)`` if the address takes no path.
    package init(
        base: Address,
        client: Client,
        key: APIKey?,
        timeouts: Timeouts = Timeouts(),
        answerLimit: Int = 1 << 20
    ) throws(ModelError) {
        do {
            address = try base.appending(path: base.text.hasSuffix("/v1") ? "messages" : "v1/messages")
        } catch {
            throw ModelError(error)
        }
        identity = "anthropic \(base.text)"
        self.timeouts = timeouts
        let fixed = [
            Header("Content-Type", "application/json"), Header("Accept", "text/event-stream, application/json"),
            Header("anthropic-version", Self.version),
        ]
        headers = fixed + (key.map { [$0.header("x-api-key")] } ?? [])
        exchange = Exchange(client: client, key: key, answerLimit: answerLimit)
    }

    package func answer(_ call: ModelCall) async throws(ModelError) -> Answer {
        let request = Request(to: address, headers: headers, body: body(of: call), timeouts: timeouts)
        var answer = try await exchange.answer(request).estimating(call)
        guard let schema = call.prompt.schema, call.prompt.tools.isEmpty else { return answer }
        let calls = answer.toolCalls.filter { $0.name == schema.name }
        // A model that wrote its answer as text instead is taken at its word; whether it can be read shows later.
        guard !calls.isEmpty else { return answer }
        answer.text = calls.map(\.arguments).joined(separator: "\n")
        answer.toolCalls = []
        if answer.stopReason == .toolCalls { answer.stopReason = .end }
        return answer
    }
}
