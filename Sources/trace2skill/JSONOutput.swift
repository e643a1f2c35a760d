internal import FoundationEssentials

/// Output for programs: one JSON document with sorted keys.
enum JSONOutput {
    /// Prints a value to standard output.
    static func print(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        Swift.print(String(decoding: try encoder.encode(value), as: UTF8.self))
    }

    /// The counts in the summary of an evolution.
    static func counts(_ text: String) -> [String: Int] {
        // The ledger writes the summary itself; a summary of another shape has no counts.
        (try? JSONDecoder().decode([String: Int].self, from: Data(text.utf8))) ?? [:]
    }
}
