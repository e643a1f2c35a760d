internal import Foundations
internal import Git
internal import Lessons

/// The commit that took a lesson out of its skill.
struct Removal: Sendable {
    /// The commit.
    let commit: Commit
    /// Whether it took the lesson out because its evidence was forgotten: that says nothing against the rule.
    let isWithdrawal: Bool

    /// What a person said about it, without what git and this program write by themselves.
    var note: String {
        let lines = commit.message.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let trailers = Set(commit.trailers.map { "\($0.key): \($0.value)" })
        let own = lines.filter { line in
            !line.isEmpty && !line.hasPrefix("This reverts commit ") && !line.hasPrefix("changes made to ")
                && !trailers.contains(line) && !line.hasPrefix("#")
        }
        // The subject that git gives a revert; one of the person's own is what they say.
        let isUsual = own.first.map { $0.hasPrefix("Revert \"") || $0.hasPrefix("Reapply \"") } ?? false
        let isRevert = isUsual && commit.message.contains("This reverts commit ")
        let words = (isRevert ? own.dropFirst() : own[...]).joined(separator: " ")
        return SingleLine(words.hasPrefix("Reason: ") ? String(words.dropFirst(8)) : words, limit: 400).description
    }
}

extension SkillRepository {
    /// The commit that took a lesson out of a skill; nil where the lesson was never in it in this history, or is.
    func removal(of lesson: Lesson, from skill: String) throws -> Removal? {
        let history = try history()
        var known: [ObjectID?: Bool] = [:]
        func stands(_ commit: Commit) throws -> Bool {
            let folder = try repository.entry(at: "\(Self.folder)/\(skill)", in: commit.tree)?.id
            guard let folder else { return false }
            if let stands = known[folder] { return stands }
            let text = SkillText(try markdown(in: commit.tree, skill))
            let stands = text.holdsAsWritten(lesson) || text.blockWithTitle(of: lesson) != nil
            known[folder] = stands
            return stands
        }
        guard let first = history.mainline.first, try !stands(first) else { return nil }
        var removing = first
        for commit in history.mainline.dropFirst() {
            if try stands(commit) {
                while removing.parents.count > 1, let inner = try brought(by: removing, history, stands) {
                    removing = inner
                }
                // A squashed merge may not say it; then the proposal still does.
                let isWithdrawal =
                    try removing.message.contains("Lesson-Withdrawn: \(lesson.id)")
                    || proposalRecords().contains { $0.withdrawn.contains(lesson.id.rawValue) }
                return Removal(commit: removing, isWithdrawal: isWithdrawal)
            }
            removing = commit
        }
        return nil
    }

    /// The commit on another side of a merge that took out what the merge took out.
    private func brought(
        by merge: Commit,
        _ history: BranchHistory,
        _ stands: (Commit) throws -> Bool
    ) throws -> Commit? {
        for parent in merge.parents.dropFirst() {
            guard var commit = history.byID[parent], try !stands(commit) else { continue }
            while let before = commit.parents.first.flatMap({ history.byID[$0] }) {
                if try stands(before) { return commit }
                commit = before
            }
        }
        return nil
    }

    /// The Markdown files of a skill, by their paths in its folder.
    func markdown(in tree: ObjectID, _ skill: String) throws -> [String: [UInt8]] {
        let folder = "\(Self.folder)/\(skill)"
        var files: [String: [UInt8]] = [:]
        for entry in try repository.entries(of: tree, under: folder)
        where entry.mode.isRegularFile && entry.path.hasSuffix(".md") {
            files[String(entry.path.dropFirst(folder.count + 1))] = try repository.readBlob(entry.id, limit: 16 << 20)
        }
        return files
    }

    /// Whether every commit that brought a lesson was reverted, by itself or with its revision.
    func isReverted(_ lesson: Lesson.ID) throws -> Bool {
        let history = try history()
        let commits = history.lessonCommits[lesson.rawValue] ?? []
        guard !commits.isEmpty else { return false }
        let revisions = history.revisions.filter { history.reverted.contains($0.commit.id) }
        let undone = Set(revisions.flatMap { $0.lessons.map(\.id) })
        return commits.allSatisfy { history.reverted.contains($0.id) || undone.contains($0.id) }
    }

    // MARK: What the history knows of lessons

    /// The lessons that the history names and `known` has not, as their newest commits tell of them.
    ///
    /// - Parameters:
    ///   - known: the ids of those that need not be read.
    ///   - last: what the branch was at when its lessons were read; nil for never.
    func lessonsOfHistory(except known: Set<Lesson.ID>, since last: CommitID?) throws -> [Lesson] {
        guard let tip = try repository.reference(branch) else { return [] }
        let commits = try last.map { try repository.history(from: tip, hiding: [$0]) } ?? history().commits
        var found: [Lesson.ID: Commit] = [:]
        for commit in commits {
            for id in Self.lessonIDs(in: commit).map({ Lesson.ID($0) }) where !known.contains(id) && found[id] == nil {
                found[id] = commit
            }
        }
        return try found.sorted { $0.key < $1.key }.compactMap { try lesson($0.key, in: $0.value) }
    }

    /// A lesson in the words of its newest commit; nil if the history does not name it.
    func wordedLesson(_ id: Lesson.ID) throws -> Lesson? {
        guard let commit = try history().lessonCommits[id.rawValue]?.first else { return nil }
        return try lesson(id, in: commit)
    }

    func lesson(_ id: Lesson.ID, in commit: Commit) throws -> Lesson? {
        let parts = SquashedMessage(commit).parts
        let part = parts.first { part in part.trailers.contains { $0.key == "Lesson" && $0.value == id.rawValue } }
        guard let part else { return nil }
        let trailers = part.trailers
        guard let skill = trailers.first(where: { $0.key == "Skill" })?.value, let parent = commit.parents.first,
            let start = trailers.firstIndex(where: { $0.key == "Lesson" && $0.value == id.rawValue })
        else { return nil }
        let own = trailers[(start + 1)...].prefix { $0.key != "Lesson" }
        let diff = try repository.diff(
            from: try repository.tree(of: parent),
            to: commit.tree,
            paths: ["\(Self.folder)/\(skill)"],
            context: 0
        )
        let added = diff.files.flatMap(\.hunks).flatMap(\.lines).filter { $0.kind == .added }.map {
            String($0.text.filter { !$0.isNewline })
        }
        return WrittenLesson(id, skill: skill, message: part.message, trailers: Array(own), added: added).lesson
    }
}

/// A lesson as its commit tells of it.
struct WrittenLesson {
    let lesson: Lesson?

    /// - Parameters:
    ///   - trailers: those of this lesson, without its id.
    ///   - added: the lines that the commit adds to the skill.
    init(_ id: Lesson.ID, skill: String, message: String, trailers: [Trailer], added: [String]) {
        func values(_ key: String) -> [String] { trailers.filter { $0.key == key }.map(\.value) }
        let title = Self.title(id, skill, message)
        let item = added.firstIndex { Self.isItem($0, titled: title) }
        let (when, action) = item.map { Self.parts(of: added[$0]) } ?? Self.parts(ofMessage: message)
        let details = item.map { added[($0 + 1)...].prefix { $0.hasPrefix("  ") } } ?? []
        func detail(_ name: String) -> String {
            let line = details.first { $0.hasPrefix("  *\(name):* ") }
            return line.map { Self.withoutStop(String($0.dropFirst(name.count + 6))) } ?? ""
        }
        let counts = (values("Support").first ?? "").split(separator: " ").compactMap { Int($0) }
        guard !title.isEmpty else {
            lesson = nil
            return
        }
        var lesson = Lesson(
            id: id,
            kind: values("Lesson-Kind").first.flatMap(Lesson.Kind.init) ?? .failure,
            skill: skill,
            section: "",
            title: title,
            when: when,
            action: action,
            check: detail("Check"),
            why: detail("Why"),
            evidence: [],
            // Which sessions they were, the message does not say.
            support: Lesson.Support(sessions: [], tasks: 0, sources: 0, pool: counts.last ?? 0),
            fingerprint: "",
            analyst: values("Analyst").first ?? Lesson.embeddedAnalyst
        )
        let (situations, ways) = (values("Situation"), values("Way"))
        if !situations.isEmpty, !ways.isEmpty { lesson.rule = Lesson.Rule(triggers: situations, recoveries: ways) }
        if item == nil { lesson.text = added.filter { line in line.contains { !$0.isWhitespace } } }
        self.lesson = lesson
    }

    /// The title in the subject, or in the body where the subject cuts it or names several lessons.
    private static func title(_ id: Lesson.ID, _ skill: String, _ message: String) -> String {
        let paragraphs = message.split(separator: "\n\n").map { $0.replacing("\n", with: " ") }
        if let own = paragraphs.first(where: { $0.hasPrefix("\(id): ") }) {
            let text = own.dropFirst(id.rawValue.count + 2)
            let end = text.firstRange(of: ". When ")?.lowerBound
            return withoutStop(String(end.map { text[..<$0] } ?? text))
        }
        var subject = (paragraphs.first ?? "")[...]
        if subject.hasPrefix("\(skill): ") { subject = subject.dropFirst(skill.count + 2) }
        if subject.hasPrefix("refine: ") { subject = subject.dropFirst(8) }
        return String(subject)
    }

    private static func isItem(_ line: String, titled title: String) -> Bool {
        line.hasPrefix("- **") && Words.all(line).starts(with: Words.all(title))
    }

    /// The situation and what to do, of an item such as `- **Title.** When a: b.`
    private static func parts(of item: String) -> (when: String, action: String) {
        guard let start = item.firstRange(of: ".** When ") else { return ("", "") }
        let text = item[start.upperBound...]
        guard let colon = text.lastRange(of: ": ") else { return (withoutStop(String(text)), "") }
        return (String(text[..<colon.lowerBound]), withoutStop(String(text[colon.upperBound...])))
    }

    private static func parts(ofMessage message: String) -> (when: String, action: String) {
        let text = message.split(separator: "\n\n").map { $0.replacing("\n", with: " ") }
            .compactMap { paragraph in paragraph.firstRange(of: "When ").map { paragraph[$0.upperBound...] } }.first
        guard let text, let comma = text.firstRange(of: ", ") else { return ("", "") }
        return (String(text[..<comma.lowerBound]), withoutStop(String(text[comma.upperBound...])))
    }

    private static func withoutStop(_ text: String) -> String {
        text.hasSuffix(".") ? String(text.dropLast()) : text
    }
}

extension Substring {
    /// The last place of a text.
    fileprivate func lastRange(of text: String) -> Range<Index>? {
        var found: Range<Index>?
        var rest = self
        while let next = rest.firstRange(of: text) {
            found = next
            rest = rest[next.upperBound...]
        }
        return found
    }
}
