internal import Foundations
internal import Lessons
internal import Trajectories

/// What users told the agent to do differently, in their own words.
struct UserCorrection: LessonPattern {
    static let name = "user-correction"
    private static let limit = 200

    func occurrences(in sequence: ActionSequence) -> [Occurrence] {
        sequence.episode.steps.compactMap { step in
            guard step.source == .user, step.signal == .correction else { return nil }
            let lines = step.text.split(whereSeparator: \.isNewline)
            guard let line = lines.first(where: { $0.count > 8 }), line.count <= Self.limit else { return nil }
            guard Self.isDirective(line) else { return nil }
            let words = CorrectionWords.key(of: String(line))
            guard words.split(separator: " ").count >= 2 else { return nil }
            return Occurrence(
                pattern: Self.name,
                situation: words,
                way: String(line),
                tried: 1,
                reached: 1,
                lost: 1,
                quotes: [Lesson.Quote(step: step.number, text: String(line))]
            )
        }
    }

    private static let directives: Set<String> = [
        "don't", "don’t", "do", "never", "always", "use", "instead", "should", "shouldn't", "must", "stop", "not",
        "only", "run", "keep", "avoid",
    ]

    /// Whether a line says what to do or to leave; a question or a remark does not.
    private static func isDirective(_ line: Substring) -> Bool {
        guard !line.contains("?") else { return false }
        return line.lowercased().split { $0.isWhitespace || $0 == "," }.contains { directives.contains(String($0)) }
    }

    func lessons(from pool: OccurrencePool) -> [Lesson] {
        pool.places().flatMap { group in Self.alike(group.members).map { lesson($0, in: group, pool.index) } }
    }

    /// Corrections that share most of their words.
    private static func alike(_ members: [OccurrencePool.Member]) -> [[OccurrencePool.Member]] {
        var groups: [(words: Set<Substring>, members: [OccurrencePool.Member])] = []
        for member in members.sorted(by: {
            ($0.episode.session, $0.occurrence.way) < ($1.episode.session, $1.occurrence.way)
        }) {
            let words = Set(member.occurrence.situation.split(separator: " "))
            if let place = groups.firstIndex(where: { group in
                let shared = group.words.intersection(words).count
                return shared * 2 >= min(group.words.count, words.count) && shared >= 2
            }) {
                groups[place].members.append(member)
            } else {
                groups.append((words, [member]))
            }
        }
        return groups.map(\.members)
    }

    private func lesson(_ members: [OccurrencePool.Member], in group: OccurrencePool.Group, _ index: PoolIndex)
        -> Lesson
    {
        // The shortest wording is the one with the least of its own case in it.
        let words = members.map(\.occurrence.way).min { ($0.count, $0) < ($1.count, $1) } ?? ""
        let key = CorrectionWords.key(of: words)
        let said = Self.withoutOpening(SingleLine(words, limit: 160).description.filter { $0 != "`" })
        return FoundLesson(
            kind: .correction,
            section: "What users ask for",
            title: Self.title(said),
            when: "you work \(group.workspace.map { "in \($0)" } ?? "with \(group.skill)")",
            action: "do as users have asked more than once: “\(said)”",
            trigger: Self.name,
            way: key,
            met: members,
            worked: members
        ).lesson(in: group, index)
    }

    /// What was said without its first words of refusal and without a full stop.
    private static func withoutOpening(_ said: String) -> String {
        var words = said.split(separator: " ")[...]
        let openings: Set<String> = [
            "no", "no,", "please", "actually", "wait", "wait,", "stop,", "actually,", "hey", "and", "but",
        ]
        while let first = words.first, openings.contains(first.lowercased()) { words.removeFirst() }
        let text = words.joined(separator: " ")
        return text.last == "." || text.last == "!" ? String(text.dropLast()) : text
    }

    private static func title(_ said: String) -> String {
        // What comes before a colon or a semicolon says it, if it is long enough.
        let part = said.split { ":;".contains($0) }.first.map(String.init) ?? said
        let text = part.count >= 20 ? part : said
        let short = text.count <= 60 ? text : text.split(separator: " ").prefix(9).joined(separator: " ") + " …"
        return short.prefix(1).lowercased() + short.dropFirst()
    }
}
