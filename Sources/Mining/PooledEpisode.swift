internal import Lessons
internal import Trajectories

/// An episode of the pool, with what was noted of it, by reference: groups of a pool hold the same episode many times, and it
/// has many parts to copy.
final class PooledEpisode: Sendable {
    let session: Session.ID
    let trajectory: String
    let task: String
    let source: String
    let format: String
    let workspace: String?
    let route: String?
    let outcome: Outcome.Label
    let traits: [Trait]
    let findings: [PooledFinding]
    let occurrences: [PooledOccurrence]

    init(_ analysed: AnalysedEpisode) {
        session = analysed.session
        trajectory = analysed.trajectory
        task = analysed.task
        source = analysed.source
        format = analysed.format
        workspace = analysed.workspace
        route = analysed.route
        outcome = analysed.outcome
        traits = analysed.traits
        findings = analysed.findings.map(PooledFinding.init)
        occurrences = analysed.occurrences.map(PooledOccurrence.init)
    }
}

/// A finding of an episode of the pool, by reference.
final class PooledFinding: Sendable {
    private let value: Finding
    var kind: Finding.Kind { value.kind }
    var signature: Signature { value.signature }
    var recovery: Recovery? { value.recovery }
    var failure: Lesson.Quote { value.failure }
    var success: Lesson.Quote? { value.success }

    init(_ finding: Finding) { value = finding }
}

/// An occurrence in an episode of the pool, by reference.
final class PooledOccurrence: Sendable {
    /// The whole of it.
    let value: Occurrence
    var pattern: String { value.pattern }
    var situation: String { value.situation }
    var way: String { value.way }
    var tried: Int { value.tried }
    var reached: Int { value.reached }
    var lost: Int { value.lost }
    var facts: [String] { value.facts }
    var quotes: [Lesson.Quote] { value.quotes }

    init(_ occurrence: Occurrence) { value = occurrence }

    /// The values of the facts of a name, in their order.
    func values(_ name: String) -> [Substring] { value.values(name) }
}
