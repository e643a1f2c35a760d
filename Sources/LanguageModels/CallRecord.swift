/// What is known of one call when it is over, for the meter and for replays. It holds no key of a provider.
package struct CallRecord: Sendable {
    /// How the call ended.
    package enum Outcome: Sendable, Equatable {
        case answered
        /// The answer was there already: nothing was spent.
        case replayed
        case failed(ModelError)
    }

    /// What the call was for, in the caller's words.
    package let purpose: String
    package let key: RequestKey
    /// ``LanguageModel/identity``
    package let provider: String
    package let settings: ModelSettings
    package let sample: Int
    /// Of the answer; `nil` without one.
    package let usage: Usage?
    /// Tokens that the call cost, as far as is known: the answer's, and the estimated prompt of each try that broke off
    /// after the provider may have done its work. Zero for a replay.
    package let spentTokens: Int
    /// From the call to its end, waits included.
    package let duration: Duration
    package let tries: Int
    package let outcome: Outcome
    /// The call as JSON: what the key is the hash of.
    package let request: [UInt8]
    /// ``Answer/stored``; `nil` without an answer.
    package let response: [UInt8]?
}
