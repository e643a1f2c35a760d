internal import Consolidation
internal import Foundations
internal import Ledger
internal import Lessons
internal import Mining
internal import Trajectories

/// Where lessons of a model belong that no skill was named for.
///
/// Such a lesson is first looked at together with those of all other workspaces: people's sessions are spread over
/// projects, and what several of them teach does not belong to one project.
struct LessonScope {
    /// The skills for lessons that belong to no single workspace.
    private static let python = "python"
    private static let commandLine = "command-line"
    private static let anyTools = "tool-calls"

    private let episodes: [Session.ID: AnalysedEpisode]
    private let known: [Lesson.ID: LessonRecord]
    /// The skills of the lessons that are looked at together.
    private var skills: [Lesson.ID: String] = [:]
    /// The skills of lessons that were mined, which are counted where they are.
    private let mined: [Lesson.ID: String]
    /// The skills of sessions that work with tools alone.
    private let toolSkills: [Session.ID: String]
    /// The workspaces of sessions, and the skills that people assigned them to.
    private let ofSessions: Set<String>
    private let assigned: Set<String>

    /// - Parameter mined: the lessons that code found in the same pool.
    init(_ inputs: FrozenInputs, mined: [Lesson] = []) {
        self.mined = Dictionary(firstValues: mined.map { ($0.id, $0.skill) })
        episodes = Dictionary(inputs.pool.map { ($0.session, $0) }) { first, _ in first }
        known = inputs.lessons
        toolSkills = Scope.toolSkills(inputs.pool)
        ofSessions = Set(inputs.pool.flatMap { [$0.route, $0.workspace] }.compactMap(\.self))
        assigned = Set(inputs.pool.compactMap(\.route))
    }

    /// The skill of an episode for which neither its file nor a model names one.
    func skill(of episode: AnalysedEpisode) -> String { episode.workspace ?? generalSkill(of: episode) }

    private func generalSkill(of episode: AnalysedEpisode) -> String {
        toolSkills[episode.session]
            ?? (episode.findings.contains { $0.signature.domain == Self.python } ? Self.python : Self.commandLine)
    }

    /// Whether a skill is one that this program makes where nothing names a skill: of a workspace, of a toolkit, or of a kind
    /// of work. Which sessions belong to it is found by what they worked with, and nobody has to be asked: that of the
    /// command line says of itself that it is for every task.
    func isFoundBySessions(_ skill: String) -> Bool {
        !assigned.contains(skill) && (isForUnnamed(skill) || skill == Self.anyTools || ofSessions.contains(skill))
    }

    /// Whether a skill is one that sessions go to for which nothing names one.
    private func isForUnnamed(_ skill: String) -> Bool {
        skill == Self.python || skill == Self.commandLine || toolSkills.values.contains(skill)
    }

    /// The drafts as they are compared: those that are of a workspace only because their sessions are have no skill.
    mutating func pooled(_ drafts: [LessonDraft]) -> [LessonDraft] {
        drafts.map { draft in
            guard isUnnamed(draft) else { return draft }
            skills[draft.id] = draft.lesson.skill
            return Self.moved(draft, to: "", id: draft.id, isStanding: draft.isStanding)
        }
    }

    private func isUnnamed(_ draft: LessonDraft) -> Bool {
        let skill = draft.lesson.skill
        if skill == Self.python || skill == Self.commandLine { return true }
        let own = draft.sessions.compactMap { episodes[$0.session] }
        if toolSkills.values.contains(skill), own.allSatisfy({ $0.route == nil }) { return true }
        return !own.isEmpty && own.allSatisfy { $0.route == nil && $0.workspace == skill }
    }

    /// A draft with the skill that it belongs to: its own, or a general one if it has come together from several.
    func placed(_ draft: LessonDraft) -> LessonDraft {
        guard draft.lesson.skill.isEmpty else { return draft }
        let origins = Set(draft.sources.compactMap { skills[$0] })
        // A rule that consists of parts has an id of its own.
        guard let skill = skills[draft.id] ?? origins.min() else { return draft }
        let isPublished = known[draft.id].map { $0.state == .adopted || $0.state == .proposed } ?? false
        if origins.count < 2 || isPublished || isForUnnamed(skill) {
            return Self.moved(draft, to: skill, id: draft.id, isStanding: draft.isStanding)
        }
        let general = general([draft])
        // An id begins with the skill that a lesson was found for.
        let id = Lesson.ID("\(general)-\(FNV1a(draft.lesson.fingerprint).shortDigits)")
        return Self.moved(draft, to: general, id: id, isStanding: false)
    }

    /// The skill that a draft is of, also while it is looked at together with others.
    func skill(of draft: LessonDraft) -> String { skills[draft.id] ?? draft.lesson.skill }

    /// Whether a lesson may become a part of another one: both are of one skill, or the other one holds everywhere.
    func mayJoin(_ source: LessonDraft, _ lead: LessonDraft) -> Bool {
        let (own, other) = (skill(of: source), skill(of: lead))
        if own == other || source.lesson.skill == lead.lesson.skill { return true }
        // Sessions that a person has assigned to a skill teach that skill.
        return source.lesson.skill.isEmpty && isGeneral(other)
    }

    /// Whether a lesson may become a part of one that was mined.
    func mayJoin(_ source: LessonDraft, _ mined: Lesson) -> Bool {
        skill(of: source) == mined.skill || source.lesson.skill.isEmpty && isGeneral(mined.skill)
    }

    /// Whether a skill is that of a tool or a kind of work: neither of a workspace nor one that a person assigns sessions to.
    private func isGeneral(_ skill: String) -> Bool {
        isForUnnamed(skill) || !ofSessions.contains(skill)
    }

    /// The skill that a rule of several drafts would be of.
    func skill(of drafts: [LessonDraft]) -> String {
        let skills = Set(drafts.map { skill(of: $0) })
        if skills.count == 1, let only = skills.first { return only }
        return general(drafts)
    }

    /// The skill of most of the sessions; where they are of several kinds, that of all tools or of the command line.
    private func general(_ drafts: [LessonDraft]) -> String {
        let kinds = drafts.flatMap(\.sessions).compactMap { episodes[$0.session] }.map(generalSkill)
        let counts = Dictionary(kinds.map { ($0, 1) }, uniquingKeysWith: +)
        let most = counts.first { $0.value * 2 > kinds.count }?.key
        if let most {
            // What is learned from runs of Python holds for other runs as well, unless it is about Python.
            let areOfPython = drafts.filter { Scope.isAboutPython($0.lesson) }.count * 2 > drafts.count
            return most == Self.python && !areOfPython ? Self.commandLine : most
        }
        let areTools = !counts.isEmpty && counts.keys.allSatisfy { toolSkills.values.contains($0) }
        return areTools ? Self.anyTools : Self.commandLine
    }

    /// Whether a contradiction holds: what one project advises another may forbid.
    func isOfOneSkill(_ conflict: Contradiction) -> Bool {
        Set(conflict.lessons.map { skills[$0] ?? mined[$0] }).count < 2
    }

    private static func moved(_ draft: LessonDraft, to skill: String, id: Lesson.ID, isStanding: Bool) -> LessonDraft {
        var lesson = draft.lesson
        (lesson.skill, lesson.id) = (skill, id)
        return LessonDraft(lesson, sessions: draft.sessions, isVerified: draft.isVerified, isStanding: isStanding)
    }
}
