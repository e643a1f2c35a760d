internal import Foundations
package import Lessons

extension Lesson {
    /// The lesson as an entry of a prompt: identifier, kind, support and texts.
    package func promptEntry(named name: String) -> String {
        """
        \(name) (\(kind.rawValue), support \(support.count.of("session")), section \(section))
        title: \(title)
        when: \(when)
        do: \(action)
        check: \(check)
        why: \(why)
        """ + (suggestion.isEmpty ? "" : "\nsuggestion for the skill: \(suggestion)")
    }
}
