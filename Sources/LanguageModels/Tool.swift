/// A tool that a model may call.
package struct Tool: Sendable, Equatable {
    /// The name by which the model calls it.
    package let name: String
    /// What it does and when to use it, for the model.
    package let description: String
    /// The arguments as a JSON schema of an object.
    package let parameters: JSONText

    /// Describes a tool.
    package init(name: String, description: String, parameters: JSONText) {
        self.name = name
        self.description = description
        self.parameters = parameters
    }
}

/// Whether a model may or must call a tool.
package enum ToolChoice: Sendable, Equatable {
    /// The model decides.
    case automatic
    /// The model must not call a tool.
    case none
    /// The model must call one of the tools.
    case required
    /// The model must call this tool.
    case named(String)
}
