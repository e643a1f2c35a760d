/// Why an answer's JSON could not be read, in words that its model can act on.
package struct UnreadableAnswer: Error, Sendable, Equatable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}
