/// One message of a conversation.
package enum Message: Sendable, Equatable {
    case user(String)
    /// What the model said before.
    case assistant(String, calls: [ToolCall] = [])
    /// What came of the calls of the message before.
    case results([ToolResult])
}
