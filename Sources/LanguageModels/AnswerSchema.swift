/// The JSON schema that an answer has to fit.
package struct AnswerSchema: Sendable, Equatable {
    /// A short name in lower case: the providers' interfaces require one.
    package let name: String
    /// A JSON schema of an object, closed (`additionalProperties: false`), with every property required.
    package let schema: JSONText

    /// Names a schema.
    package init(name: String, schema: JSONText) {
        self.name = name
        self.schema = schema
    }

    /// The schema as an instruction in the prompt, for servers that cannot enforce it.
    var instruction: String {
        """
        Answer with one JSON object and nothing else: no text before or after it, no code fence. It has to fit this \
        JSON schema:
        \(schema)
        """
    }
}
