internal import Lessons
internal import Trajectories

/// All findings of one signature in one scope, with what was done about them.
struct FailureCluster {
    struct Member {
        let episode: PooledEpisode
        let finding: PooledFinding
    }

    let trigger: String
    let workspace: String?
    var members: [Member] = []

    /// Whether the trigger stands for a kind of trouble, whatever it is about.
    var isFamily: Bool { trigger.hasSuffix("/*") && trigger.split(separator: "/").count == 3 }

    /// Distinct sessions that met this trouble.
    var sessions: Set<Session.ID> { Set(members.map(\.episode.session)) }
    var recovered: [Member] { members.filter { $0.finding.recovery != nil } }

    /// The recovery that most sessions took, with the sessions that took it and its share of those that recovered.
    func best(by key: (Recovery) -> String) -> (key: String, members: [Member], share: Double)? {
        var groups: [String: [Member]] = [:]
        for member in members {
            if let recovery = member.finding.recovery { groups[key(recovery), default: []].append(member) }
        }
        let total = Set(recovered.map(\.episode.session)).count
        let ranked = groups.map {
            (key: $0.key, members: $0.value, sessions: Set($0.value.map(\.episode.session)).count)
        }
        guard let best = ranked.max(by: { ($0.sessions, $1.key) < ($1.sessions, $0.key) }), total > 0 else {
            return nil
        }
        return (best.key, best.members, Double(best.sessions) / Double(total))
    }
}

/// Members of a cluster as evidence: one entry a session, the ones with both quotes first.
enum EvidenceChoice {
    static func evidence(from members: [FailureCluster.Member]) -> [Lesson.Evidence] {
        var chosen: [Session.ID: Lesson.Evidence] = [:]
        let ordered = members.sorted {
            ($0.finding.success == nil ? 1 : 0, $0.episode.session, $0.finding.failure.step)
                < ($1.finding.success == nil ? 1 : 0, $1.episode.session, $1.finding.failure.step)
        }
        for member in ordered where chosen[member.episode.session] == nil {
            var quotes = [member.finding.failure]
            if let success = member.finding.success { quotes.append(success) }
            chosen[member.episode.session] = Lesson.Evidence(
                session: member.episode.session,
                trajectory: member.episode.trajectory,
                quotes: quotes
            )
        }
        let withBoth = chosen.values.sorted { ($0.quotes.count * -1, $0.session) < ($1.quotes.count * -1, $1.session) }
        return Array(withBoth.prefix(Lesson.Evidence.most))
    }
}
