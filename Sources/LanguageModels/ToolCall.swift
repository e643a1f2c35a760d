package import JSON

/// A model's wish to have a tool used.
package struct ToolCall: Sendable, Equatable {
    /// The provider's name for this call: the result repeats it.
    package let id: String
    package let name: String
    /// JSON text as the model wrote it, so not always JSON.
    package let arguments: String

    package init(id: String, name: String, arguments: String) {
        self.id = id
        self.name = name
        self.arguments = arguments
    }

    /// The arguments; of none, an empty object. Throws the reader's complaint, which the model can be told.
    package func readArguments() throws(JSONError) -> JSON {
        try JSON(parsing: Array(arguments.utf8.contains { $0 > 0x20 } ? arguments.utf8 : "{}".utf8))
    }
}

/// What came of a call, for the model to read.
package struct ToolResult: Sendable, Equatable {
    package let id: String
    package let text: String
    package let isError: Bool

    package init(id: String, text: String, isError: Bool = false) {
        self.id = id
        self.text = text
        self.isError = isError
    }
}
