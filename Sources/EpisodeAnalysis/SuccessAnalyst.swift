internal import LanguageModels
package import Prompting

/// Finds in one call what a successful episode did that other agents should do too.
package struct SuccessAnalyst: Sendable {
    private let single: SingleCall

    /// Configures the analyst.
    ///
    /// - Parameters:
    ///   - seed: The seed of data fences, constant for one installation.
    ///   - digestTokens: The most tokens of an episode in a prompt.
    package init(_ session: ModelSession, seed: UInt64, digestTokens: Int = 12_000) {
        single = SingleCall(
            session: session,
            seed: seed,
            digestTokens: digestTokens,
            instructions: Instructions.successAnalyst,
            task: "Report what this successful run teaches.",
            purpose: "analyse-success"
        )
    }

    /// Analyses one episode.
    ///
    /// - Throws: ``AnalystError/model(_:)`` if there is no report.
    package func analyse(_ subject: AnalysisInput) async throws(AnalystError) -> Analysis {
        try await single.session.withFreshAnswers { session throws(AnalystError) in
            try await single.asking(session).analyse(subject)
        }
    }
}

/// One question about the digest of an episode, answered by one report.
struct SingleCall: Sendable {
    var session: ModelSession
    let seed: UInt64
    let digestTokens: Int
    let instructions: String
    let task: String
    let purpose: String
    /// Whether only a check can verify a cause if the episode has one. A single call does not run it.
    var asksForProof = false

    /// The most tokens of a skill in a prompt.
    static let skillTokens = 3_000
    /// The most tokens of a prompt, whatever the length of the episode.
    static let promptTokens = 12_000
    /// What a prompt holds besides instructions, skill, schema and digest.
    private static let frameTokens = 300
    /// How often the digest is halved if a prompt is too long for the model.
    private static let halvings = 3

    func asking(_ session: ModelSession) -> SingleCall {
        var call = self
        call.session = session
        return call
    }

    /// Analyses one episode.
    ///
    /// - Parameters:
    ///   - turns: The turns of an earlier conversation, for the count.
    ///   - earlier: The discards of that conversation.
    func analyse(_ subject: AnalysisInput, after turns: Int = 0, _ earlier: [Discard] = []) async throws(AnalystError)
        -> Analysis
    {
        var budget = digestTokens
        var halved = 0
        let quotes = QuoteCheck(subject)
        while true {
            do throws(ModelError) {
                let parsed = try await ask(about: subject, budget: budget, checkedBy: quotes)
                let repair = QuoteRepair(session: session, seed: seed, purpose: purpose)
                let (lessons, repairs) = try await repair.repaired(parsed.value, of: subject, checkedBy: quotes)
                let unread = parsed.errors.map { Discard(.analyse, code: "unreadable", reason: $0) }
                return Analysis(
                    of: lessons,
                    on: subject,
                    analyst: session.name,
                    discards: earlier + unread,
                    turns: turns + 1 + parsed.repairs + repairs,
                    rule: asksForProof ? VerificationRule(withoutProof: subject) : .quotes
                )
            } catch {
                guard error.kind == .tooLong, halved < Self.halvings else { throw .model(error) }
                halved += 1
                budget /= 2
            }
        }
    }

    private func ask(
        about subject: AnalysisInput,
        budget: Int,
        checkedBy quotes: QuoteCheck
    ) async throws(ModelError) -> ParsedAnswer<[ReportedLesson]> {
        let skill = SkillExcerpt.text(subject.skill, subject.base, seed: seed, tokens: Self.skillTokens)
        let shared = [instructions, skill]
        let known = TokenEstimate.tokens(in: (shared + [task, Report.schema]).joined()) + Self.frameTokens
        var room = min(budget, Self.promptTokens - known)
        var prompt = try self.prompt(about: subject, shared, room)
        // In a request, line feeds and quotation marks take two bytes each.
        for _ in 0..<Self.halvings {
            let call = ModelCall(prompt, settings: session.settings, sample: 0, provider: "")
            let excess = TokenEstimate(call).prompt - Self.promptTokens
            guard excess > 0 else { break }
            room -= excess
            prompt = try self.prompt(about: subject, shared, room)
        }
        return try await session.askForValue(prompt, purpose: purpose) { payloads throws(UnreadableAnswer) in
            try Report.parse(payloads, checkedBy: quotes)
        }
    }

    private func prompt(
        about subject: AnalysisInput,
        _ shared: [String],
        _ room: Int
    ) throws(ModelError) -> Prompt {
        let briefing = Briefing(subject, seed: seed, budget: room)
        return Prompt(
            shared: shared,
            briefing.message(task),
            schema: AnswerSchema(name: "report", schema: try JSONText(Report.schema))
        )
    }
}
