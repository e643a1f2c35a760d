import Git
import TestSupport
import Testing

extension StockGit {
    /// The path of something beside the repository.
    func path(beside name: String) throws -> String { try #require(folder).path(of: name) }
}

let daemon = Signature(name: "Daemon", email: "daemon@example.org", seconds: 1_700_000_100, offsetMinutes: 90)

extension Repository {
    /// The tree without entries.
    func emptyTree() throws(GitError) -> ObjectID { try tree(updating: nil, with: [:]) }

    /// Commits `changes` on a branch as the daemon does: tree, commit, compare-and-swap; no working tree.
    @discardableResult
    func advance(
        _ message: String,
        _ changes: [String: TreeChange],
        on branch: String = "refs/heads/main"
    ) throws -> CommitID {
        let parent = try reference(branch)
        let tree = try tree(updating: try parent.map { try self.tree(of: $0) }, with: changes)
        let commit = try createCommit(
            tree: tree,
            parents: parent.map { [$0] } ?? [],
            author: daemon,
            committer: daemon,
            message: message
        )
        try #require(try moveReference(branch, from: parent, to: commit, by: daemon, log: message) == .moved)
        return commit
    }
}

extension TreeChange {
    static func text(_ text: String) -> TreeChange { .write(Array(text.utf8)) }
}
