package import JSON

/// A model's call of a tool.
package struct ToolCall: Sendable, Equatable {
    /// The provider's identifier of this call, which the result repeats.
    package let id: String
    /// The name of the tool.
    package let name: String
    /// The arguments as the model wrote them: meant to be a JSON object, but not always valid.
    package let arguments: String

    /// Creates a call.
    package init(id: String, name: String, arguments: String) {
        self.id = id
        self.name = name
        self.arguments = arguments
    }

    /// The parsed arguments; an empty object if there are none.
    ///
    /// - Throws: The parser's error, in words that can be sent to the model.
    package func parsedArguments() throws(JSONError) -> JSON {
        try JSON(parsing: Array(arguments.utf8.contains { $0 > 0x20 } ? arguments.utf8 : "{}".utf8))
    }
}

/// The result of a tool call, for the model.
package struct ToolResult: Sendable, Equatable {
    /// The ``ToolCall/id`` of the call.
    package let id: String
    /// The tool's output or its error message.
    package let text: String
    /// Whether the call failed.
    package let isError: Bool

    /// Creates a result.
    package init(id: String, text: String, isError: Bool = false) {
        self.id = id
        self.text = text
        self.isError = isError
    }
}
