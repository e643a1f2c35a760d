internal import LanguageModels

/// Finds why a failed episode failed: in a conversation with tools where the model can call them, else in one call.
package struct ErrorAnalyst: Sendable {
    /// How the analyst works.
    package struct Manner: Sendable, Equatable {
        /// Whether the model may use tools, if it can.
        package var usesTools: Bool
        /// The most turns before the report is called for. The turn for the report comes on top.
        package var turns: Int
        /// The most tokens of an episode in a prompt of one call.
        package var digestTokens: Int
        /// The most tokens of the overview with which a conversation begins.
        package var overviewTokens: Int
        /// A conversation that has grown to this many tokens is asked for its report.
        package var conversationTokens: Int

        package init(
            usesTools: Bool = true,
            turns: Int = 20,
            digestTokens: Int = 12_000,
            overviewTokens: Int = 4_000,
            conversationTokens: Int = 60_000
        ) {
            self.usesTools = usesTools
            self.turns = max(1, turns)
            self.digestTokens = digestTokens
            self.overviewTokens = overviewTokens
            self.conversationTokens = conversationTokens
        }
    }

    private let role: Role
    private let seed: UInt64
    private let manner: Manner

    /// - Parameter seed: of the fences around data; one for an installation.
    package init(_ role: Role, seed: UInt64, manner: Manner = Manner()) {
        self.role = role
        self.seed = seed
        self.manner = manner
    }

    /// The lessons of one episode.
    ///
    /// A conversation that ends without a report that can be read, or outgrows the model, is followed by a single call,
    /// and counted as a loss. Throws ``AnalystError/model(_:)`` if that gives no report either.
    package func analyse(_ subject: Case) async throws(AnalystError) -> Analysis {
        try await role.withFreshAnswers { role throws(AnalystError) in
            try await ErrorAnalyst(role, seed: seed, manner: manner).analyseOnce(subject)
        }
    }

    private func analyseOnce(_ subject: Case) async throws(AnalystError) -> Analysis {
        guard manner.usesTools, role.caller.model.canCallTools else { return try await single.analyse(subject) }
        do throws(ModelError) {
            return try await converse(about: subject)
        } catch {
            switch error.kind {
            case .malformed, .tooLong, .badRequest:
                let loss = Loss(.analyse, .model(error))
                return try await single.analyse(subject, after: 1, [loss])
            default: throw .model(error)
            }
        }
    }

    private var single: SingleCall {
        SingleCall(
            role: role,
            seed: seed,
            digestTokens: manner.digestTokens,
            instructions: Instructions.errorAnalyst,
            task: "Report why this run went wrong and what it teaches.",
            purpose: "analyse-failure"
        )
    }

    // MARK: The conversation

    private func converse(about subject: Case) async throws(ModelError) -> Analysis {
        let tools = EpisodeTools(subject)
        let check = QuoteCheck(subject)
        let briefing = Briefing(subject, seed: seed, budget: manner.overviewTokens)
        var conversation = AnalystConversation(
            prompt: Prompt(
                shared: [Instructions.errorAnalystWithTools],
                messages: [.user(briefing.message("Find out why this run went wrong. The overview:"))],
                tools: try EpisodeTools.tools()
            ),
            turnsLeft: manner.turns,
            tokens: manner.conversationTokens
        )
        while let prompt = conversation.next(repairs: role.repairs) {
            let answer = try await role.caller.ask(
                prompt,
                settings: role.settings,
                sample: role.sample,
                purpose: "analyse-failure"
            )
            conversation.hear(answer, limit: role.settings.maximumTokens, check: check) { name, arguments in
                let result = tools.run(name, arguments)
                return (result.isError ? result.text : briefing.fence.around(result.text), result.isError)
            }
        }
        guard let reading = conversation.report else { throw .malformed("the conversation ended without a report") }
        return Analysis(
            of: reading.value,
            on: subject,
            by: role.name,
            losses: reading.complaints.map { Loss(.analyse, code: "unreadable", reason: $0) },
            turns: conversation.turns
        )
    }
}
