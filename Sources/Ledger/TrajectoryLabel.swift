package import Trajectories

/// A label file that came with a trajectory.
package struct LabelReference: Sendable, Equatable, Codable {
    /// The path of the file, inside its inbox if it was in one.
    package var path: String
    /// SHA-256 of its content, 64 hexadecimal digits.
    package var digest: String
    /// When it was read, in seconds since 1970.
    package var received: Double

    /// Describes a label file.
    package init(path: String, digest: String, received: Double) {
        self.path = path
        self.digest = digest
        self.received = received
    }

    private var strength: Int { Sidecar.strength(ofName: path) }

    /// Whether another label file of this kind takes the place of this one.
    private func isReplaced(by other: LabelReference) -> Bool { other.strength == strength }

    /// Returns the label files that a trajectory has once it got new ones, the strongest first. A new one takes the place
    /// of an earlier one of the same kind.
    package static func merge(_ new: [LabelReference], into earlier: [LabelReference]) -> [LabelReference] {
        let kept = earlier.filter { old in !new.contains { old.isReplaced(by: $0) } }
        return (new + kept).enumerated()
            .sorted { ($1.element.strength, $0.offset) < ($0.element.strength, $1.offset) }.map(\.element)
    }
}

/// A label file with what it says; its texts are redacted.
package struct TrajectoryLabel: Sendable, Equatable {
    /// The file.
    package var reference: LabelReference
    /// What the file says: one label, or one for each task in a file about many.
    package var labels: [Sidecar.Label]

    /// Describes a label file with what it says.
    package init(_ reference: LabelReference, labels: [Sidecar.Label]) {
        self.reference = reference
        self.labels = labels
    }
}

/// A session whose outcome or task a label told.
package struct LabelledSession: Sendable, Equatable {
    /// The id of the session.
    package var session: String
    /// The outcome that the session has now.
    package var outcome: Outcome
    /// The path of the label file.
    package var path: String
}
