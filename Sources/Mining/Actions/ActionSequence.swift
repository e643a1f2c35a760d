internal import Lessons
internal import Shell
internal import Trajectories

/// The calls of an episode in the form that the patterns look at.
struct ActionSequence {
    let episode: Episode
    let actions: [Action]
    /// The files that the agent wrote anew, by their short names: scripts of its own, as long as nothing else is known.
    let ownFiles: Set<String>
    /// The names of these files without their folders.
    let ownNames: Set<String>

    /// More calls than these at the end of an episode are not looked at.
    private static let limit = 5_000

    /// - Parameter goals: what commands are for.
    init(_ episode: Episode, goals: GoalTable) {
        self.episode = episode
        // What was called is not known where only the result was recorded.
        let calls = episode.calls.filter { !$0.call.isResultOnly }
        let actions = calls.suffix(Self.limit).map { Action(step: $0.step, call: $0.call) }
        var known: Set<String> = []
        var texts: [String: String] = [:]
        var own: Set<String> = []
        for action in actions {
            for (file, text) in action.texts { texts[file] = text }
            action.edit(byRunning: texts)
            action.note(goals)
            known.formUnion(action.reads)
            if let edited = action.edited, !own.contains(edited) { known.insert(edited) }
            own.formUnion(action.writes.filter { !known.contains($0) })
        }
        ownFiles = own
        ownNames = Set(own.map(\.lastPathPart))
        self.actions = actions
    }

    /// Whether an action changes a file of the project, not a script of the agent's own.
    func changesProject(_ action: Action) -> Bool {
        guard action.edit != nil else { return action.writes.contains { !ownFiles.contains($0) } }
        return action.edited.map { !ownFiles.contains($0) } ?? true
    }
}
