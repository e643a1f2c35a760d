/// What a million tokens cost, in units of some currency.
package struct TokenPrices: Sendable, Equatable {
    /// Of the prompt, but for what the provider had in its cache.
    package let prompt: Double
    package let cached: Double
    package let completion: Double

    package init(prompt: Double, cached: Double, completion: Double) {
        self.prompt = prompt
        self.cached = cached
        self.completion = completion
    }

    package func cost(of usage: Usage) -> Double {
        let cached = min(usage.cached, usage.prompt)
        let units =
            Double(usage.prompt - cached) * prompt + Double(cached) * self.cached + Double(usage.completion)
            * completion
        return units / 1_000_000
    }

    /// Of a prompt that no cache knows.
    package func cost(ofPrompt tokens: Int) -> Double { cost(of: Usage(prompt: tokens, completion: 0)) }
}
