import Markdown
import Patches
import Skills
import TestSupport
import Testing

@Suite("The sequence of random edits of a random skill", .timeLimit(.minutes(1)))
struct ChainPropertyTests {
    /// The sequence of a patch in which every edit serves a lesson of its own.
    ///
    /// - Parameter adding: whether only edits are taken that add, as is the rule for what is published without a person.
    private static func sequence(seed: UInt64, adding: Bool = false) throws -> (
        patch: AppliedPatch, sequence: CommitSequence
    ) {
        var random = SeededGenerator(seed: seed)
        let base = try RandomSkill.make(using: &random)
        let edits = try RandomSkill.edits(of: base, count: 16, using: &random).filter { !adding || adds($0) }.map {
            edit in
            Edit(
                id: edit.id,
                file: edit.file,
                operation: edit.operation,
                lessons: ["lesson of \(edit.id)"],
                group: edit.group
            )
        }
        let patch = try AppliedPatch(to: base, applying: edits)
        return (patch, CommitSequence(of: patch, texts: [:]))
    }

    private static func adds(_ edit: Edit) -> Bool {
        switch edit.operation {
        case .appendToSection, .insertAfter, .insertBefore, .addSection, .create: true
        case .replaceInSection, .deleteSection, .deleteFile: false
        }
    }

    @Test(
        "A commit sequence ends with the patched skill, and every state is as valid as the base",
        arguments: SeededGenerator.seeds(60)
    )
    func statesAreValid(seed: UInt64) throws {
        let (patch, sequence) = try Self.sequence(seed: seed)
        let known = Set(patch.base.validate().map(\.message))

        let last = sequence.commits.last?.skill ?? sequence.structure
        #expect(last.paths == patch.skill.paths)
        for path in last.paths {
            let (bytes, expected) = (last.files[path] ?? [], patch.skill.files[path] ?? [])
            // A blank line at the end that is nobody's.
            let room = bytes.dropFirst(expected.count)
            #expect(bytes.starts(with: expected) && ["", "\n", "\r\n"].contains(String(decoding: room, as: UTF8.self)))
        }
        for skill in [sequence.structure] + sequence.commits.map(\.skill) {
            #expect(skill.validate().allSatisfy { $0.severity == .warning || known.contains($0.message) })
            #expect(skill.main?.blocks.allSatisfy { $0.code?.isClosed != false } == true)
        }
        let lessons = Set(patch.steps.flatMap(\.lessons))
        #expect(Set(sequence.commits.flatMap(\.lessons)).isSubset(of: lessons))
    }

    @Test(
        "Each commit adds only its own lines, and removes only lines of the base",
        arguments: SeededGenerator.seeds(60)
    )
    func commitsAddOwnLines(seed: UInt64) throws {
        let (patch, sequence) = try Self.sequence(seed: seed)
        let base = Set(Self.lines(of: patch.base).keys)
        var before = Self.lines(of: sequence.structure)
        #expect(before.keys.allSatisfy { base.contains($0) }, "structure brings headings and blank lines alone")
        for (number, commit) in sequence.commits.enumerated() {
            let after = Self.lines(of: commit.skill)
            let own = Set(commit.lines.map { $0.filter { !$0.isNewline } })
            for (line, count) in after where count > before[line, default: 0] {
                #expect(own.contains(line), "commit \(number) adds \"\(line)\"")
            }
            for (line, count) in before where count > after[line, default: 0] {
                #expect(base.contains(line), "commit \(number) takes away \"\(line)\"")
            }
            before = after
        }
    }

    @Test(
        "Each commit can be reverted by git unless its lines are adjacent to others or contain blank ones",
        arguments: SeededGenerator.seeds(60)
    )
    func commitsCanBeReverted(seed: UInt64) throws {
        let (patch, sequence) = try Self.sequence(seed: seed, adding: true)
        let folder = try TemporaryFolder()
        var before = sequence.structure
        let final = sequence.commits.last?.skill ?? sequence.structure
        for (number, commit) in sequence.commits.enumerated() {
            let merged = try Self.merge(final, since: commit.skill, with: before, in: folder)
            before = commit.skill
            // Among blank lines on both sides, git may take one inside the text for one of those beside it.
            guard !commit.lines.contains(""), !Self.touches(commit, sequence, patch) else { continue }
            #expect(merged.status == 0, "commit \(number), \(commit.lines):\n\(merged.text)")
        }
    }

    // MARK: Parts

    /// The lines of SKILL.md that are not blank, with their counts.
    private static func lines(of skill: Skill) -> [String: Int] {
        var counts: [String: Int] = [:]
        for line in rows(of: skill) where !line.isEmpty { counts[line, default: 0] += 1 }
        return counts
    }

    /// The lines of SKILL.md; blank ones are empty.
    private static func rows(of skill: Skill) -> [String] {
        (skill.text("SKILL.md") ?? "").split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map {
            $0.allSatisfy(\.isWhitespace) ? "" : String($0)
        }
    }

    /// The merge that `git revert` makes of SKILL.md.
    private static func merge(_ ours: Skill, since base: Skill, with theirs: Skill, in folder: TemporaryFolder) throws
        -> RunningProgram.Output
    {
        for (name, skill) in [("ours", ours), ("base", base), ("theirs", theirs)] {
            try folder.write(skill.files["SKILL.md"] ?? [], to: name)
        }
        return try StockGit(root: folder.path, home: folder.path).run(["merge-file", "-p", "ours", "base", "theirs"])
    }

    /// Whether a line of a commit is adjacent to a line of another one, as in a tight list.
    private static func touches(_ commit: CommitSequence.Commit, _ sequence: CommitSequence, _ patch: AppliedPatch)
        -> Bool
    {
        let own = Set(commit.lines)
        let others = Set(sequence.commits.filter { $0.skill != commit.skill }.flatMap(\.lines)).filter { !$0.isEmpty }
        let rows = rows(of: patch.skill)
        return rows.indices.contains { index in
            guard !rows[index].isEmpty, own.contains(rows[index]) else { return false }
            return [index - 1, index + 1].contains {
                rows.indices.contains($0) && others.contains(rows[$0]) && !own.contains(rows[$0])
            }
        }
    }
}
