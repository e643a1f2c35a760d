/// When progress is to be shown: only once a wait has lasted for a second, then at a terminal up to ten times a second, and
/// elsewhere once a minute, so that a log does not fill up. Pure, so that a test passes times of its own.
package struct ProgressPace: Sendable {
    private let pause: Duration
    private var next: Duration

    /// The pace of a wait that begins at time zero.
    package init(isTerminal: Bool) {
        pause = isTerminal ? .milliseconds(100) : .seconds(60)
        next = isTerminal ? .seconds(1) : .seconds(60)
    }

    /// Whether something is to be shown at `time`, which counts as shown then.
    package mutating func isDue(at time: Duration) -> Bool {
        guard time >= next else { return false }
        next = time + pause
        return true
    }
}
