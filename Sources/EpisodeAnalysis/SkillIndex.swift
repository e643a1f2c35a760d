internal import Glibc
internal import Markdown
internal import Prompting
package import Skills

/// An index of skills by the words of their names, descriptions and headings, ranked with BM25.
package struct SkillIndex: Sendable {
    /// A skill to which an episode might belong.
    package struct Match: Sendable, Equatable {
        /// The name of the skill.
        package let name: Skill.Name
        /// The description of the skill.
        package let description: String
        /// The BM25 score; only useful for comparison.
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

    /// Indexes skills. Of several skills with one name, the last is used. A skill whose frontmatter cannot be read is
    /// indexed by name and headings only.
    package init(_ skills: [Skill]) {
        let byName = Dictionary(skills.map { ($0.name, $0) }) { _, last in last }
        entries = byName.values.sorted { $0.name < $1.name }.map { skill in
            // Validation reports a broken frontmatter; here it only adds no words.
            let description = skill.files[Skill.mainPath].flatMap { try? Frontmatter(of: $0).description } ?? ""
            var counts: [String: Double] = [:]
            // A name is more specific than a heading.
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

    /// The skills that share words with a text, best first, at most `limit`. Those far below the best one are left out.
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
