/// One answer of a model.
package struct Answer: Sendable, Equatable {
    /// The text, without the reasoning if the provider returns that separately.
    package var text: String
    /// The tool calls, in the order of the answer.
    package var toolCalls: [ToolCall]
    /// The reasoning, if the provider returns it separately; otherwise empty.
    package var reasoning: String
    /// Why the model stopped.
    package var stopReason: StopReason
    /// Tokens of prompt and answer.
    package var usage: Usage
    /// Time from sending the request to its last byte, without time in a queue and without earlier attempts.
    package var duration: Duration

    /// Creates an answer; a provider fills in every property that its server reports.
    package init(
        text: String,
        toolCalls: [ToolCall] = [],
        reasoning: String = "",
        stopReason: StopReason = .end,
        usage: Usage,
        duration: Duration = .zero
    ) {
        self.text = text
        self.toolCalls = toolCalls
        self.reasoning = reasoning
        self.stopReason = stopReason
        self.usage = usage
        self.duration = duration
    }

    /// The text without reasoning that the model wrote into it: everything after the last `</think>`.
    package var conclusion: String {
        guard let marker = text.ranges(of: "</think>").last else { return text }
        return String(text[marker.upperBound...])
    }

    /// The answer with an estimate of the prompt's tokens if the provider reported no usage.
    func estimatingPrompt(of call: ModelCall) -> Answer {
        guard usage.isEstimated, usage.prompt == 0 else { return self }
        var answer = self
        answer.usage.prompt = TokenEstimate(call).prompt
        return answer
    }
}
