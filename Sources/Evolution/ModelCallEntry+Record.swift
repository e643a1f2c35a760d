package import LanguageModels
package import Ledger
internal import Trajectories

extension ModelCallEntry {
    /// A call as its caller tells of it.
    ///
    /// - Parameters:
    ///   - prices: what tokens cost; without them the call is kept as costing nothing.
    ///   - time: when it was over, in seconds since 1970.
    package init(_ record: CallRecord, of evolution: String, prices: TokenPrices? = nil, at time: Double) {
        let outcome: String
        switch record.outcome {
        case .answered: outcome = "answered"
        case .replayed: outcome = "replayed"
        case .failed(let error): outcome = error.kind.rawValue
        }
        // Tries that broke off before the answer came have cost their prompt too.
        var usage = record.usage ?? Usage(prompt: 0, completion: 0)
        usage.prompt += max(0, record.spentTokens - usage.total)
        self.init(
            key: "\(record.key)",
            evolution: evolution,
            role: record.purpose,
            provider: record.provider,
            model: record.settings.name,
            settings: record.settings.text,
            response: record.response,
            outcome: outcome,
            promptTokens: usage.prompt,
            cachedTokens: usage.cached,
            completionTokens: usage.completion,
            cost: prices?.cost(of: usage) ?? 0,
            seconds: record.duration / .seconds(1),
            tries: record.attempts,
            called: time,
            isEstimated: usage.total > 0
                && (record.usage?.isEstimated ?? true || usage.total > record.usage?.total ?? 0)
        )
    }
}
