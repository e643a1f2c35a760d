/// How grave a violation is.
package enum Severity: String, Sendable, Hashable {
    /// A person has to approve the change. In a file that a person wrote, it is a warning.
    case hold
    /// The change must not be published.
    case reject
}
