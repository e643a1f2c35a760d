/// Why an answer cannot be read, in words that can be sent to the model that gave it.
package struct UnreadableAnswer: Error, Sendable, Equatable, CustomStringConvertible {
    /// The reason.
    package let description: String

    /// Creates an error with a reason.
    package init(_ description: String) {
        self.description = description
    }
}
