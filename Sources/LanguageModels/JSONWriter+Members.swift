internal import JSON

extension JSONWriter {
    /// Writes a parsed value.
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

    /// Writes an embedded document.
    mutating func value(_ text: JSONText) {
        // Cannot fail: ``JSONText`` was written by this writer.
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
