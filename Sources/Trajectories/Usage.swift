/// Tokens and money that a session is recorded to have used. Zero where the format does not say.
package struct Usage: Sendable, Equatable {
    /// Tokens of prompts, cached ones included.
    package var promptTokens = 0
    /// Tokens of prompts that the provider found in its cache.
    package var cachedTokens = 0
    /// Tokens of answers.
    package var completionTokens = 0
    /// Money, in US dollars.
    package var costUSD = 0.0

    /// No usage.
    package init() {}

    /// Adds `right` to `left`.
    package static func += (left: inout Usage, right: Usage) {
        left.promptTokens += right.promptTokens
        left.cachedTokens += right.cachedTokens
        left.completionTokens += right.completionTokens
        left.costUSD += right.costUSD
    }
}
