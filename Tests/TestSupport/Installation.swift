internal import Glibc

/// The built program as a person has installed it: a configuration, a repository of skills, an inbox, a state folder and
/// a home, all in a folder of one test, with nothing of the machine's or the user's around them.
package final class Installation: Sendable {
    /// Everything of the installation is in this folder.
    package let folder: TemporaryFolder
    /// The repository of skills.
    package var skills: String { folder.path(of: "skills") }
    /// The only inbox.
    package var inbox: String { folder.path(of: "inbox") }
    /// The state folder, where ledger and archive are.
    package var state: String { folder.path(of: "state") }
    /// The configuration file.
    package var configuration: String { folder.path(of: "trace2skill.yaml") }

    /// The folder of the source code.
    package static let sources = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()

    /// The program under test: the one that was built together with the tests, or the one that `TRACE2SKILL_PROGRAM`
    /// names.
    package static let program: String = {
        if let named = environment("TRACE2SKILL_PROGRAM") { return named }
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
        readlink("/proc/self/exe", &buffer, Int(PATH_MAX))
        let tests = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let neighbour = tests.split(separator: "/").dropLast().map { "/" + $0 }.joined() + "/trace2skill"
        return access(neighbour, X_OK) == 0 ? neighbour : sources + "/.build/debug/trace2skill"
    }()

    /// Makes an installation with `trace2skill init`, or an empty folder and a home where `isInitialized` is false.
    ///
    /// - Throws: ``TestFailure`` where the program was not built or `init` fails.
    package init(isInitialized: Bool = true) throws {
        folder = try TemporaryFolder()
        try folder.makeFolder("home")
        guard access(Self.program, X_OK) == 0 else {
            throw TestFailure("there is no \(Self.program); build it: swift build --product trace2skill")
        }
        if isInitialized { try succeed("init", skills, "--inbox", inbox, "--state", state) }
    }

    /// Copies an installation, whose programs have ended, with everything in it.
    ///
    /// - Throws: ``TestFailure`` where a file cannot be copied.
    package init(copyOf other: Installation) throws {
        folder = try TemporaryFolder()
        try succeed(program: ["cp", "-a", other.folder.path + "/.", folder.path])
        let text = try read(configuration)
        try write(text.replacing(other.folder.path, with: folder.path), to: configuration)
    }

    // MARK: Programs

    private var variables: [String: String] {
        let home = folder.path(of: "home")
        return StockGit.isolation(home: home).merging(
            [
                "XDG_CONFIG_HOME": home + "/config", "XDG_STATE_HOME": home + "/state", "TMPDIR": folder.path,
                "LANG": "C.UTF-8", "TZ": "UTC",
                "GIT_AUTHOR_NAME": "A Person", "GIT_AUTHOR_EMAIL": "person@localhost",
                "GIT_COMMITTER_NAME": "A Person", "GIT_COMMITTER_EMAIL": "person@localhost",
            ]
        ) { $1 }
    }

    /// Starts any program, in the installation's folder or in another one.
    package func start(program arguments: [String], in place: String? = nil) throws -> RunningProgram {
        try RunningProgram(arguments, environment: variables, in: place ?? folder.path)
    }

    /// Runs any program to its end, which must be a success.
    @discardableResult
    package func succeed(program arguments: [String], in place: String? = nil) throws -> RunningProgram.Output {
        let output = try start(program: arguments, in: place).end()
        guard output.status == 0 else { throw TestFailure("\(arguments): \(output.errors)\(output.text)") }
        return output
    }

    /// Starts trace2skill with the installation's configuration.
    package func start(_ arguments: String...) throws -> RunningProgram {
        try start(program: [Self.program] + arguments + ["--config", configuration])
    }

    /// Runs trace2skill with the installation's configuration to its end, whatever its status is.
    @discardableResult
    package func run(_ arguments: String...) throws -> RunningProgram.Output { try run(arguments) }

    /// Runs trace2skill with the installation's configuration to its end, whatever its status is.
    @discardableResult
    package func run(_ arguments: [String]) throws -> RunningProgram.Output {
        try start(program: [Self.program] + arguments + ["--config", configuration]).end()
    }

    /// Runs trace2skill without a configuration to its end, whatever its status is.
    package func run(withoutConfiguration arguments: [String]) throws -> RunningProgram.Output {
        try start(program: [Self.program] + arguments).end()
    }

    /// The standard output of trace2skill, which must succeed.
    ///
    /// - Throws: ``TestFailure`` with all output where it ends with another status than 0.
    @discardableResult
    package func succeed(_ arguments: String...) throws -> String {
        let output = try run(arguments)
        guard output.status == 0 else { throw TestFailure("trace2skill \(arguments): \(output.errors)\(output.text)") }
        return output.text
    }

    // MARK: Git

    /// The output of the stock git client in the repository of skills, which must succeed; without the last line feed.
    @discardableResult
    package func git(_ arguments: String...) throws -> String {
        let text = try succeed(program: ["git"] + arguments, in: skills).text
        return text.hasSuffix("\n") ? String(text.dropLast()) : text
    }

    /// The lines that the stock git client writes in the repository of skills, without empty ones.
    package func gitLines(_ arguments: String...) throws -> [String] {
        try succeed(program: ["git"] + arguments, in: skills).text.split(separator: "\n").map(String.init)
    }

    // MARK: Learning

    /// Puts invented sessions into the inbox. The same numbers are the same sessions.
    ///
    /// - Parameter format: the only format that is written, by the name that `Tests/Demo/make-trajectories` has for it;
    ///   `nil` for several in turn.
    package func drop(_ sessions: Range<Int>, only format: String? = nil) throws {
        let maker = Self.sources + "/Tests/Demo/make-trajectories"
        let which =
            ["--first", "\(sessions.lowerBound)", "--sessions", "\(sessions.count)"]
            + (format.map { ["--only", $0] } ?? [])
        try succeed(program: ["python3", maker, inbox] + which)
    }

    /// Drops invented sessions, ingests them and learns from them.
    ///
    /// - Returns: what `evolve` printed.
    @discardableResult
    package func learn(_ sessions: Range<Int>, only format: String? = nil) throws -> String {
        try drop(sessions, only: format)
        try succeed("ingest")
        return try succeed("evolve")
    }
}
