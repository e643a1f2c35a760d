internal import Foundations
internal import Ledger

/// The texts of reason codes, each a phrase that fits after a colon.
enum Reasons {
    private static let known: [String: String] = [
        "support": "too few sessions",
        "one-task": "sessions of a single task only",
        "one-source": "sessions from a single source only",
        "waits-for-skill": "too few lessons for a new skill",
        "revision-full": "left for the next revision, since this one is full",
        "not-published": "not published yet; the next evolution tries again",
        "conflict": "contradicts another lesson, so a person has to decide",
        "unmanaged-skill": "its skill is left alone",
        "gate": "refused by the safety check",
        "edit-conflict": "conflicts with another edit of the same revision",
        "editor-declined": "not used by the model that words lessons",
        "editor-unavailable": "waits for the model that words lessons",
        "unplaced": "cannot be placed in its skill",
        "evaluation-loss": "made the evaluation worse",
        "approved": "approved by a person, for the next evolution",
        "taken-back": "retracted by a person",
        "rolled-back": "rolled back by a person",
        "declined": "rejected by a person",
        "nothing-found": "nothing was found in it",
        "no-common-lesson": "no other session supports what was found in it",
        "own-session": "a session of this program's own analyst",
        "no-agent-step": "the agent did nothing in it",
        "": "its findings support a lesson",
    ]

    /// The heading of discards of a stage.
    static func stage(_ stage: String) -> String {
        switch stage {
        case "failed": "not analysed"
        case "analyse": "answer not fully used"
        case "quotes": "lesson not used"
        case "merge": "not merged"
        case "propose": "edit not used"
        case "dropped": "lesson discarded by the merge"
        case "conflict": "contradiction"
        default: stage
        }
    }

    /// The number of discards of an evolution by kind, in one line; nil if there are none. Failed analyses are left out,
    /// since `evolve` reports them itself.
    static func summary(_ losses: [LossRecord], of evolution: String) -> String? {
        func count(_ stages: String...) -> Int { losses.count { stages.contains($0.stage) } }
        let parts = [
            (count("analyse", "merge"), "unreadable answer part"), (count("propose"), "unused edit"),
            (count("quotes", "dropped"), "discarded lesson"), (count("conflict"), "contradiction"),
        ].filter { $0.0 > 0 }.map { $0.0.of($0.1) }
        return parts.isEmpty ? nil : "\(parts.joined(separator: ", ")); see trace2skill show \(evolution)"
    }

    /// The text of a reason code; the code itself if it is not known.
    static func words(_ code: String) -> String {
        if let words = known[code] { return words }
        if code.hasPrefix("safeguard-") { return "held for a person by the safety rules (\(code.dropFirst(10)))" }
        if code.hasPrefix("rejected-") { return "unsafe (\(code.dropFirst(9)))" }
        return code
    }
}
