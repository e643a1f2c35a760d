@testable import ArtifactProofs
@testable import EpisodeAnalysis
import FoundationEssentials
import LanguageModels
import Processes
@testable import Prompting
import Testing
import Trajectories

/// What an agent left behind and the check that judges it, in a folder of one test that is removed with it.
final class Leftovers: Sendable {
    /// Everything of the test is below.
    let root: String
    var files: String { "\(root)/left" }
    var answers: String { "\(root)/check" }
    /// Where private copies are made.
    var scratch: String { "\(root)/scratch" }

    init(_ given: [String: String] = [:], answers own: [String: String] = [:]) throws {
        root = FileManager.default.temporaryDirectory.path() + "artifact-tests-\(UUID().uuidString)"
        for folder in [files, answers, scratch] {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        }
        for (path, text) in given { try write(Array(text.utf8), to: "left/\(path)") }
        for (path, text) in own { try write(Array(text.utf8), to: "check/\(path)") }
    }

    deinit {
        // What is left in the temporary directory does no harm.
        try? FileManager.default.removeItem(atPath: root)
    }

    func write(_ bytes: [UInt8], to path: String) throws {
        let place = URL(filePath: "\(root)/\(path)", directoryHint: .notDirectory)
        try FileManager.default.createDirectory(
            at: place.deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        try Data(bytes).write(to: place)
    }

    /// Every path below a folder with its content.
    func content(of folder: String) throws -> [String: String] {
        var content: [String: String] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: folder) {
            let bytes = FileManager.default.contents(atPath: "\(folder)/\(path)") ?? Data()
            content[path] = String(decoding: bytes, as: UTF8.self)
        }
        return content
    }

    /// The failed run, with these files.
    func subject(
        check command: String? = nil,
        ownFiles: Bool = true,
        outcome: Outcome.Label = .failure,
        redact: @escaping @Sendable (String) -> String = { $0 }
    ) -> AnalysisInput {
        let plain = EpisodeAnalysisTests.subject(outcome: outcome)
        let check = command.map { Artifacts.Check(command: $0, folder: ownFiles ? answers : nil) }
        return AnalysisInput(
            plain.episode,
            record: plain.record,
            skill: plain.skill,
            base: plain.base,
            artifacts: Artifacts(folder: files, check: check, redact: redact)
        )
    }

    func options(
        turns: Int = 20,
        commandTime: Duration = .seconds(60),
        conversationTokens: Int = 60_000
    ) -> ErrorAnalyst.Options {
        ErrorAnalyst.Options(
            turns: turns,
            conversationTokens: conversationTokens,
            commandTime: commandTime,
            scratch: scratch
        )
    }
}

/// A script that adds instead of multiplying, and the check that finds it out without a file for the answer.
func brokenScript() throws -> Leftovers {
    try Leftovers(
        ["area.sh": "echo $(($1 + $2))\n", "notes.txt": "width and height\n"],
        answers: ["expected.txt": "the area is 42\n"]
    )
}

let areaCheck = #"test "the area is $(sh area.sh 6 7)" = "$(cat /check/expected.txt)""#
/// The smallest change that makes ``areaCheck`` pass.
let areaFix = ("run_command", #"{"command":"sed -i 's/+/*/' area.sh"}"#)

/// A model that makes these calls turn by turn, then submits `ending`; pure, so that the same prompts get the same answers.
struct Scripted: LanguageModel {
    var identity = "scripted"
    var canCallTools: Bool { true }
    var turns: [[(name: String, arguments: String)]]
    var ending = report(reported())
    var asked = Notes<Prompt>()

    func answer(_ call: ModelCall) async throws(ModelError) -> Answer {
        asked.add(call.prompt)
        let turn = call.prompt.messages.count { if case .assistant = $0 { true } else { false } }
        var calls = turn < turns.count ? turns[turn] : [("submit_report", ending)]
        if case .named = call.prompt.toolChoice { calls = [("submit_report", ending)] }
        let made = calls.enumerated().map {
            LanguageModels.ToolCall(id: "c\(turn)-\($0)", name: $1.name, arguments: $1.arguments)
        }
        return Answer(
            text: "",
            toolCalls: made,
            stopReason: .toolCalls,
            usage: Usage(prompt: 10, completion: 5)
        )
    }

    /// The role that this model plays.
    func role(memory: ToolMemory? = nil, replay: Caller.Replay = .off, meter: @escaping Caller.Meter = { _ in })
        -> ModelSession
    {
        let caller = Caller(
            self,
            limit: ConcurrencyLimit(maximum: 8),
            retries: RetryPolicy(maximumAttempts: 1, maximumMalformedAttempts: 1),
            replay: replay,
            meter: meter
        )
        return ModelSession(caller, settings: settings, name: "test/m", memory: memory)
    }

    /// What the model was told of its calls, in their order.
    var told: [String] {
        guard let last = asked.all.last else { return [] }
        return last.messages.flatMap { message in
            if case .results(let results) = message { results.map(\.text) } else { [String]() }
        }
    }

    /// The first message of the user.
    var briefing: String {
        guard case .user(let text) = asked.all.first?.messages.first else { return "" }
        return text
    }

    var toolNames: [String] { asked.all.first?.tools.map(\.name) ?? [] }
}

/// Analyses with a script, one turn more than it has, and gives the analysis and what the model was told.
func analyse(
    _ subject: AnalysisInput,
    _ options: ErrorAnalyst.Options,
    ending: String = report(reported(cause: "verified")),
    _ turns: [(String, String)]...
) async throws -> (analysis: Analysis, model: Scripted) {
    let model = Scripted(turns: turns.map { $0.map { (name: $0.0, arguments: $0.1) } }, ending: ending)
    let analysis = try await ErrorAnalyst(model.role(), seed: seed, options: options).analyse(subject)
    return (analysis, model)
}

/// Arguments of one member.
func argument(_ name: String, _ value: String) -> String { "{\(quoted(name)):\(quoted(value))}" }

func running(_ command: String) -> (String, String) { ("run_command", argument("command", command)) }

func writing(_ content: String, to path: String) -> (String, String) {
    ("write_artifact", "{\"path\":\(quoted(path)),\"content\":\(quoted(content))}")
}

let checking = ("run_check", "{}")

/// Why the tests of the sandbox are not run here.
let noSandbox: Comment = "bubblewrap can make no sandbox on this machine"
