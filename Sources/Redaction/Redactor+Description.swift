/// A redactor knows exact secrets, and a library that logs what it is given must not write them down.
extension Redactor: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Says only what it is.
    package var description: String { "a redactor" }
    /// Says only what it is.
    package var debugDescription: String { description }
    /// Shows no parts.
    package var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}
