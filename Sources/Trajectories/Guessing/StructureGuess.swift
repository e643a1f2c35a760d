internal import JSON

/// A mapping that was guessed from the structure of a file, and what is not certain about it.
struct StructureGuess: Sendable {
    /// The guess, with as many fields as were found.
    var mapping: Mapping
    /// Why the mapping may be wrong, in sentences. Only without any of them may it be used.
    var doubts: [String]
    /// Further remarks for the person who completes the mapping, by key.
    var remarks: [String: String]
    /// How much was found: the better of two guesses has more.
    var worth: Int

    /// How many values of a file are looked at.
    private static let values = 400_000

    /// Guesses the structure of a file.
    ///
    /// - Parameter records: from the beginning of the file.
    /// - Returns: the guess without doubts if there is just one, otherwise the one that found most; nil if nothing
    ///   looks like a session.
    static func best(of records: [JSON]) -> StructureGuess? {
        let budget = Objects.Budget(values)
        var guesses = guesses(of: records, reshape: [], budget: budget)
        if !guesses.contains(where: \.doubts.isEmpty) {
            for way in Reshaping.allCases {
                let written = records.map { way.apply(to: $0) }
                guard written.contains(where: { $0 != nil }) else { continue }
                let all = zip(written, records).map { $0 ?? $1 }
                guesses += Self.guesses(of: all, reshape: [way], budget: Objects.Budget(values))
            }
        }
        let certain = guesses.filter(\.doubts.isEmpty)
        if certain.count == 1 { return certain[0] }
        guard var best = guesses.max(by: { $0.rank < $1.rank }) else { return nil }
        if certain.count > 1 { best.doubts.append("several lists in the file can be read as steps") }
        return best
    }

    /// The guesses of each list of steps in the records, and of each with the JSON that is text in its steps.
    private static func guesses(of records: [JSON], reshape: [Reshaping], budget: Objects.Budget) -> [StructureGuess] {
        StepSource.all(of: records, budget: budget).flatMap { source -> [StructureGuess] in
            var sources = [source]
            if let parsed = source.parsed() { sources.append(parsed) }
            let guesses = sources.compactMap { source in
                StructureAnalysis(source, reshape: reshape, budget: budget).guess(from: records)
            }
            // Of the same steps, the plain reading counts if it leaves no doubt.
            if guesses.count == 2, guesses[0].doubts.isEmpty { return [guesses[0]] }
            if guesses.count == 2, guesses[1].doubts.isEmpty { return [guesses[1]] }
            return guesses
        }
    }

    private var rank: Int { 2 * worth - doubts.count }

    init(_ mapping: Mapping, doubts: [String], remarks: [String: String], worth: Int) {
        self.mapping = mapping
        self.doubts = doubts
        self.remarks = remarks
        self.worth = worth
    }
}
