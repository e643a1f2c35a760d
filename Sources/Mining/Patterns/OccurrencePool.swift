internal import Foundations
internal import Lessons
internal import Trajectories

/// The occurrences of one pattern in a pool of episodes.
struct OccurrencePool {
    /// An occurrence with its episode.
    struct Member {
        let episode: PooledEpisode
        let occurrence: PooledOccurrence
    }

    /// The occurrences that one lesson may be about, with the skill that the lesson would belong to.
    struct Group {
        /// The skill.
        var skill: String
        /// The only workspace that it holds for; nil for all.
        var workspace: String?
        /// Whether a folder or a use assigns the members to the skill.
        var isAssigned = false
        var members: [Member]
    }

    let members: [Member]
    let index: PoolIndex

    /// Members that a folder or a use assigns to a skill, for each such skill; then those of each workspace.
    func places() -> [Group] {
        var groups: [String: Group] = [:]
        for member in members {
            if let route = member.episode.route {
                groups["r|\(route)", default: Group(skill: route, isAssigned: true, members: [])].members.append(
                    member
                )
            } else if let workspace = member.episode.workspace {
                groups["w|\(workspace)", default: Group(skill: workspace, workspace: workspace, members: [])].members
                    .append(member)
            }
        }
        return groups.sorted { $0.key < $1.key }.map(\.value)
    }

    /// The widest groups: one for each skill that members are assigned to, and one of all others. That one belongs to their
    /// workspace if they have only one, and otherwise to the general skill, together with those that used it.
    func widest(general: String) -> [Group] {
        let others = members.filter { $0.episode.route == nil || $0.episode.route == general }
        let workspaces = Set(others.map(\.episode.workspace))
        var groups = places().filter { $0.isAssigned && $0.skill != general }
        if workspaces.count == 1, let only = workspaces.first, let workspace = only {
            groups.append(Group(skill: workspace, workspace: workspace, members: others))
        } else if !others.isEmpty {
            groups.append(Group(skill: general, members: others))
        }
        return groups
    }

    /// Groups by the tools that sessions have in common, for occurrences that are about a tool.
    func toolkits() -> [Group] {
        var groups: [String: Group] = [:]
        for member in members {
            let skill = member.episode.route ?? index.toolkitSkill(of: member.episode.session)
            groups[skill, default: Group(skill: skill, isAssigned: member.episode.route != nil, members: [])].members
                .append(member)
        }
        return groups.sorted { $0.key < $1.key }.map(\.value)
    }
}

extension [OccurrencePool.Member] {
    /// The distinct sessions.
    var sessions: Set<Session.ID> { Set<Session.ID>(map(\.episode.session)) }
    /// The calls lost in all of them.
    var lost: Int { reduce(0) { $0 + $1.occurrence.lost } }
    var tried: Int { reduce(0) { $0 + $1.occurrence.tried } }
    var reached: Int { reduce(0) { $0 + $1.occurrence.reached } }

    /// The sessions counted: they, their tasks and their sources.
    func support(pool: Int) -> Lesson.Support {
        Lesson.Support(
            sessions: sessions.sorted(),
            tasks: Set<String>(map(\.episode.task)).count,
            sources: Set<String>(map(\.episode.source)).count,
            pool: pool
        )
    }
}

/// The parts of a lesson that a pattern finds, from which the lesson is made.
struct FoundLesson {
    var kind: Lesson.Kind
    var section: String
    var title: String
    var when: String
    var action: String
    var check = ""
    var why = ""
    /// What the situation is, independent of wording.
    var trigger: String
    /// What the way is, independent of wording.
    var way: String
    /// What the lesson is known by in its situation, where the way changes with the sessions: the packages of a list.
    var identity: String?
    /// Where the situation arose.
    var met: [OccurrencePool.Member]
    /// Where the way worked.
    var worked: [OccurrencePool.Member]
    /// Where the way was gone at all, whatever the result; as far as it worked, if that is not known apart.
    var gone: [OccurrencePool.Member]?
    /// The programs that the text names, which sessions ran with success.
    var programs: [String] = []
    /// The share of tries in which the way worked.
    var rate = 1.0

    /// Whether the way may bring in what the sessions without it did not have.
    private var bringsIn: Bool { [.procedure, .environment, .failure].contains(kind) }

    /// The lesson of a group.
    func lesson(in group: OccurrencePool.Group, _ index: PoolIndex) -> Lesson {
        let fingerprint = [group.skill, trigger, identity ?? way].joined(separator: "|")
        let pool = index.sessions(in: group)
        let support = met.support(pool: pool)
        let lost = met.lost
        var lesson = Lesson(
            id: Lesson.ID("\(group.skill)-\(FNV1a(fingerprint).shortDigits)"),
            kind: kind,
            skill: group.skill,
            section: section,
            title: title,
            when: when,
            action: action,
            check: check,
            why: why,
            evidence: evidence,
            support: support,
            fingerprint: fingerprint,
            lift: 1,
            recoveryRate: rate,
            analyst: EmbeddedAnalyst.version,
            programs: programs,
            rule: Lesson.Rule(triggers: [trigger], workspace: group.workspace, recoveries: [way])
        )
        lesson.way = worked.support(pool: pool)
        lesson.callsLost = lost
        lesson.isWayOfOneSession = bringsIn && (gone ?? worked).sessions.count == 1
        return lesson
    }

    /// Quotes of the sessions, those first in which the way worked; at most one entry for each session.
    private var evidence: [Lesson.Evidence] {
        var chosen: [Session.ID: Lesson.Evidence] = [:]
        var order: [Session.ID] = []
        let ordered = Self.sorted(worked.filter { !$0.occurrence.quotes.isEmpty }) + Self.sorted(met)
        for member in ordered where chosen[member.episode.session] == nil && !member.occurrence.quotes.isEmpty {
            order.append(member.episode.session)
            chosen[member.episode.session] = Lesson.Evidence(
                session: member.episode.session,
                trajectory: member.episode.trajectory,
                quotes: Array(member.occurrence.quotes.prefix(3))
            )
        }
        return order.prefix(Lesson.Evidence.most).compactMap { chosen[$0] }
    }

    private static func sorted(_ members: [OccurrencePool.Member]) -> [OccurrencePool.Member] {
        members.sorted {
            ($1.occurrence.lost, $0.episode.session, $0.occurrence.quotes.first?.step ?? 0)
                < ($0.occurrence.lost, $1.episode.session, $1.occurrence.quotes.first?.step ?? 0)
        }
    }
}
