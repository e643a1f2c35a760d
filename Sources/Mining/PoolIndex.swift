internal import Lessons
internal import Trajectories

/// Counts over a pool that clusters are weighed against.
struct PoolIndex {
    let episodes: [PooledEpisode]
    private let toolkits: [String: String]
    private let sessionToolkits: [Session.ID: String]
    private let sessionsPerWorkspace: [String: Int]
    private let sessionsPerRoute: [String: Int]
    private let allSessions: Int
    /// The troubles with a recovery, once for each session.
    private let recovered: SortedTexts
    /// The same for each recovery, by its key and by its action.
    private let recoveredBy: [[String: SortedTexts]]

    init(_ episodes: [AnalysedEpisode]) {
        self.episodes = episodes.map(PooledEpisode.init)
        (toolkits, sessionToolkits) = Scope.toolkits(episodes)
        sessionsPerWorkspace = Self.count(episodes) { $0.workspace }
        sessionsPerRoute = Self.count(episodes) { $0.route }
        allSessions = Set(episodes.map(\.session)).count
        struct Case: Hashable {
            let session: Session.ID
            let trouble: String
        }
        var cases: Set<Case> = []
        var byRecovery: [[String: Set<Case>]] = [[:], [:]]
        for episode in self.episodes {
            for finding in episode.findings where finding.kind == .trouble {
                guard let recovery = finding.recovery else { continue }
                let signature = finding.signature
                // Triggers are written like this, and a failure must not count against its own recovery.
                let entry = Case(session: episode.session, trouble: signature.key)
                cases.insert(entry)
                byRecovery[0][recovery.key, default: []].insert(entry)
                byRecovery[1][recovery.action.rawValue, default: []].insert(entry)
            }
        }
        recovered = SortedTexts(cases.map(\.trouble))
        recoveredBy = byRecovery.map { $0.mapValues { SortedTexts($0.map(\.trouble)) } }
    }

    private static func count(_ episodes: [AnalysedEpisode], by key: (AnalysedEpisode) -> String?) -> [String: Int] {
        var sets: [String: Set<Session.ID>] = [:]
        for episode in episodes { if let name = key(episode) { sets[name, default: []].insert(episode.session) } }
        return sets.mapValues(\.count)
    }

    /// The share of the recovery in this trouble over its share in all other trouble, one case added to either side.
    func lift(of recovery: String, level: Int, trigger: String, share: Double) -> Double {
        let prefix = trigger.hasSuffix("/*") ? String(trigger.dropLast(2)) : trigger
        func outside(_ troubles: SortedTexts) -> Int { troubles.count - troubles.count(withPrefix: prefix) }
        let taken = recoveredBy[level][recovery].map(outside) ?? 0
        return share / (Double(taken + 1) / Double(outside(recovered) + 2))
    }

    func sessions(for cluster: FailureCluster) -> Int {
        if let route = cluster.members.first?.episode.route { return sessionsPerRoute[route] ?? 0 }
        if let workspace = cluster.workspace { return sessionsPerWorkspace[workspace] ?? 0 }
        return allSessions
    }

    /// The number of sessions that a lesson of a group could have come from.
    func sessions(in group: OccurrencePool.Group) -> Int {
        let known: Int
        if let workspace = group.workspace {
            known = sessionsPerWorkspace[workspace] ?? 0
        } else {
            known = group.isAssigned ? sessionsPerRoute[group.skill] ?? 0 : allSessions
        }
        return max(known, group.members.sessions.count)
    }

    /// The skill that a cluster's lesson belongs to, by rule 12: route, else workspace, else the general one of its tools.
    func skill(for cluster: FailureCluster) -> String {
        if let route = cluster.members.first?.episode.route { return route }
        if let workspace = cluster.workspace { return workspace }
        guard let signature = cluster.members.first?.finding.signature else { return "general" }
        switch signature.domain {
        case "tool": return (toolkits[signature.subject] ?? "tool") + "-tools"
        case "python": return "python"
        default: return "command-line"
        }
    }

    /// The skill for the tools of a session.
    func toolkitSkill(of session: Session.ID) -> String { (sessionToolkits[session] ?? "tool") + "-tools" }

    func toolkitSkill(of tool: String) -> String { (toolkits[tool] ?? "tool") + "-tools" }
}
