/// What a call cost, in tokens.
package struct Usage: Sendable, Equatable {
    /// All tokens of the prompt, cached ones included.
    package var prompt: Int
    /// Those of the prompt that the provider had in its cache.
    package var cached: Int
    package var completion: Int
    /// Whether the figures are our estimate, since the provider gave none.
    package var isEstimated: Bool

    package init(prompt: Int, cached: Int = 0, completion: Int, isEstimated: Bool = false) {
        self.prompt = prompt
        self.cached = cached
        self.completion = completion
        self.isEstimated = isEstimated
    }

    package var total: Int { prompt + completion }
}
