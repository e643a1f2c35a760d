internal import Foundations
package import Lessons
internal import Trajectories

/// Counts over a pool of episodes what a model's lesson is about: an analyst reads one run, and the situation that it saw
/// may have arisen in many.
///
/// The situation is what code noted at the steps that the lesson quotes, as far as the lesson names it: a failure, or what
/// a pattern noted, such as a goal that was tried for. The way is what made it work there, as far as the lesson says to do
/// that: a command counts where it is one that the lesson tells and none that it warns of. Where code finds no way, nothing
/// is counted: then the sessions are those that analysts read.
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
            (bySession[item.session] ?? []).filter { $0.trajectory == item.trajectory }
                .map { (episode: $0, quotes: item.quotes) }
        }
        let similar = episodes(like: own.map(\.episode), of: lesson.skill)
        guard let count = countOfFailures(lesson, own, in: similar) ?? countOfPatterns(lesson, own, in: similar) else {
            return nil
        }
        var counted = lesson
        counted.rule = count.rule
        counted.support = support(of: count.met.union(lesson.evidence.map(\.session)), lesson.support.pool)
        counted.way = support(of: count.worked, lesson.support.pool)
        counted.isWayOfOneSession = count.worked.union(lesson.evidence.map(\.session)).count == 1
        counted.callsLost = count.callsLost
        return counted
    }

    /// What is known of a lesson's rule: the sessions where its situation arose, and those where its way worked.
    private struct Count {
        let rule: Lesson.Rule
        var met: Set<Session.ID> = []
        var worked: Set<Session.ID> = []
        /// The calls that the rule would have saved, where they are counted.
        var callsLost = 0
    }

    /// An episode that a lesson quotes, with the quotes.
    private typealias Read = (episode: AnalysedEpisode, quotes: [Lesson.Quote])

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

    // MARK: Failures

    private func countOfFailures(_ lesson: Lesson, _ own: [Read], in episodes: [AnalysedEpisode]) -> Count? {
        guard let rule = ruleOfFailures(lesson, own) else { return nil }
        var count = Count(rule: rule)
        for episode in episodes {
            for finding in episode.findings
            where finding.kind == .trouble && rule.applies(to: finding.signature, workspace: episode.workspace) {
                count.met.insert(episode.session)
                if let recovery = finding.recovery, rule.names(recovery) { count.worked.insert(episode.session) }
            }
        }
        return count.worked.isEmpty ? nil : count
    }

    private func ruleOfFailures(_ lesson: Lesson, _ own: [Read]) -> Lesson.Rule? {
        let text = Self.words([lesson.title, lesson.when, lesson.action, lesson.why])
        let advice = Self.words([lesson.action, lesson.check, lesson.title])
        var triggers: [String: Set<Session.ID>] = [:]
        var recoveries: [String: Set<String>] = [:]
        for (episode, quotes) in own {
            let steps = Set(quotes.map(\.step))
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
        let shared = Self.shared(triggers, by: lesson)
        let ways = Set(shared.flatMap { recoveries[$0] ?? [] }).sorted()
        guard !shared.isEmpty, !ways.isEmpty else { return nil }
        return Lesson.Rule(triggers: shared, workspace: workspace(of: lesson, own), recoveries: ways)
    }

    /// Whether a lesson is about a failure: it names the subject, or half of the words of the message.
    private static func isNamed(_ signature: Signature, in text: Set<String>) -> Bool {
        let subject = words([signature.subject])
        if !subject.isEmpty { return subject.isSubset(of: text) }
        let message = words([signature.message]).filter { $0.count > 3 }
        return !message.isEmpty && message.intersection(text).count * 2 >= message.count
    }

    // MARK: Patterns

    /// The count of what a pattern noted, for a lesson that names a situation of the pattern and one of its ways, and
    /// quotes that way or what the pattern quotes.
    private func countOfPatterns(_ lesson: Lesson, _ own: [Read], in episodes: [AnalysedEpisode]) -> Count? {
        let text = Self.words([lesson.title, lesson.when, lesson.action])
        let advice = Self.words([lesson.action, lesson.title])
        let commands = CommandAdvice(of: lesson)
        func names(_ occurrence: Occurrence) -> Bool {
            let way = Self.words([occurrence.way])
            return !way.isEmpty && way.isSubset(of: advice)
        }
        /// Whether the way worked as the lesson means it, where it is known which commands did.
        func worked(_ occurrence: Occurrence) -> Bool {
            guard occurrence.reached > 0 else { return false }
            let ran = occurrence.values("ran")
            let way = Self.words([occurrence.way])
            return ran.isEmpty
                || ran.contains { line in
                    let folder = line.prefix { $0 != "|" }
                    return commands.means(line.dropFirst(folder.count + 1), in: folder, way: way)
                }
        }
        var triggers: [String: Set<Session.ID>] = [:]
        for (episode, quotes) in own {
            for occurrence in episode.occurrences
            where LessonPatterns.nameWays(occurrence.pattern)
                && Self.words([occurrence.situation]).isSubset(of: text)
                && (Self.quotes(quotes, one: occurrence) || names(occurrence) && Self.quotes(quotes, way: occurrence))
            {
                triggers[occurrence.key, default: []].insert(episode.session)
            }
        }
        for trigger in Self.shared(triggers, by: lesson) {
            let noted = episodes.flatMap { episode in
                episode.occurrences.filter { $0.key == trigger }.map { (session: episode.session, occurrence: $0) }
            }
            let gone = noted.filter { names($0.occurrence) }
            let reached = gone.filter { worked($0.occurrence) }
            // A way that failed more often than it worked does not count.
            guard !reached.isEmpty, reached.count * 2 >= gone.count else { continue }
            let ways = Set(reached.map(\.occurrence.way)).sorted()
            let met = noted.filter { $0.occurrence.isTrouble }
            return Count(
                rule: Lesson.Rule(triggers: [trigger], workspace: workspace(of: lesson, own), recoveries: ways),
                met: Set(met.map(\.session)),
                worked: Set(reached.map(\.session)),
                callsLost: met.reduce(0) { $0 + $1.occurrence.lost }
            )
        }
        return nil
    }

    private static func quotes(_ quotes: [Lesson.Quote], one occurrence: Occurrence) -> Bool {
        quotes.contains { quote in occurrence.quotes.contains { $0.step == quote.step } }
    }

    private static func quotes(_ quotes: [Lesson.Quote], way occurrence: Occurrence) -> Bool {
        let way = words([occurrence.way])
        return quotes.contains { way.isSubset(of: words([$0.text])) }
    }

    // MARK: Words

    /// The situations that half of the sessions behind a lesson show: what one of many analysts happened to quote is not
    /// the situation of the lesson.
    private static func shared(_ triggers: [String: Set<Session.ID>], by lesson: Lesson) -> [String] {
        let read = Set(lesson.evidence.map(\.session)).count
        return triggers.filter { $0.value.count * 2 >= read }.keys.sorted()
    }

    private func workspace(of lesson: Lesson, _ own: [Read]) -> String? {
        isOfWorkspace(own.map(\.episode), lesson.skill) ? lesson.skill : nil
    }

    /// Words in lower case, without the ending of a plural; names with dots and dashes in their parts.
    static func words(_ texts: [String]) -> Set<String> {
        Set(
            texts.flatMap { $0.lowercased().split { !$0.isLetter && !$0.isNumber && $0 != "_" } }
                .map { String($0.count > 3 && $0.hasSuffix("s") ? $0.dropLast() : $0) }
        )
    }
}

extension Occurrence {
    /// The situation as it is in the trigger of a rule.
    fileprivate var key: String { situation.isEmpty ? pattern : "\(pattern)/\(situation)" }
    /// Whether calls were lost, or the goal was not reached.
    fileprivate var isTrouble: Bool { lost > 0 || reached == 0 }
}
