package import Lessons
internal import Prompting
internal import Trajectories

/// The lessons that code mined, to know a model's lesson that says what one of them says, whatever a model finds among
/// titles. Such a lesson is a part of the mined one, whose words name what sessions did and whose sessions are counted.
package struct MinedTwins: Sendable {
    private struct Entry {
        let lesson: Lesson
        let features: LessonSimilarity.Features
        /// The stems of the title.
        let title: Set<String>
        /// The stems of the title that tell rules of one form apart: those that are in the trigger or the way too.
        let names: Set<String>
        /// The stems of all that the rule itself says.
        let own: Set<String>
        /// The same, and the stems of the words that sessions are quoted with.
        let words: Set<String>
        /// Where the situation arose, or the way worked.
        let sessions: Set<Session.ID>
    }

    private let entries: [Entry]

    /// - Parameter mined: the lessons that code found in the pool.
    package init(_ mined: [Lesson]) {
        entries = mined.sorted { $0.id < $1.id }.map(Self.entry)
    }

    /// The mined lesson that says what a model's lesson says; nil if none does.
    ///
    /// Both are of one session at least, and of one sense. They have situation and way in common as the archive shows them,
    /// or two of three words of the mined title; and the model's lesson names no command or name that the text of the other
    /// does not: what only a quote says would be lost.
    ///
    /// - Parameter mayJoin: whether the lesson may become a part of a mined one.
    package func twin(of lesson: Lesson, where mayJoin: (Lesson) -> Bool) -> Lesson.ID? {
        let sessions = Set(lesson.evidence.map(\.session))
        let own = Self.entry(lesson)
        let code = Self.stems(EnglishTokenizer.code(in: "\(lesson.title)\n\(lesson.action)"))
        return entries.first { entry in
            !entry.sessions.isDisjoint(with: sessions) && code.isSubset(of: entry.own)
                && !LessonSimilarity.differInSense(entry.features, own.features)
                && (Self.haveOneRule(entry.lesson, lesson) || Self.haveOneTitle(entry, own)) && mayJoin(entry.lesson)
        }?.lesson.id
    }

    private static func haveOneRule(_ mined: Lesson, _ lesson: Lesson) -> Bool {
        guard let rule = mined.rule, let other = lesson.rule else { return false }
        return rule.covers(other)
    }

    private static func haveOneTitle(_ mined: Entry, _ other: Entry) -> Bool {
        let said = stems([other.lesson.title, other.lesson.action])
        let common = mined.title.intersection(said)
        return mined.title.count > 2 && common.count * 3 >= mined.title.count * 2 && mined.names.isSubset(of: said)
            && other.title.intersection(mined.words).count * 2 >= other.title.count
    }

    private static func entry(_ lesson: Lesson) -> Entry {
        var anywhere = lesson
        anywhere.skill = ""
        let title = stems([lesson.title])
        let rule = lesson.rule.map { stems($0.triggers + $0.recoveries) } ?? []
        let own = stems([lesson.title, lesson.when, lesson.action, lesson.check, lesson.section])
        return Entry(
            lesson: lesson,
            features: LessonSimilarity.Features(anywhere),
            title: title,
            names: title.intersection(rule),
            own: own,
            words: own.union(stems(lesson.evidence.flatMap(\.quotes).map(\.text))),
            sessions: Set(lesson.support.sessions + (lesson.way?.sessions ?? []))
        )
    }

    private static func stems(_ texts: [String]) -> Set<String> {
        Set(texts.flatMap { EnglishTokenizer.content($0) })
    }
}
