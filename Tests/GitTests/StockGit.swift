import Git
import Glibc
import Testing

/// A directory of a test's own, removed with it.
final class TemporaryDirectory: Sendable {
    let path: String

    init() throws {
        let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(parent)/git-tests.XXXXXX".utf8CString)
        let made = template.withUnsafeMutableBufferPointer { $0.baseAddress.map { mkdtemp($0) != nil } ?? false }
        try #require(made, "no temporary directory in \(parent)")
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit { Self.remove(path) }

    private static func remove(_ path: String) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        if status.st_mode & S_IFMT == S_IFDIR {
            chmod(path, 0o700)
            for name in names(in: path) { remove(path + "/" + name) }
            rmdir(path)
        } else {
            unlink(path)
        }
    }

    static func names(in path: String) -> [String] {
        guard let stream = opendir(path) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }
}

/// The stock `git` client, run in a repository without any configuration of the machine's or the user's.
struct StockGit: Sendable {
    /// What a run left behind.
    struct Output {
        let status: Int32
        let text: String
        let errors: String
    }

    let directory: TemporaryDirectory
    /// The repository's working tree.
    var root: String { directory.path + "/repository" }

    init() throws {
        directory = try TemporaryDirectory()
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
    func run(_ arguments: [String], input: String = "", seconds: Int = 1_700_000_000) throws -> Output {
        let scratch = try TemporaryDirectory()
        try write(input, to: scratch.path + "/in")
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, scratch.path + "/in", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, scratch.path + "/out", O_WRONLY | O_CREAT, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, scratch.path + "/errors", O_WRONLY | O_CREAT, 0o600)
        var child = pid_t()
        let started = withCStrings(["git", "-C", root] + arguments) { arguments in
            withCStrings(environment(seconds)) { posix_spawnp(&child, "git", &actions, nil, arguments, $0) }
        }
        try #require(started == 0, "git does not start: \(String(cString: strerror(started)))")
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        let code = status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f)
        return Output(
            status: code,
            text: try read(scratch.path + "/out"),
            errors: try read(scratch.path + "/errors")
        )
    }

    private func environment(_ seconds: Int) -> [String] {
        let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"
        let person = ["AUTHOR", "COMMITTER"].flatMap { role in
            ["GIT_\(role)_NAME=Ann Person", "GIT_\(role)_EMAIL=ann@example.org", "GIT_\(role)_DATE=\(seconds) +0200"]
        }
        return person + [
            "PATH=\(path)", "HOME=\(directory.path)/home", "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL=/dev/null",
            "GIT_CEILING_DIRECTORIES=\(directory.path)", "LC_ALL=C", "GIT_EDITOR=true",
        ]
    }

    private func withCStrings<R>(_ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> R) -> R {
        let pointers = strings.map { strdup($0) }
        defer { pointers.forEach { free($0) } }
        return body(pointers + [nil])
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
    let bytes = Array(text.utf8)
    try #require(Glibc.write(file, bytes, bytes.count) == bytes.count)
}

/// Reads a file; a missing one is the failure of the test.
func read(_ path: String) throws -> String {
    let file = open(path, O_RDONLY)
    try #require(file >= 0, "cannot read \(path)")
    defer { close(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65536)
    while case let count = Glibc.read(file, &chunk, chunk.count), count > 0 { bytes += chunk[..<count] }
    return String(decoding: bytes, as: UTF8.self)
}

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
