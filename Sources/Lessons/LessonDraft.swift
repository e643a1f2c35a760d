/// A lesson on its way from analysts to a skill, with the sessions that support it by name, so that joining two can
/// count them.
package struct LessonDraft: Sendable, Equatable {
    /// Its support is always that of ``sessions``.
    package private(set) var lesson: Lesson
    /// Sorted, each once.
    package private(set) var sessions: [SupportingSession]
    /// Whether a cause was seen to be the cause: the same recording shows the failure and what then worked, or, where
    /// the drop carries a check, taking the cause away made that pass (``Proof``).
    package private(set) var isVerified: Bool
    /// What an analyst thinks the skill should say, in its words. Empty if nothing.
    package var suggestion: String { lesson.suggestion }
    /// An earlier run knows the lesson: joined with others, it keeps its id.
    package let isStanding: Bool
    /// The ids of the lessons that were joined in this one, its own included; sorted.
    package private(set) var sources: [Lesson.ID]

    /// Takes a lesson with the sessions that support it; by default, a new one.
    package init(
        _ lesson: Lesson,
        sessions: [SupportingSession],
        isVerified: Bool = false,
        isStanding: Bool = false
    ) {
        self.lesson = lesson
        self.sessions = Set(sessions).sorted()
        self.isVerified = isVerified
        self.isStanding = isStanding
        sources = [lesson.id]
        self.lesson.support = Lesson.Support(of: sessions, pool: lesson.support.pool)
    }

    /// The id of the lesson.
    package var id: Lesson.ID { lesson.id }

    /// The texts of a lesson that a model may word anew.
    package struct Wording: Sendable, Equatable {
        /// The rule in one line.
        package var title: String
        /// The situation that calls for it.
        package var when: String
        /// What to do then.
        package var action: String
        /// How to see that it worked.
        package var check: String
        /// The cause.
        package var why: String
        /// The heading under which it belongs; that of the lesson that leads, where it is empty.
        package var section = ""
        /// The kind of evidence; that of the lesson that leads, where it is nil.
        package var kind: Lesson.Kind?
        /// What the skill should say differently; that of the first source that says so, where it is empty.
        package var suggestion = ""

        /// Words a lesson; by default, under the heading of the lesson that leads.
        package init(title: String, when: String, action: String, check: String, why: String) {
            self.title = title
            self.when = when
            self.action = action
            self.check = check
            self.why = why
        }
    }

    /// One draft of several: evidence, sessions and sources of all, id and kind of the one that leads, its words too where
    /// no others are given. The result is the same in whatever order they come.
    package static func joining(_ drafts: [LessonDraft], wording: Wording? = nil) -> LessonDraft? {
        let ordered = drafts.sorted { $0.leads($1) }
        guard let lead = ordered.first else { return nil }
        return lead.joined(with: Array(ordered.dropFirst()), wording: wording)
    }

    /// The draft that leads several: the one whose id stands for all of them.
    package static func lead(of drafts: [LessonDraft]) -> LessonDraft? { drafts.min { $0.leads($1) } }

    /// This draft with the evidence, sessions and sources of others. It keeps its id and kind, and its words where no
    /// others are given. The result is the same in whatever order the others come.
    package func joined(with others: [LessonDraft], wording: Wording? = nil) -> LessonDraft {
        let drafts = [self] + others.sorted { $0.leads($1) }
        var joined = self
        joined.sessions = Set(drafts.flatMap(\.sessions)).sorted()
        joined.sources = Set(drafts.flatMap(\.sources)).sorted()
        joined.isVerified = drafts.contains(where: \.isVerified)
        joined.lesson.suggestion = drafts.lazy.map(\.suggestion).first { !$0.isEmpty } ?? ""
        joined.lesson.evidence = Self.evidence(of: drafts)
        joined.lesson.programs = Set(drafts.flatMap(\.lesson.programs)).sorted()
        joined.lesson.rule = drafts.lazy.compactMap(\.lesson.rule).first
        joined.lesson.support = Lesson.Support(of: joined.sessions, pool: drafts.map(\.lesson.support.pool).max() ?? 0)
        if let wording {
            joined.lesson.title = wording.title
            joined.lesson.when = wording.when
            joined.lesson.action = wording.action
            joined.lesson.check = wording.check
            joined.lesson.why = wording.why
            if !wording.section.isEmpty { joined.lesson.section = wording.section }
            joined.lesson.kind = wording.kind ?? joined.lesson.kind
            if !wording.suggestion.isEmpty { joined.lesson.suggestion = wording.suggestion }
        }
        return joined
    }

    /// The same draft under another id, as a new lesson: for a rule that is a part of its sources.
    package func renamed(_ id: Lesson.ID) -> LessonDraft {
        var lesson = lesson
        lesson.id = id
        var draft = LessonDraft(lesson, sessions: sessions, isVerified: isVerified)
        draft.sources = Set(sources + [id]).sorted()
        return draft
    }

    /// Whether this one's id and words stand for both.
    private func leads(_ other: LessonDraft) -> Bool {
        if isStanding != other.isStanding { return isStanding }
        if lesson.support.count != other.lesson.support.count {
            return lesson.support.count > other.lesson.support.count
        }
        if isVerified != other.isVerified { return isVerified }
        return sortsBefore(other)
    }

    /// An order in which no two different drafts are equal, whatever ran first.
    package func sortsBefore(_ other: LessonDraft) -> Bool {
        if id != other.id { return id < other.id }
        if sessions != other.sessions { return sessions.lexicographicallyPrecedes(other.sessions) }
        return key.lexicographicallyPrecedes(other.key)
    }

    private var key: [String] {
        let quotes = lesson.evidence.flatMap { item in
            [item.trajectory, item.proof] + item.quotes.map { "\($0.step) \($0.text)" }
        }
        let texts = [lesson.title, lesson.when, lesson.action, lesson.check, lesson.why, lesson.section, suggestion]
        return texts + ["\(lesson.kind)", "\(isVerified)", "\(isStanding)", lesson.analyst] + quotes
    }

    /// The evidence of all, each recording once, each quote once.
    private static func evidence(of drafts: [LessonDraft]) -> [Lesson.Evidence] {
        var merged: [Lesson.Evidence] = []
        let all = drafts.flatMap(\.lesson.evidence)
            .sorted { ($0.session, $0.trajectory, $0.proof) < ($1.session, $1.trajectory, $1.proof) }
        for item in all {
            guard let last = merged.last, last.session == item.session, last.trajectory == item.trajectory else {
                merged.append(item)
                continue
            }
            let more = item.quotes.filter { !last.quotes.contains($0) }
            let quotes = (last.quotes + more).sorted { ($0.step, $0.text) < ($1.step, $1.text) }
            merged[merged.count - 1].quotes = quotes
            if last.proof.isEmpty { merged[merged.count - 1].proof = item.proof }
        }
        return merged
    }
}
