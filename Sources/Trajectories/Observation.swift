/// The result of an action.
package struct Observation: Sendable, Equatable {
    /// The status of an action, as its output shows it.
    package enum Status: String, Sendable {
        /// The action did what it is for.
        case ok
        /// The action failed, whatever its exit status is.
        case error
        /// A non-zero exit that is an answer: `grep` without a match, `diff`, `test`, tests that ran and failed.
        case answer
        /// The action did not fail, and did nothing of what it is for: a test run without a test, a search or a query
        /// without a result.
        case reachedNothing = "reached nothing"
        /// The recording does not say.
        case unknown

        /// Whether the action got done what it is for.
        package var isGood: Bool { self == .ok || self == .answer }
    }

    /// The output, with the head and the tail of a long one.
    package var text: String
    /// The status of the action.
    package var status: Status
    /// The exit code, where the recording or the output has one.
    package var exitCode: Int?

    /// A result of an action.
    package init(text: String, status: Status, exitCode: Int? = nil) {
        self.text = text
        self.status = status
        self.exitCode = exitCode
    }
}
