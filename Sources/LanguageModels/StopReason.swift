/// Why a model stopped.
package enum StopReason: Sendable, Equatable {
    /// The answer is complete.
    case end
    /// The token limit was reached: the text is cut off.
    case length
    /// The model waits for the results of its tool calls.
    case toolCalls
    /// Another reason, in the provider's own term.
    case other(String)

    /// The reason as a code for records.
    var code: String {
        switch self {
        case .end: "end"
        case .length: "length"
        case .toolCalls: "tool-calls"
        case .other(let code): code
        }
    }

    /// The reason that ``code`` wrote.
    init(code: String) {
        switch code {
        case "end": self = .end
        case "length": self = .length
        case "tool-calls": self = .toolCalls
        default: self = .other(code)
        }
    }
}
