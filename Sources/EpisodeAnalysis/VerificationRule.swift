internal import ArtifactProofs
internal import Foundations
internal import Prompting

/// By what it is decided whether a cause is verified.
enum VerificationRule: Sendable {
    /// By quotes that show the failure and what then worked.
    case quotes
    /// By the check of the artifacts alone: nil means that nothing was proved.
    case check(Proof?)

    /// What holds for an episode whose check could not be run, or was not asked.
    init(withoutProof subject: AnalysisInput) {
        self = subject.artifacts?.check == nil ? .quotes : .check(nil)
    }

    /// How a check verified the cause of a lesson, in a line; empty if none did.
    func words(for accepted: QuoteCheck.Accepted) -> String {
        guard case .check(let proof?) = self, isMet(by: accepted) else { return "" }
        let files = Clip.line(proof.changed.joined(separator: ", "), limit: 200)
        return "`\(Clip.line(proof.command, limit: 120))` ended with \(proof.before), and with \(proof.after) once "
            + "\(files) \(proof.changed.count.form(one: "was", many: "were")) changed"
    }

    /// Whether the cause of a lesson is verified: never without the analyst's claim, never by the claim alone.
    func isMet(by accepted: QuoteCheck.Accepted) -> Bool {
        switch self {
        case .quotes: accepted.isVerified
        case .check(let proof): accepted.lesson.claimsVerified && proof != nil
        }
    }
}
