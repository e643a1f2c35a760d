/// Whether a session reached its goal, and who says so.
package struct Outcome: Sendable, Equatable {
    package enum Label: String, Sendable, CaseIterable { case success, failure, partial, unknown }

    /// Where an outcome was read from, strongest first. The agent's own word is no source.
    package enum Source: String, Sendable {
        /// A file beside the trajectory: a reward, a report, `trace2skill drop --outcome`.
        case sidecar
        /// A field of the format that an evaluator filled in.
        case field
        /// The name of the file, where the format puts it there.
        case name
        /// The run ended by an exception, a limit or a time-out.
        case crash
        case none

        var rank: Int {
            switch self {
            case .sidecar: 4
            case .field: 3
            case .name: 2
            case .crash: 1
            case .none: 0
            }
        }
    }

    package var label: Label
    package var reward: Double?
    package var source: Source
    /// What it was read from, for a person: `reward.txt`, `reward_info.reward`.
    package var detail: String?

    package init(_ label: Label, reward: Double? = nil, source: Source, detail: String? = nil) {
        self.label = label
        self.reward = reward
        self.source = source
        self.detail = detail
    }

    package static let unknown = Outcome(.unknown, source: .none)

    /// The label that a reward stands for: 1 and more is success, 0 and less failure, between is partial.
    package init(reward: Double, source: Source, detail: String) {
        self.init(
            reward >= 1 ? .success : reward <= 0 ? .failure : .partial,
            reward: reward,
            source: source,
            detail: detail
        )
    }

    /// The better supported of two outcomes; the first where both are equal.
    package func strengthened(by other: Outcome) -> Outcome {
        other.source.rank > source.rank ? other : self
    }
}
