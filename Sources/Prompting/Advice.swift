/// What a rule advises: a way to go, or only what to leave out.
package enum Advice {
    /// Whether one of the texts tells its reader to do something. A text that only forbids names no way.
    ///
    /// Clauses are told apart by their first words, so that this errs on the side of a way.
    package static func namesWay(_ texts: String...) -> Bool {
        texts.contains { clauses(of: $0).contains(where: tells) }
    }

    /// The words of each clause, in lower case; a piece of code is one word.
    private static func clauses(of text: String) -> [[String]] {
        var clauses: [[String]] = []
        let parts = text.split(separator: "`", omittingEmptySubsequences: false)
        var clause: [String] = []
        for (index, part) in parts.enumerated() {
            guard index.isMultiple(of: 2) else {
                clause.append(code)
                continue
            }
            let pieces = part.split(omittingEmptySubsequences: false) { ".,;:()!?—–\n".contains($0) }
            for (number, piece) in pieces.enumerated() {
                if number > 0 {
                    clauses.append(clause)
                    clause = []
                }
                for word in EnglishTokenizer.all(String(piece)) {
                    if breaks.contains(word) {
                        clauses.append(clause)
                        clause = []
                    } else {
                        clause.append(word)
                    }
                }
            }
        }
        return (clauses + [clause]).filter { !$0.isEmpty }
    }

    /// Stands for a piece of code: no word that is written has a blank.
    private static let code = "a command"
    /// Words after which another clause begins.
    private static let breaks: Set<String> = ["but", "then", "instead", "and"]
    private static let connectives: Set<String> = [
        "always", "first", "please", "just", "simply", "also", "either", "or",
    ]
    /// Words with which a clause begins that says why, what or how, not what to do.
    private static let explaining: Set<String> = [
        "a", "an", "the", "it", "its", "this", "that", "these", "those", "they", "their", "there", "he", "she", "which",
        "who", "what", "why", "because", "since", "as", "so", "nothing", "none", "neither", "nor", "of", "than",
        "without",
        "rather", "is", "are", "was", "were", "will", "would", "may", "might", "can", "could", "has", "have", "had",
    ]
    /// Words with which a clause begins that names a time or a place: what is to be done may follow.
    private static let placing: Set<String> = [
        "when", "whenever", "if", "where", "while", "before", "after", "unless", "until", "once", "for", "in", "on",
        "with",
        "at", "from", "by", "to", "even", "during", "under", "about", "like", "such", "inside", "through", "via",
        "within",
    ]
    private static let verbs: Set<String> = [
        "use", "run", "call", "read", "check", "write", "set", "add", "install", "look", "pass", "keep", "find",
        "search",
        "open", "start", "create", "ask", "verify", "prefer", "choose", "finish", "edit", "change", "replace", "test",
        "ensure", "take", "give", "put", "see", "try", "wait", "make", "tell", "confirm", "send", "save", "copy",
        "compare",
    ]

    private static func tells(_ clause: [String]) -> Bool {
        let words = clause.drop { connectives.contains($0) }
        guard let first = words.first, words.count > 1 || first == code else { return false }
        let isDenied = words.prefix(3).contains { EnglishTokenizer.negations.contains($0) }
        if isDenied || explaining.contains(first) { return false }
        // What is being done is not what to do.
        if first.count > 5, first.hasSuffix("ing") { return false }
        guard placing.contains(first) else { return true }
        return zip(words, words.dropFirst()).contains { before, word in
            verbs.contains(word) && !["you", "to", "not", "never", "it", "they", "we"].contains(before)
        }
    }
}
