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

    /// What changes when an obstacle to publishing may have gone: refs, index, locks and files of skills, by their times.
    package nonisolated func stateOfFiles() -> String {
        var parts: [String] = []
        func look(_ path: String) {
            var status = stat()
            guard lstat(path, &status) == 0 else { return }
            parts.append("\(path) \(status.st_ino) \(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)")
        }
        for name in [
            "HEAD", "index", "index.lock", "MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "BISECT_LOG",
            "rebase-merge",
            "rebase-apply", "packed-refs", branch, branch + ".lock",
        ] {
            look("\(path)/.git/\(name)")
            look("\(path)/\(name)")
        }
        // A folder that cannot be looked into is an obstacle of its own; here it looks the same until it can be.
        for name in (try? FolderEntries.names(in: "\(path)/\(Self.folder)")) ?? [] {
            look("\(path)/\(Self.folder)/\(name)")
            look("\(path)/\(Self.folder)/\(name)/SKILL.md")
        }
        return parts.joined(separator: "\n")
    }
}
