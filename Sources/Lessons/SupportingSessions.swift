internal import Foundations
package import Trajectories

/// Who speaks in a pool of episodes.
package struct SupportingSessions {
    private let episodes: [Session.ID: AnalysedEpisode]

    /// Looks sessions up in a pool of episodes.
    package init(_ pool: [AnalysedEpisode]) {
        episodes = Dictionary(firstValues: pool.map { ($0.session, $0) })
    }

    /// The voice of a session; one that is not in the pool is alone with its task.
    package func voice(of session: Session.ID) -> SupportingSession {
        let episode = episodes[session]
        return SupportingSession(
            session: session,
            task: episode?.task ?? "session:\(session)",
            source: episode?.source ?? "",
            sketch: episode?.sketch ?? ""
        )
    }
}
