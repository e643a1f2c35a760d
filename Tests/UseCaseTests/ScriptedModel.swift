import Composition
import Curation
import Evolution
import Ingestion
import LanguageModels
import Ledger
@testable import Prompting
import Synchronization
import TestSupport
import Trajectories

/// A model without a server: reports what it is told to of the sessions that it is asked about, and counts what it was asked.
final class ScriptedModel: LanguageModel {
    struct State {
        /// What each call was about: `analyse s1`, `theme`.
        var calls: [String] = []
        /// Under what their answers are stored.
        var keys: [String] = []
        /// What is answered about a session; ``ScriptedModel/usual`` for the others.
        var reports: [String: Result<String, ModelError>] = [:]
        var themes: String?
        /// Why questions for themes have no answer; nil if they have.
        var themeFailure: ModelError?
        /// How often a prompt is answered with "not yet" before its answer is there.
        var delays: (@Sendable (RequestKey) -> Int)?
        var asked: [RequestKey: Int] = [:]
    }

    let identity = "scripted"
    let canCallTools = false
    private let state = Mutex(State())

    var calls: [String] { state.withLock { $0.calls } }

    var keys: [String] { state.withLock { $0.keys } }

    func answer(about session: String, _ answer: Result<String, ModelError>?) {
        state.withLock { $0.reports[session] = answer }
    }

    /// Answers every question for themes with a text.
    func answerThemes(_ text: String) { state.withLock { $0.themes = text } }

    /// A role of the model whose calls can be made to fail.
    enum FailingRole { case theme }

    /// From here on the questions of a role fail, or do not fail any more.
    func fail(_ role: FailingRole, _ error: ModelError?) { state.withLock { $0.themeFailure = error } }

    /// From here on an answer is there only after it was asked for a number of times.
    func delay(_ delays: @escaping @Sendable (RequestKey) -> Int) { state.withLock { $0.delays = delays } }

    /// Lessons with the same first three words of their titles say one rule.
    ///
    /// One that hides something is for a person.
    private static let reader = ScriptedThemes { rule in
        rule.contains("keep it quiet") ? "it keeps something from the reader" : ""
    } rules: { text in
        let title =
            text.split(separator: "\n").first { $0.hasPrefix("title: ") }.map { $0.dropFirst(7) }
            ?? text.split(separator: "|").first.map { line in
                // Without the place that a line begins with.
                line.first == "[" ? line.split(separator: "] ").last ?? line : line
            } ?? ""
        return title.contains("(by rule)") ? [] : [title.split(separator: " ").prefix(3).joined(separator: " ")]
    }

    func answer(_ call: ModelCall) async throws(ModelError) -> Answer {
        let text = call.prompt.shared.joined()
        let question = call.prompt.messages.compactMap { if case .user(let text) = $0 { text } else { nil } }.joined()
        let result: Result<String, ModelError> = state.withLock { state in
            state.keys.append("\(call.key)")
            let times = (state.asked[call.key] ?? 0) + 1
            state.asked[call.key] = times
            if let delays = state.delays, times <= delays(call.key) {
                return .failure(.pending("it is asked elsewhere"))
            }
            if let role = ScriptedThemes.role(of: text) {
                let name =
                    switch role {
                    case .topics, .groups: "topics"
                    case .themes: "theme"
                    case .rule: "write"
                    case .check: "check"
                    }
                state.calls.append(name)
                if role == .themes, let failure = state.themeFailure { return .failure(failure) }
                if role == .themes, let themes = state.themes { return .success(themes) }
                return .success(Self.reader.answer(role, to: question))
            }
            if text.contains("You are the editor of a skill") {
                state.calls.append("propose")
                return .success(Self.edits(question))
            }
            let session = question.ranges(of: "Sum up ").first.map { range in
                String(question[range.upperBound...].prefix { $0.isLetter || $0.isNumber })
            }
            state.calls.append("analyse \(session ?? "?")")
            return state.reports[session ?? ""] ?? .success(Self.report(Self.lesson()))
        }
        return Answer(text: try result.get(), usage: Usage(prompt: 100, cached: 40, completion: 10))
    }

    // MARK: Reports

    static func report(_ lessons: String...) -> String { #"{"lessons":[\#(lessons.joined(separator: ","))]}"# }

    /// A lesson whose quote is in ``SampleSession/stale(_:)``.
    static func lesson(
        _ title: String = "refresh the cache before totals are read",
        do action: String = "refresh the cache of the sheet first",
        when: String = "a total is read back",
        quote: String = "StaleValue: cell C7 came back empty",
        suggestion: String = ""
    ) -> String {
        #"{"title":"\#(title)","when":"\#(when)","do":"\#(action)","check":"no total is empty","why":"totals are cached","#
            + #""section":"Sheets","kind":"failure","quotes":[{"step":3,"text":"\#(quote)"}],"cause":"unverified","suggestion":"\#(suggestion)"}"#
    }

    /// An edit for each lesson that a question holds: its rule as a paragraph of a section.
    private static func edits(_ question: String) -> String {
        let lines = question.split(separator: "\n")
        let ids = lines.filter { $0.contains(", support ") }.map { $0.prefix { $0 != " " } }
        let titles = lines.filter { $0.hasPrefix("title: ") }.map { $0.dropFirst(7) }
        let edits = zip(ids, titles).enumerated().map { index, lesson in
            let (id, title) = lesson
            return ###"{"id":"e\###(index)","group":"","file":"SKILL.md","op":"add_section","###
                + ###""target_section":"## Of \###(id)","###
                + ###""target_text":"","old_text":"","after_section":"","content":"\###(title.prefix(1).uppercased())\###(title.dropFirst()).","lessons":["\###(id)"]}"###
        }
        return #"{"reasoning":"so","edits":[\#(edits.joined(separator: ","))],"declined":[]}"#
    }

    // MARK: The fleet

    /// The same callers as the program makes, but that nothing is tried again.
    func work(
        _ ledger: Ledger,
        name: String = "m",
        budget: Budget? = nil,
        isReplay: Bool = false,
        clock: WallClock
    ) -> ModelWork {
        let limit = ConcurrencyLimit(maximum: 4)
        return ModelWork(seed: 7, width: 4, identity: name) { evolution in
            let stored: @Sendable (RequestKey) async -> [UInt8]? = { key in
                // A ledger that cannot be read makes the call anew, which the test would see.
                (try? await ledger.response(of: "\(key)", until: isReplay ? evolution : nil)) ?? nil
            }
            let caller = Caller(
                self,
                limit: limit,
                budget: budget,
                breaker: Breaker(),
                retries: RetryPolicy(maximumAttempts: 1, maximumMalformedAttempts: 1),
                replay: isReplay ? .only(stored) : .preferred(stored),
                meter: { record in
                    if case .replayed = record.outcome { return }
                    // A call that is not written down is made again, which the test would see.
                    try? await ledger.record(ModelCallEntry(record, of: evolution, at: clock.now()))
                }
            )
            return ModelSession(
                caller,
                settings: ModelSettings(name: name, maximumTokens: 2_000),
                name: "scripted/\(name)"
            )
        }
    }
}

extension Workplace {
    /// Drops runs that ended badly, for the skill `sheets`, and takes them in.
    func fail(_ ids: String...) async throws {
        for id in ids {
            try drop(#"{"outcome":"failure"}"#, as: "sheets/\(id).jsonl.trace2skill.json")
            try drop(SampleSession.stale(id).claudeCode, as: "sheets/\(id).jsonl")
        }
        try await ingest()
    }
}
