/// The result of an action.
package struct Observation: Sendable, Equatable {
    /// Whether the action failed.
    package enum Status: String, Sendable {
        /// The action succeeded.
        case ok
        /// The action failed.
        case error
        /// A non-zero exit that is an answer: `grep` without a match, `diff`, `test`.
        case answer
        /// The recording does not say.
        case unknown
    }

    /// The output, with the head and the tail of a long one.
    package var text: String
    /// Whether the action failed.
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
