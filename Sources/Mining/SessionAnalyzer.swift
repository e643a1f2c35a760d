internal import Foundations
package import Ledger
internal import Lessons
package import Redaction
package import Trajectories

/// Analyses a session without a model: redacts it, and notes the findings and traits of its episodes.
package struct SessionAnalyzer: Sendable {
    private let redactor: Redactor
    private let skills: Set<String>
    private let analyst: EmbeddedAnalyst

    /// - Parameters:
    ///   - skills: the names of the skills that exist, for telling the skills that a session used from those that it only
    ///     names.
    ///   - goals: what commands are for.
    package init(redactor: Redactor, skills: Set<String>, goals: GoalTable = .standard) {
        analyst = EmbeddedAnalyst(goals: goals)
        self.redactor = redactor
        self.skills = skills
    }

    /// The session as the ledger keeps it.
    ///
    /// - Parameters:
    ///   - trajectory: SHA-256 of the trajectory file, in hexadecimal digits.
    ///   - owner: the id of the user who dropped the file.
    ///   - isShared: whether several users drop files: then the owner alone makes the source, since agent and workspace are
    ///     whatever the file says.
    ///   - route: the skill that a folder or a sidecar names.
    package func record(_ original: Session, trajectory: String, owner: UInt32, isShared: Bool = false, route: String?)
        -> SessionRecord
    {
        let session = original.redacted(by: redactor)
        let used = session.skills.first { $0.kind != .available && skills.contains($0.name) }?.name
        let workspace = Scope.workspace(of: session)
        let sketch = Traits.sketch(session)
        let unused = Self.reasonNotToLearn(from: session)
        var counts = SessionRecord.Counts()
        var episodes: [AnalysedEpisode] = []
        for episode in session.episodes {
            counts.steps += episode.steps.count
            for (_, call) in episode.calls {
                counts.calls += 1
                if call.status == .error { counts.errors += 1 }
            }
            episodes.append(
                AnalysedEpisode(
                    session: session.parent ?? session.id,
                    trajectory: trajectory,
                    episode: episode.index,
                    task: Self.task(session, episode),
                    source: isShared
                        ? "\(owner)" : "\(owner):\(session.agent.name):\(workspace ?? session.workspace ?? "")",
                    format: session.format,
                    workspace: workspace,
                    route: route ?? used,
                    outcome: session.outcome.label,
                    findings: unused == nil ? analyst.findings(in: episode) : [],
                    traits: unused == nil ? Traits.read(episode) : [],
                    occurrences: unused == nil ? analyst.occurrences(in: episode) : [],
                    sketch: sketch
                )
            )
        }
        let requests = session.episodes.map { SingleLine($0.task ?? "", limit: 300).description }
        return SessionRecord(session: session, episodes: episodes, requests: requests, counts: counts, unused: unused)
    }

    /// What makes two tasks the same: the benchmark's name for it, else the beginning of the request.
    private static func task(_ session: Session, _ episode: Episode) -> String {
        if let id = session.taskID { return AnalysedEpisode.task(id: id) }
        guard let request = episode.task ?? session.task else { return AnalysedEpisode.task(ofUnknown: session.id) }
        let words = request.lowercased().split { !$0.isLetter && !$0.isNumber }.prefix(60).joined(separator: " ")
        return "text:\(FNV1a(words).shortDigits)"
    }

    private static func reasonNotToLearn(from session: Session) -> UnusedReason? {
        if session.task?.containsBytes(of: AnalystMarker.text) == true
            || session.steps.first?.text.containsBytes(of: AnalystMarker.text) == true
        {
            return .ownSession
        }
        if !session.steps.contains(where: { $0.source == .agent }) { return .noAgentStep }
        return nil
    }
}
