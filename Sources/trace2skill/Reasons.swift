/// Reason codes of the ledger in words.
enum Reasons {
    private static let known: [String: String] = [
        "support": "with too few sessions",
        "one-task": "from a single task",
        "one-source": "from a single source",
        "waits-for-skill": "waiting for more lessons to make a skill of",
        "revision-full": "for the next revision, since this one is full",
        "not-published": "not published yet, which the next run tries again",
        "unmanaged-skill": "for a skill that is left alone",
        "gate": "that the gate refused",
        "conflict": "that cannot go with another one of the same revision",
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

    static func words(_ code: String) -> String {
        if let words = known[code] { return words }
        if code.hasPrefix("safeguard-") { return "for a person to look at (\(code.dropFirst(10)))" }
        if code.hasPrefix("rejected-") { return "unsafe (\(code.dropFirst(9)))" }
        return code
    }
}
