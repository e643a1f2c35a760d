/// Bare repositories of a folder, served over HTTP on the loopback interface by `git http-backend`.
package final class GitServer {
    /// The folder with the repositories.
    package let root: String
    private let program: RunningProgram
    private let port: String

    /// Serves the repositories of a folder until the value is gone.
    ///
    /// - Parameter user: `name:password`, without which nothing is answered; nil for everybody.
    /// - Throws: ``TestFailure`` where the server does not start.
    package init(root: String, user: String? = nil) throws {
        self.root = root
        program = try RunningProgram(
            ["python3", Installation.sources + "/Tests/scripts/git-http-server", root]
                + (user.map { ["--user", $0] } ?? []),
            environment: ["PATH": environment("PATH") ?? "/usr/bin:/bin", "LC_ALL": "C.UTF-8"],
            in: "/"
        )
        guard program.writes("listening on "), program.writes("\n") else {
            throw TestFailure("the server did not start: \(program.errors)")
        }
        let line = program.errors.split(separator: "\n").first ?? ""
        port = line.split(separator: " ").last.map(String.init) ?? ""
    }

    deinit {
        program.send(15)
        _ = program.end()
    }

    /// The address of a repository in the folder.
    package func address(of repository: String) -> String { "http://127.0.0.1:\(port)/\(repository)" }

    /// Faults of the next requests, one for each: `cut 100`, `status 500`, `pass`.
    package func fail(_ faults: [String]) throws {
        try write(faults.map { $0 + "\n" }.joined(), to: root + "/faults")
    }
}
