internal import Redaction
internal import SkillRepository
internal import Skills

extension EvolutionRun {
    /// Measures a candidate with the repository's own program, where there is one for its skill.
    ///
    /// - Parameter plan: gets the table and the verdict into its messages.
    /// - Returns: whether the candidate may be published; if not, the report says why.
    mutating func passesEvaluation(
        _ proposal: Proposal,
        _ plan: inout RevisionPlan,
        on snapshot: Snapshot
    ) async throws -> Bool {
        let repository = pipeline.repository
        guard let evaluation = Evaluation(repository: repository.path, skill: proposal.skill) else { return true }
        if !request.isForced, try await repository.hasRejected(proposal.result, over: proposal.base) {
            // Measured before and nothing has changed: another run would be paid for twice.
            for item in proposal.items { hold(item.lesson, "evaluation-loss") }
            return false
        }
        let result = try await evaluation.compare(
            candidate: proposal.result,
            incumbent: proposal.base,
            repeats: request.evaluationRepeats,
            wallClock: request.evaluationTime
        )
        // Names of groups are the program's words.
        plan.evaluation = pipeline.redactor.redact(result.table).text
        plan.gate = pipeline.redactor.redact(result.summary).text
        switch result.verdict {
        case .accept, .provisional: return true
        case .reject(let reason):
            plan.rejection = pipeline.redactor.redact(reason).text
            for item in proposal.items { hold(item.lesson, "evaluation-loss") }
            _ = try await repository.reject(plan, on: snapshot)
            return false
        case .failed(let reason):
            report.blocked.append((proposal.skill, pipeline.redactor.redact(reason).text))
            return false
        }
    }
}
