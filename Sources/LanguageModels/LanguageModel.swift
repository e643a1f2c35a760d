/// Something that answers prompts. One call is one try: retries, limits, budgets and records are ``Caller``'s.
package protocol LanguageModel: Sendable {
    /// Kind and place of the provider, without any key: part of every ``RequestKey``.
    var identity: String { get }
    /// Whether ``Prompt/tools`` may be used.
    var canCallTools: Bool { get }

    /// The answer to one call. Ends with ``ModelError/cancelled`` when the task is cancelled.
    func answer(_ call: ModelCall) async throws(ModelError) -> Answer
}

/// A provider that is gone: it lends its identity to a replay, and has no answer of its own.
package struct RecordedModel: LanguageModel {
    package let identity: String
    package var canCallTools: Bool { true }

    package init(identity: String) {
        self.identity = identity
    }

    package func answer(_ call: ModelCall) async throws(ModelError) -> Answer {
        throw .unavailable("there is no stored response for the call \(call.key)")
    }
}
