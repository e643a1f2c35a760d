import FoundationEssentials
import Lessons
import Processes
import Skills
import Testing
import Trajectories

/// What stock git says of a repository, without any configuration of the machine's or the user's.
struct StockGit: Sendable {
    let root: String

    /// The output of a run that must succeed, without the line feed at its end.
    @discardableResult
    func callAsFunction(_ arguments: String...) async throws -> String {
        let end = try await run(arguments)
        try #require(end.status == .exited(0), "git \(arguments): \(end.stderrTail)")
        let text = String(decoding: end.output, as: UTF8.self)
        return text.hasSuffix("\n") ? String(text.dropLast()) : text
    }

    /// Runs git to its end, whatever that is.
    func run(_ arguments: [String]) async throws -> ChildProcess.Outcome {
        let search = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        let person = ["AUTHOR", "COMMITTER"].flatMap {
            [("GIT_\($0)_NAME", "Ann"), ("GIT_\($0)_EMAIL", "ann@example.org")]
        }
        let process = ChildProcess(
            arguments: ["git", "-C", root] + arguments,
            environment: [
                "PATH": search, "HOME": root, "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null",
                "LC_ALL": "C",
            ].merging(person, uniquingKeysWith: { $1 }),
            folder: root,
            wallClock: .seconds(60),
            outputLimit: 1 << 24
        )
        return try await process.run()
    }

    /// A skill as it stands in a commit; nil where there is none.
    func skill(_ name: String, at commit: String) async throws -> Skill? {
        let folder = "skills/\(name)/"
        let paths = try await self("ls-tree", "-r", "--name-only", commit, folder).split(separator: "\n")
        guard !paths.isEmpty else { return nil }
        var files: [String: [UInt8]] = [:]
        for path in paths {
            files[String(path.dropFirst(folder.count))] = Array(try await self("show", "\(commit):\(path)").utf8)
        }
        return try Skill(name: Skill.Name(name), files: files)
    }
}

extension Household {
    /// Holds the repository against what git's users count on: it is whole, nothing is in it but the skill, every commit
    /// behind `known` is a valid skill, and lessons can be reverted: of the newest revision any, of those before it any
    /// that later text does not touch: what is put directly above a lesson is part of the same place, for git.
    func expectSoundHistory(behind known: String, by generator: inout SeededGenerator) async throws {
        #expect(try await git("fsck", "--full", "--strict", "--no-dangling") == "")
        let paths = try await git("ls-tree", "-r", "--name-only", "main").split(separator: "\n").map(String.init)
        for path in paths where path != "README.md" {
            let own = path.hasPrefix("skills/\(World.skill)/") ? String(path.dropFirst(8 + World.skill.count)) : ""
            #expect(own == Skill.mainPath || Skill.isNewReference(own), "\(path)")
        }
        for commit in try await git("rev-list", "main", "^\(known)").split(separator: "\n") {
            let skill = try await git.skill(World.skill, at: String(commit))
            let problems = skill?.validate().filter { $0.severity == .error } ?? []
            #expect(problems.isEmpty, "\(commit): \(problems)")
        }
        let fresh = try await lessons("\(known)..main")
        if let lesson = fresh.randomElement(using: &generator) { try await expectRevert(of: lesson) }
        let old = try await lessons(known)
        if let lesson = old.randomElement(using: &generator), try await !touchesLaterText(lesson) {
            try await expectRevert(of: lesson)
        }
    }

    /// The commits of lessons among these.
    private func lessons(_ range: String) async throws -> [String] {
        try await git("log", "--format=%H", "--no-merges", "--grep=^Lesson: ", range).split(separator: "\n").map(
            String.init
        )
    }

    private func expectRevert(of lesson: String) async throws {
        let copy = FileManager.default.temporaryDirectory.path() + "simulation-\(UUID().uuidString)"
        defer {
            // What is left in the temporary directory does no harm.
            try? FileManager.default.removeItem(atPath: copy)
        }
        try await git("clone", "-q", git.root, copy)
        let clone = StockGit(root: copy)
        let reverted = try await clone.run(["revert", "--no-edit", lesson])
        guard reverted.status == .exited(0) else {
            Issue.record("\(try await clone("show", lesson))\n\(try await clone("diff"))")
            return
        }
        let skill = try await clone.skill(World.skill, at: "HEAD")
        #expect(skill?.validate().filter { $0.severity == .error }.isEmpty ?? true, "\(lesson)")
    }

    /// Whether lines of SKILL.md that a commit added have another one above them than they had then, or one directly
    /// below them, as in a tight list.
    private func touchesLaterText(_ lesson: String) async throws -> Bool {
        let path = "skills/\(World.skill)/SKILL.md"
        let then = try await filledLines("\(lesson):\(path)")
        let before = try await filledLines("\(lesson)^:\(path)")
        let now = try await filledLines("main:\(path)")
        let raw = try await git("show", "main:\(path)").split(separator: "\n", omittingEmptySubsequences: false)
        let own = then.filter { !before.contains($0) }
        let isFollowed = own.contains { line in
            guard let place = raw.firstIndex(of: line), place + 1 < raw.count else { return false }
            return !raw[place + 1].isEmpty && !then.contains(raw[place + 1])
        }
        return isFollowed
            || then.indices.contains { index in
                guard index > 0, !before.contains(then[index]), let place = now.firstIndex(of: then[index]), place > 0
                else { return false }
                return now[place - 1] != then[index - 1]
            }
    }

    private func filledLines(_ file: String) async throws -> [Substring] {
        try await git("show", file).split(separator: "\n").filter { $0.contains { !$0.isWhitespace } }
    }
}
