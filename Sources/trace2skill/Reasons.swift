internal import Ledger

/// Reason codes of the ledger in words.
enum Reasons {
    private static let known: [String: String] = [
        "support": "with too few sessions",
        "one-task": "from a single task",
        "one-source": "from a single source",
        "waits-for-skill": "waiting for more lessons to make a skill of",
        "revision-full": "for the next revision, since this one is full",
        "not-published": "not published yet, which the next run tries again",
        "conflict": "for a person to settle, since another one says the contrary",
        "unmanaged-skill": "for a skill that is left alone",
        "gate": "that the gate refused",
        "edit-conflict": "that cannot go with another one of the same revision",
        "editor-declined": "that the model which words them has no use for",
        "editor-unavailable": "waiting for the model that words them",
        "unplaced": "that have no place in their skill",
        "evaluation-loss": "that made the evaluation worse",
        "approved": "accepted by a person, for the next evolution",
        "taken-back": "taken back by a person",
        "rolled-back": "rolled back",
        "nothing-found": "nothing was found in it",
        "no-common-lesson": "what was found in it, no other session shares",
        "own-session": "it is a session of this program's own analyst",
        "no-agent-step": "no agent acted in it",
        "": "its findings back a lesson",
    ]

    /// Stages of losses in words, as the heading of what follows.
    static func stage(_ stage: String) -> String {
        switch stage {
        case "failed": "not analysed"
        case "analyse": "answer in part not used"
        case "quotes": "lesson not used"
        case "merge": "not merged"
        case "propose": "edit not used"
        case "dropped": "no lesson, says the merger"
        case "conflict": "contradiction"
        default: stage
        }
    }

    /// The losses of an evolution in a line; nil if there is nothing to say. Failed analyses are told of elsewhere.
    static func summary(_ losses: [LossRecord], of evolution: String) -> String? {
        func count(_ stages: String...) -> Int { losses.count { stages.contains($0.stage) } }
        let parts = [
            (count("analyse", "merge"), "of answers could not be read", "part"),
            (count("propose"), "not used", "proposed edit"),
            (count("quotes", "dropped"), "did not stand the check", "lesson"),
            (count("conflict"), "between lessons", "contradiction"),
        ].filter { $0.0 > 0 }.map { "\($0.0.of($0.2)) \($0.1)" }
        return parts.isEmpty ? nil : "\(parts.joined(separator: ", ")); see trace2skill show \(evolution)"
    }

    static func words(_ code: String) -> String {
        if let words = known[code] { return words }
        if code.hasPrefix("safeguard-") { return "for a person to look at (\(code.dropFirst(10)))" }
        if code.hasPrefix("rejected-") { return "unsafe (\(code.dropFirst(9)))" }
        return code
    }
}
