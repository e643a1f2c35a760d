internal import FoundationEssentials
internal import Glibc

/// A folder of a test's own, removed with it.
package final class TemporaryFolder: Sendable {
    package let path: String

    package init() throws {
        let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(parent)/tests.XXXXXX".utf8CString)
        let made = template.withUnsafeMutableBufferPointer { $0.baseAddress.map { mkdtemp($0) != nil } ?? false }
        guard made else { throw TestFailure("no temporary folder in \(parent)") }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit {
        // What is left in the temporary folder does no harm.
        try? FileManager.default.removeItem(atPath: path)
    }
}

/// The stock `git` client, run in a repository without any configuration of the machine's or the user's.
package struct StockGit: Sendable {
    package let root: String
    /// An empty folder beside the repository.
    package let home: String

    package init(root: String, home: String) {
        self.root = root
        self.home = home
    }

    /// The output of a run that must succeed, without the line feed at its end.
    @discardableResult
    package func callAsFunction(_ arguments: String..., input: String = "") throws -> String {
        let output = try run(arguments, input: input)
        guard output.status == 0 else { throw TestFailure("git \(arguments): \(output.text)") }
        return output.text.hasSuffix("\n") ? String(output.text.dropLast()) : output.text
    }

    /// Runs git to its end, whatever that is; what it says of errors is in the text.
    package func run(_ arguments: [String], input: String = "") throws -> (status: Int32, text: String) {
        let scratch = try TemporaryFolder()
        try Data(input.utf8).write(to: URL(filePath: scratch.path + "/in"))
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, scratch.path + "/in", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, scratch.path + "/out", O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, scratch.path + "/out", O_WRONLY | O_CREAT | O_APPEND, 0o600)
        var child = pid_t()
        let started = withCStrings(["git", "-C", root] + arguments) { arguments in
            withCStrings(environment) { posix_spawnp(&child, "git", &actions, nil, arguments, $0) }
        }
        guard started == 0 else { throw TestFailure("git does not start: \(String(cString: strerror(started)))") }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        let text = String(decoding: try Data(contentsOf: URL(filePath: scratch.path + "/out")), as: UTF8.self)
        return (status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f), text)
    }

    private var environment: [String] {
        let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"
        let person = ["AUTHOR", "COMMITTER"].flatMap { role in
            ["GIT_\(role)_NAME=Ann Person", "GIT_\(role)_EMAIL=ann@example.org", "GIT_\(role)_DATE=1700000000 +0200"]
        }
        return person + [
            "PATH=\(path)", "HOME=\(home)", "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL=/dev/null", "LC_ALL=C",
            "GIT_EDITOR=true",
        ]
    }

    private func withCStrings<R>(_ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> R) -> R {
        let pointers = strings.map { strdup($0) }
        defer { pointers.forEach { free($0) } }
        return body(pointers + [nil])
    }
}

/// Why a test cannot go on.
package struct TestFailure: Error, CustomStringConvertible {
    package let description: String
    package init(_ description: String) { self.description = description }
}

// MARK: Files of a test

package func write(_ text: String, to path: String) throws {
    let folder = path.split(separator: "/").dropLast().map { "/" + $0 }.joined()
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: URL(filePath: path))
}

package func read(_ path: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
}
