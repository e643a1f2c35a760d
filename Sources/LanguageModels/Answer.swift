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

/// Why a model stopped.
package enum StopReason: Sendable, Equatable {
    /// It had said what it wanted to say.
    case end
    /// It ran into the limit of tokens: the text is cut off.
    case length
    /// It waits for the results of its tool calls.
    case toolCalls
    /// Another word of the provider's.
    case other(String)

    /// The reason in one word, for records.
    package var word: String {
        switch self {
        case .end: "end"
        case .length: "length"
        case .toolCalls: "tool-calls"
        case .other(let word): word
        }
    }

    init(word: String) {
        switch word {
        case "end": self = .end
        case "length": self = .length
        case "tool-calls": self = .toolCalls
        default: self = .other(word)
        }
    }
}

/// What a call cost, in tokens.
package struct Usage: Sendable, Equatable {
    /// All tokens of the prompt, cached ones included.
    package var prompt: Int
    /// Those of the prompt that the provider had in its cache.
    package var cached: Int
    package var completion: Int
    /// Whether the figures are our estimate, since the provider gave none.
    package var isEstimated: Bool

    package init(prompt: Int, cached: Int = 0, completion: Int, isEstimated: Bool = false) {
        self.prompt = prompt
        self.cached = cached
        self.completion = completion
        self.isEstimated = isEstimated
    }

    package var total: Int { prompt + completion }
}
