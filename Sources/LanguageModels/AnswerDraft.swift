/// An answer that is coming in.
struct AnswerDraft: Sendable {
    private struct Call {
        var id: String
        var name: String
        var arguments: String
    }

    /// Refused is no reason to stop that an ``Answer`` could have.
    enum Stop: Sendable, Equatable {
        case reason(StopReason)
        case refusal
    }

    var text = ""
    var reasoning = ""
    /// What the model says when it declines.
    var refusal = ""
    var stop: Stop?
    var usage: Usage?
    private var calls: [Int: Call] = [:]
    /// Bytes of all texts.
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

    /// A piece of the call with that index; identity and name come with the first piece.
    mutating func add(call index: Int, id: String?, name: String?, arguments: String) {
        var call = calls[index] ?? Call(id: "", name: "", arguments: "")
        if let id, !id.isEmpty { call.id = id }
        if let name, !name.isEmpty { call.name = name }
        call.arguments += arguments
        byteCount += arguments.utf8.count + (id?.utf8.count ?? 0) + (name?.utf8.count ?? 0)
        calls[index] = call
    }

    /// Throws ``ModelError/unavailable(_:retryAfter:)`` if it broke off, ``ModelError/refused(_:)``, and
    /// ``ModelError/malformed(_:)`` if there is nothing in it: an empty answer is never handed on.
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
                reason == .length ? "the limit of tokens was reached before a word of it" : "it is empty"
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
