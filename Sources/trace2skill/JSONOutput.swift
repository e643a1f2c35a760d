internal import FoundationEssentials

/// Values as JSON for programs: sorted keys, one document.
enum JSONOutput {
    static func print(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        Swift.print(String(decoding: try encoder.encode(value), as: UTF8.self))
    }

    /// The counts of an evolution's summary.
    static func counts(_ text: String) -> [String: Int] {
        // Written by the ledger itself; a summary of another shape has no counts.
        (try? JSONDecoder().decode([String: Int].self, from: Data(text.utf8))) ?? [:]
    }
}

/// Times as people read them.
enum Times {
    static func text(_ seconds: Double) -> String {
        Date(timeIntervalSince1970: seconds).formatted(Date.ISO8601FormatStyle())
    }
}
