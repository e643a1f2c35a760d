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
    let kind: Finding.Kind
    let signature: Signature
    let recovery: Recovery?
    let failure: Lesson.Quote
    let success: Lesson.Quote?

    init(_ finding: Finding) {
        kind = finding.kind
        signature = finding.signature
        recovery = finding.recovery
        failure = finding.failure
        success = finding.success
    }
}

/// An occurrence in an episode of the pool, by reference.
final class PooledOccurrence: Sendable {
    /// The whole of it.
    let value: Occurrence
    let pattern: String
    let situation: String
    let way: String
    let tried: Int
    let reached: Int
    let lost: Int
    let facts: [String]
    let quotes: [Lesson.Quote]

    init(_ occurrence: Occurrence) {
        value = occurrence
        pattern = occurrence.pattern
        situation = occurrence.situation
        way = occurrence.way
        tried = occurrence.tried
        reached = occurrence.reached
        lost = occurrence.lost
        facts = occurrence.facts
        quotes = occurrence.quotes
    }

    /// The values of the facts of a name, in their order.
    func values(_ name: String) -> [Substring] { value.values(name) }
}
