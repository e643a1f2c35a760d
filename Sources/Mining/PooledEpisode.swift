internal import Lessons

/// A value by reference: groups of a pool hold the same one many times, and it has many parts to copy.
@dynamicMemberLookup
final class Shared<Value: Sendable>: Sendable {
    let value: Value

    init(_ value: Value) { self.value = value }

    /// A part of the value.
    subscript<Part>(dynamicMember part: KeyPath<Value, Part>) -> Part { value[keyPath: part] }
}

/// An episode of the pool, with what was noted of it, by reference.
@dynamicMemberLookup
final class PooledEpisode: Sendable {
    private let analysed: AnalysedEpisode
    let findings: [Shared<Finding>]
    let occurrences: [Shared<Occurrence>]

    init(_ analysed: AnalysedEpisode) {
        var rest = analysed
        (rest.findings, rest.occurrences) = ([], [])
        self.analysed = rest
        findings = analysed.findings.map(Shared.init)
        occurrences = analysed.occurrences.map(Shared.init)
    }

    /// Another part of the episode.
    subscript<Part>(dynamicMember part: KeyPath<AnalysedEpisode, Part>) -> Part { analysed[keyPath: part] }
}

extension Shared<Occurrence> {
    /// The values of the facts of a name, in their order.
    func values(_ name: String) -> [Substring] { value.values(name) }
}
