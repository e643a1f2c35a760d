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
            for step in episode.steps {
                counts.calls += step.calls.count
                counts.errors += step.calls.count { $0.status == .error }
            }
            let notes = unused == nil ? analyst.notes(of: episode) : nil
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
                    findings: notes?.findings ?? [],
                    traits: notes?.traits ?? [],
                    occurrences: notes?.occurrences ?? [],
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
        return "text:\(FNV1a(firstWords(of: request, 60)).shortDigits)"
    }

    /// The first words of a text, in lower case. No more of the text is looked at.
    private static func firstWords(of text: String, _ count: Int) -> String {
        if let words = text.withBytes({ firstPlainWords(of: $0, count) }) { return words }
        var words = 0
        var isInWord = false
        let beginning = text.prefix { character in
            let isOfWord = character.isLetter || character.isNumber
            if isInWord, !isOfWord { words += 1 }
            isInWord = isOfWord
            return words < count
        }
        return beginning.lowercased().split { !$0.isLetter && !$0.isNumber }.joined(separator: " ")
    }

    /// ``firstWords(of:_:)`` of a text that is ASCII as far as it is looked at; nil for another one.
    private static func firstPlainWords(of text: UnsafeBufferPointer<UInt8>, _ count: Int) -> String? {
        var result: [UInt8] = []
        var words = 0
        var isInWord = false
        for byte in text {
            guard byte < 0x80 else { return nil }
            let isOfWord = 0x61...0x7A ~= byte | 0x20 || 0x30...0x39 ~= byte
            if isOfWord {
                if !isInWord {
                    if words == count { break }
                    if words > 0 { result.append(UInt8(ascii: " ")) }
                    words += 1
                }
                result.append(0x41...0x5A ~= byte ? byte | 0x20 : byte)
            }
            isInWord = isOfWord
        }
        return String(decoding: result, as: UTF8.self)
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
