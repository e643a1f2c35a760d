/// What a model is asked: text that many calls share, then the conversation.
///
/// The order is the order on the wire, so that a server's prefix cache (and Anthropic's cache markers) can serve the
/// shared part: put what changes from call to call into ``messages``, never into ``shared``.
package struct Prompt: Sendable, Equatable {
    /// The system message, in parts from the most widely shared to the least.
    package var shared: [String]
    /// The conversation: begins with the user's message.
    package var messages: [Message]
    /// What the model may call.
    package var tools: [Tool]
    /// Whether it may, or has to.
    package var toolChoice: ToolChoice
    /// The form that the answer is to have; `nil` for prose.
    package var schema: AnswerSchema?

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

    /// A conversation of one message.
    package init(shared: [String] = [], _ text: String, schema: AnswerSchema? = nil) {
        self.init(shared: shared, messages: [.user(text)], schema: schema)
    }

    /// The conversation with an answer and what is said to it.
    package func continued(_ more: Message...) -> Prompt {
        var longer = self
        longer.messages += more
        return longer
    }
}
