internal import LanguageModels
package import Prompting

/// Finds in one call what a successful episode did that others should do too.
package struct SuccessAnalyst: Sendable {
    private let single: SingleCall

    /// - Parameters:
    ///   - seed: of the fences around data; one for an installation.
    ///   - digestTokens: the most tokens of an episode in a prompt.
    package init(_ role: ModelSession, seed: UInt64, digestTokens: Int = 12_000) {
        single = SingleCall(
            role: role,
            seed: seed,
            digestTokens: digestTokens,
            instructions: Instructions.successAnalyst,
            task: "Report what this successful run teaches.",
            purpose: "analyse-success"
        )
    }

    /// The lessons of one episode. Throws ``AnalystError/model(_:)`` if there is no report.
    package func analyse(_ subject: AnalysisInput) async throws(AnalystError) -> Analysis {
        try await single.role.withFreshAnswers { role throws(AnalystError) in
            try await single.asking(role).analyse(subject)
        }
    }
}

/// One question about the digest of an episode, one report.
struct SingleCall: Sendable {
    var role: ModelSession
    let seed: UInt64
    let digestTokens: Int
    let instructions: String
    let task: String
    let purpose: String
    /// Whether a check that the drop carries is the only thing that verifies a cause. Nobody runs it here.
    var asksForProof = false

    /// How much of a skill a prompt holds.
    static let skillTokens = 6_000
    /// Prompts that are too long for the model are halved so often.
    private static let halvings = 3

    func asking(_ role: ModelSession) -> SingleCall {
        var call = self
        call.role = role
        return call
    }

    /// - Parameters:
    ///   - turns: that went before, for the count.
    ///   - losses: of them.
    func analyse(_ subject: AnalysisInput, after turns: Int = 0, _ losses: [Discard] = []) async throws(AnalystError)
        -> Analysis
    {
        var budget = digestTokens
        var halved = 0
        while true {
            do throws(ModelError) {
                let heard = try await ask(about: subject, budget: budget)
                let unread = heard.losses.map { Discard(.analyse, code: "unreadable", reason: $0) }
                return Analysis(
                    of: heard.value,
                    on: subject,
                    by: role.name,
                    losses: losses + unread,
                    turns: turns + 1 + heard.repairs,
                    standard: asksForProof ? VerificationRule(withoutProof: subject) : .quotes
                )
            } catch {
                guard error.kind == .tooLong, halved < Self.halvings else { throw .model(error) }
                halved += 1
                budget /= 2
            }
        }
    }

    private func ask(about subject: AnalysisInput, budget: Int) async throws(ModelError) -> ParsedAnswer<Report> {
        let briefing = Briefing(subject, seed: seed, budget: budget)
        let check = QuoteCheck(subject)
        let skill = SkillExcerpt.text(subject.skill, subject.base, seed: seed, tokens: Self.skillTokens)
        let prompt = Prompt(
            shared: [instructions, skill],
            briefing.message(task),
            schema: AnswerSchema(name: "report", schema: try JSONText(Report.schema))
        )
        return try await role.hear(prompt, purpose: purpose) { payloads throws(UnreadableAnswer) in
            try Report.read(payloads).checked(by: check)
        }
    }
}

extension PartialParse<Report> {
    /// The reading with what is wrong with its quotes among the complaints: the model may yet copy them right. What stays
    /// wrong is no loss of reading; the check drops it with its reason.
    func checked(by check: QuoteCheck) -> PartialParse<Report> {
        var checked = self
        checked.remarks = check.complaints(of: value)
        return checked
    }
}
