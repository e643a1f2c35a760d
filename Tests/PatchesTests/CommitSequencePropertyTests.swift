import FoundationEssentials
import Markdown
import Patches
import Processes
import Skills
import Testing

@Suite("The chain of random edits of a random skill")
struct ChainPropertyTests {
    /// The chain of a revision in which every edit serves a lesson of its own.
    ///
    /// - Parameter adding: whether only edits are taken that add, as is the rule for what is published without a person.
    private static func chain(seed: UInt64, adding: Bool = false) throws -> (revision: Revision, chain: CommitSequence)
    {
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
        let revision = try Revision(of: base, applying: edits)
        return (revision, CommitSequence(of: revision, texts: [:]))
    }

    private static func adds(_ edit: Edit) -> Bool {
        switch edit.operation {
        case .appendToSection, .insertAfter, .insertBefore, .addSection, .create: true
        case .replaceInSection, .deleteSection, .deleteFile: false
        }
    }

    @Test(
        "ends with the revision's skill and room for the next one, over states as valid as the base",
        arguments: UInt64(1)...60
    )
    func states(seed: UInt64) throws {
        let (revision, chain) = try Self.chain(seed: seed)
        let known = Set(revision.base.validate().map(\.message))

        let last = chain.links.last?.skill ?? chain.structure
        #expect(last.paths == revision.skill.paths)
        for path in last.paths {
            let (bytes, expected) = (last.files[path] ?? [], revision.skill.files[path] ?? [])
            // A blank line at the end that is nobody's.
            let room = bytes.dropFirst(expected.count)
            #expect(bytes.starts(with: expected) && ["", "\n", "\r\n"].contains(String(decoding: room, as: UTF8.self)))
        }
        for skill in [chain.structure] + chain.links.map(\.skill) {
            #expect(skill.validate().allSatisfy { $0.severity == .warning || known.contains($0.message) })
            #expect(skill.main?.blocks.allSatisfy { $0.code?.isClosed != false } == true)
        }
        let lessons = Set(revision.steps.flatMap(\.lessons))
        #expect(Set(chain.links.flatMap(\.lessons)).isSubset(of: lessons))
    }

    @Test("adds in each link that link's lines, and takes away lines of the base alone", arguments: UInt64(1)...60)
    func ownLines(seed: UInt64) throws {
        let (revision, chain) = try Self.chain(seed: seed)
        let base = Set(Self.lines(of: revision.base).keys)
        var before = Self.lines(of: chain.structure)
        #expect(before.keys.allSatisfy { base.contains($0) }, "structure brings headings and blank lines alone")
        for (number, link) in chain.links.enumerated() {
            let after = Self.lines(of: link.skill)
            let own = Set(link.lines.map { $0.filter { !$0.isNewline } })
            for (line, count) in after where count > before[line, default: 0] {
                #expect(own.contains(line), "link \(number) adds \"\(line)\"")
            }
            for (line, count) in before where count > after[line, default: 0] {
                #expect(base.contains(line), "link \(number) takes away \"\(line)\"")
            }
            before = after
        }
    }

    @Test(
        "can be reverted link by link as git reverts, where lines of links do not touch or hold blank ones",
        arguments: UInt64(1)...60
    )
    func reverts(seed: UInt64) async throws {
        let (revision, chain) = try Self.chain(seed: seed, adding: true)
        let folder = FileManager.default.temporaryDirectory.path() + "patches-tests-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer {
            // What is left in the temporary directory does no harm.
            try? FileManager.default.removeItem(atPath: folder)
        }
        var before = chain.structure
        let final = chain.links.last?.skill ?? chain.structure
        for (number, link) in chain.links.enumerated() {
            let merged = try await Self.merge(final, since: link.skill, with: before, in: folder)
            before = link.skill
            // Among blank lines on both sides, git may take one inside the text for one of those beside it.
            guard !link.lines.contains(""), !Self.touches(link, chain, revision) else { continue }
            let text = String(decoding: merged.output, as: UTF8.self)
            #expect(merged.status == .exited(0), "link \(number), \(link.lines):\n\(text)")
        }
    }

    // MARK: Parts

    /// The lines of SKILL.md that hold something, each with how often it stands there.
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
    private static func merge(_ ours: Skill, since base: Skill, with theirs: Skill, in folder: String) async throws
        -> ChildProcess.Outcome
    {
        for (name, skill) in [("ours", ours), ("base", base), ("theirs", theirs)] {
            try Data(skill.files["SKILL.md"] ?? []).write(to: URL(filePath: "\(folder)/\(name)"))
        }
        let process = ChildProcess(
            arguments: ["git", "merge-file", "-p", "ours", "base", "theirs"],
            environment: [
                "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin", "HOME": folder,
                "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null",
            ],
            folder: folder,
            wallClock: .seconds(60),
            outputLimit: 1 << 20
        )
        return try await process.run()
    }

    /// Whether a line of a link stands beside a line of a later one without a blank line between, as in a tight list.
    private static func touches(_ link: CommitSequence.Link, _ chain: CommitSequence, _ revision: Revision) -> Bool {
        let own = Set(link.lines)
        let others = Set(chain.links.filter { $0.skill != link.skill }.flatMap(\.lines)).filter { !$0.isEmpty }
        let rows = rows(of: revision.skill)
        return rows.indices.contains { index in
            guard !rows[index].isEmpty, own.contains(rows[index]) else { return false }
            return [index - 1, index + 1].contains {
                rows.indices.contains($0) && others.contains(rows[$0]) && !own.contains(rows[$0])
            }
        }
    }
}
