/// The reason why a test cannot go on: something that it needs failed, which is not what it tests.
package struct TestFailure: Error, CustomStringConvertible {
    package let description: String

    /// A failure with a message for the person who reads the test's output.
    package init(_ description: String) { self.description = description }
}
