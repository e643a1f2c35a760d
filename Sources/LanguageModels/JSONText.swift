internal import JSON

/// A JSON document in canonical form, to be embedded in a request: equal contents have equal texts.
package struct JSONText: Sendable, Hashable, CustomStringConvertible {
    /// The document, with sorted keys and without white space.
    package let description: String

    /// Parses a document.
    ///
    /// - Throws: ``ModelError/badRequest(_:)`` if the text is not JSON.
    package init(_ text: String) throws(ModelError) {
        do {
            var writer = JSONWriter(order: .sorted)
            writer.value(try JSON(parsing: Array(text.utf8)))
            description = String(decoding: writer.bytes, as: UTF8.self)
        } catch {
            throw .badRequest("a schema or setting is not JSON: \(error)")
        }
    }
}
