import Foundations
import Git
import Glibc
import Processes
import Testing

/// The stock `git` client, run in a repository without any configuration of the machine's or the user's.
struct StockGit: Sendable {
    /// The folder of the repository and of an empty home, removed with the last copy of this value.
    let directory: PrivateFolder
    /// The repository's working tree.
    var root: String { directory.path + "/repository" }

    init() throws {
        directory = try PrivateFolder(named: "git-tests-")
        mkdir(directory.path + "/home", 0o700)
    }

    /// The output of a run that must succeed, without the line feed at its end.
    @discardableResult
    func callAsFunction(_ arguments: String..., input: String = "", seconds: Int = 1_700_000_000) throws -> String {
        let output = try run(arguments, input: input, seconds: seconds)
        try #require(output.status == 0, "git \(arguments): \(output.errors)\(output.text)")
        return output.text.hasSuffix("\n") ? String(output.text.dropLast()) : output.text
    }

    /// Runs git to its end, whatever that is.
    func run(
        _ arguments: [String],
        input: String = "",
        seconds: Int = 1_700_000_000
    ) throws -> (status: Int, text: String, errors: String) {
        let git = try SpawnedProcess(
            arguments: ["git", "-C", root] + arguments,
            environment: environment(seconds),
            input: .bytes(Array(input.utf8))
        )
        let end = git.finish(within: .seconds(600))
        return (end.shellStatus, end.output, end.errors)
    }

    private func environment(_ seconds: Int) -> [String: String] {
        var variables = [
            "PATH": getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin", "HOME": directory.path + "/home",
            "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null", "LC_ALL": "C", "GIT_EDITOR": "true",
            "GIT_CEILING_DIRECTORIES": directory.path,
        ]
        for role in ["AUTHOR", "COMMITTER"] {
            variables["GIT_\(role)_NAME"] = "Ann Person"
            variables["GIT_\(role)_EMAIL"] = "ann@example.org"
            variables["GIT_\(role)_DATE"] = "\(seconds) +0200"
        }
        return variables
    }
}

// MARK: Files of a test

/// Writes a file, and the directories on the way.
func write(_ text: String, to path: String) throws {
    let components = path.split(separator: "/").dropLast()
    for count in 1..<max(components.count + 1, 1) {
        mkdir("/" + components.prefix(count).joined(separator: "/"), 0o755)
    }
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    try #require(file >= 0, "cannot write \(path)")
    defer { close(file) }
    try FileBytes.write(text.utf8, to: file)
}

/// Reads a file; a missing one is the failure of the test.
func read(_ path: String) throws -> String {
    let file = open(path, O_RDONLY)
    try #require(file >= 0, "cannot read \(path)")
    defer { close(file) }
    return String(decoding: try FileBytes.read(file), as: UTF8.self)
}

/// The names in a folder, sorted; none where there is no such folder.
func fileNames(in path: String) -> [String] { (try? FolderEntries.names(in: path)) ?? [] }

func exists(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0
}

// MARK: Shorthands

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
