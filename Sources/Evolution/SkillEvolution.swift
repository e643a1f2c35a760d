internal import Configuration
internal import Foundations
internal import Git
internal import Ledger
internal import Lessons
internal import Redaction
internal import SkillEditing
internal import SkillRepository
internal import Skills

/// One skill's part of an evolution: edit, check, evaluate, publish.
struct SkillEvolution {
    let request: EvolutionRequest
    let inputs: FrozenInputs
    let settings: Configuration
    let repository: SkillRepository
    let publisher: Publisher
    let ledger: Ledger
    let selection: LessonSelection
    let editor: SkillEditor
    let evaluation: EvaluationStep
    let now: @Sendable () -> Double
    let progress: @Sendable (EvolutionProgress) -> Void

    /// How often a revision is planned, if the branch moves while it is being published.
    private static let attempts = 3

    /// Brings lessons into a skill, or records in the outcome why they wait.
    ///
    /// - Throws: what keeps the whole evolution from going on; a problem of this skill alone is in the outcome.
    func run(
        _ skill: String,
        _ lessons: [Lesson],
        _ permit: borrowing WorkPermit,
        into outcome: inout EvolutionOutcome
    ) async throws {
        let before = outcome
        var snapshot = inputs.edited
        for attempt in 1...Self.attempts {
            guard let candidates = try candidates(for: skill, lessons, snapshot, into: &outcome) else { return }
            do {
                let proposals = try await proposals(for: skill, candidates, snapshot, into: &outcome)
                return try await publish(proposals, on: snapshot, permit, into: &outcome)
            } catch PublishingError.branchMoved where attempt < Self.attempts {
                // Results that were computed against the old tip are discarded.
                outcome = before
                snapshot = try await repository.snapshot()
            } catch let error as PublishingError {
                for item in candidates { outcome.hold(item.lesson, .notPublished) }
                return outcome.block(skill, "\(error)")
            }
        }
    }

    /// Plans the change that lessons make in a skill, and publishes nothing.
    func preview(_ skill: String, _ lessons: [Lesson], into outcome: inout EvolutionOutcome) async throws {
        guard let candidates = try candidates(for: skill, lessons, inputs.edited, into: &outcome),
            let first = try await proposals(for: skill, candidates, inputs.edited, into: &outcome).first
        else { return }
        outcome.publish(revision(of: first, number: try await repository.lastNumber(of: skill) + 1))
    }

    // MARK: Edit

    /// The lessons that may enter the skill; nil if none may, or too few for a new skill.
    private func candidates(
        for skill: String,
        _ lessons: [Lesson],
        _ snapshot: Snapshot,
        into outcome: inout EvolutionOutcome
    ) throws -> [LessonCandidate]? {
        if let reason = snapshot.unmanaged[skill] {
            for lesson in lessons { outcome.hold(lesson, .unmanagedSkill) }
            outcome.block(skill, reason)
            return nil
        }
        let base = snapshot.skills[skill]
        let candidates = try selection.candidates(lessons, for: base, into: &outcome)
        guard !candidates.isEmpty else { return nil }
        guard base != nil || isWorthASkill(candidates) else {
            for item in candidates { outcome.hold(item.lesson, .waitsForSkill) }
            return nil
        }
        return candidates
    }

    private func proposals(
        for skill: String,
        _ candidates: [LessonCandidate],
        _ snapshot: Snapshot,
        into outcome: inout EvolutionOutcome
    ) async throws -> [Proposal] {
        progress(.proposing(skill: skill, lessons: candidates.count))
        return try await editor.proposals(
            for: candidates,
            of: skill,
            base: snapshot.skills[skill],
            samples: samples(for: skill),
            into: &outcome
        )
    }

    private func isWorthASkill(_ candidates: [LessonCandidate]) -> Bool {
        LessonSelection.areWorthASkill(
            candidates.map(\.lesson),
            minimumLessons: settings.evolution.minimumLessons,
            minimumSupport: settings.evolution.minimumSupport
        )
    }

    /// The samples of a model's wording: more than one only where an evaluation can compare them.
    private func samples(for skill: String) -> Range<Int> {
        if let sample = inputs.sample { return sample..<sample + 1 }
        return 0..<(evaluation.program(for: skill) == nil ? 1 : max(1, request.samples))
    }

    // MARK: Evaluate and publish

    /// Publishes the best proposal, or puts it on a branch for review.
    private func publish(
        _ proposals: [Proposal],
        on snapshot: Snapshot,
        _ permit: borrowing WorkPermit,
        into outcome: inout EvolutionOutcome
    ) async throws {
        let chosen = try await evaluation.choose(
            among: proposals,
            on: snapshot,
            plan: { try await revisionPlan(for: $0, $1) },
            permit,
            progress: progress,
            into: &outcome
        )
        guard let chosen else { return }
        let plan = try await revisionPlan(for: chosen.proposal, chosen.note)
        progress(.publishing(revision: "\(plan.skill)/v\(plan.number)"))
        let prepared = try await repository.prepare(plan, on: snapshot, asProposal: editor.isProposal)
        var revision = revision(of: chosen.proposal, number: plan.number)
        revision.gate = plan.gate
        revision.commit = prepared.tip.description
        if editor.isProposal {
            revision.proposal = try await publisher.propose(prepared, permit)
        } else {
            revision.result = try await publisher.publish(prepared, evolution: inputs.evolution, permit)
        }
        outcome.publish(revision)
    }

    /// A proposal with everything that its commits say.
    private func revisionPlan(for proposal: Proposal, _ note: EvaluationNote?) async throws -> RevisionPlan {
        let poolSessions = inputs.sessions
        let sessions = Set(proposal.lessons.flatMap(\.support.sessions)).count
        var plan = RevisionPlan(
            skill: proposal.skill,
            number: try await repository.lastNumber(of: proposal.skill) + 1,
            evolution: inputs.evolution,
            base: proposal.base,
            structure: proposal.structure == proposal.base ? nil : proposal.structure,
            steps: proposal.steps,
            // Lessons of another program name sessions that are not in the pool.
            summary: "\(proposal.lessons.count.of("lesson")) from "
                + (sessions > poolSessions ? "" : "\(sessions) of ")
                + "\(max(sessions, poolSessions).of("session")).",
            sessions: sessions,
            gate: note?.gate ?? .structure,
            modelTokens: try ledger.tokens(of: inputs.evolution),
            seconds: Int64(now())
        )
        plan.moved = proposal.moved
        plan.sample = proposal.sample
        plan.evaluation = note?.table ?? ""
        return plan
    }

    private func revision(of proposal: Proposal, number: Int) -> EvolutionReport.Revision {
        EvolutionReport.Revision(
            skill: proposal.skill,
            number: number,
            commit: "",
            lessons: proposal.lessons,
            isNew: proposal.base == nil,
            files: proposal.result.files
        )
    }
}
