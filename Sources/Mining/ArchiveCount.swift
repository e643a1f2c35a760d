internal import Foundations
package import Lessons
internal import Trajectories

/// Counts over a pool of episodes what a model's lesson is about: an analyst reads one run, and the situation that it saw
/// may have arisen in many.
///
/// The situation is what code noted at the steps that the lesson quotes, as far as the lesson names it; the way is what
/// made it work there, as far as the lesson says to do that. Where code finds no way, nothing is counted: then the
/// sessions are those that analysts read.
package struct ArchiveCount: Sendable {
    private let episodes: [AnalysedEpisode]
    private let bySession: [Session.ID: [AnalysedEpisode]]
    private let sessions: SupportingSessions

    /// Counts in a pool; copies of a session count once.
    package init(_ pool: [AnalysedEpisode]) {
        episodes = Miner.distinct(pool)
        bySession = Dictionary(grouping: pool, by: \.session)
        sessions = SupportingSessions(pool)
    }

    /// A lesson with its trigger and with situation and way as the pool shows them; nil if code cannot tell these.
    ///
    /// The evidence of the lesson stays: it names the sessions that an analyst read.
    package func counted(_ lesson: Lesson) -> Lesson? {
        let own = lesson.evidence.flatMap { item in
            let steps = Set(item.quotes.map(\.step))
            return (bySession[item.session] ?? []).filter { $0.trajectory == item.trajectory }
                .map { (episode: $0, steps: steps) }
        }
        guard let rule = rule(of: lesson, own) else { return nil }
        var met: Set<Session.ID> = []
        var worked: Set<Session.ID> = []
        for episode in episodes(like: own.map(\.episode), of: lesson.skill) {
            for finding in episode.findings
            where finding.kind == .trouble && rule.applies(to: finding.signature, workspace: episode.workspace) {
                met.insert(episode.session)
                if let recovery = finding.recovery, rule.names(recovery) { worked.insert(episode.session) }
            }
        }
        guard !worked.isEmpty else { return nil }
        met.formUnion(lesson.evidence.map(\.session))
        var counted = lesson
        counted.rule = rule
        counted.support = support(of: met, lesson.support.pool)
        counted.way = support(of: worked, lesson.support.pool)
        counted.isWayOfOneSession = worked.count == 1
        return counted
    }

    private func support(of ids: Set<Session.ID>, _ pool: Int) -> Lesson.Support {
        Lesson.Support(of: ids.map { sessions.session(of: $0) }, pool: pool)
    }

    /// The episodes that the lesson could have come from: of its skill, of its workspace, or all that no skill is named for.
    private func episodes(like own: [AnalysedEpisode], of skill: String) -> [AnalysedEpisode] {
        if own.contains(where: { $0.route == skill }) { return episodes.filter { $0.route == skill } }
        let others = episodes.filter { $0.route == nil }
        return isOfWorkspace(own, skill) ? others.filter { $0.workspace == skill } : others
    }

    private func isOfWorkspace(_ own: [AnalysedEpisode], _ skill: String) -> Bool {
        own.contains { $0.route == nil && $0.workspace == skill }
    }

    // MARK: The rule

    private func rule(of lesson: Lesson, _ own: [(episode: AnalysedEpisode, steps: Set<Int>)]) -> Lesson.Rule? {
        let text = Self.words([lesson.title, lesson.when, lesson.action, lesson.why])
        let advice = Self.words([lesson.action, lesson.check, lesson.title])
        var triggers: [String: Set<Session.ID>] = [:]
        var recoveries: [String: Set<String>] = [:]
        for (episode, steps) in own {
            for finding in episode.findings
            where finding.kind == .trouble
                && (steps.contains(finding.failure.step) || finding.success.map { steps.contains($0.step) } ?? false)
                && Self.isNamed(finding.signature, in: text)
            {
                let key = finding.signature.key
                triggers[key, default: []].insert(episode.session)
                guard let recovery = finding.recovery, !recovery.subject.isEmpty,
                    Self.words([recovery.subject]).isSubset(of: advice)
                else { continue }
                recoveries[key, default: []].insert(recovery.key)
            }
        }
        let read = Set(lesson.evidence.map(\.session)).count
        // What one of many analysts happened to quote is not the situation of the lesson.
        let shared = triggers.filter { $0.value.count * 2 >= read }.keys.sorted()
        let ways = Set(shared.flatMap { recoveries[$0] ?? [] }).sorted()
        guard !shared.isEmpty, !ways.isEmpty else { return nil }
        let isLocal = isOfWorkspace(own.map(\.episode), lesson.skill)
        return Lesson.Rule(triggers: shared, workspace: isLocal ? lesson.skill : nil, recoveries: ways)
    }

    /// Whether a lesson is about a failure: it names the subject, or half of the words of the message.
    private static func isNamed(_ signature: Signature, in text: Set<String>) -> Bool {
        let subject = words([signature.subject])
        if !subject.isEmpty { return subject.isSubset(of: text) }
        let message = words([signature.message]).filter { $0.count > 3 }
        return !message.isEmpty && message.intersection(text).count * 2 >= message.count
    }

    /// Words in lower case; names with dots and dashes also in their parts.
    private static func words(_ texts: [String]) -> Set<String> {
        Set(
            texts.flatMap { $0.lowercased().split { !$0.isLetter && !$0.isNumber && $0 != "_" } }.map(String.init)
        )
    }
}
