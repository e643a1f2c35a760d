/// A model that answers prompts. One call is one attempt: ``Caller`` adds retries, limits, budgets and records.
package protocol LanguageModel: Sendable {
    /// Kind and address of the provider, without any key: part of every ``RequestKey``.
    var identity: String { get }
    /// Whether a prompt may have ``Prompt/tools``.
    var canCallTools: Bool { get }

    /// Answers one call.
    ///
    /// - Throws: Why there is no usable answer; ``ModelError/cancelled`` if the task is cancelled.
    func answer(_ call: ModelCall) async throws(ModelError) -> Answer
}
