internal import Foundations
package import Lessons

/// A lesson as a model reads it.
package struct LessonView {
    private let lesson: Lesson

    package init(_ lesson: Lesson) { self.lesson = lesson }

    /// Id, support and texts.
    package func entry(named name: String) -> String {
        """
        \(name) (\(lesson.kind.rawValue), support \(lesson.support.count.of("session")), \
        section \(lesson.section))
        title: \(lesson.title)
        when: \(lesson.when)
        do: \(lesson.action)
        check: \(lesson.check)
        why: \(lesson.why)
        """ + (lesson.suggestion.isEmpty ? "" : "\nsuggestion for the skill: \(lesson.suggestion)")
    }
}
