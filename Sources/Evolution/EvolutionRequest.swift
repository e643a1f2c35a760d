package import Lessons

/// What one evolution is asked to do.
package struct EvolutionRequest: Sendable {
    /// The only skills that may change; empty for all.
    package var skills: [String] = []
    /// Whether revisions go to a branch for review, whatever the configuration says.
    package var isProposal = false
    /// Whether the pool is mined even if no new episode has come in, and a model asked again about episodes with which it
    /// failed too often.
    package var isForced = false
    /// Whether a model reads the episodes that were ingested before there was one.
    package var rereads = false
    /// How many wordings of the same lessons a model is asked for. More than one counts only where an evaluation can
    /// compare them.
    package var samples = 1
    /// Lessons that the analysts of another program wrote, to be consolidated with the rest. They need a model.
    package var records: [LessonDraft] = []

    /// A request for all skills, with the settings of the configuration.
    package init() {}
}
