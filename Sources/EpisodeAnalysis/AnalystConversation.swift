internal import ArtifactProofs
internal import ArtifactProofs
internal import JSON
internal import LanguageModels
internal import Prompting

/// Where a conversation with an analyst stands: what it is asked next, and when it is over. It asks nobody itself.
struct AnalystConversation {
    /// Whether there is something to be proved on artifacts.
    enum Goal: Sendable { case none, open, reached }

    /// A call that somebody has to run.
    struct Request: Sendable {
        /// Its place in the answer.
        let index: Int
        let name: String
        let arguments: JSON
    }

    private(set) var prompt: Prompt
    private(set) var turns = 0
    /// The best report so far.
    private(set) var report: PartialParse<Report>?
    private var turnsLeft: Int
    private var tokensLeft: Int
    private var isOver = false
    /// How often the report was asked for, once the time for reading is over or one came that cannot be used.
    private var calls = 0
    private var goal: Goal
    private var isReminded = false
    /// The answer whose calls are being run, and what came of those that were.
    private var heard: Answer?
    private var results: [ToolResult] = []

    /// - Parameters:
    ///   - turnsLeft: turns for reading; the turn for the report comes on top.
    ///   - tokens: after which no more is read.
    ///   - goal: an open one is reminded of once, when a report comes before it is reached.
    init(prompt: Prompt, turnsLeft: Int, tokens: Int, goal: Goal = .none) {
        self.prompt = prompt
        self.goal = goal
        self.turnsLeft = turnsLeft
        tokensLeft = tokens
        if case .user(let text) = prompt.messages.first { tokensLeft -= TokenEstimate.tokens(in: text) }
    }

    /// The next prompt; nil if the conversation is over: with a report, or after one turn for it and `repairs` more.
    ///
    /// The turn for the report is granted in any case, and in it the model can do nothing else.
    mutating func next(repairs: Int) -> Prompt? {
        guard !isOver else { return nil }
        if turnsLeft > 0, tokensLeft > 0, calls == 0 { return prompt }
        guard calls <= repairs else { return nil }
        calls += 1
        if calls == 1 { say("This is the last turn: call \(EpisodeTools.submit) with what you know by this time.") }
        prompt.toolChoice = .named(EpisodeTools.submit)
        return prompt
    }

    /// Takes an answer in. Whoever runs the tools then takes the calls from ``nextCall(check:)`` one by one.
    mutating func hear(_ answer: Answer, limit: Int, check: QuoteCheck) {
        turns += 1
        turnsLeft -= 1
        tokensLeft -= answer.usage.completion
        guard answer.stopReason != .length else {
            // A cut call cannot be answered; what was said is left out, so that the next turn begins clean.
            return say("Your answer was cut off at the limit of \(limit) tokens. Be shorter.")
        }
        guard !answer.toolCalls.isEmpty else { return hear(text: answer, check) }
        heard = answer
        results = []
    }

    /// The next call that somebody has to run and answer with ``take(_:isProof:)``; nil if there is none left.
    ///
    /// Calls are taken in their order, so that a report is judged by what was proved before it; after a report that is
    /// taken nothing is run.
    mutating func nextCall(check: QuoteCheck) -> Request? {
        while let answer = heard, !isOver, results.count < answer.toolCalls.count {
            let call = answer.toolCalls[results.count]
            do throws(JSONError) {
                let arguments = try call.parsedArguments()
                guard call.name == EpisodeTools.submit else {
                    return Request(index: results.count, name: call.name, arguments: arguments)
                }
                let faults = take([arguments], check)
                let text = faults.isEmpty ? "taken" : "not taken: " + faults.joined(separator: "; ")
                take((text, !faults.isEmpty))
            } catch {
                take(("the arguments are no JSON: \(error)", true))
            }
        }
        guard let answer = heard else { return nil }
        heard = nil
        if !isOver {
            prompt = prompt.continued(.assistant(answer.conclusion, calls: answer.toolCalls), .results(results))
        }
        return nil
    }

    /// Takes in what came of the call that was asked for last.
    mutating func take(_ result: (text: String, isError: Bool), isProof: Bool = false) {
        guard let answer = heard, results.count < answer.toolCalls.count else { return }
        tokensLeft -= TokenEstimate.tokens(in: result.text)
        results.append(
            ToolResult(id: answer.toolCalls[results.count].id, text: result.text, isError: result.isError)
        )
        if isProof, goal != .none { goal = .reached }
    }

    /// An answer without a call may hold the report itself; else the model is told how to go on.
    private mutating func hear(text answer: Answer, _ check: QuoteCheck) {
        var faults = ["go on with the tools, or call \(EpisodeTools.submit)"]
        // An answer that holds no JSON of a report is talk, and the model is told so.
        if let payloads = try? JSONPayloads.find(in: answer.text), payloads.contains(where: { $0.has("lessons") }) {
            faults = take(Payloads.distinct(payloads), check)
        }
        guard !isOver else { return }
        prompt = prompt.continued(
            .assistant(Payloads.spoken(answer)),
            .user("That is no report yet: \(faults.joined(separator: "; ")).")
        )
    }

    /// Keeps a report if it is the best so far; what is wrong with it.
    private mutating func take(_ payloads: [JSON], _ check: QuoteCheck) -> [String] {
        let reading: PartialParse<Report>
        do throws(UnreadableAnswer) {
            reading = try Report.read(payloads).checked(by: check)
        } catch {
            calls = max(calls, 1)
            return [error.description]
        }
        let faults = reading.complaints + reading.remarks
        if report.map({ faults.count <= $0.complaints.count + $0.remarks.count }) ?? true { report = reading }
        // The report is kept in any case: what cannot be proved is not lost.
        if let reminder = remind() { return faults + [reminder] }
        isOver = faults.isEmpty
        // From here on the report is being put right: each further turn is a repair.
        if !isOver { calls = max(calls, 1) }
        return faults
    }

    /// What is said once to a model that reports before it has proved anything and could still go on.
    private mutating func remind() -> String? {
        guard goal == .open, !isReminded, turnsLeft > 0, tokensLeft > 0, calls == 0 else { return nil }
        isReminded = true
        return
            "nothing is proved yet and there are \(turnsLeft) turns left; take the suspected cause away in the copy, "
            + "call \(ArtifactWorkspace.checkTool), and go on until it passes. If you cannot, submit the report again as it is"
    }

    private mutating func say(_ text: String) {
        // Two messages of the user in a row are one.
        guard case .user(let before) = prompt.messages.last else { return prompt = prompt.continued(.user(text)) }
        prompt.messages[prompt.messages.count - 1] = .user(before + "\n\n" + text)
    }
}
