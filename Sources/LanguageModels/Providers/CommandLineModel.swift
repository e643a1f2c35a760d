internal import Processes

/// Any program that reads a prompt on its standard input and writes the answer to its standard output.
package struct CommandLineModel: LanguageModel {
    package let identity: String
    package var canCallTools: Bool { false }

    private let child: ChildProcess

    /// - Parameters:
    ///   - arguments: the program and its arguments; no shell comes near them.
    ///   - environment: all that the program gets, beside a `PATH` where this has none.
    ///   - folder: where it runs.
    ///   - wallClock: after that time its whole process group is killed.
    /// Throws ``ModelError/badRequest(_:)`` without a program.
    package init(
        arguments: [String],
        environment: [String: String] = [:],
        folder: String = "/",
        wallClock: Duration = .seconds(300),
        answerLimit: Int = 1 << 20
    ) throws(ModelError) {
        guard let program = arguments.first, !program.isEmpty else { throw .badRequest("there is no command to run") }
        guard arguments.allSatisfy({ !$0.utf8.contains(0) }) else {
            throw .badRequest("the command holds a zero byte")
        }
        identity = "command \(arguments.joined(separator: " "))"
        child = ChildProcess(
            arguments: arguments,
            environment: environment.merging(["PATH": "/usr/local/bin:/usr/bin:/bin"]) { given, _ in given },
            folder: folder,
            wallClock: wallClock,
            outputLimit: answerLimit
        )
    }

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
        case .noResources, .timedOut, .tooManyProcesses: .unavailable("\(failure)")
        case .cancelled: .cancelled
        }
    }
}
