internal import Configuration
internal import Evaluation
internal import Ledger
internal import Lessons
internal import Redaction
internal import SkillEditing
internal import SkillRepository
internal import Skills

/// The result of the evaluation of the change that is published.
struct EvaluationNote {
    let gate: GateVerdict
    /// The comparison with the skill as it was, in lines.
    let table: String
}

/// Measures changes of a skill with the repository's own evaluation program, and chooses the best one.
struct EvaluationStep {
    let repository: SkillRepository
    let publisher: Publisher
    let ledger: Ledger
    let redactor: Redactor
    let settings: Configuration.Evaluation
    /// Whether runs that were measured before are measured again.
    let isForced: Bool

    /// The evaluation program of a skill; nil if the repository has none.
    func program(for skill: String) -> Evaluation? { Evaluation(repository: repository.path, skill: skill) }

    /// The proposal to publish, with its evaluation where there is one; nil if none may be published, which the outcome
    /// explains.
    ///
    /// - Parameter plan: makes a revision plan of a proposal that is kept as rejected.
    func choose(
        among proposals: [Proposal],
        on snapshot: Snapshot,
        plan: (Proposal, EvaluationNote?) async throws -> RevisionPlan,
        _ permit: borrowing WorkPermit,
        progress: @Sendable (EvolutionProgress) -> Void,
        into outcome: inout EvolutionOutcome
    ) async throws -> (proposal: Proposal, note: EvaluationNote?)? {
        guard let first = proposals.first else { return nil }
        guard let program = program(for: first.skill) else { return (first, nil) }
        let candidates = try await notRejectedBefore(proposals)
        guard !candidates.isEmpty else {
            for lesson in first.lessons { outcome.hold(lesson, .evaluationLoss) }
            return nil
        }
        let results = try await program.compare(
            candidates: candidates.map(\.result),
            incumbent: first.base,
            repeats: settings.repeats,
            wallClock: .seconds(settings.seconds),
            memory: memory
        ) { done, total in progress(.evaluating(skill: first.skill, run: done, of: total)) }
        if case .failed(let reason) = results.first?.verdict {
            for lesson in first.lessons { outcome.hold(lesson, .notPublished) }
            outcome.block(first.skill, redactor.redact(reason).text)
            return nil
        }
        let measured = Array(zip(candidates, results))
        // Of equal ones the first: it was asked for first.
        let ranked = measured.indices.sorted { left, right in
            (measured[right].1.difference, left) < (measured[left].1.difference, right)
        }
        let winner = ranked.first { !measured[$0].1.isRejected }
        for (index, (proposal, result)) in measured.enumerated() where index != winner {
            var rejected = try await plan(proposal, note(result))
            rejected.rejection = redactor.redact(Self.reason(against: result)).text
            _ = try await publisher.reject(rejected, on: snapshot, number: index + 1, permit)
        }
        guard let winner else {
            for lesson in first.lessons { outcome.hold(lesson, .evaluationLoss) }
            return nil
        }
        let others = measured.indices.filter { $0 != winner }.map { measured[$0].1.counts }
        return (measured[winner].0, note(measured[winner].1, others: others))
    }

    private static func reason(against result: EvaluationResult) -> String {
        if case .reject(let words) = result.verdict { return words }
        return "another wording did better"
    }

    /// The proposals that were not measured and rejected before: nothing is paid for twice.
    private func notRejectedBefore(_ proposals: [Proposal]) async throws -> [Proposal] {
        guard !isForced else { return proposals }
        var candidates: [Proposal] = []
        for proposal in proposals where try await !repository.hasRejected(proposal.result, over: proposal.base) {
            candidates.append(proposal)
        }
        return candidates
    }

    /// The result for the commit message. It is redacted: the names of task groups are the program's own text.
    ///
    /// - Parameter others: the counts of the wordings that were not chosen.
    private func note(_ result: EvaluationResult, others: [String] = []) -> EvaluationNote {
        let selection =
            others.isEmpty
            ? ""
            : "\n\n  Best of \(others.count + 1) wordings; the others: \(others.joined(separator: ", ")).\n"
                + "  Choosing the best of several overstates its result."
        return EvaluationNote(
            gate: .evaluation(redactor.redact(result.summary).text),
            table: redactor.redact(result.table + selection).text
        )
    }

    /// The results of an evaluation that was cut off: tasks can be expensive.
    private var memory: Evaluation.Memory {
        guard !isForced else { return .none }
        return Evaluation.Memory(
            recall: { [ledger] key in try ledger.evaluationRun(key) },
            record: { [ledger] key, output in try ledger.save(evaluationRun: key, output: output) }
        )
    }
}
