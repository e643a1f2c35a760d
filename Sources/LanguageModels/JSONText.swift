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
