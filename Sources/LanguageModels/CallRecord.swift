/// A record of one call that has ended, for the meter and for replays. It never contains an API key.
package struct CallRecord: Sendable {
    /// How the call ended.
    package enum Outcome: Sendable, Equatable {
        /// The model answered.
        case answered
        /// A stored answer was used: nothing was spent.
        case replayed
        /// There is no answer.
        case failed(ModelError)
    }

    /// A short name of the caller's for what the call was for: `analyse`, `route`.
    package let purpose: String
    /// The hash of ``request``.
    package let key: RequestKey
    /// The ``LanguageModel/identity`` of the model.
    package let provider: String
    /// The settings of the call.
    package let settings: ModelSettings
    /// The ``ModelCall/sample`` of the call.
    package let sample: Int
    /// The usage that the answer reports; `nil` without an answer.
    package let usage: Usage?
    /// Tokens that the call cost, as far as is known: those of the answer, and the estimated prompt of each attempt that
    /// failed after the provider may have read it. Zero for a replay.
    package let spentTokens: Int
    /// Time from the call to its end, including all waits.
    package let duration: Duration
    /// Number of attempts; zero for a replay.
    package let attempts: Int
    /// How the call ended.
    package let outcome: Outcome
    /// The call as canonical JSON, from which ``key`` is computed.
    package let request: [UInt8]
    /// The ``Answer/encoded`` answer; `nil` without one.
    package let response: [UInt8]?
}
