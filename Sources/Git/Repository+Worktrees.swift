internal import Foundations
internal import Glibc

/// Another working tree of the same repository.
package struct Worktree: Sendable, Hashable {
    /// The root of its files.
    package let path: String
    /// The full name of the branch that is checked out; nil when its `HEAD` is detached.
    package let branch: String?
    /// The full name of the branch that a rebase in it will move at its end; nil if there is none in progress.
    package let rebased: String?
    /// Whether its folder is there.
    package let isPresent: Bool
    /// Whether `git worktree lock` keeps it from being pruned, as one on a disk that is not always there.
    package let isLocked: Bool
}

extension Repository {
    /// The working trees of this repository except this one, in order of path.
    ///
    /// - Throws: ``GitError`` where the repository's directory cannot be looked into.
    package func otherWorktrees() throws(GitError) -> [Worktree] {
        var found: [Worktree] = []
        if gitdir != path, path.hasSuffix("/.git") {
            found.append(Self.worktree(String(path.dropLast("/.git".count)), gitdir: path))
        }
        let folder = path + "/worktrees"
        for name in try Self.names(in: folder) where "\(folder)/\(name)" != gitdir {
            let file = "\(folder)/\(name)/gitdir"
            guard let link = Self.line(of: file) else {
                // Without the file there is no such working tree; one that cannot be read may have the branch checked out.
                guard access(file, F_OK) == 0 else { continue }
                throw GitError(errno: EIO, operation: "read \(file), which says where a working tree is")
            }
            guard link.hasSuffix("/.git") else { continue }
            found.append(Self.worktree(String(link.dropLast("/.git".count)), gitdir: "\(folder)/\(name)"))
        }
        return found.sorted { $0.path < $1.path }
    }

    /// The names of the other working trees; none where there was never one.
    private static func names(in folder: String) throws(GitError) -> [String] {
        do throws(SystemError) { return try FolderEntries.names(in: folder) } catch {
            guard error.number != ENOENT else { return [] }
            throw GitError(error, operation: "look into \(folder), which names the other working trees")
        }
    }

    private static func worktree(_ root: String, gitdir: String) -> Worktree {
        let head = line(of: gitdir + "/HEAD") ?? ""
        let rebased = ["rebase-merge", "rebase-apply"].lazy.compactMap { line(of: "\(gitdir)/\($0)/head-name") }.first
        return Worktree(
            path: root,
            branch: head.hasPrefix("ref: ") ? String(head.dropFirst(5)) : nil,
            rebased: rebased,
            isPresent: access(root + "/.git", F_OK) == 0,
            isLocked: access(gitdir + "/locked", F_OK) == 0
        )
    }

    /// The first line of a small file, or all of it; nil if it cannot be read.
    static func line(of path: String, whole: Bool = false) -> String? {
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        guard let bytes = try? FileBytes.read(descriptor, limit: 1 << 16) else { return nil }
        let line = whole ? bytes[...] : bytes.prefix { $0 != UInt8(ascii: "\n") }
        return line.isEmpty ? nil : String(decoding: line, as: UTF8.self)
    }
}
