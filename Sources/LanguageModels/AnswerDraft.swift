/// An answer that is still being received.
struct AnswerDraft: Sendable {
    private struct Call {
        var id: String
        var name: String
        var arguments: String
    }

    /// How the answer ended; a refusal is an error and not a ``StopReason``.
    enum Stop: Sendable, Equatable {
        case reason(StopReason)
        case refusal
    }

    var text = ""
    var reasoning = ""
    /// The text with which the model declines to answer.
    var refusal = ""
    /// `nil` until the end has been received.
    var stop: Stop?
    /// `nil` until the server has reported it.
    var usage: Usage?
    private var calls: [Int: Call] = [:]
    /// Bytes of all texts received so far.
    private(set) var byteCount = 0

    mutating func add(text more: String) {
        text += more
        byteCount += more.utf8.count
    }

    mutating func add(reasoning more: String) {
        reasoning += more
        byteCount += more.utf8.count
    }

    mutating func add(refusal more: String) {
        refusal += more
        byteCount += more.utf8.count
    }

    /// Adds a part of the tool call with that index; only the first part has identifier and name.
    mutating func add(toolCall index: Int, id: String?, name: String?, arguments: String) {
        var call = calls[index] ?? Call(id: "", name: "", arguments: "")
        if let id, !id.isEmpty { call.id = id }
        if let name, !name.isEmpty { call.name = name }
        call.arguments += arguments
        byteCount += arguments.utf8.count + (id?.utf8.count ?? 0) + (name?.utf8.count ?? 0)
        calls[index] = call
    }

    /// The complete answer; never an empty one.
    ///
    /// - Throws: ``ModelError/unavailable(_:retryAfter:)`` if the end is missing, ``ModelError/refused(_:)`` if the model
    ///   declined, ``ModelError/malformed(_:)`` if the answer is empty or a tool call has no name.
    func answer() throws(ModelError) -> Answer {
        guard let stop else { throw .unavailable("the answer broke off before its end") }
        guard case .reason(let reason) = stop, refusal.isEmpty else {
            let words = refusal.isEmpty ? text : refusal
            throw .refused(words.isEmpty ? "without a reason" : String(words.prefix(200)))
        }
        let toolCalls = calls.sorted { $0.key < $1.key }.map { index, call in
            ToolCall(id: call.id.isEmpty ? "call-\(index)" : call.id, name: call.name, arguments: call.arguments)
        }
        guard toolCalls.allSatisfy({ !$0.name.isEmpty }) else { throw .malformed("a tool call names no tool") }
        guard text.utf8.contains(where: { $0 > 0x20 }) || !toolCalls.isEmpty else {
            throw .malformed(
                reason == .length ? "the token limit was reached before any text; raise max-tokens" : "it is empty"
            )
        }
        let estimated = Usage(
            prompt: 0,
            completion: TokenEstimate.tokens(in: text) + TokenEstimate.tokens(in: reasoning),
            isEstimated: true
        )
        return Answer(
            text: text,
            toolCalls: toolCalls,
            reasoning: reasoning,
            // Some servers say "stop" beside tool calls.
            stopReason: toolCalls.isEmpty || reason == .length ? reason : .toolCalls,
            usage: usage ?? estimated
        )
    }
}
