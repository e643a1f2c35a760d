internal import JSON

/// A JSON document that is sent along as it stands, in one fixed writing: equal contents make equal texts.
package struct JSONText: Sendable, Hashable, CustomStringConvertible {
    package let description: String

    /// Throws ``ModelError/badRequest(_:)`` if the text is no JSON.
    package init(_ text: String) throws(ModelError) {
        do {
            var writer = JSONWriter(order: .sorted)
            writer.value(try JSON(parsing: Array(text.utf8)))
            description = String(decoding: writer.bytes, as: UTF8.self)
        } catch {
            throw .badRequest("a schema or setting is no JSON: \(error)")
        }
    }
}

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

extension JSONWriter {
    /// Writes a value that was read.
    mutating func value(_ json: JSON) {
        switch json.kind {
        case .null: null()
        case .bool: bool(json.bool ?? false)
        case .string: string(json.string ?? "")
        case .number:
            if let whole = json.int { int(whole) } else { double(json.double ?? 0) }
        case .array: array { for element in json.elements { $0.value(element) } }
        case .object:
            object {
                for (key, value) in json.members {
                    $0.key(key)
                    $0.value(value)
                }
            }
        }
    }

    /// Writes a document that is to be embedded.
    mutating func value(_ text: JSONText) {
        // Cannot fail: the text was written by this writer.
        if let json = try? JSON(parsing: Array(text.description.utf8)) { value(json) }
    }

    mutating func member(_ key: String, _ value: String) {
        self.key(key)
        string(value)
    }

    mutating func member(_ key: String, _ value: Int?) {
        guard let value else { return }
        self.key(key)
        int(value)
    }

    mutating func member(_ key: String, _ value: Double?) {
        guard let value else { return }
        self.key(key)
        double(value)
    }

    mutating func member(_ key: String, _ value: Bool) {
        self.key(key)
        bool(value)
    }

    mutating func object(_ key: String, _ body: (inout JSONWriter) -> Void) {
        self.key(key)
        object(body)
    }

    mutating func array(_ key: String, _ body: (inout JSONWriter) -> Void) {
        self.key(key)
        array(body)
    }
}
