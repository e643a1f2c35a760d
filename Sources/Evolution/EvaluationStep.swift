internal import Configuration
internal import Evaluation
internal import Ledger
internal import Lessons
internal import Redaction
internal import SkillRepository
internal import Skills

/// A change, with what its evaluation says.
struct EvaluatedPlan {
    let plan: RevisionPlan
    /// What lets it pass.
    var gate = GateVerdict.structure
    /// The comparison with the skill as it was, in lines; empty if nothing was measured.
    var table = ""
    /// Why it is not published; nil if it is.
    var rejection: String?
}

/// Measures changes of a skill with the repository's own evaluation program, and chooses the best one.
struct EvaluationStep {
    let repository: SkillRepository
    let ledger: Ledger
    let redactor: Redactor
    let settings: Configuration.Evaluation
    /// Whether runs that were measured before are measured again.
    let isForced: Bool

    /// The evaluation program of a skill; nil if the repository has none.
    func program(for skill: String) -> Evaluation? { Evaluation(repository: repository.path, skill: skill) }

    /// The change to publish, or nil if none may be, which the outcome explains; and those that the evaluation rejected,
    /// each with its number among all that were measured, from 1.
    func choose(
        among plans: [RevisionPlan],
        progress: @Sendable (EvolutionProgress) -> Void,
        into outcome: inout EvolutionOutcome
    ) async throws -> (chosen: EvaluatedPlan?, rejected: [(number: Int, plan: EvaluatedPlan)]) {
        guard let first = plans.first else { return (nil, []) }
        guard let program = program(for: first.skill) else { return (EvaluatedPlan(plan: first), []) }
        let candidates = try await notRejectedBefore(plans)
        guard !candidates.isEmpty else {
            for lesson in first.lessons { outcome.hold(lesson, .evaluationLoss) }
            return (nil, [])
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
            return (nil, [])
        }
        let measured = Array(zip(candidates, results))
        // Of equal ones the first: it was asked for first.
        let ranked = measured.indices.sorted { left, right in
            (measured[right].1.difference, left) < (measured[left].1.difference, right)
        }
        let winner = ranked.first { !measured[$0].1.isRejected }
        let others = measured.indices.filter { $0 != winner }
        let rejected = others.map { index in
            var plan = evaluated(measured[index].0, measured[index].1)
            plan.rejection = redactor.redact(Self.reason(against: measured[index].1)).text
            return (number: index + 1, plan: plan)
        }
        let counts = others.map { measured[$0].1.counts }
        return (winner.map { evaluated(measured[$0].0, measured[$0].1, others: counts) }, rejected)
    }

    private static func reason(against result: EvaluationResult) -> String {
        if case .reject(let words) = result.verdict { return words }
        return "another wording did better"
    }

    /// The changes that were not measured and rejected before: nothing is paid for twice.
    private func notRejectedBefore(_ plans: [RevisionPlan]) async throws -> [RevisionPlan] {
        guard !isForced else { return plans }
        var candidates: [RevisionPlan] = []
        for plan in plans where try await !repository.hasRejected(plan.result, over: plan.base) {
            candidates.append(plan)
        }
        return candidates
    }

    /// A change with its result for the commit message. That is redacted: the names of task groups are the program's own
    /// text.
    ///
    /// - Parameter others: the counts of the wordings that were not chosen.
    private func evaluated(
        _ plan: RevisionPlan,
        _ result: EvaluationResult,
        others: [String] = []
    ) -> EvaluatedPlan {
        let selection =
            others.isEmpty
            ? ""
            : "\n\n  Best of \(others.count + 1) wordings; the others: \(others.joined(separator: ", ")).\n"
                + "  Choosing the best of several overstates its result."
        return EvaluatedPlan(
            plan: plan,
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
