package import JSON

/// Where a field is in a record: one JSON Pointer, or several for records that differ.
///
/// In a pointer, `-` in place of an index means every element of the list (`/parts/-/text`).
package struct MappingPlace: Sendable, Hashable {
    /// The pointers, in the order in which they are tried.
    package let pointers: [JSONPointer]

    /// A place with these pointers.
    package init(_ pointers: [JSONPointer]) { self.pointers = pointers }

    /// A place of one pointer with these tokens.
    package init(_ tokens: [String]) { pointers = [JSONPointer(tokens: tokens)] }

    /// Reads pointers with commas between them, as a mapping file has them.
    ///
    /// - Throws: an error of ``JSONPointer`` for a pointer that is empty or not one.
    package init(parsing text: String) throws(JSONError) {
        var pointers: [JSONPointer] = []
        // A comma may be part of a name: only before another pointer does it separate.
        var parts: [String] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            if part.trimmed.hasPrefix("/") || parts.isEmpty {
                parts.append(part.trimmed)
            } else {
                parts[parts.count - 1] += "," + part
            }
        }
        for part in parts {
            let pointer = try JSONPointer(parsing: part)
            guard !pointer.tokens.isEmpty else { throw JSONError(offset: 0, reason: .badPointer) }
            pointers.append(pointer)
        }
        self.pointers = pointers
    }

    /// The first value; nil if there is none, or only null.
    func value(in json: JSON) -> JSON? {
        for pointer in pointers {
            if let value = json[pointer: pointer] {
                if !value.isNull { return value }
            } else if pointer.tokens.contains("-"), let value = Self.values(pointer, in: json).first {
                return value
            }
        }
        return nil
    }

    /// Every value that is not null.
    func values(in json: JSON) -> [JSON] { pointers.flatMap { Self.values($0, in: json) } }

    private static func values(_ pointer: JSONPointer, in json: JSON) -> [JSON] {
        var values = [json]
        for token in pointer.tokens {
            values = values.flatMap { value -> [JSON] in
                if token == "-", value.kind == .array { return Array(value.elements) }
                return value[pointer: JSONPointer(tokens: [token])].map { [$0] } ?? []
            }
        }
        return values.filter { !$0.isNull }
    }
}

extension MappingPlace: CustomStringConvertible {
    /// The pointers as a mapping file has them.
    package var description: String {
        pointers.map { pointer in
            pointer.tokens.map { "/" + $0.replacing("~", with: "~0").replacing("/", with: "~1") }.joined()
        }.joined(separator: ", ")
    }
}
