internal import Foundations
package import Trajectories

/// The sessions of a pool of episodes, by their ids.
package struct SupportingSessions {
    private let episodes: [Session.ID: AnalysedEpisode]

    /// Looks sessions up in a pool of episodes.
    package init(_ pool: [AnalysedEpisode]) {
        episodes = Dictionary(firstValues: pool.map { ($0.session, $0) })
    }

    /// A session as a supporting one; if it is not in the pool, it has a task of its own.
    package func session(of session: Session.ID) -> SupportingSession {
        let episode = episodes[session]
        return SupportingSession(
            session: session,
            task: episode?.task ?? "session:\(session)",
            source: episode?.source ?? "",
            sketch: episode?.sketch ?? ""
        )
    }
}
