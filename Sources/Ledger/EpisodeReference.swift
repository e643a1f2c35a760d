package import Lessons
package import Trajectories

/// The identity of an episode: the very session that it is in, and its place there.
package struct EpisodeReference: Sendable, Hashable {
    /// The very session, not the outermost one.
    package let session: Session.ID
    /// Counted from 0 in its session.
    package let number: Int

    /// Identifies an episode by its session and its place there, counted from 0.
    package init(_ session: Session.ID, _ number: Int) {
        self.session = session
        self.number = number
    }
}

/// An episode that waits for an evolution.
package struct PendingEpisode: Sendable, Equatable {
    /// The very session that the episode is in; ``AnalysedEpisode/session`` is the outermost one.
    package var session: Session.ID
    /// The episode with its findings.
    package var episode: AnalysedEpisode

    /// The model whose analysis of it failed last; empty if none did.
    package var failedBy = ""
    /// How many analyses by that model failed, each in another evolution.
    package var failures = 0

    /// After so many failures with one model, an episode waits for another model, other settings or a person.
    package static let mostFailures = 3

    /// Pairs an episode with the very session that it is in.
    package init(session: Session.ID, episode: AnalysedEpisode) {
        self.session = session
        self.episode = episode
    }

    /// Whether a model is not asked about it, since it failed with the same one too often.
    package func isResting(for model: String) -> Bool { failures >= Self.mostFailures && failedBy == model }

    /// The identity of the episode.
    package var reference: EpisodeReference { EpisodeReference(session, episode.episode) }
}
