/// The tokens that a call used.
package struct Usage: Sendable, Equatable {
    /// All tokens of the prompt, including cached ones.
    package var prompt: Int
    /// The tokens of the prompt that were in the provider's cache.
    package var cached: Int
    /// The tokens of the answer.
    package var completion: Int
    /// Whether the figures are an estimate because the provider reported none.
    package var isEstimated: Bool

    /// Creates figures of one call.
    package init(prompt: Int, cached: Int = 0, completion: Int, isEstimated: Bool = false) {
        self.prompt = prompt
        self.cached = cached
        self.completion = completion
        self.isEstimated = isEstimated
    }

    /// All tokens of prompt and answer.
    package var total: Int { prompt + completion }
}
