import FoundationEssentials
import Glibc
import Testing

/// A skills repository, an inbox and a configuration of one test, with nothing of the machine's or the user's around them.
final class Workplace {
    let folder: String
    var skills: String { folder + "/skills" }
    var inbox: String { folder + "/inbox" }
    var state: String { folder + "/state" }
    var configuration: String { folder + "/trace2skill.yaml" }

    /// The folder of the package, where the invented sessions are made.
    static let package = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()

    /// The program under test: built beside this test, or named by TRACE2SKILL_PROGRAM.
    static let program: String = {
        if let named = getenv("TRACE2SKILL_PROGRAM") { return String(cString: named) }
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
        readlink("/proc/self/exe", &buffer, Int(PATH_MAX))
        let own = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let beside = own.split(separator: "/").dropLast().map { "/" + $0 }.joined() + "/trace2skill"
        return access(beside, X_OK) == 0 ? beside : package + "/.build/debug/trace2skill"
    }()

    /// A workplace as `trace2skill init` makes it.
    init(isInitialised: Bool = true) throws {
        let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        folder = "\(parent)/command-tests-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder + "/home", withIntermediateDirectories: true)
        try #require(
            access(Self.program, X_OK) == 0,
            "there is no \(Self.program); build the product trace2skill first"
        )
        if isInitialised {
            let made = try run("init", skills, "--inbox", inbox, "--state", state)
            try #require(made.status == 0, "\(made.errors)")
        }
    }

    deinit {
        // What is left in the temporary directory does no harm.
        try? FileManager.default.removeItem(atPath: folder)
    }

    // MARK: Programs

    private var environment: [String: String] {
        [
            "PATH": getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin",
            "HOME": folder + "/home", "XDG_CONFIG_HOME": folder + "/home/config",
            "XDG_STATE_HOME": folder + "/home/state",
            "TMPDIR": folder, "LANG": "C.UTF-8", "TZ": "UTC",
            "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_EDITOR": "true",
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_AUTHOR_NAME": "A Person", "GIT_AUTHOR_EMAIL": "person@localhost",
            "GIT_COMMITTER_NAME": "A Person", "GIT_COMMITTER_EMAIL": "person@localhost",
        ]
    }

    /// Starts any program in the workplace's folder.
    func start(_ arguments: [String], in place: String? = nil) throws -> Program {
        try Program(arguments, environment: environment, in: place ?? folder)
    }

    /// Starts trace2skill with the workplace's configuration.
    func start(_ arguments: String...) throws -> Program {
        try start([Self.program] + arguments + ["--config", configuration])
    }

    /// Runs trace2skill with the workplace's configuration to its end, whatever that is.
    @discardableResult
    func run(_ arguments: String...) throws -> Program.Output {
        try start([Self.program] + arguments + ["--config", configuration]).end(within: 60)
    }

    /// The output of trace2skill, which must succeed.
    @discardableResult
    func succeed(_ arguments: String...) throws -> String {
        let output = try start([Self.program] + arguments + ["--config", configuration]).end(within: 60)
        try #require(output.status == 0, "trace2skill \(arguments): \(output.errors)\(output.text)")
        return output.text
    }

    /// The output of the stock git client in the skills repository, which must succeed; without the last line feed.
    @discardableResult
    func git(_ arguments: String...) throws -> String {
        let output = try start(["git"] + arguments, in: skills).end(within: 60)
        try #require(output.status == 0, "git \(arguments): \(output.errors)\(output.text)")
        return output.text.hasSuffix("\n") ? String(output.text.dropLast()) : output.text
    }

    /// The lines of what git says, without empty ones.
    func gitLines(_ arguments: String...) throws -> [String] {
        let output = try start(["git"] + arguments, in: skills).end(within: 60)
        try #require(output.status == 0, "git \(arguments): \(output.errors)")
        return output.text.split(separator: "\n").map(String.init)
    }

    // MARK: Files

    func write(_ text: String, to path: String) throws {
        try Data(text.utf8).write(to: URL(filePath: path, directoryHint: .notDirectory))
    }

    func read(_ path: String) throws -> String {
        let data = try #require(FileManager.default.contents(atPath: path), "there is no \(path)")
        return String(decoding: data, as: UTF8.self)
    }

    func names(in path: String) -> [String] {
        // A folder that is not there has nothing in it.
        ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
    }

    // MARK: The main job

    /// Puts invented sessions into the inbox; the same numbers are the same sessions.
    func drop(_ sessions: Range<Int>, only format: String? = nil) throws {
        let maker = Self.package + "/Tests/Demo/make-trajectories"
        let which =
            ["--first", "\(sessions.lowerBound)", "--sessions", "\(sessions.count)"]
            + (format.map { ["--only", $0] } ?? [])
        let output = try start(["python3", maker, inbox] + which).end(within: 60)
        try #require(output.status == 0, "\(output.errors)")
    }

    /// Drops sessions, takes them in and learns from them; gives what `evolve` said.
    @discardableResult
    func learn(_ sessions: Range<Int>, only format: String? = nil) throws -> String {
        try drop(sessions, only: format)
        try succeed("ingest")
        return try succeed("evolve")
    }
}
