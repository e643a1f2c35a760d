/// Something that a model may ask its caller to do.
package struct Tool: Sendable, Equatable {
    package let name: String
    /// What it does and when to use it, for the model.
    package let description: String
    /// The arguments as a JSON schema of an object.
    package let parameters: JSONText

    package init(name: String, description: String, parameters: JSONText) {
        self.name = name
        self.description = description
        self.parameters = parameters
    }
}

/// Whether a model may call a tool, or has to.
package enum ToolChoice: Sendable, Equatable {
    case automatic, none, required
    case named(String)
}
