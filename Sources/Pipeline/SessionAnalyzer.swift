internal import Foundations
internal import Ledger
package import Lessons
internal import Mining
internal import Prompting
package import Redaction
package import Trajectories

/// The analyse stage without a model: a session in, its episodes with their findings out.
struct SessionAnalyzer: Sendable {
    let redactor: Redactor
    /// Skills that exist, for telling the ones that a session used from the ones that it names.
    let skills: Set<String>

    /// - Parameters:
    ///   - owner: the user who dropped the file.
    ///   - route: the skill that a folder or a sidecar names.
    func record(_ original: Session, trajectory: String, owner: UInt32, route: String?) -> SessionRecord {
        let session = original.redacted(by: redactor)
        let used = session.skills.first { $0.kind != .available && skills.contains($0.name) }?.name
        let workspace = Scope.workspace(of: session)
        let sketch = Traits.sketch(session)
        let reason = Self.reasonNotToLearn(from: session)
        let analyst = EmbeddedAnalyst()
        var counts = (steps: 0, calls: 0, errors: 0)
        var episodes: [AnalysedEpisode] = []
        for episode in session.episodes {
            counts.steps += episode.steps.count
            for (_, call) in episode.calls {
                counts.calls += 1
                if call.observation?.status == .error { counts.errors += 1 }
            }
            episodes.append(
                AnalysedEpisode(
                    session: session.parent ?? session.id,
                    trajectory: trajectory,
                    episode: episode.index,
                    task: Self.task(session, episode),
                    source: "\(owner):\(session.agent.name):\(workspace ?? session.workspace ?? "")",
                    format: session.format,
                    workspace: workspace,
                    route: route ?? used,
                    outcome: session.outcome.label,
                    findings: reason.isEmpty ? analyst.findings(in: episode) : [],
                    traits: reason.isEmpty ? Traits.read(episode) : [],
                    sketch: sketch
                )
            )
        }
        let requests = session.episodes.map { SingleLine($0.task ?? "", limit: 300).description }
        return SessionRecord(session: session, episodes: episodes, requests: requests, counts: counts, reason: reason)
    }

    /// What makes two tasks the same: the benchmark's name for it, else the beginning of the request.
    private static func task(_ session: Session, _ episode: Episode) -> String {
        if let id = session.taskID { return "id:\(id)" }
        guard let request = episode.task ?? session.task else { return "session:\(session.id)" }
        let words = request.lowercased().split { !$0.isLetter && !$0.isNumber }.prefix(60).joined(separator: " ")
        return "text:\(FNV1a(words).shortDigits)"
    }

    private static func reasonNotToLearn(from session: Session) -> String {
        if session.task?.contains(Instructions.marker) == true
            || session.steps.first?.text.contains(Instructions.marker) == true
        {
            return "own-session"
        }
        if !session.steps.contains(where: { $0.source == .agent }) { return "no-agent-step" }
        return ""
    }
}

extension Pipeline {
    /// The analysed episodes of one session, as ingest would record them, for measuring without a ledger.
    package static func analyse(_ session: Session, trajectory: String, redactor: Redactor) -> [AnalysedEpisode] {
        SessionAnalyzer(redactor: redactor, skills: []).record(session, trajectory: trajectory, owner: 0, route: nil)
            .episodes
    }
}
