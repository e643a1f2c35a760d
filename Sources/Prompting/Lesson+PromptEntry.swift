internal import Foundations
package import Lessons
internal import Trajectories

extension Lesson {
    /// The most quotes of a lesson in a prompt, and the most bytes of each.
    private static let shownQuotes = (count: 3, bytes: 160)

    /// The lesson as an entry of a prompt: identifier, kind, support, texts, and the words that support it.
    package func promptEntry(named name: String) -> String {
        let texts = [
            ("title", title), ("when", when), ("do", action), ("check", check), ("why", why),
            ("suggestion for the skill", suggestion),
        ]
        let lines = texts.filter { !$0.1.isEmpty }.map { "\($0): \($1)" }
        return "\(name) (\(kind.rawValue), support \(support.count.of("session")), section \(section))\n"
            + lines.joined(separator: "\n") + quotesInPrompt
    }

    /// A session by the ends of its id: attempts at one task often differ in the last signs alone.
    private static func short(_ session: Session.ID) -> String {
        let id = session.rawValue
        return id.count > 32 ? "\(id.prefix(22))…\(id.suffix(6))" : id
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
                lines.append("- \(Self.short(item.session)) step \(item.quotes[number].step): \(quote)")
            }
        }
        return lines.isEmpty ? "" : "\nquoted:\n" + lines.joined(separator: "\n")
    }
}
