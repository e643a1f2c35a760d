internal import Trajectories

/// Outcomes for people.
enum OutcomeText {
    /// The outcome with its reward: `failure (reward 0.0)`.
    static func words(_ outcome: Outcome) -> String { words(outcome.label.rawValue, outcome.reward) }

    /// The outcome with its reward.
    static func words(_ label: String, _ reward: Double?) -> String {
        "\(label)\(reward.map { " (reward \($0))" } ?? "")"
    }

    /// Where an outcome was read from: the label file with what it says besides, or the field of the trajectory.
    ///
    /// - Parameters:
    ///   - path: of the label file; nil for another source.
    ///   - detail: begins with the name of the label file, or with the name that a label file in it has.
    static func origin(path: String?, detail: String?) -> String? {
        guard let path else { return detail }
        guard let detail else { return path }
        let name = path.split(separator: "/").last.map(String.init) ?? path
        return detail.hasPrefix(name) ? path + detail.dropFirst(name.count) : "\(detail) in \(path)"
    }
}
