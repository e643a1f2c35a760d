internal import JSON
internal import LanguageModels

/// Where a conversation with an analyst stands: what it is asked next, and when it is over. It asks nobody itself.
struct AnalystConversation {
    private(set) var prompt: Prompt
    private(set) var turns = 0
    /// The best report so far.
    private(set) var report: Reading<Report>?
    private var turnsLeft: Int
    private var tokensLeft: Int
    private var isOver = false
    /// How often the report was asked for, once the time for reading is over or one came that cannot be used.
    private var calls = 0

    /// - Parameters:
    ///   - turnsLeft: turns for reading; the turn for the report comes on top.
    ///   - tokens: after which no more is read.
    init(prompt: Prompt, turnsLeft: Int, tokens: Int) {
        self.prompt = prompt
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

    /// Takes an answer in: runs the tools that it calls, keeps the report, and says what is wrong with it.
    mutating func hear(
        _ answer: Answer,
        limit: Int,
        check: QuoteCheck,
        run: (String, JSON) -> (text: String, isError: Bool)
    ) {
        turns += 1
        turnsLeft -= 1
        tokensLeft -= answer.usage.completion
        guard answer.stopReason != .length else {
            // A cut call cannot be answered; what was said is left out, so that the next turn begins clean.
            return say("Your answer was cut off at the limit of \(limit) tokens. Be shorter.")
        }
        guard !answer.toolCalls.isEmpty else { return hear(text: answer, check) }
        var results: [ToolResult] = []
        for call in answer.toolCalls {
            let (text, isError) = result(of: call, check, run)
            tokensLeft -= TokenEstimate.tokens(in: text)
            results.append(ToolResult(id: call.id, text: text, isError: isError))
        }
        guard !isOver else { return }
        prompt = prompt.continued(.assistant(answer.conclusion, calls: answer.toolCalls), .results(results))
    }

    private mutating func result(
        of call: ToolCall,
        _ check: QuoteCheck,
        _ run: (String, JSON) -> (text: String, isError: Bool)
    ) -> (String, Bool) {
        let arguments: JSON
        do throws(JSONError) {
            arguments = try call.readArguments()
        } catch {
            return ("the arguments are no JSON: \(error)", true)
        }
        guard call.name == EpisodeTools.submit else { return run(call.name, arguments) }
        let faults = take([arguments], check)
        return (faults.isEmpty ? "taken" : "not taken: " + faults.joined(separator: "; "), !faults.isEmpty)
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
        let reading: Reading<Report>
        do throws(UnreadableAnswer) {
            reading = try Report.read(payloads).checked(by: check)
        } catch {
            calls = max(calls, 1)
            return [error.description]
        }
        let faults = reading.complaints + reading.remarks
        if report.map({ faults.count <= $0.complaints.count + $0.remarks.count }) ?? true { report = reading }
        isOver = faults.isEmpty
        // From here on the report is being put right: each further turn is a repair.
        if !isOver { calls = max(calls, 1) }
        return faults
    }

    private mutating func say(_ text: String) {
        // Two messages of the user in a row are one.
        guard case .user(let before) = prompt.messages.last else { return prompt = prompt.continued(.user(text)) }
        prompt.messages[prompt.messages.count - 1] = .user(before + "\n\n" + text)
    }
}
