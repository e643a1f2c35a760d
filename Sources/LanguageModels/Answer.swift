/// What a model answered.
package struct Answer: Sendable, Equatable {
    /// What it said, reasoning apart where the provider keeps it apart.
    package var text: String
    package var toolCalls: [ToolCall]
    package var reasoning: String
    package var stopReason: StopReason
    package var usage: Usage
    /// From sending the request to the last byte, without waiting for a turn and without earlier tries.
    package var duration: Duration

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

    /// The text after the last `</think>`, where a model's reasoning stands in its text.
    package var conclusion: String {
        guard let marker = text.ranges(of: "</think>").last else { return text }
        return String(text[marker.upperBound...])
    }
}
