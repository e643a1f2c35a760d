@testable import EpisodeAnalysis
import LanguageModels
import MethodTestSupport
@testable import Prompting
import TestSupport

/// A model that makes these calls turn by turn, then submits `ending`; pure, so that the same prompts get the same answers.
struct Scripted: LanguageModel {
    var identity = "scripted"
    var canCallTools: Bool { true }
    var turns: [[(name: String, arguments: String)]]
    var ending = report(reported())
    var asked = Recorder<Prompt>()

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
