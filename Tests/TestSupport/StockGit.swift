/// The stock `git` client in one repository, without any configuration of the machine's or the user's.
///
/// Its author and committer is Ann Person, and time does not pass for it: two runs of a test make the same commits.
package struct StockGit: Sendable {
    /// The folder in which git runs: the working tree of the repository.
    package let root: String
    /// The home of the person who runs git. There is nothing in it.
    package let home: String
    /// The folder around both, where it was made together with this value.
    package let folder: TemporaryFolder?

    /// The client in an existing folder.
    package init(root: String, home: String) {
        self.root = root
        self.home = home
        folder = nil
    }

    /// The client in a new folder that is removed with the last copy of this value. Its `root` does not exist yet.
    package init() throws {
        let folder = try TemporaryFolder()
        try folder.makeFolder("home")
        self.folder = folder
        root = folder.path(of: "repository")
        home = folder.path(of: "home")
    }

    /// The output of a run that must succeed, without the line feed at its end.
    ///
    /// - Parameters:
    ///   - input: what git reads from standard input.
    ///   - seconds: the time of the run, since 1970.
    /// - Throws: ``TestFailure`` with all output where git ends with another status than 0.
    @discardableResult
    package func callAsFunction(_ arguments: String..., input: String = "", seconds: Int = time) throws -> String {
        let output = try run(arguments, input: input, seconds: seconds)
        guard output.status == 0 else { throw TestFailure("git \(arguments): \(output.errors)\(output.text)") }
        return output.text.hasSuffix("\n") ? String(output.text.dropLast()) : output.text
    }

    /// The lines that a run writes which must succeed, without empty ones.
    package func lines(_ arguments: String...) throws -> [String] {
        let output = try run(arguments)
        guard output.status == 0 else { throw TestFailure("git \(arguments): \(output.errors)\(output.text)") }
        return output.text.split(separator: "\n").map(String.init)
    }

    /// Runs git to its end, whatever its status is.
    ///
    /// - Throws: ``TestFailure`` where git cannot be started.
    package func run(_ arguments: [String], input: String = "", seconds: Int = time) throws -> RunningProgram.Output {
        try RunningProgram(
            // With -C git itself says what is wrong with the folder.
            ["git", "-C", root] + arguments,
            environment: environment(at: seconds),
            in: "/",
            input: input
        ).end()
    }

    /// 14 November 2023, in the evening.
    package static let time = 1_700_000_000

    private func environment(at seconds: Int) -> [String: String] {
        var variables = Self.isolation(home: home)
        for role in ["AUTHOR", "COMMITTER"] {
            variables["GIT_\(role)_NAME"] = "Ann Person"
            variables["GIT_\(role)_EMAIL"] = "ann@example.org"
            variables["GIT_\(role)_DATE"] = "\(seconds) +0200"
        }
        if let folder { variables["GIT_CEILING_DIRECTORIES"] = folder.path }
        return variables
    }

    /// An environment in which git reads no configuration but the repository's and asks nobody anything.
    package static func isolation(home: String) -> [String: String] {
        [
            "PATH": TestSupport.environment("PATH") ?? "/usr/bin:/bin", "HOME": home, "LC_ALL": "C.UTF-8",
            "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_EDITOR": "true",
            "GIT_TERMINAL_PROMPT": "0",
        ]
    }
}
