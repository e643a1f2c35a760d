internal import Foundations
internal import Lessons
internal import Trajectories

/// Steps that separate successes from failures: Fisher's exact test on traits, among sessions whose outcome is known.
struct OutcomeAssociation {
    let index: PoolIndex
    /// Fewer labelled sessions on either side say nothing.
    static let leastSessions = 8
    static let rate = 0.05
    /// The least number of successes that did it.
    static let leastSuccesses = 4
    static let leastOddsRatio = 3.0

    private struct Group {
        var success: Set<Session.ID> = []
        var failure: Set<Session.ID> = []
        var traits: [String: [Session.ID: (PooledEpisode, Lesson.Quote)]] = [:]
    }

    func lessons() -> [Lesson] {
        groups().sorted { $0.key < $1.key }.flatMap { lessons(of: $0.value, skill: $0.key) }
    }

    /// Sessions with a known outcome, by the skill that they would belong to.
    ///
    /// Only sessions of tasks that some sessions solved and others did not: else a trait would stand for an easy task.
    private func groups() -> [String: Group] {
        var groups: [String: Group] = [:]
        var outcomes: [String: Set<Outcome.Label>] = [:]
        for episode in index.episodes {
            outcomes["\(episode.format) \(episode.task)", default: []].insert(episode.outcome)
        }
        for episode in index.episodes where episode.outcome == .success || episode.outcome == .failure {
            guard outcomes["\(episode.format) \(episode.task)"]?.isSuperset(of: [.success, .failure]) == true else {
                continue
            }
            let skill: String
            if let name = episode.route ?? episode.workspace {
                skill = name
            } else if let tool = episode.traits.first(where: { $0.name.hasPrefix("calls ") }) {
                skill = index.toolkitSkill(of: String(tool.name.dropFirst(6)))
            } else {
                continue
            }
            if episode.outcome == .success { groups[skill, default: Group()].success.insert(episode.session) }
            if episode.outcome == .failure { groups[skill, default: Group()].failure.insert(episode.session) }
            for trait in episode.traits {
                groups[skill, default: Group()].traits[trait.name, default: [:]][episode.session] = (
                    episode, trait.quote
                )
            }
        }
        return groups
    }

    private func lessons(of group: Group, skill: String) -> [Lesson] {
        guard group.success.count >= Self.leastSessions, group.failure.count >= Self.leastSessions else { return [] }
        // A trait of fewer sessions cannot tell anything, and testing it would only ask more of the others.
        let common = group.traits.filter { $0.value.count >= Self.leastSuccesses }
        let tests = common.sorted { $0.key < $1.key }.map { name, holders in
            let with = Set(holders.keys)
            let (a, c) = (with.intersection(group.success).count, with.intersection(group.failure).count)
            let (b, d) = (group.success.count - a, group.failure.count - c)
            return (
                name: name, holders: holders, a: a, c: c,
                p: Statistics.fisher(successWith: a, successWithout: b, failureWith: c, failureWithout: d),
                odds: Statistics.oddsRatio(successWith: a, successWithout: b, failureWith: c, failureWithout: d)
            )
        }
        let stands = Statistics.discoveries(tests.map(\.p), rate: Self.rate)
        return zip(tests, stands).compactMap { test, stands in
            guard stands, test.odds >= Self.leastOddsRatio, test.a >= Self.leastSuccesses else { return nil }
            return lesson(
                test.name,
                test.holders,
                (test.a, group.success.count),
                (test.c, group.failure.count),
                test.p,
                test.odds,
                skill
            )
        }
    }

    private func lesson(
        _ trait: String,
        _ holders: [Session.ID: (PooledEpisode, Lesson.Quote)],
        _ successes: (Int, Int),
        _ failures: (Int, Int),
        _ p: Double,
        _ odds: Double,
        _ skill: String
    ) -> Lesson {
        let backing = holders.filter { $0.value.0.outcome == .success }.sorted { $0.key < $1.key }
        let fingerprint = "\(skill)|contrast|\(trait)"
        let tool = trait.hasPrefix("calls ") ? "`\(trait.dropFirst(6))`" : nil
        let rule = trait.hasPrefix("runs ") ? "run " + trait.dropFirst(5) : trait
        let action = tool.map { "call \($0) before you finish" } ?? rule.replacing("run tests", with: "run the tests")
        let code = trait.split(separator: "`")
        return Lesson(
            id: Lesson.ID("\(skill)-\(FNV1a(fingerprint).shortDigits)"),
            kind: .success,
            skill: skill,
            section: "What successful runs do",
            title: tool.map { "call \($0.filter { $0 != "`" }) before finishing" } ?? rule.filter { $0 != "`" },
            when: "a task of this kind is worked on",
            action: action,
            check: "",
            why: "\(successes.0) of \(successes.1) successful runs did, and \(failures.0) of \(failures.1) failed ones "
                + "(odds ratio \(odds.fixed(1)), Fisher's exact test p = \(p.fixed(4)))",
            evidence: backing.prefix(Lesson.Evidence.most).map {
                Lesson.Evidence(session: $0.key, trajectory: $0.value.0.trajectory, quotes: [$0.value.1])
            },
            support: Lesson.Support(
                sessions: backing.map(\.key),
                tasks: Set(backing.map(\.value.0.task)).count,
                sources: Set(backing.map(\.value.0.source)).count,
                pool: successes.1 + failures.1
            ),
            fingerprint: fingerprint,
            lift: odds,
            recoveryRate: Double(successes.0) / Double(max(1, successes.1)),
            analyst: EmbeddedAnalyst.version,
            programs: code.count > 1 ? [String(code[1].prefix { $0 != " " })] : []
        )
    }
}
