internal import Foundations

extension UserSignal {
    /// Whether a message takes back what the agent does: it begins with words that do, or it says in one short paragraph what
    /// to do, and that something else is not to be done.
    static func isCorrection(_ text: String) -> Bool {
        let start = text.prefix(longest + 1).lowercased().replacing("’", with: "'")
        if harmless.contains(where: start.hasPrefix) { return false }
        if start == "stop" || start.hasPrefix("stop!") || beginnings.contains(where: start.hasPrefix) { return true }
        guard start.count <= longest, !start.contains("?") else { return false }
        // A rule that the person states: the word of a rule, and one that sets it against something else.
        let words = " " + start.map { $0.isLetter || $0 == "'" ? String($0) : " " }.joined() + " "
        return ruleBeginnings.contains(where: start.hasPrefix) && contrasts.contains { words.contains($0) }
    }

    /// The most characters of a message in which the words of a rule are looked for: a longer one is a request.
    private static let longest = 200

    /// The list is short on purpose: a longer one matches ordinary requests.
    private static let beginnings = [
        "no,", "no.", "no:", "no ", "nope", "don't", "do not", "dont", "stop,", "stop.", "stop it", "stop that",
        "stop doing", "stop using", "stop running", "stop adding", "stop asking", "stop touching", "stop changing",
        "wrong",
        "that's wrong", "that is wrong", "not what i", "that's not", "that is not", "that doesn't work",
        "that does not work", "undo that", "undo this", "undo it", "undo the", "undo your", "revert that",
        "revert this",
        "revert it", "revert your", "revert the", "you forgot", "you missed", "why did you", "i said", "i told you to",
        "i told you not", "i told you that", "i don't want", "i do not want", "instead,", "please don't",
        "please do not",
        "please stop", "actually,", "wait,", "wait.", "hold on", "nein", "bitte nicht", "bitte kein", "falsch", "non,",
        "non.",
        "no, ", "pas comme", "nie, ", "não,",
    ]

    /// What begins like a correction and is not one.
    private static let harmless = [
        "no problem", "no rush", "no worries", "no need", "no hurry", "no changes", "no idea", "no matter",
        "no objection",
        "no thanks", "wrong button", "stop words", "stop word",
    ]

    private static let ruleBeginnings = [
        "please use", "please run", "please always", "please never", "please keep", "please put", "use ", "always ",
        "never ", "we use", "we never", "we always", "we don't", "we do not", "you should", "you must", "you have to",
        "ci runs", "our ", "in this repo", "in this project", "here we", "only ", "run ", "keep ", "put ", "tests go",
        "bitte ",
        "immer ", "nie ", "niemals ", "wir ",
    ]

    private static let contrasts = [
        " not ", " never ", " always ", " instead ", " rather ", " don't ", " only ", " no longer ", " nicht ", " nie ",
        " immer ", " please run that ", " in this repo ",
    ]
}
