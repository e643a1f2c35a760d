internal import Foundations
internal import Processes

/// The stock git client in a repository: for what goes to another machine, since it knows the ssh settings and the
/// credentials of the person, and for signatures.
///
/// No hook, filter or file system monitor is run, and nothing asks a person.
package struct GitClient: Sendable {
    private let repository: String
    let environment: [String: String]
    private let seconds: Double

    /// - Parameters:
    ///   - repository: the folder of the repository.
    ///   - environment: every variable that git gets, such as those of the person whom it works for.
    ///   - seconds: how long one command may take.
    package init(repository: String, environment: [String: String], seconds: Double = 120) {
        self.repository = repository
        self.seconds = seconds
        // Where git works is said by the argument alone.
        var variables = environment.filter { !Self.places.contains($0.key) }
        variables["GIT_TERMINAL_PROMPT"] = "0"
        variables["LC_ALL"] = "C"
        self.environment = variables
    }

    private static let places: Set<String> = [
        "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES",
        "GIT_NAMESPACE", "GIT_COMMON_DIR", "GIT_PREFIX", "GIT_QUARANTINE_PATH",
    ]

    private static let settings = [
        "core.hooksPath=/dev/null", "core.fsmonitor=false", "gc.auto=0", "maintenance.auto=false",
        "protocol.ext.allow=never", "submodule.recurse=false", "push.followTags=false",
    ]

    /// What a command wrote, and how it ended.
    struct Answer: Sendable {
        /// What it wrote to standard output.
        let text: String
        /// Whether it ended with status 0.
        let hasSucceeded: Bool
        /// What it said to standard error, on one line, without passwords of addresses.
        let reason: String

        var lines: [Substring] { text.split(separator: "\n") }
    }

    /// Runs a command to its end.
    ///
    /// - Parameters:
    ///   - input: what it reads from standard input.
    ///   - variables: set in addition.
    /// - Throws: ``RemoteProblem`` if it cannot be run, or takes too long.
    func run(_ arguments: [String], input: String = "", setting variables: [String: String] = [:])
        async throws(RemoteProblem) -> Answer
    {
        let outcome: ChildProcess.Outcome
        do throws(ChildProcess.Failure) {
            outcome = try await ChildProcess(
                arguments: ["git", "-C", repository] + Self.settings.flatMap { ["-c", $0] } + arguments,
                environment: environment.merging(variables) { $1 },
                folder: "/",
                wallClock: .seconds(seconds),
                outputLimit: 256 << 20
            ).run(input: Array(input.utf8))
        } catch {
            let command = arguments.first ?? ""
            if case .timedOut = error {
                throw RemoteProblem("git \(command) took longer than \(Int(seconds)) seconds")
            }
            throw RemoteProblem("git \(command): \(error)")
        }
        return Answer(
            text: String(decoding: outcome.output, as: UTF8.self),
            hasSucceeded: outcome.status == .exited(0),
            reason: Self.withoutPasswords(outcome.stderrTail)
        )
    }

    /// The variables with which ssh asks nothing, unless the person has a command of their own for it.
    func quietShell() async throws(RemoteProblem) -> [String: String] {
        guard environment["GIT_SSH_COMMAND"] == nil, environment["GIT_SSH"] == nil else { return [:] }
        let own = try await run(["config", "--get", "core.sshCommand"])
        return own.hasSucceeded ? [:] : ["GIT_SSH_COMMAND": "ssh -o BatchMode=yes"]
    }

    /// A text in which `https://name:password@host` has become `https://host`.
    static func withoutPasswords(_ text: String) -> String {
        var result = ""
        var rest = text[...]
        while let scheme = rest.firstRange(of: "://") {
            result += rest[..<scheme.upperBound]
            rest = rest[scheme.upperBound...]
            let host = rest.prefix { !"/ '\"".contains($0) }
            if let at = host.lastIndex(of: "@") { rest = rest[host.index(after: at)...] }
        }
        return result + rest
    }
}

/// Why another machine could not be reached, or what it refused, as a sentence.
package struct RemoteProblem: Error, Sendable, Equatable, CustomStringConvertible {
    /// The sentence, in lower case without a full stop.
    package let description: String

    init(_ description: String) { self.description = description }
}
