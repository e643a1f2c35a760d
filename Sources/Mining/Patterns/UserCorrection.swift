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
            guard let line = Self.paragraph(of: step.text), line.count <= Self.limit else { return nil }
            guard Self.isDirective(line) else { return nil }
            let words = CorrectionWords.key(of: line)
            guard words.split(separator: " ").count >= 2 else { return nil }
            return Occurrence(
                pattern: Self.name,
                situation: words,
                way: line,
                tried: 1,
                reached: 1,
                lost: 1,
                quotes: [Lesson.Quote(step: step.number, text: line)]
            )
        }
    }

    /// The first paragraph in one line: what limits a rule is often in its next line.
    private static func paragraph(of text: String) -> String? {
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        guard let start = lines.firstIndex(where: { $0.count > 8 }) else { return nil }
        return lines[start...].prefix { $0.contains { !$0.isWhitespace } }.map { line in
            line.split { $0.isWhitespace }.joined(separator: " ")
        }.joined(separator: " ")
    }

    private static let directives: Set<String> = [
        "don't", "don’t", "do", "never", "always", "use", "instead", "should", "shouldn't", "must", "stop", "not",
        "only", "run", "keep", "avoid", "please", "immer", "nie", "nicht",
    ]

    /// Whether a line says what to do or to leave; a question or a remark does not.
    private static func isDirective(_ line: String) -> Bool {
        guard !line.contains("?") else { return false }
        return line.lowercased().split { $0.isWhitespace || $0 == "," }.contains { directives.contains(String($0)) }
    }

    func lessons(from pool: OccurrencePool) -> [Lesson] {
        let typed = pool.members.filter { TrajectoryFormats.typedByPerson.contains($0.episode.format) }
        return OccurrencePool(members: typed, index: pool.index).places().flatMap { group in
            Self.alike(group.members).map { lesson($0, in: group, pool.index) }
        }
    }

    /// What was said in one session, with its words and whether it forbids.
    private struct Saying {
        let member: OccurrencePool.Member
        let words: Set<Substring>
        let forbids: Bool

        init(_ member: OccurrencePool.Member) {
            self.member = member
            words = Set(member.occurrence.situation.split(separator: " "))
            forbids = UserCorrection.forbids(member.occurrence.way)
        }

        /// Whether both share most of the words of the longer one.
        func isLike(_ other: Saying) -> Bool {
            let shared = words.intersection(other.words).count
            return shared >= 2 && shared * 2 > max(words.count, other.words.count)
        }
    }

    /// Corrections that share most of their words and ask for the same. Where some sessions ask for the contrary, none of
    /// them is a rule.
    private static func alike(_ members: [OccurrencePool.Member]) -> [[OccurrencePool.Member]] {
        let sayings = members.sorted(by: {
            ($0.episode.session, $0.occurrence.way) < ($1.episode.session, $1.occurrence.way)
        }).map(Saying.init)
        var groups: [[Saying]] = []
        for saying in sayings {
            // Like each of them, so that a chain of likenesses does not join what is not alike.
            if let place = groups.firstIndex(where: { group in
                group.allSatisfy { $0.isLike(saying) && $0.forbids == saying.forbids }
            }) {
                groups[place].append(saying)
            } else {
                groups.append([saying])
            }
        }
        return groups.filter { group in
            !groups.contains { other in
                other.contains { mine in mine.forbids != group[0].forbids && group.contains { $0.isLike(mine) } }
            }
        }.map { $0.map(\.member) }
    }

    private static let negations: Set<String> = [
        "don't", "don’t", "dont", "never", "not", "avoid", "stop", "shouldn't", "shouldn’t", "mustn't", "mustn’t",
        "without", "no", "cannot", "can't", "can’t",
    ]

    /// Whether a text forbids something; the word with which an answer begins does not.
    private static func forbids(_ text: String) -> Bool {
        let words = text.lowercased().split { $0.isWhitespace || ",.;:!".contains($0) }.map(String.init)
        let rest = words.first == "no" || words.first == "stop" ? words.dropFirst() : words[...]
        return rest.contains(where: negations.contains)
    }

    private func lesson(_ members: [OccurrencePool.Member], in group: OccurrencePool.Group, _ index: PoolIndex)
        -> Lesson
    {
        // The words that most sessions used; of several, the shortest has the least of its own case in it.
        let ways = Frequency.ranked(members.map(\.occurrence.way))
        let most = ways.first?.count ?? 0
        let words = ways.filter { $0.count == most }.map(\.value).min { ($0.count, $0) < ($1.count, $1) } ?? ""
        let key = CorrectionWords.key(of: words)
        let said = Self.withoutOpening(SingleLine(words, limit: Self.limit).description.filter { $0 != "`" })
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
        let short = text.count <= 90 ? text : shortened(text)
        return short.prefix(1).lowercased() + short.dropFirst()
    }

    /// The beginning of a text up to a comma, if it is long enough to say something, else of whole words.
    private static func shortened(_ text: String) -> String {
        let start = text.prefix(90)
        if let comma = start.lastIndex(of: ","), start.distance(from: start.startIndex, to: comma) >= 30 {
            return String(start[..<comma]) + " …"
        }
        return start.split(separator: " ").dropLast().joined(separator: " ") + " …"
    }
}
