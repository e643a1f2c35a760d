package import Ledger
internal import Lessons
internal import Skills

/// Reads what people did to the history: a lesson whose lines are gone is retracted, and one whose lines are back is
/// adopted again.
///
/// The files at the tip decide, not the kind of commit: a revert, a revert of a merge, an edit by hand and a rebased
/// branch all give the right result.
package struct ReadBack: Sendable {
    private let repository: SkillRepository
    private let clock: WallClock

    /// Reads the history of a repository.
    package init(repository: SkillRepository, clock: WallClock) {
        self.repository = repository
        self.clock = clock
    }

    /// Compares the lessons of a book with the tip, and records what changed.
    ///
    /// - Returns: the ids of lessons that a person has taken back since the last time, and the tip that was read; nil
    ///   before the first commit.
    @discardableResult
    package func run(
        _ book: LessonBook,
        _ permit: borrowing WorkPermit
    ) async throws -> (retracted: [String], snapshot: Snapshot?) {
        let (changed, snapshot) = try await changes(in: book)
        if !changed.isEmpty { try await book.record(changed, by: .readBack, at: clock.now()) }
        return (changed.filter(\.state.isRetracted).map(\.lesson.id.rawValue), snapshot)
    }

    /// The lessons whose state differs from the tip, each with its new state, and the tip. Nothing is recorded.
    package func changes(in book: LessonBook) async throws -> (changed: [LessonRecord], snapshot: Snapshot?) {
        guard try await repository.tip() != nil else { return ([], nil) }
        let snapshot = try await repository.snapshot()
        let lessons = try book.lessons()
        guard !lessons.isEmpty else { return ([], snapshot) }
        let texts = snapshot.skills.mapValues(Self.lines)
        var changed: [LessonRecord] = []
        for var record in lessons {
            let isPresent = LessonText.stands(record.lesson, in: texts[record.lesson.skill] ?? [])
            switch (record.state, isPresent) {
            case (.adopted, false): record.state = .retracted(Retraction(.revert))
            case (.retracted, true), (.proposed, true): record.state = .adopted
            default: continue
            }
            record.updated = clock.now()
            changed.append(record)
        }
        return (changed, snapshot)
    }

    /// The lines of every Markdown file of a skill.
    private static func lines(of skill: Skill) -> Set<Substring> {
        var lines = Set<Substring>()
        for (path, bytes) in skill.files where path.hasSuffix(".md") {
            for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") { lines.insert(line) }
        }
        return lines
    }
}
