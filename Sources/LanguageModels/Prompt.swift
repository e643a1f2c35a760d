/// A prompt: text that many calls share, then the conversation.
///
/// This is also the order in the request, so that a server's prefix cache (and Anthropic's cache markers) covers the
/// shared part: text that changes from call to call belongs in ``messages``, never in ``shared``.
package struct Prompt: Sendable, Equatable {
    /// The system message, in parts from the most widely shared to the least.
    package var shared: [String]
    /// The conversation; its first message is the user's.
    package var messages: [Message]
    /// The tools that the model may call.
    package var tools: [Tool]
    /// Whether the model may or must call a tool.
    package var toolChoice: ToolChoice
    /// The schema that the answer has to fit; `nil` for prose.
    package var schema: AnswerSchema?

    /// A prompt with a conversation of any length.
    package init(
        shared: [String] = [],
        messages: [Message],
        tools: [Tool] = [],
        toolChoice: ToolChoice = .automatic,
        schema: AnswerSchema? = nil
    ) {
        self.shared = shared
        self.messages = messages
        self.tools = tools
        self.toolChoice = toolChoice
        self.schema = schema
    }

    /// A prompt with a conversation of one message.
    package init(shared: [String] = [], _ text: String, schema: AnswerSchema? = nil) {
        self.init(shared: shared, messages: [.user(text)], schema: schema)
    }

    /// A copy whose conversation continues with further messages.
    package func continued(_ messages: Message...) -> Prompt {
        var prompt = self
        prompt.messages += messages
        return prompt
    }
}
