internal import Consolidation
internal import Ledger
internal import Lessons
internal import Mining
internal import Trajectories

/// The lessons that earlier evolutions made parts of others: they do not come back by themselves, and their sessions count
/// for the lesson that they are a part of.
struct JoinedLessons {
    private let known: [Lesson.ID: LessonRecord]
    private let sessions: SupportingSessions

    /// The ids of the lessons that this evolution has mined: they are mined anew each time, and need not be known.
    private let mined: Set<Lesson.ID>

    init(_ inputs: FrozenInputs, mined: Set<Lesson.ID>) {
        known = inputs.lessons
        self.mined = mined
        sessions = SupportingSessions(inputs.pool)
    }

    /// The lesson that another one is a part of, however many joins lie between; nil if it is one of its own. It is one of
    /// its own again where the other lesson is not known any more.
    func home(of lesson: Lesson.ID) -> Lesson.ID? {
        var seen: Set<Lesson.ID> = [lesson]
        guard var home = known[lesson]?.state.home else { return nil }
        while let next = known[home]?.state.home, seen.insert(home).inserted { home = next }
        return seen.contains(home) || (known[home] == nil && !mined.contains(home)) ? nil : home
    }

    /// The lessons that are parts of others, by the lesson that they are a part of, as drafts.
    func parts() -> [Lesson.ID: [LessonDraft]] {
        var parts: [Lesson.ID: [LessonDraft]] = [:]
        for record in known.values.sorted(by: { $0.lesson.id < $1.lesson.id }) {
            guard record.state.home != nil, let home = home(of: record.lesson.id) else { continue }
            parts[home, default: []].append(draft(of: record.lesson, isStanding: false))
        }
        return parts
    }

    /// A known lesson as a draft, with the sessions in which analysts learned it.
    func draft(of lesson: Lesson, isStanding: Bool) -> LessonDraft {
        // Where code has counted, the support holds sessions that no analyst has read.
        let own = lesson.way == nil ? lesson.support.sessions : Array(Set(lesson.evidence.map(\.session))).sorted()
        return LessonDraft(lesson, sessions: own.map { sessions.session(of: $0) }, isStanding: isStanding)
    }

    /// A lesson that was mined as a draft.
    func minedDraft(of lesson: Lesson, isStanding: Bool) -> LessonDraft {
        LessonDraft(
            lesson,
            sessions: lesson.support.sessions.map { sessions.session(of: $0) },
            isStanding: isStanding
        )
    }

    /// A lesson that was mined with the sessions of its parts, and with what an analyst suggested for the skill.
    func united(_ lesson: Lesson, with parts: [LessonDraft]) -> Lesson {
        var united = lesson
        let suggestions = parts.sorted { $0.sortsBefore($1) }.map(\.suggestion)
        united.suggestion = ([lesson.suggestion] + suggestions).first { !$0.isEmpty } ?? ""
        let more = parts.flatMap(\.sessions).filter { !lesson.support.sessions.contains($0.session) }
        guard !more.isEmpty else { return united }
        let all = lesson.support.sessions.map { sessions.session(of: $0) } + more
        united.support = Lesson.Support(of: all, pool: lesson.support.pool)
        let own = Set(lesson.evidence.map(\.session))
        united.evidence += parts.flatMap(\.lesson.evidence).filter { !own.contains($0.session) }
            .sorted { ($0.session, $0.trajectory) < ($1.session, $1.trajectory) }
        return united
    }
}
