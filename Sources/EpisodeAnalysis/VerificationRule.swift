internal import ArtifactProofs
internal import Foundations
internal import Prompting

/// The rule that decides whether a cause is verified.
enum VerificationRule: Sendable {
    /// Quotes must show the failure, and later what worked.
    case quotes
    /// The check of the artifacts must have passed; `nil` means that nothing was proved.
    case check(Proof?)

    /// The rule for an episode whose check was not run.
    init(withoutProof subject: AnalysisInput) {
        self = subject.artifacts?.check == nil ? .quotes : .check(nil)
    }

    /// How a check verified the cause of a lesson, in one line; empty if no check did.
    func proofText(for lesson: ReportedLesson) -> String {
        guard case .check(let proof?) = self, isMet(by: lesson) else { return "" }
        let files = Excerpt.line(of: proof.changed.joined(separator: ", "), limit: 200)
        return
            "`\(Excerpt.line(of: proof.command, limit: 120))` ended with \(proof.before), and with \(proof.after) once "
            + "\(files) \(proof.changed.count.form(one: "was", many: "were")) changed"
    }

    /// Whether the cause of a lesson is verified: never without the analyst's claim, and never by the claim alone.
    func isMet(by lesson: ReportedLesson) -> Bool {
        switch self {
        case .quotes: lesson.isVerified
        case .check(let proof): lesson.claimsVerified && proof != nil
        }
    }
}
