internal import Markdown
internal import Glibc
internal import Prompting
package import Skills

/// What skills are about, by their words: for finding those that an episode might belong to (BM25).
package struct SkillIndex: Sendable {
    /// A skill that an episode might belong to.
    package struct Match: Sendable, Equatable {
        package let name: Skill.Name
        package let description: String
        /// More is better; of no meaning but for comparing.
        package let score: Double
    }

    private struct Entry: Sendable {
        let name: Skill.Name
        let description: String
        let counts: [String: Double]
        let length: Double
    }

    private let entries: [Entry]
    private let holders: [String: Double]
    private let averageLength: Double

    /// Reads name, description and headings; of several skills of one name, the last counts. A skill whose frontmatter
    /// cannot be read is known by name and headings alone.
    package init(_ skills: [Skill]) {
        let byName = Dictionary(skills.map { ($0.name, $0) }) { _, last in last }
        entries = byName.values.sorted { $0.name < $1.name }.map { skill in
            // A broken frontmatter is the linter's to report; here it only says nothing.
            let description = skill.files[Skill.mainPath].flatMap { try? Frontmatter(of: $0).description } ?? ""
            var counts: [String: Double] = [:]
            // A name says more than a heading.
            for word in EnglishTokenizer.content(skill.name.text) { counts[word, default: 0] += 3 }
            for word in EnglishTokenizer.content(description) { counts[word, default: 0] += 1 }
            for section in skill.main?.sections ?? [] {
                for word in EnglishTokenizer.content(section.title) { counts[word, default: 0] += 1 }
            }
            let length = counts.values.sorted().reduce(0, +)
            return Entry(name: skill.name, description: description, counts: counts, length: length)
        }
        var holders: [String: Double] = [:]
        for entry in entries { for word in entry.counts.keys { holders[word, default: 0] += 1 } }
        self.holders = holders
        averageLength = max(1, entries.map(\.length).reduce(0, +) / Double(max(1, entries.count)))
    }

    /// The skills whose words a text holds, best first, at most `limit`. Only those that come near the best.
    package func matches(_ text: String, limit: Int = 5) -> [Match] {
        let words = Set(EnglishTokenizer.content(text)).sorted()
        let scored = entries.map { entry in
            Match(name: entry.name, description: entry.description, score: score(words, entry))
        }
        let best = scored.map(\.score).max() ?? 0
        return Array(
            scored.filter { $0.score > 0 && $0.score >= best * 0.3 }
                .sorted { $0.score == $1.score ? $0.name < $1.name : $0.score > $1.score }
                .prefix(limit)
        )
    }

    private func score(_ words: [String], _ entry: Entry) -> Double {
        words.reduce(0) { sum, word in
            guard let count = entry.counts[word] else { return sum }
            let held = holders[word] ?? 0
            let rarity = log(1 + (Double(entries.count) - held + 0.5) / (held + 0.5))
            return sum + rarity * count * 2.2 / (count + 1.2 * (0.25 + 0.75 * entry.length / averageLength))
        }
    }
}
