internal import Foundations
package import Lessons
internal import Trajectories

extension Lesson {
    /// The most quotes of a lesson in a prompt, and the most bytes of each.
    private static let shownQuotes = (count: 3, bytes: 160)

    /// The lesson as an entry of a prompt: identifier, kind, support, texts, and the words that support it.
    package func promptEntry(named name: String) -> String {
        """
        \(name) (\(kind.rawValue), support \(support.count.of("session")), section \(section))
        title: \(title)
        when: \(when)
        do: \(action)
        check: \(check)
        why: \(why)
        """ + (suggestion.isEmpty ? "" : "\nsuggestion for the skill: \(suggestion)") + quotesInPrompt
    }

    /// Different words of different sessions, the first of each session before the second of any.
    private var quotesInPrompt: String {
        var lines: [String] = []
        var seen: Set<String> = []
        let depth = evidence.map(\.quotes.count).max() ?? 0
        for number in 0..<min(depth, Self.shownQuotes.count) {
            for item in evidence where number < item.quotes.count && lines.count < Self.shownQuotes.count {
                let quote = Excerpt.line(of: item.quotes[number].text, limit: Self.shownQuotes.bytes)
                guard seen.insert(quote).inserted else { continue }
                lines.append("- \(item.session.rawValue.prefix(24)) step \(item.quotes[number].step): \(quote)")
            }
        }
        return lines.isEmpty ? "" : "\nquoted:\n" + lines.joined(separator: "\n")
    }
}
