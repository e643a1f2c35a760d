@testable import EpisodeAnalysis
import Foundations
import HTTP
import LanguageModels
import Lessons
import Mining
@testable import Prompting
import Skills
import Synchronization
import TestSupport
import Trajectories

let seed: UInt64 = 20_260_325

/// One step with a shell call.
func bash(
    _ number: Int,
    _ command: String,
    _ output: String,
    _ status: Observation.Status = .ok,
    said text: String = ""
) -> Step {
    let observation = Observation(text: output, status: status, exitCode: status == .error ? 1 : 0)
    let arguments = [Trajectories.ToolCall.Argument(name: "command", value: command)]
    let call = Trajectories.ToolCall(tool: "bash", arguments: arguments, observation: observation)
    return Step(number: number, source: .agent, text: text, calls: [call])
}

/// A run that reads a formula's value too early, then finds out.
let spreadsheet = Episode(
    index: 0,
    task: "Fill column C of the sheet with the sums",
    steps: [
        Step(number: 1, source: .user, text: "Fill column C of the sheet with the sums"),
        bash(2, "python fill.py input.xlsx", "saved 40 rows"),
        bash(3, "python check.py input.xlsx", "AssertionError: ws['C2'].value returned None", .error),
        bash(4, "python recalc.py input.xlsx && python check.py input.xlsx", "all  40 values\nare there"),
        Step(number: 5, source: .agent, text: "The sums are filled in and were read back."),
    ]
)

func subject(
    _ episode: Episode = spreadsheet,
    session: String = "s1",
    outcome: Outcome.Label = .failure,
    task: String = "t1",
    route: String? = nil,
    base: Skill? = nil
) -> AnalysisInput {
    let record = AnalysedEpisode(
        session: Session.ID(session),
        trajectory: String(repeating: "a", count: 64),
        episode: episode.index,
        task: task,
        source: "1000:agent:sheets",
        format: "atif",
        workspace: "sheets",
        route: route,
        outcome: outcome,
        findings: EmbeddedAnalyst().findings(in: episode),
        traits: [],
        sketch: ""
    )
    return AnalysisInput(episode, record: record, skill: "xlsx", base: base)
}

/// A report's lesson whose quotes are in ``spreadsheet``.
func reported(
    do action: String = "run `python recalc.py` on the file before any value is read back",
    quotes: [(Int, String)] = [(3, "ws['C2'].value returned None")],
    cause: String = "unverified",
    title: String = "recalculate before reading values back"
) -> String {
    let cited = quotes.map { #"{"step":\#($0.0),"text":\#(quoted($0.1))}"# }.joined(separator: ",")
    return
        #"{"title":\#(quoted(title)),"when":"a formula was written and its value is needed","do":\#(quoted(action)),"#
        + #""check":"no value is None","why":"formulas have no cached value until something computes them","#
        + #""section":"Formulas","kind":"failure","quotes":[\#(cited)],"cause":"\#(cause)","suggestion":""}"#
}

func report(_ lessons: String...) -> String { #"{"lessons":[\#(lessons.joined(separator: ","))]}"# }

func lesson(
    _ title: String,
    when: String = "a value is needed",
    do action: String? = nil,
    skill: String = "xlsx",
    section: String = "Formulas",
    sessions: [String] = ["s1"],
    id: String? = nil
) -> Lesson {
    Lesson(
        id: Lesson.ID(id ?? "\(skill)-\(FNV1a(title + when + (action ?? "")).shortDigits)"),
        kind: .failure,
        skill: skill,
        section: section,
        title: title,
        when: when,
        action: action ?? title,
        check: "it is there",
        why: "it was not",
        evidence: sessions.map {
            Lesson.Evidence(
                session: Session.ID($0),
                trajectory: "t-\($0)",
                quotes: [Lesson.Quote(step: 3, text: "quote of \($0)")]
            )
        },
        support: Lesson.Support(of: sessions.map { voice($0) }, pool: 9),
        fingerprint: title,
        analyst: "test"
    )
}

func voice(_ session: String, task: String? = nil, sketch: String = "") -> SupportingSession {
    SupportingSession(session: Session.ID(session), task: task ?? "task of \(session)", source: "one", sketch: sketch)
}

func draft(_ title: String, do action: String? = nil, sessions: [String] = ["s1"], skill: String = "xlsx")
    -> LessonDraft
{
    LessonDraft(
        lesson(title, do: action, skill: skill, sessions: sessions),
        sessions: sessions.map { voice($0) }
    )
}

func skill(_ body: String, references: [String: String] = [:]) throws -> Skill {
    var skill = try Skill(name: Skill.Name("xlsx"), description: "Use for spreadsheets and formulas", body: body)
    for (name, text) in references { skill = try skill.with(Array(text.utf8), at: "references/\(name).md") }
    return skill
}

func quoted(_ text: String) -> String {
    let escaped = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    return "\"\(escaped)\""
}

let settings = ModelSettings(name: "m", maximumTokens: 4_000)

/// A role over a scripted server, for the time of `body`.
func withRole(
    repairs: Int = 2,
    records: Notes<CallRecord> = Notes(),
    _ script: @escaping ModelServer.Script,
    _ body: (ModelSession, ModelServer) async throws -> Void
) async throws {
    try await ModelServer.run(script) { server in
        let client = try Client()
        let result: Result<Void, any Error>
        do {
            let model = try ChatCompletions(base: Address(server.address + "/v1"), client: client, key: nil)
            let caller = Caller(
                model,
                limit: ConcurrencyLimit(maximum: 8),
                retries: RetryPolicy(maximumAttempts: 1, maximumMalformedAttempts: 1),
                meter: { records.add($0) }
            )
            let role = ModelSession(caller, settings: settings, name: "test/m", repairs: repairs)
            result = .success(try await body(role, server))
        } catch {
            result = .failure(error)
        }
        await client.shutDown()
        try result.get()
    }
}

/// A model without a server, for replays and for what cannot call tools.
struct ClosureModel: LanguageModel {
    var identity = "closure"
    var canCallTools = false
    let script: @Sendable (ModelCall) throws(ModelError) -> Answer

    func answer(_ call: ModelCall) async throws(ModelError) -> Answer { try script(call) }
}

func role(repairs: Int = 2, _ script: @escaping @Sendable (ModelCall) throws(ModelError) -> Answer) -> ModelSession {
    let caller = Caller(
        ClosureModel(script: script),
        limit: ConcurrencyLimit(maximum: 8),
        retries: RetryPolicy(maximumAttempts: 1, maximumMalformedAttempts: 1)
    )
    return ModelSession(caller, settings: settings, name: "test/m", repairs: repairs)
}

func answered(_ text: String) -> Answer { Answer(text: text, usage: Usage(prompt: 10, completion: 5)) }

extension ModelCall {
    /// The last thing that the user said.
    var question: String {
        for message in prompt.messages.reversed() { if case .user(let text) = message { return text } }
        return ""
    }
}

/// Counts what happens on other threads.
final class Notes<Note: Sendable>: Sendable {
    private let state = Mutex([Note]())
    var all: [Note] { state.withLock { $0 } }
    func add(_ note: Note) { state.withLock { $0.append(note) } }
}

/// A generator that gives the same numbers for the same seed on every machine.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
