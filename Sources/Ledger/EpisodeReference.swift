package import Trajectories

/// One episode by the very session that it is in: what tells an episode of the ledger from every other.
package struct EpisodeReference: Sendable, Hashable {
    package let session: Session.ID
    /// Counted from 0 in its session.
    package let number: Int

    package init(_ session: Session.ID, _ number: Int) {
        self.session = session
        self.number = number
    }
}
