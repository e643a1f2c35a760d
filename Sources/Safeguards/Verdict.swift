/// The decision on a candidate.
package enum Verdict: Sendable, Hashable {
    /// The candidate may be published.
    case accept
    /// A person has to approve the candidate.
    case hold([Violation])
    /// The candidate must not be published.
    case reject([Violation])

    /// The verdict on a text with these violations: the gravest decides and comes first.
    init(_ violations: [Violation]) {
        let rejected = violations.filter { $0.severity == .reject }
        let held = violations.filter { $0.severity == .hold }
        self = !rejected.isEmpty ? .reject(rejected + held) : !held.isEmpty ? .hold(held) : .accept
    }
}
