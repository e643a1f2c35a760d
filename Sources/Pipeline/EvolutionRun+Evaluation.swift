internal import Configuration
internal import Evaluation
internal import Ledger
internal import Redaction
internal import SkillEditing
internal import SkillRepository
internal import Skills

/// What an evaluation said of the candidate that is published.
struct EvaluationNote {
    /// In a few words.
    let gate: String
    /// The comparison in lines.
    let table: String
}

extension EvolutionRun {
    /// The repository's own program that measures a skill, where there is one.
    func evaluation(of skill: String) -> Evaluation? {
        Evaluation(repository: pipeline.repository.path, skill: skill)
    }

    /// Measures candidates with the repository's own program, and chooses the one that does best.
    ///
    /// - Returns: nil if none may be published; the report says why.
    mutating func best(
        of proposals: [Proposal],
        on snapshot: Snapshot,
        progress: @Sendable (Progress) -> Void
    ) async throws -> (Proposal, EvaluationNote?)? {
        guard let first = proposals.first else { return nil }
        guard let evaluation = evaluation(of: first.skill) else { return (first, nil) }
        let candidates = try await notRejected(proposals)
        guard !candidates.isEmpty else {
            // Measured before and nothing has changed: another run would be paid for twice.
            for lesson in first.lessons { hold(lesson, "evaluation-loss") }
            return nil
        }
        let settings = pipeline.configuration.evaluation
        let results = try await evaluation.compare(
            candidates: candidates.map(\.result),
            incumbent: first.base,
            repeats: settings.repeats,
            wallClock: .seconds(settings.seconds),
            memory: memory
        ) { done, total in progress(.evaluating(skill: first.skill, run: done, of: total)) }
        if case .failed(let reason) = results.first?.verdict {
            for lesson in first.lessons { hold(lesson, "not-published") }
            report.blocked.append((first.skill, pipeline.redactor.redact(reason).text))
            return nil
        }
        return try await choose(among: Array(zip(candidates, results)), on: snapshot)
    }

    private mutating func notRejected(_ proposals: [Proposal]) async throws -> [Proposal] {
        guard !request.isForced else { return proposals }
        var candidates: [Proposal] = []
        for proposal in proposals
        where try await !pipeline.repository.hasRejected(proposal.result, over: proposal.base) {
            candidates.append(proposal)
        }
        return candidates
    }

    /// The best of those that are not worse than what they would replace; the others are kept with the reason.
    private mutating func choose(
        among measured: [(proposal: Proposal, result: EvaluationResult)],
        on snapshot: Snapshot
    ) async throws -> (Proposal, EvaluationNote?)? {
        // The first of those that are equal: it was asked for first.
        let ranked = measured.enumerated().sorted {
            ($1.element.result.difference, $0.offset) < ($0.element.result.difference, $1.offset)
        }
        let winner = ranked.first { !$0.element.result.isRejected }
        for (index, (proposal, result)) in measured.enumerated() where index != winner?.offset {
            let reason: String
            if case .reject(let words) = result.verdict {
                reason = words
            } else {
                reason = "another wording did better"
            }
            try await turnDown(proposal, result, reason, index, on: snapshot)
        }
        guard let winner else {
            for lesson in measured.first?.proposal.lessons ?? [] { hold(lesson, "evaluation-loss") }
            return nil
        }
        let others = measured.indices.filter { $0 != winner.offset }.map { measured[$0].result.counts }
        let note =
            others.isEmpty
            ? ""
            : "\n\n  Best of \(measured.count) wordings; the others: \(others.joined(separator: ", ")).\n"
                + "  Choosing the best of several overstates its result."
        return (winner.element.proposal, self.measured(winner.element.result, note))
    }

    /// Redacted: names of groups are the program's words.
    private func measured(_ result: EvaluationResult, _ note: String = "") -> EvaluationNote {
        EvaluationNote(
            gate: pipeline.redactor.redact(result.summary).text,
            table: pipeline.redactor.redact(result.table + note).text
        )
    }

    private func turnDown(
        _ proposal: Proposal,
        _ result: EvaluationResult,
        _ reason: String,
        _ index: Int,
        on snapshot: Snapshot
    ) async throws {
        var plan = try await plan(for: proposal, measured(result))
        plan.rejection = pipeline.redactor.redact(reason).text
        _ = try await pipeline.repository.reject(plan, on: snapshot, number: index + 1)
    }

    /// What an evaluation that was cut off has measured already: tasks may be dear.
    private var memory: Evaluation.Memory {
        guard !request.isForced else { return .none }
        let ledger = pipeline.ledger
        return Evaluation.Memory(
            recall: { key in try ledger.evaluationRun(key) },
            record: { key, output in try ledger.save(evaluationRun: key, output: output) }
        )
    }
}
