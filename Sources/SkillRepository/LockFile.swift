internal import Foundations
internal import Git
internal import Glibc

/// A lock that some git process holds, or left behind when it died, as text for a person.
struct LockFile: CustomStringConvertible {
    /// The path of the lock.
    let path: String
    /// Seconds since it was made.
    let age: Int
    /// The number of the user who made it.
    let owner: UInt32

    /// Nil if there is no such file.
    init?(at path: String) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        self.path = path
        age = max(0, time(nil) - status.st_mtim.tv_sec)
        owner = status.st_uid
    }

    var description: String { "\(path), \(Self.words(age)) old, of user \(Self.name(of: owner))" }

    private static func words(_ seconds: Int) -> String {
        switch seconds {
        case ..<120: seconds.of("second")
        case ..<7200: (seconds / 60).of("minute")
        case ..<172_800: (seconds / 3600).of("hour")
        default: (seconds / 86_400).of("day")
        }
    }

    private static func name(of user: UInt32) -> String {
        getpwuid(user).map { String(cString: $0.pointee.pw_name) } ?? "\(user)"
    }
}

extension SkillRepository {
    /// Locks that are older than any git command takes, each as a sentence with its remedy.
    package func oldLocks() throws -> [String] {
        try repository.staleLocks().compactMap { LockFile(at: $0.path) }.filter { $0.age > 60 }.map {
            "there is a lock \($0); if no git process is at work there, remove it: rm \($0.path)"
        }
    }

    /// Where an obstacle to publishing may be: the folders of refs, indexes and locks, and of the skills in every working tree.
    package nonisolated func foldersOfObstacles() -> Set<String> {
        let places = [path] + otherRoots
        let skills = places.map { "\($0)/\(Self.folder)" }
        let each = skills.flatMap { folder in
            ((try? FolderEntries.names(in: folder)) ?? []).map { "\(folder)/\($0)" }
        }
        let branches = "\(gitdir)/\(branch)".split(separator: "/").dropLast().joined(separator: "/")
        return Set(gitdirs + skills + each + ["/\(branches)", "\(gitdir)/refs/tags", "\(gitdir)/worktrees"])
    }

    /// The folders with HEAD and index of each working tree; the first one has the refs as well.
    private nonisolated var gitdirs: [String] {
        let names = (try? FolderEntries.names(in: "\(gitdir)/worktrees")) ?? []
        return [gitdir] + names.map { "\(gitdir)/worktrees/\($0)" }
    }

    /// The roots of the working trees besides ``path``.
    private nonisolated var otherRoots: [String] {
        let linked = gitdirs.dropFirst().compactMap { folder -> String? in
            let descriptor = Glibc.open("\(folder)/gitdir", O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { return nil }
            defer { Glibc.close(descriptor) }
            guard let bytes = try? FileBytes.read(descriptor, limit: 4096) else { return nil }
            let place = String(decoding: bytes, as: UTF8.self).filter { !$0.isNewline }
            return place.hasSuffix("/.git") ? String(place.dropLast("/.git".count)) : nil
        }
        return linked.filter { $0 != path }
    }

    /// What changes when an obstacle to publishing may have gone: refs, index, locks and files of skills, by their times.
    package nonisolated func stateOfFiles() -> String {
        var parts: [String] = []
        func look(_ path: String) {
            var status = stat()
            guard lstat(path, &status) == 0 else { return }
            parts.append("\(path) \(status.st_ino) \(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)")
        }
        for folder in gitdirs {
            for name in [
                "HEAD", "index", "index.lock", "MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "BISECT_LOG",
                "rebase-merge", "rebase-apply",
            ] {
                look("\(folder)/\(name)")
            }
        }
        for name in ["packed-refs", "packed-refs.lock", "config", branch, branch + ".lock"] {
            look("\(gitdir)/\(name)")
        }
        // A folder that cannot be looked into is an obstacle of its own; here it looks the same until it can be.
        for root in [path] + otherRoots {
            for name in (try? FolderEntries.names(in: "\(root)/\(Self.folder)")) ?? [] {
                look("\(root)/\(Self.folder)/\(name)")
                look("\(root)/\(Self.folder)/\(name)/SKILL.md")
            }
        }
        return parts.joined(separator: "\n")
    }
}
