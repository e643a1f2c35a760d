package import ArtifactProofs
package import Lessons
package import Skills
package import Trajectories

/// One episode before an analyst: what was recorded, what is known of it, and the frozen skill that it is held against.
package struct AnalysisInput: Sendable {
    /// Redacted already: its text goes to the model.
    package let episode: Episode
    /// Findings, outcome, session, task and source of the same episode.
    package let record: AnalysedEpisode
    /// The skill that lessons are for.
    package let skill: String
    /// What that skill says so far; none for a skill that there is not yet.
    package let base: Skill?
    /// What the agent left behind, if the drop carried it.
    package let artifacts: Artifacts?

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

    /// Who speaks for lessons of this episode.
    package var voice: SupportingSession {
        SupportingSession(session: record.session, task: record.task, source: record.source, sketch: record.sketch)
    }

    /// A name that no other episode has.
    var name: String { "\(record.session)/\(record.trajectory)/\(record.episode)" }

    /// Every text of the episode and the skill, for a fence to be put around.
    var texts: [String] {
        let steps = episode.steps.flatMap { step in
            [step.text] + step.calls.flatMap { $0.arguments.map(\.value) + [$0.observation?.text ?? ""] }
        }
        let files = base?.files.values.map { String(decoding: $0, as: UTF8.self) } ?? []
        return [episode.task ?? ""] + steps + files
    }
}
