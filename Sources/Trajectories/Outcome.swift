/// Whether a session reached its goal, and where that was read from.
package struct Outcome: Sendable, Equatable {
    /// Whether the goal was reached.
    package enum Label: String, Sendable, CaseIterable { case success, failure, partial, unknown }

    /// The source of an outcome, strongest first. A statement of the agent itself is not a source.
    package enum Source: String, Sendable {
        /// A sidecar: a reward, a report, `trace2skill drop --outcome`.
        case sidecar
        /// A field of the format that an evaluator filled in.
        case field
        /// The name of the file, where the format puts it there.
        case name
        /// The run ended by an exception, a limit or a time-out.
        case crash
        /// There is no outcome.
        case none

        /// How strong the source is: the more, the higher.
        package var rank: Int {
            switch self {
            case .sidecar: 4
            case .field: 3
            case .name: 2
            case .crash: 1
            case .none: 0
            }
        }
    }

    /// Whether the goal was reached.
    package var label: Label
    /// The reward, where the source has one: 1 is success, 0 is failure.
    package var reward: Double?
    /// The source of the outcome.
    package var source: Source
    /// The file or field that the outcome was read from, for a person: `reward.txt`, `reward_info.reward`.
    package var detail: String?

    /// An outcome from a source.
    package init(_ label: Label, reward: Double? = nil, source: Source, detail: String? = nil) {
        self.label = label
        self.reward = reward
        self.source = source
        self.detail = detail
    }

    /// The outcome of a session without a source.
    package static let unknown = Outcome(.unknown, source: .none)

    /// The outcome of a reward: 1 and more is success, 0 and less is failure, anything between is partial success.
    package init(reward: Double, source: Source, detail: String) {
        self.init(
            reward >= 1 ? .success : reward <= 0 ? .failure : .partial,
            reward: reward,
            source: source,
            detail: detail
        )
    }

    /// Returns the outcome with the stronger source; this one if both are equally strong.
    package func strengthened(by other: Outcome) -> Outcome {
        other.source.rank > source.rank ? other : self
    }
}
