import Lessons
import Skills
import TestSupport
import Testing

extension StockGit {
    /// A skill in a commit; `nil` where the commit does not have it.
    func skill(_ name: String, at commit: String) throws -> Skill? {
        let folder = "skills/\(name)/"
        let paths = try self("ls-tree", "-r", "--name-only", commit, folder).split(separator: "\n")
        guard !paths.isEmpty else { return nil }
        var files: [String: [UInt8]] = [:]
        for path in paths {
            files[String(path.dropFirst(folder.count))] = Array(try self("show", "\(commit):\(path)").utf8)
        }
        return try Skill(name: Skill.Name(name), files: files)
    }
}

extension SimulatedInstallation {
    /// Checks what users of git rely on: the repository is sound, it has nothing but the skill, every commit after `known`
    /// has a valid skill, and lessons can be reverted: any of the newest revision, and of those before it any that no
    /// later text touches. For git, text directly above a lesson is part of the same place.
    func expectSoundHistory(behind known: String, by generator: inout SeededGenerator) throws {
        #expect(try git("fsck", "--full", "--strict", "--no-dangling") == "")
        let paths = try git("ls-tree", "-r", "--name-only", "main").split(separator: "\n").map(String.init)
        for path in paths where path != "README.md" {
            let own = path.hasPrefix("skills/\(World.skill)/") ? String(path.dropFirst(8 + World.skill.count)) : ""
            #expect(own == Skill.mainPath || Skill.isNewReference(own), "\(path)")
        }
        for commit in try git("rev-list", "main", "^\(known)").split(separator: "\n") {
            let skill = try git.skill(World.skill, at: String(commit))
            let problems = skill?.validate().filter { $0.severity == .error } ?? []
            #expect(problems.isEmpty, "\(commit): \(problems)")
        }
        let fresh = try lessons("\(known)..main")
        if let lesson = fresh.randomElement(using: &generator) { try expectRevert(of: lesson) }
        let old = try lessons(known)
        if let lesson = old.randomElement(using: &generator), try !touchesLaterText(lesson) {
            try expectRevert(of: lesson)
        }
    }

    /// The commits of lessons among these.
    private func lessons(_ range: String) throws -> [String] {
        try git("log", "--format=%H", "--no-merges", "--grep=^Lesson: ", range).split(separator: "\n").map(
            String.init
        )
    }

    private func expectRevert(of lesson: String) throws {
        let clone = try StockGit()
        try git("clone", "-q", git.root, clone.root)
        let reverted = try clone.run(["revert", "--no-edit", lesson])
        guard reverted.status == 0 else {
            Issue.record("\(try clone("show", lesson))\n\(try clone("diff"))")
            return
        }
        let skill = try clone.skill(World.skill, at: "HEAD")
        #expect(skill?.validate().filter { $0.severity == .error }.isEmpty ?? true, "\(lesson)")
    }

    /// Whether lines of SKILL.md that a commit added have another one above them than they had then, or one directly
    /// below them, as in a tight list.
    private func touchesLaterText(_ lesson: String) throws -> Bool {
        let path = "skills/\(World.skill)/SKILL.md"
        let then = try filledLines("\(lesson):\(path)")
        let before = try filledLines("\(lesson)^:\(path)")
        let now = try filledLines("main:\(path)")
        let raw = try git("show", "main:\(path)").split(separator: "\n", omittingEmptySubsequences: false)
        let own = then.filter { !before.contains($0) }
        let isFollowed = own.contains { line in
            guard let place = raw.firstIndex(of: line), place + 1 < raw.count else { return false }
            return !raw[place + 1].isEmpty && !then.contains(raw[place + 1])
        }
        return isFollowed
            || then.indices.contains { index in
                guard index > 0, !before.contains(then[index]), let place = now.firstIndex(of: then[index]), place > 0
                else { return false }
                // Items may end in the same line, so two lines are compared.
                return now[..<place].suffix(2) != then[..<index].suffix(2)
            }
    }

    private func filledLines(_ file: String) throws -> [Substring] {
        try git("show", file).split(separator: "\n").filter { $0.contains { !$0.isWhitespace } }
    }
}
