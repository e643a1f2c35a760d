internal import JSON

/// The attributes of OTLP, in which every value says its type.
struct OpenTelemetryAttributes: Sendable {
    private let values: [String: JSON]

    /// Reads a list of keys and values.
    init(_ list: JSON?) {
        var values: [String: JSON] = [:]
        for element in list?.array ?? [] {
            if let key = element["key"]?.string, let value = element["value"] { values[key] = value }
        }
        self.values = values
    }

    /// Whether any attribute belongs to the conventions for generative AI.
    var isGenerative: Bool { values.keys.contains { $0.hasPrefix("gen_ai.") } }

    /// The text of an attribute, whatever its type is; nil if it is missing or empty.
    func text(_ names: String...) -> String? {
        for name in names {
            guard let value = values[name] else { continue }
            if let text = value["stringValue"]?.excerpt(), !text.isEmpty { return text }
            if let number = value["intValue"] ?? value["doubleValue"] ?? value["boolValue"] { return number.plainText }
            if let structure = Self.plain(value), structure.kind == .object || structure.kind == .array {
                return structure.plainText
            }
        }
        return nil
    }

    /// An attribute as a number.
    func int(_ names: String...) -> Int? {
        for name in names {
            guard let value = values[name] else { continue }
            let number = value["intValue"] ?? value["doubleValue"] ?? value["stringValue"]
            if let int = number?.int ?? number?.string.flatMap({ Int($0) }) { return int }
        }
        return nil
    }

    /// A structured attribute: as it is, or the JSON that a text of it holds.
    func structure(_ names: String...) -> JSON? {
        for name in names {
            guard let value = values[name] else { continue }
            if let text = value["stringValue"]?.string {
                // A text that is not JSON is not a structure.
                if let json = try? JSON(parsing: Array(text.utf8)) { return json }
            } else if let json = Self.plain(value) {
                return json
            }
        }
        return nil
    }

    /// Returns a value of OTLP as the JSON that it stands for.
    static func plain(_ value: JSON) -> JSON? {
        var writer = JSONWriter()
        write(value, to: &writer, depth: 0)
        // What the writer writes is JSON.
        return try? JSON(parsing: writer.bytes)
    }

    private static func write(_ value: JSON, to writer: inout JSONWriter, depth: Int) {
        if let text = value["stringValue"]?.string {
            writer.string(text)
        } else if let int = value["intValue"] {
            writer.int(int.int ?? int.string.flatMap { Int($0) } ?? 0)
        } else if let double = value["doubleValue"]?.double {
            writer.double(double)
        } else if let bool = value["boolValue"]?.bool {
            writer.bool(bool)
        } else if depth < 64, let list = value["arrayValue"] {
            writer.array { writer in
                for element in list["values"]?.array ?? [] { write(element, to: &writer, depth: depth + 1) }
            }
        } else if depth < 64, let list = value["kvlistValue"] {
            writer.object { writer in
                for element in list["values"]?.array ?? [] {
                    writer.key(element["key"]?.string ?? "")
                    write(element["value"] ?? element, to: &writer, depth: depth + 1)
                }
            }
        } else {
            writer.null()
        }
    }
}
