internal import ArtifactProofs
internal import JSON
internal import LanguageModels
internal import Prompting

/// The state of a conversation with an analyst: the next prompt, and when it is over. It makes no calls itself.
struct AnalystConversation {
    /// Whether there is a cause to be proved on artifacts.
    enum Goal: Sendable { case none, open, reached }

    /// A tool call that the owner of the conversation has to run.
    struct Request: Sendable {
        /// The index of the call in the answer.
        let index: Int
        let name: String
        let arguments: JSON
    }

    /// How many answers in a row without a tool call or a report show that the model cannot use tools.
    static let mostSilentTurns = 3

    private(set) var prompt: Prompt
    private(set) var turns = 0
    /// The best report so far.
    private(set) var report: PartialParse<[ReportedLesson]>?
    private var turnsLeft: Int
    private var tokensLeft: Int
    private var isOver = false
    /// How often the report was asked for, after the turns for reading or after a report that cannot be used.
    private var reportRequests = 0
    /// How many answers in a row had neither a tool call nor a report.
    private var silentTurns = 0
    private var goal: Goal
    private var isReminded = false
    /// The answer whose tool calls are being run, and the results so far.
    private var pendingAnswer: Answer?
    private var results: [ToolResult] = []

    /// Starts a conversation.
    ///
    /// - Parameters:
    ///   - turnsLeft: The turns for reading; the turn for the report is added to them.
    ///   - tokens: The tokens after which the report is asked for.
    ///   - goal: If it is open, the model is reminded of it once when it reports too early.
    init(prompt: Prompt, turnsLeft: Int, tokens: Int, goal: Goal = .none) {
        self.prompt = prompt
        self.goal = goal
        self.turnsLeft = turnsLeft
        tokensLeft = tokens
        if case .user(let text) = prompt.messages.first { tokensLeft -= TokenEstimate.tokens(in: text) }
    }

    /// Whether the conversation has ended because the model calls no tool.
    var isSilent: Bool { silentTurns >= Self.mostSilentTurns }

    /// The next prompt; `nil` if the conversation is over: with a report, after one turn for it and `repairs` more, or
    /// with a model that calls no tool.
    ///
    /// The turn for the report is granted in any case, and in it the model can only report.
    mutating func next(repairs: Int) -> Prompt? {
        guard !isOver, !isSilent else { return nil }
        if turnsLeft > 0, tokensLeft > 0, reportRequests == 0 { return prompt }
        guard reportRequests <= repairs else { return nil }
        reportRequests += 1
        if reportRequests == 1 {
            say("This is the last turn: call \(EpisodeTools.submit) with what you know by this time.")
        }
        prompt.toolChoice = .named(EpisodeTools.submit)
        return prompt
    }

    /// Adds an answer. Its tool calls are then returned by ``nextCall(check:)`` one by one.
    mutating func receive(_ answer: Answer, limit: Int, check: QuoteCheck) {
        turns += 1
        turnsLeft -= 1
        tokensLeft -= answer.usage.completion
        silentTurns = answer.toolCalls.isEmpty || answer.stopReason == .length ? silentTurns + 1 : 0
        guard answer.stopReason != .length else {
            // A truncated tool call cannot be answered, so the answer is not part of the conversation.
            return say("Your answer was cut off at the limit of \(limit) tokens. Be shorter.")
        }
        guard !answer.toolCalls.isEmpty else { return receive(text: answer, check) }
        pendingAnswer = answer
        results = []
    }

    /// The next tool call to be run and answered with ``receive(_:isProof:)``; `nil` if there is none left.
    ///
    /// Calls are run in their order, so that a report is judged by what was proved before it. After an accepted report,
    /// no call is run.
    mutating func nextCall(check: QuoteCheck) -> Request? {
        while let answer = pendingAnswer, !isOver, results.count < answer.toolCalls.count {
            let call = answer.toolCalls[results.count]
            do throws(JSONError) {
                let arguments = try call.parsedArguments()
                guard call.name == EpisodeTools.submit else {
                    return Request(index: results.count, name: call.name, arguments: arguments)
                }
                let defects = accept([arguments], check)
                let text = defects.isEmpty ? "taken" : "not taken: " + defects.joined(separator: "; ")
                receive((text, !defects.isEmpty))
            } catch {
                receive(("the arguments are no JSON: \(error)", true))  // words: allow
            }
        }
        guard let answer = pendingAnswer else { return nil }
        pendingAnswer = nil
        if !isOver {
            prompt = prompt.continued(.assistant(answer.conclusion, calls: answer.toolCalls), .results(results))
        }
        return nil
    }

    /// Adds the result of the tool call that ``nextCall(check:)`` returned last.
    mutating func receive(_ result: (text: String, isError: Bool), isProof: Bool = false) {
        guard let answer = pendingAnswer, results.count < answer.toolCalls.count else { return }
        tokensLeft -= TokenEstimate.tokens(in: result.text)
        results.append(
            ToolResult(id: answer.toolCalls[results.count].id, text: result.text, isError: result.isError)
        )
        if isProof, goal != .none { goal = .reached }
    }

    /// Adds an answer without tool calls: it may contain the report itself; otherwise the model is told how to go on.
    private mutating func receive(text answer: Answer, _ check: QuoteCheck) {
        var defects = ["go on with the tools, or call \(EpisodeTools.submit)"]
        // An answer without readable JSON is prose, and the model is told so.
        if let payloads = try? JSONPayloads.find(in: answer.text), payloads.contains(where: { $0.has("lessons") }) {
            defects = accept(AnswerJSON.distinct(payloads), check)
            silentTurns = 0
        }
        guard !isOver else { return }
        prompt = prompt.continued(
            .assistant(AnswerJSON.conclusion(of: answer)),
            .user("That is no report yet: \(defects.joined(separator: "; ")).")  // words: allow
        )
    }

    /// Keeps a report if it is the best so far.
    ///
    /// - Returns: What is wrong with it, for the model.
    private mutating func accept(_ payloads: [JSON], _ check: QuoteCheck) -> [String] {
        let parsed: PartialParse<[ReportedLesson]>
        do throws(UnreadableAnswer) {
            parsed = try Report.parse(payloads, checkedBy: check)
        } catch {
            reportRequests = max(reportRequests, 1)
            return [error.description]
        }
        let defects = parsed.defects
        if report.map({ defects.count <= $0.defects.count }) ?? true { report = parsed }
        // The report is kept in any case: a cause that cannot be proved is reported as not verified.
        if let reminder = reminder() { return defects + [reminder] }
        isOver = defects.isEmpty
        // Every turn after this one is a repair of the report.
        if !isOver { reportRequests = max(reportRequests, 1) }
        return defects
    }

    /// The reminder, given once, for a model that reports before it has proved anything and could still go on.
    private mutating func reminder() -> String? {
        guard goal == .open, !isReminded, turnsLeft > 0, tokensLeft > 0, reportRequests == 0 else { return nil }
        isReminded = true
        return
            "nothing is proved yet and there are \(turnsLeft) turns left; take the suspected cause away in the copy, "
            + "call \(ArtifactWorkspace.checkTool), and go on until it passes. If you cannot, submit the report again as it is"
    }

    private mutating func say(_ text: String) {
        // Providers reject two user messages in a row, so they are joined.
        guard case .user(let before) = prompt.messages.last else { return prompt = prompt.continued(.user(text)) }
        prompt.messages[prompt.messages.count - 1] = .user(before + "\n\n" + text)
    }
}
