package import Configuration
internal import Foundations
package import Lessons
internal import Trajectories

/// Mines lessons from a pool of analysed episodes: what many sessions agree on, and nothing else.
package struct Miner: Sendable {
    /// What a lesson must have to be adopted.
    package struct Thresholds: Sendable, Equatable {
        /// The least number of sessions.
        package var sessions: Int
        /// The least number of distinct tasks.
        package var tasks: Int
        /// The least number of distinct sources.
        package var sources: Int
        /// The least share of recovered cases in which the action was what worked.
        package var recoveryRate: Double
        /// The least lift of an action over its share after all other failures.
        package var lift: Double
        /// Thresholds for a private inbox, unless others are given.
        package init(
            sessions: Int = 2,
            tasks: Int = 2,
            sources: Int = 1,
            recoveryRate: Double = 0.4,
            lift: Double = 1.5
        ) {
            self.sessions = sessions
            self.tasks = tasks
            self.sources = sources
            self.recoveryRate = recoveryRate
            self.lift = lift
        }

        /// The thresholds of an installation.
        ///
        /// If other users than the daemon's own write to one of its inboxes, a lesson needs three sessions of two sources at
        /// least, so that one source cannot publish anything.
        package init(_ settings: Configuration) {
            let isShared = settings.inboxes.contains { $0.trust == .shared }
            let minimumSupport = settings.evolution.minimumSupport
            let least = isShared ? max(3, minimumSupport) : minimumSupport
            self.init(sessions: least, tasks: min(2, least), sources: isShared ? 2 : 1)
        }

        /// The sessions in which the situation of a kind has to arise: what is only waste, or one way among several, has to be
        /// seen more often than a failure.
        private static func leastSessions(_ kind: Lesson.Kind) -> Int {
            switch kind {
            case .waste: 5
            case .procedure, .deadEnd: 3
            default: 1
            }
        }

        /// What a lesson lacks to be published; nil if it lacks nothing.
        package func shortfall(of lesson: Lesson) -> HoldReason? {
            let least = max(sessions, Self.leastSessions(lesson.kind))
            if lesson.support.count < least { return .support }
            if lesson.support.tasks < tasks { return .oneTask }
            if lesson.support.sources < sources { return .oneSource }
            guard let way = lesson.way else { return nil }
            // A way that nobody has gone is advice; only what is to be left out needs none.
            if way.count == 0 { return lesson.kind == .waste || lesson.kind == .deadEnd ? nil : .wayNotProven }
            if lesson.isWayOfOneSession { return .wayOfOneSession }
            return way.sources < sources && lesson.kind != .waste ? .oneSource : nil
        }
    }

    /// What a lesson needs to be adopted.
    package let thresholds: Thresholds
    private let goals: GoalTable

    /// A miner with these thresholds, for these goals of commands.
    package init(thresholds: Thresholds = Thresholds(), goals: GoalTable = .standard) {
        self.thresholds = thresholds
        self.goals = goals
    }

    /// The miner of an installation.
    package init(_ settings: Configuration) {
        self.init(thresholds: Thresholds(settings), goals: GoalTable(settings))
    }

    /// The lessons of a pool, best first, whether or not they have enough support to be published:
    /// ``Thresholds/shortfall(of:)`` tells. The result depends on the set of episodes, not on their order.
    package func mine(_ pool: [AnalysedEpisode]) -> [Lesson] {
        let index = PoolIndex(Self.distinct(pool))
        var mined: [String: Lesson] = [:]
        for cluster in clusters(of: index.episodes, index: index) {
            guard let lesson = lesson(from: cluster, index: index) else { continue }
            // Two troubles that one rule answers are one lesson.
            let name = "\(lesson.skill)|\(lesson.title)"
            guard let other = mined[name] else {
                mined[name] = lesson
                continue
            }
            mined[name] =
                other.support.count >= lesson.support.count
                ? Self.united(other, lesson, index) : Self.united(lesson, other, index)
        }
        for lesson in OutcomeAssociation(index: index).lessons() { mined[lesson.fingerprint] = lesson }
        for lesson in patternLessons(index) { mined[lesson.fingerprint] = lesson }
        return withoutEchoes(Array(mined.values)).sorted { Self.rank($0, before: $1) }
    }

    /// The lessons of all patterns.
    private func patternLessons(_ index: PoolIndex) -> [Lesson] {
        var members: [String: [OccurrencePool.Member]] = [:]
        for episode in index.episodes {
            for occurrence in episode.occurrences {
                members[occurrence.pattern, default: []].append(
                    OccurrencePool.Member(episode: episode, occurrence: occurrence)
                )
            }
        }
        return LessonPatterns.all(goals).flatMap { pattern -> [Lesson] in
            guard let own = members[type(of: pattern).name] else { return [] }
            return pattern.lessons(from: OccurrencePool(members: own, index: index))
        }
    }

    /// Without the lessons of a workspace that a general one says as well: scope follows support.
    ///
    /// What to install differs from project to project, so a project keeps its own list in addition to the general rule.
    private func withoutEchoes(_ mined: [Lesson]) -> [Lesson] {
        let general = Set(
            mined.compactMap { thresholds.shortfall(of: $0) == nil && $0.rule?.workspace == nil ? $0.rule?.key : nil }
        )
        return mined.filter { lesson in
            guard let rule = lesson.rule, rule.workspace != nil else { return true }
            return !general.contains(rule.key)
        }
    }

    /// The first lesson, with the support, evidence and triggers of the second.
    private static func united(_ first: Lesson, _ second: Lesson, _ index: PoolIndex) -> Lesson {
        var lesson = first
        lesson.support.sessions = Set(first.support.sessions + second.support.sessions).sorted()
        let sessions = Set(lesson.support.sessions)
        lesson.support.pool = max(first.support.pool, second.support.pool, sessions.count)
        let episodes = index.episodes.filter { sessions.contains($0.session) }
        lesson.support.tasks = Set(episodes.map(\.task)).count
        lesson.support.sources = Set(episodes.map(\.source)).count
        let known = Set(first.evidence.map(\.session))
        lesson.evidence += second.evidence.filter { !known.contains($0.session) }
        lesson.rule?.triggers += second.rule?.triggers.filter { !(first.rule?.triggers.contains($0) ?? false) } ?? []
        lesson.rule?.recoveries +=
            second.rule?.recoveries.filter { !(first.rule?.recoveries.contains($0) ?? false) } ?? []
        return lesson
    }

    // MARK: Copies

    /// One of the sessions whose actions are the same: the one that tells most.
    package static func distinct(_ pool: [AnalysedEpisode]) -> [AnalysedEpisode] {
        var voices: [String: AnalysedEpisode] = [:]
        for episode in pool where !episode.sketch.isEmpty {
            if let other = voices[episode.sketch], !isBetter(episode, than: other) { continue }
            voices[episode.sketch] = episode
        }
        return pool.filter { $0.sketch.isEmpty || voices[$0.sketch]?.session == $0.session }
            .sorted { ($0.session, $0.trajectory, $0.episode) < ($1.session, $1.trajectory, $1.episode) }
    }

    /// Whether a copy of a session tells more than another: where it worked, then how it ended. Among equals, the smaller id.
    private static func isBetter(_ episode: AnalysedEpisode, than other: AnalysedEpisode) -> Bool {
        func rank(_ episode: AnalysedEpisode) -> Int {
            (episode.workspace == nil ? 0 : 2) + (episode.outcome == .unknown ? 0 : 1)
        }
        let (left, right) = (rank(episode), rank(other))
        return left == right ? episode.session < other.session : left > right
    }

    // MARK: Clusters

    /// Kinds of trouble whose members teach more together than one by one.
    private static let families: Set<String> = [
        "missing-module", "missing-program", "syntax", "shell-syntax", "patch-refused", "no-such-package",
        "cannot-import-name", "permission-denied", "bad-option",
        "externally-managed", "time-out", "port-in-use", "no-repository", "missing-file", "is-a-directory",
    ]

    private func clusters(of episodes: [PooledEpisode], index: PoolIndex) -> [FailureCluster] {
        var clusters: [String: FailureCluster] = [:]
        func add(_ member: FailureCluster.Member, trigger: String, workspace: String?, route: String?) {
            let key = "\(route ?? "")|\(workspace ?? "")|\(trigger)"
            clusters[key, default: FailureCluster(trigger: trigger, workspace: workspace)].members.append(member)
        }
        for episode in episodes {
            for finding in episode.findings where finding.kind == .trouble {
                let member = FailureCluster.Member(episode: episode, finding: finding)
                let signature = finding.signature
                var triggers: [String] = []
                if Self.families.contains(signature.kind) { triggers.append(signature.family + "/*") }
                if triggers.isEmpty || signature.key != signature.family { triggers.append(signature.key) }
                for trigger in triggers {
                    add(member, trigger: trigger, workspace: nil, route: episode.route)
                    if let workspace = episode.workspace, episode.route == nil {
                        add(member, trigger: trigger, workspace: workspace, route: nil)
                    }
                }
                if signature.kind == "exception" {
                    add(
                        member,
                        trigger: "\(signature.family)/\(signature.subject)/*",
                        workspace: nil,
                        route: episode.route
                    )
                }
            }
        }
        return clusters.keys.sorted().compactMap { key in
            guard var cluster = clusters[key] else { return nil }
            let workspaces = Set(cluster.members.compactMap(\.episode.workspace))
            if cluster.workspace == nil {
                // Support of one workspace belongs to that workspace's skill, and sessions that name none do not count as a second workspace.
                return workspaces.count == 1 && cluster.members.first?.episode.route == nil ? nil : cluster
            }
            if Set((clusters["||\(cluster.trigger)"]?.members ?? []).compactMap(\.episode.workspace)).count == 1 {
                cluster.members += (clusters["||\(cluster.trigger)"]?.members ?? []).filter {
                    $0.episode.workspace == nil
                }
            }
            return cluster
        }
    }

    private func lesson(from cluster: FailureCluster, index: PoolIndex) -> Lesson? {
        // A family of troubles shares its action; a single trouble may share the very words.
        let byAction: (level: Int, key: (Recovery) -> String) = (1, { $0.action.rawValue })
        let byKey: (level: Int, key: (Recovery) -> String) = (0, { $0.key })
        for (level, key) in cluster.isFamily ? [byAction, byKey] : [byKey, byAction] {
            guard let best = cluster.best(by: key), best.share >= thresholds.recoveryRate,
                let first = best.members.first?.finding.recovery
            else { continue }
            guard let wording = Wording(cluster: cluster, recovery: first, members: best.members, isGeneral: level == 1)
            else { continue }
            // What one project shows is that project's.
            guard
                cluster.workspace != nil || best.members.first?.episode.route != nil
                    || Set(best.members.compactMap(\.episode.workspace)).count != 1
            else { continue }
            let lift = index.lift(of: best.key, level: level, trigger: cluster.trigger, share: best.share)
            guard lift >= thresholds.lift else { continue }
            let skill = index.skill(for: cluster)
            let sessions = Set(best.members.map(\.episode.session)).sorted()
            let fingerprint = [skill, cluster.trigger, wording.recoveryKey].joined(separator: "|")
            return Lesson(
                id: Lesson.ID("\(skill)-\(FNV1a(fingerprint).shortDigits)"),
                kind: wording.kind,
                skill: skill,
                section: wording.section,
                title: wording.title,
                when: wording.when,
                action: wording.action,
                check: wording.check,
                why: wording.why,
                evidence: EvidenceChoice.evidence(from: best.members),
                support: Lesson.Support(
                    sessions: sessions,
                    tasks: Set(best.members.map(\.episode.task)).count,
                    sources: Set(best.members.map(\.episode.source)).count,
                    pool: index.sessions(for: cluster)
                ),
                fingerprint: fingerprint,
                lift: lift,
                recoveryRate: best.share,
                analyst: EmbeddedAnalyst.version,
                programs: wording.programs,
                rule: Lesson.Rule(
                    triggers: wording.triggers,
                    workspace: cluster.workspace,
                    recoveries: wording.recoveries
                )
            )
        }
        return nil
    }

    // MARK: Adoption and order

    /// Rules by what they win: how often trouble ends by them, against how often it would anyway, weighed by support.
    package static func rank(_ left: Lesson, before right: Lesson) -> Bool {
        let (first, second) = (worth(left), worth(right))
        return first == second ? left.id < right.id : first > second
    }

    static func worth(_ lesson: Lesson) -> Double {
        // Calls saved, where they are counted; a lesson without a count is worth about a call in each session.
        if lesson.callsLost > 0 { return Double(lesson.callsLost) }
        let low = Statistics.wilson(Int(lesson.recoveryRate * Double(lesson.support.count)), of: lesson.support.count)
            .lowerBound
        return (1 + Double(lesson.support.count)).squareRoot() * min(lesson.lift, 10) * (0.2 + low)
    }
}
