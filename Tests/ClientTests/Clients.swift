import TestSupport
import Trajectories

/// Current releases of agents in an environment of their own, where `.ci/install-clients` could install them.
enum Clients {
    private static let folder = Installation.sources + "/.build/clients"

    /// Whether the agents are there; without a package index they are not.
    static var areInstalled: Bool { exists(folder + "/complete") }

    /// The program of mini-swe-agent, as a module so that the folder may be moved.
    static let miniSWEAgent = [folder + "/bin/python", "-m", "minisweagent"]

    /// The program of Claude Code, which is a part of a package.
    static var claudeCode: String {
        let library = names(in: folder + "/lib").first { $0.hasPrefix("python") } ?? ""
        return "\(folder)/lib/\(library)/site-packages/claude_agent_sdk/_bundled/claude"
    }

    /// Runs an agent to its end, with nothing of the user's around it.
    static func run(_ arguments: [String], in folder: TemporaryFolder, _ variables: [String: String]) throws {
        let program = try RunningProgram(
            arguments,
            environment: variables.merging(
                ["HOME": folder.path(of: "home"), "PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8"]
            ) { own, _ in own },
            in: folder.path(of: "work")
        )
        let output = program.end()
        guard output.status == 0 else {
            throw TestFailure("the agent ended with status \(output.status): \(output.errors)\(output.text)")
        }
    }

    /// The sessions that a file of an agent is read into.
    static func sessions(in path: String) throws -> [Session] {
        var sessions: [Session] = []
        let context = FileContext(name: "x", digest: "0123456789abcdef")
        _ = try TrajectoryReader().read(context, bytes: Array(try read(path).utf8)) { sessions.append($0) }
        return sessions
    }
}
