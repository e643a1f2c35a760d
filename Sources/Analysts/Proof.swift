/// That a cause was seen to be the cause: the check failed on the files as they were left, and passed on a copy in which
/// that cause was taken away.
///
/// A pass proves something only if all of this holds, and a program decides it, never the model:
/// - the check failed on the files as they were left, before the conversation and once more right after the pass: a
///   check that passes now and then proves nothing;
/// - a file of the copy was added or changed in its content or in its right to be executed: what an untouched copy
///   passes, or one from which files were only taken away, was not repaired;
/// - some added or changed file is no copy of a file of the check: a result that was copied was not computed;
/// - no added or changed file speaks of `/check` where it did not before: what reads the answers does not find them.
package struct Proof: Sendable, Equatable {
    /// The command of the check.
    package let command: String
    /// How it ended on the files as they were left: `status 1`.
    package let before: String
    /// How it ended on the changed copy: `status 0`.
    package let after: String
    /// The paths of the files that were added or changed, sorted; at most ``maximum``.
    package let changed: [String]

    /// The most paths that are kept.
    static let maximum = 50

    init(command: String, before: String, after: String, changed: [String]) {
        self.command = command
        self.before = before
        self.after = after
        self.changed = Array(changed.prefix(Self.maximum))
    }
}

/// By what it is decided whether a cause is verified.
enum Standard: Sendable {
    /// By quotes that show the failure and what then worked.
    case quotes
    /// By the check of the artifacts alone: nil means that nothing was proved.
    case check(Proof?)

    /// What holds for an episode whose check could not be run, or was not asked.
    init(withoutProof subject: Case) {
        self = subject.artifacts?.check == nil ? .quotes : .check(nil)
    }

    /// How a check verified the cause of a lesson, in a line; empty if none did.
    func words(for accepted: QuoteCheck.Accepted) -> String {
        guard case .check(let proof?) = self, isMet(by: accepted) else { return "" }
        let files = Clip.line(proof.changed.joined(separator: ", "), limit: 200)
        return "`\(Clip.line(proof.command, limit: 120))` ended with \(proof.before), and with \(proof.after) once "
            + "\(files) \(proof.changed.count == 1 ? "was" : "were") changed"
    }

    /// Whether the cause of a lesson is verified: never without the analyst's claim, never by the claim alone.
    func isMet(by accepted: QuoteCheck.Accepted) -> Bool {
        switch self {
        case .quotes: accepted.isVerified
        case .check(let proof): accepted.lesson.claimsVerified && proof != nil
        }
    }
}
