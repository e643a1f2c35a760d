internal import Processes

/// A model behind a program that reads the prompt from standard input and writes the answer to standard output.
package struct CommandLineModel: LanguageModel {
    /// `command` and the command line.
    package let identity: String
    /// Always `false`.
    package var canCallTools: Bool { false }

    private let child: ChildProcess

    private static let systemPath = "/usr/local/bin:/usr/bin:/bin"
    /// What a service manager sets for one process: its child must not answer in its name.
    private static let ownVariables = [
        "CREDENTIALS_DIRECTORY", "INVOCATION_ID", "JOURNAL_STREAM", "LISTEN_FDNAMES", "LISTEN_FDS", "LISTEN_PID",
        "LOGS_DIRECTORY", "MAINPID", "MANAGERPID", "NOTIFY_SOCKET", "RUNTIME_DIRECTORY", "STATE_DIRECTORY",
        "SYSTEMD_EXEC_PID", "WATCHDOG_PID", "WATCHDOG_USEC",
    ]

    /// The environment in which a person's shell would start a program.
    ///
    /// A service manager gives a daemon a short `PATH`, so the folders for a user's own programs are added to it.
    ///
    /// - Parameters:
    ///   - variables: The environment of this process.
    ///   - home: The home folder of the user.
    ///   - changes: Variables that the person sets.
    package static func environment(
        from variables: [String: String],
        home: String,
        changes: [String: String] = [:]
    ) -> [String: String] {
        var environment = variables.filter { !ownVariables.contains($0.key) }
        if environment["HOME"]?.isEmpty ?? true { environment["HOME"] = home }
        var folders = (environment["PATH"] ?? "").split(separator: ":").map(String.init)
        for folder in ["\(home)/.local/bin", "\(home)/bin"] + systemPath.split(separator: ":").map(String.init)
        where !folders.contains(folder) {
            folders.append(folder)
        }
        environment["PATH"] = folders.joined(separator: ":")
        return environment.merging(changes) { _, own in own }
    }

    /// Prepares calls; nothing is started yet.
    ///
    /// - Parameters:
    ///   - arguments: The program and its arguments, which no shell interprets.
    ///   - environment: The whole environment of the program, which is looked for in its `PATH`.
    ///   - folder: The working directory.
    ///   - wallClock: The time after which the whole process group is killed.
    ///   - answerLimit: The most bytes of an answer.
    /// - Throws: ``ModelError/badRequest(_:)`` if there is no program.
    package init(
        arguments: [String],
        environment: [String: String] = [:],
        folder: String = "/",
        wallClock: Duration = .seconds(300),
        answerLimit: Int = 1 << 20
    ) throws(ModelError) {
        guard let program = arguments.first, !program.isEmpty else { throw .badRequest("there is no command to run") }
        guard arguments.allSatisfy({ !$0.utf8.contains(0) }) else {
            throw .badRequest("the command contains a zero byte")
        }
        identity = "command \(arguments.joined(separator: " "))"
        child = ChildProcess(
            arguments: arguments,
            environment: environment.merging(["PATH": Self.systemPath]) { given, _ in given },
            folder: folder,
            wallClock: wallClock,
            outputLimit: answerLimit
        )
    }

    /// Runs the program once.
    ///
    /// - Throws: Why there is no usable answer; ``ModelError/cancelled`` if the task is cancelled.
    package func answer(_ call: ModelCall) async throws(ModelError) -> Answer {
        guard call.prompt.tools.isEmpty else { throw .badRequest("a command cannot use tools") }
        let start = ContinuousClock.now
        let end: ChildProcess.Outcome
        do throws(ChildProcess.Failure) {
            end = try await child.run(input: Array(call.prompt.text.utf8))
        } catch {
            throw Self.error(error)
        }
        guard end.status == .exited(0) else {
            let words = end.stderrTail.isEmpty ? "" : ": \(end.stderrTail)"
            throw .unavailable("the command ended with \(end.status)\(words)")
        }
        let text = String(decoding: end.output, as: UTF8.self)
        guard text.utf8.contains(where: { $0 > 0x20 }) else { throw .malformed("the command wrote nothing") }
        let usage = Usage(
            prompt: TokenEstimate(call).prompt,
            completion: TokenEstimate.tokens(in: text),
            isEstimated: true
        )
        return Answer(text: text, usage: usage, duration: start.duration(to: .now))
    }

    private static func error(_ failure: ChildProcess.Failure) -> ModelError {
        switch failure {
        case .cannotStart: .badRequest("\(failure)")
        case .tooLarge: .malformed("\(failure)")
        case .noResources: .unreachable("\(failure)")
        case .timedOut, .tooManyProcesses: .unavailable("\(failure)")
        case .cancelled: .cancelled
        }
    }
}
