/// Files that agents and harnesses leave next to a trajectory, and that are not trajectories: they are passed over without a word for
/// each.
package enum Companion {
    /// In the folder of an agent's own files.
    private static let agentFolders: Set = ["todos", "shell-snapshots", "statsig", "file-history", "session-env"]
    private static let trialFiles: Set = ["config.json", "trial.log", "exception.txt", "lock.json"]
    private static let trialFolders: Set = ["verifier", "setup"]
    private static let logEndings = [".txt", ".log", ".stdout", ".stderr", ".cast", ".pane"]

    /// Whether a file is one of these by its path alone.
    ///
    /// - Parameters:
    ///   - path: the components of its path.
    ///   - trial: how many of them lead to the folder of the trial that it is of; nil if it is of none.
    package static func isKnown(_ path: [String], trial: Int?) -> Bool {
        guard let name = path.last else { return false }
        let folders = path.dropLast()
        if folders.contains("subagents"), name.hasSuffix(".meta.json") || name == "journal.jsonl" { return true }
        if folders.last == "tool-results", name.hasSuffix(".txt") || name.hasSuffix(".json") { return true }
        if folders.last == "workflows", name.hasPrefix("wf_"), name.hasSuffix(".json") { return true }
        if name == "sessions-index.json" { return true }
        // A log of the harness in a folder of its own, which is known to be a trial only when its result is there.
        if !folders.isEmpty, name == "trial.log" || name == "exception.txt" { return true }
        if folders.last == "verifier", name == "test-stdout.txt" || name == "test-stderr.txt" { return true }
        guard let trial, path.count > trial else { return false }
        let own = path[trial...]
        if own.count == 1 { return trialFiles.contains(name) }
        return own.first.map(trialFolders.contains) == true || own.dropLast().contains(where: agentFolders.contains)
    }

    /// Whether a file that no format reads is one of these: it could have been a trajectory by its name.
    ///
    /// - Parameters:
    ///   - path: the components of its path.
    ///   - trial: how many of them lead to the folder of the trial that it is of; nil if it is of none.
    ///   - isRead: whether another file of the trial is a trajectory, so that the recording is not lost with this one.
    package static func isLikely(_ path: [String], trial: Int?, isRead: Bool) -> Bool {
        guard let name = path.last else { return false }
        let folders = path.dropLast()
        if folders.last == "memory", name.hasSuffix(".md") { return true }
        guard let trial, path.count > trial else { return false }
        let own = path[trial...]
        if own.dropLast().contains(where: isCommandFolder) { return isLog(name) }
        if own.count == 1 { return name.hasPrefix("test-") && isLog(name) }
        guard own.first == "agent" else { return false }
        if own.dropFirst().first == "setup" { return true }
        return isRead && (isLog(name) || own.dropFirst().first == "sessions")
    }

    /// How many components of a companion's path lead to the folder of the session that it is of, as in
    /// `<session>/subagents/<name>`; nil if the path does not tell.
    package static func sessionFolder(of path: [String]) -> Int? {
        path.dropLast().lastIndex { ["subagents", "tool-results", "workflows"].contains($0) }
    }

    private static func isLog(_ name: String) -> Bool { logEndings.contains { name.hasSuffix($0) } }

    /// Whether a folder holds the output of one command of a harness: `command-0`.
    private static func isCommandFolder(_ name: String) -> Bool {
        name.hasPrefix("command-") && !name.dropFirst(8).isEmpty && name.dropFirst(8).allSatisfy(\.isNumber)
    }
}
