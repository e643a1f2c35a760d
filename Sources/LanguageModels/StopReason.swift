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
