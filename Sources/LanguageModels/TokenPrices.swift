/// Prices of one million tokens each, in one currency.
package struct TokenPrices: Sendable, Equatable {
    /// Price of prompt tokens that were not in the provider's cache.
    package let prompt: Double
    /// Price of prompt tokens that were in the provider's cache.
    package let cached: Double
    /// Price of the tokens of answers.
    package let completion: Double

    /// Creates prices per million tokens.
    package init(prompt: Double, cached: Double, completion: Double) {
        self.prompt = prompt
        self.cached = cached
        self.completion = completion
    }

    /// The cost of one call, in the currency of the prices.
    package func cost(of usage: Usage) -> Double {
        let cached = min(usage.cached, usage.prompt)
        let units =
            Double(usage.prompt - cached) * prompt + Double(cached) * self.cached + Double(usage.completion)
            * completion
        return units / 1_000_000
    }

    /// The cost of prompt tokens that are not in the provider's cache, in the currency of the prices.
    package func cost(ofPrompt tokens: Int) -> Double { cost(of: Usage(prompt: tokens, completion: 0)) }
}
