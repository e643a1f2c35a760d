internal import Configuration
internal import Ledger
internal import Lessons
internal import Mining
internal import Prompting
internal import SkillEditing
internal import SkillRepository

/// The parts of an evolution, made from its collaborators.
extension Evolution {
    /// The analysis by a model; nil without one.
    func modelAnalysis(_ session: ModelSession?) -> ModelAnalysis? {
        guard let models, let session else { return nil }
        return ModelAnalysis(
            models: models,
            session: session,
            archive: archive,
            trajectories: trajectories,
            artifacts: ArtifactCopies(ledger: ledger, archive: archive, redactor: redactor),
            ledger: ledger,
            redactor: redactor
        )
    }

    /// The part of an evolution that is the same for every skill.
    func skillEvolution(
        for request: EvolutionRequest,
        _ inputs: FrozenInputs,
        _ findings: ModelFindings,
        _ session: ModelSession?,
        progress: @escaping @Sendable (EvolutionProgress) -> Void
    ) -> SkillEvolution {
        SkillEvolution(
            request: request,
            inputs: inputs,
            poolSessions: inputs.sessions,
            repository: repository,
            publisher: publisher,
            ledger: ledger,
            redactor: redactor,
            selection: LessonSelection(
                known: inputs.lessons,
                findings: findings,
                thresholds: Miner.Thresholds(settings)
            ),
            editor: SkillEditor(
                known: inputs.lessons,
                model: models.flatMap { models in session.map { ($0, models.seed) } },
                isProposal: request.isProposal || settings.evolution.mode == .propose,
                minimumLessons: settings.evolution.minimumLessons,
                minimumSupport: settings.evolution.minimumSupport,
                evidence: editEvidence(inputs)
            ),
            evaluation: EvaluationStep(
                repository: repository,
                ledger: ledger,
                redactor: redactor,
                settings: settings.evaluation,
                isForced: request.isForced
            ),
            now: clock.now,
            progress: progress
        )
    }

    /// What the safeguards may ask about the sources of lessons.
    private func editEvidence(_ inputs: FrozenInputs) -> EditEvidence {
        let commands = SessionCommands(
            archive: archive,
            trajectories: trajectories,
            ledger: ledger,
            redactor: redactor
        )
        let adopted = inputs.lessons.values.filter { $0.state == .adopted }
            .sorted { ($0.updated, $0.lesson.id) < ($1.updated, $1.lesson.id) }.suffix(Self.window)
        return EditEvidence(earlierLines: adopted.flatMap { LessonText.lines($0.lesson) }) { lesson, evidence in
            commands.add(of: lesson, to: &evidence)
        }
    }

    /// How many lessons that were adopted last are looked at together with a change.
    private static let window = 40
}
