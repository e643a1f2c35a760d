/// A sequence of words with few other words between them.
struct Phrase: Sendable {
    let code: String
    let message: String
    /// The words that match at each place of the sequence.
    let places: [Set<Substring>]
    /// How many other words may be between two places.
    let gap: Int

    let severity: Severity
    /// Whether a negation before it makes the phrase good advice: "never delete a file without asking the user".
    let sparesNegated: Bool

    init(
        _ code: String,
        _ message: String,
        _ severity: Severity = .reject,
        gap: Int,
        sparesNegated: Bool = false,
        _ places: String...
    ) {
        self.code = code
        self.message = message
        self.severity = severity
        self.gap = gap
        self.sparesNegated = sparesNegated
        self.places = places.map { Set($0.split(separator: " ")) }
    }

    /// Returns the first occurrence of the phrase in `words`.
    func firstMatch(in words: [Substring]) -> Range<Int>? {
        for start in words.indices where places[0].contains(words[start]) {
            var position = start
            let isMatch = places.dropFirst().allSatisfy { place in
                let limit = min(words.count, position + gap + 2)
                var index = position + 1
                while index < limit, words[index] != "." {
                    if place.contains(words[index]) { position = index; return true }
                    index += 1
                }
                return false
            }
            if isMatch, !(sparesNegated && Self.isNegated(words[..<start])) { return start..<position + 1 }
        }
        return nil
    }

    /// Whether the sentence at the end of `words` is negated, other than against waiting: "do not hesitate to …".
    private static func isNegated(_ words: ArraySlice<Substring>) -> Bool {
        let sentence = words.suffix(10).reversed().prefix { $0 != "." }
        let negations: Set<Substring> = ["never", "not", "don't", "dont", "cannot", "can't", "nothing", "no"]
        let delays: Set<Substring> = ["hesitate", "wait", "stop", "bother", "worry", "pause", "afraid", "matter"]
        return sentence.contains(where: negations.contains) && !sentence.contains(where: delays.contains)
    }
}
