package import ArtifactProofs
package import Lessons
package import Skills
package import Trajectories

/// The input of an analyst: one episode, the record of it, and the base skill.
package struct AnalysisInput: Sendable {
    /// The redacted episode: its text is sent to the model.
    package let episode: Episode
    /// Findings, outcome, session, task and source of the same episode.
    package let record: AnalysedEpisode
    /// The name of the skill that lessons are for.
    package let skill: String
    /// The current state of that skill; `nil` if it does not exist yet.
    package let base: Skill?
    /// The artifacts submitted with the trajectory, if there are any.
    package let artifacts: Artifacts?

    /// Brings the parts of an input together.
    package init(
        _ episode: Episode,
        record: AnalysedEpisode,
        skill: String,
        base: Skill?,
        artifacts: Artifacts? = nil
    ) {
        self.episode = episode
        self.record = record
        self.skill = skill
        self.base = base
        self.artifacts = artifacts
    }

    /// The session of this episode as support of a lesson.
    package var supportingSession: SupportingSession {
        SupportingSession(session: record.session, task: record.task, source: record.source, sketch: record.sketch)
    }

    /// A unique name of the episode.
    var name: String { "\(record.session)/\(record.trajectory)/\(record.episode)" }

    /// Every text of the episode and the skill, from which a data fence must differ.
    var texts: [String] {
        let steps = episode.steps.flatMap { step in
            [step.text, step.reasoning ?? ""]
                + step.calls.flatMap { $0.arguments.map(\.value) + [$0.observation?.text ?? ""] }
        }
        let files = base?.files.values.map { String(decoding: $0, as: UTF8.self) } ?? []
        return [episode.task ?? ""] + steps + files
    }
}
