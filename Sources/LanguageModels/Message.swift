/// One message of a conversation.
package enum Message: Sendable, Equatable {
    /// A message from the user.
    case user(String)
    /// An earlier answer of the model.
    case assistant(String, calls: [ToolCall] = [])
    /// The results of the tool calls in the preceding message.
    case results([ToolResult])
}
