package import Lessons
internal import Prompting

/// Rules that are known again under another id, in another skill, or in other words: those that people took back or moved.
package struct RuleMatcher: Sendable {
    /// What two lessons have in common that say the same.
    package enum Likeness: String, Sendable {
        /// They have a situation in common, and the way to go on in it.
        case rule
        /// Their titles are equal.
        case title
        /// They have almost the same words, the same names and the same sense.
        case words
    }

    private struct Entry {
        let lesson: Lesson
        let features: LessonSimilarity.Features
        let names: Set<String>
        let title: [String]
    }

    /// The least overlap of words of two lessons that name the same things.
    private static let sameWords = 0.6

    private let entries: [Entry]

    /// - Parameter lessons: those that are to be known again.
    package init(_ lessons: [Lesson]) { entries = lessons.sorted { $0.id < $1.id }.map(Self.entry) }

    /// The one of the lessons that says the same; nil if none does.
    package func match(_ lesson: Lesson) -> (id: Lesson.ID, likeness: Likeness)? {
        guard !entries.isEmpty else { return nil }
        let candidate = Self.entry(lesson)
        for entry in entries where entry.lesson.id != lesson.id {
            if let likeness = Self.likeness(entry, candidate) { return (entry.lesson.id, likeness) }
        }
        return nil
    }

    /// What a lesson that was taken back and another one have in common; nil if they say different things.
    package static func likeness(_ old: Lesson, _ new: Lesson) -> Likeness? {
        likeness(entry(old), entry(new))
    }

    private static func entry(_ lesson: Lesson) -> Entry {
        var anywhere = lesson
        anywhere.skill = ""
        return Entry(
            lesson: lesson,
            features: LessonSimilarity.Features(anywhere),
            names: names(in: [lesson.title, lesson.when, lesson.action]),
            title: EnglishTokenizer.all(lesson.title)
        )
    }

    private static func likeness(_ old: Entry, _ new: Entry) -> Likeness? {
        if let rule = old.lesson.rule, let other = new.lesson.rule, rule.covers(other) { return .rule }
        if !old.title.isEmpty, old.title == new.title { return .title }
        return haveSameWords(old, new) ? .words : nil
    }

    private static func haveSameWords(_ old: Entry, _ new: Entry) -> Bool {
        if LessonSimilarity.areSame(old.features, new.features) { return true }
        // What differs between two rules of one form is what they name: the program, the option, the file.
        guard !old.names.isEmpty, old.names.isSubset(of: new.names) || new.names.isSubset(of: old.names),
            !new.names.isEmpty
        else { return false }
        return old.features.words.overlaps(new.features.words, atLeast: sameWords)
            && !LessonSimilarity.differInSense(old.features, new.features)
    }

    /// The words between backticks, and those that no prose has: with digits, or signs inside them.
    private static func names(in texts: [String]) -> Set<String> {
        var names = Set<String>()
        for text in texts {
            for code in EnglishTokenizer.code(in: text) { names.formUnion(EnglishTokenizer.all(code)) }
            for word in text.lowercased().split(whereSeparator: \.isWhitespace) {
                let word = word.drop { !$0.isLetter && !$0.isNumber }
                guard let last = word.lastIndex(where: { $0.isLetter || $0.isNumber }) else { continue }
                let inner = word[...last]
                guard inner.contains(where: { $0.isNumber || "_./=:".contains($0) }) else { continue }
                names.formUnion(EnglishTokenizer.all(String(inner)))
            }
        }
        return names
    }
}
