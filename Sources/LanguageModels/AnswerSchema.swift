/// The form that an answer is to have.
package struct AnswerSchema: Sendable, Equatable {
    /// A short name in lower case, as the interfaces want one.
    package let name: String
    /// A JSON schema of an object, closed (`additionalProperties: false`), every property required.
    package let schema: JSONText

    package init(name: String, schema: JSONText) {
        self.name = name
        self.schema = schema
    }

    /// What a model is told where its server cannot hold it to the schema.
    var instruction: String {
        """
        Answer with one JSON object and nothing else: no text before or after it, no code fence. It has to fit this \
        JSON schema:
        \(schema)
        """
    }
}
