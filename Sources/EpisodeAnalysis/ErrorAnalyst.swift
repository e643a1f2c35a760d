internal import ArtifactProofs
internal import Foundations
internal import JSON
internal import LanguageModels
internal import Lessons
package import Prompting

/// Finds the cause of a failed episode: in a conversation with tools if the model can call them, otherwise in one call.
package struct ErrorAnalyst: Sendable {
    private let session: ModelSession
    private let seed: UInt64
    private let options: Options
    /// The limit of concurrent commands, shared by all episodes.
    private let commands: ConcurrencyLimit

    /// Configures the analyst.
    ///
    /// - Parameter seed: The seed of data fences, constant for one installation.
    package init(_ session: ModelSession, seed: UInt64, options: Options = Options()) {
        self.init(session, seed: seed, options: options, commands: ConcurrencyLimit(maximum: options.commands))
    }

    private init(_ session: ModelSession, seed: UInt64, options: Options, commands: ConcurrencyLimit) {
        self.session = session
        self.seed = seed
        self.options = options
        self.commands = commands
    }

    /// Analyses one episode.
    ///
    /// If a conversation ends without a readable report or outgrows the model's context, it is recorded as a discard and
    /// followed by a single call.
    ///
    /// If the episode has artifacts, the conversation may work on a copy of them; if they have a check, that verifies a
    /// cause, and otherwise quotes do. Artifacts that cannot be worked on are a discard with the code `artifacts`.
    ///
    /// - Throws: ``AnalystError/model(_:)`` if the single call gives no report either.
    package func analyse(_ subject: AnalysisInput) async throws(AnalystError) -> Analysis {
        try await session.withFreshAnswers { session throws(AnalystError) in
            try await ErrorAnalyst(session, seed: seed, options: options, commands: commands).analyseOnce(subject)
        }
    }

    private func analyseOnce(_ subject: AnalysisInput) async throws(AnalystError) -> Analysis {
        guard options.usesTools, session.caller.model.canCallTools else { return try await single.analyse(subject) }
        do throws(ModelError) {
            return try await converse(about: subject)
        } catch {
            switch error.kind {
            case .malformed, .tooLong, .badRequest:
                let loss = Discard(.analyse, .model(error))
                return try await single.analyse(subject, after: 1, [loss])
            default: throw .model(error)
            }
        }
    }

    private var single: SingleCall {
        SingleCall(
            session: session,
            seed: seed,
            digestTokens: options.digestTokens,
            instructions: Instructions.errorAnalyst,
            task: "Report why this run went wrong and what it teaches.",
            purpose: "analyse-failure",
            asksForProof: true
        )
    }

    // MARK: The conversation

    private func converse(about subject: AnalysisInput) async throws(ModelError) -> Analysis {
        var discards: [Discard] = []
        var workspace = try await workspace(for: subject, &discards)
        let check = QuoteCheck(subject)
        let briefing = Briefing(subject, seed: seed, budget: options.overviewTokens)
        let task = "Find out why this run went wrong. The overview:"
        var conversation = AnalystConversation(
            prompt: Prompt(
                shared: [
                    workspace == nil ? Instructions.errorAnalystWithTools : Instructions.errorAnalystWithArtifacts
                ],
                messages: [.user(briefing.message(task, workspace?.opening))],
                tools: try EpisodeTools.tools() + (workspace?.tools() ?? [])
            ),
            turnsLeft: options.turns,
            tokens: options.conversationTokens,
            goal: workspace?.opening.canProve == true ? .open : .none
        )
        while let prompt = conversation.next(repairs: session.repairs) {
            let call = ModelCall(
                prompt,
                settings: session.settings,
                sample: session.sample,
                provider: session.caller.model.identity
            )
            guard let answer = try await answer(to: prompt, conversation) else { break }
            conversation.receive(answer, limit: session.settings.maximumTokens, check: check)
            while let request = conversation.nextCall(check: check) {
                let result = try await run(request, of: call.key, on: subject, &workspace, briefing.fence)
                conversation.receive(result, isProof: workspace?.proof != nil)
            }
        }
        guard let parsed = conversation.report else {
            throw .malformed(
                conversation.isSilent
                    ? "the model called no tool in \(AnalystConversation.mostSilentTurns) turns"
                    : "the conversation ended without a report"
            )
        }
        let repair = QuoteRepair(session: session, seed: seed, purpose: "analyse-failure")
        let (lessons, repairs) = try await repair.repaired(parsed.value, of: subject, checkedBy: check)
        return Analysis(
            of: lessons,
            on: subject,
            analyst: session.name,
            discards: discards + parsed.errors.map { Discard(.analyse, code: "unreadable", reason: $0) },
            turns: conversation.turns + repairs,
            rule: workspace?.proof.map { .check($0) } ?? VerificationRule(withoutProof: subject)
        )
    }

    /// The model's answer; `nil` if there is no answer but a report already, which is worth more than a failed call.
    private func answer(
        to prompt: Prompt,
        _ conversation: AnalystConversation
    ) async throws(ModelError) -> Answer? {
        do throws(ModelError) {
            return try await session.caller.ask(
                prompt,
                settings: session.settings,
                sample: session.sample,
                purpose: "analyse-failure"
            )
        } catch {
            switch error.kind {
            case .malformed, .tooLong, .badRequest:
                guard conversation.report != nil else { throw error }
                return nil
            default: throw error
            }
        }
    }

    /// A workspace with the artifacts; `nil` if there are none, or if they cannot be worked on, which is a discard.
    private func workspace(for subject: AnalysisInput, _ discards: inout [Discard]) async throws(ModelError)
        -> ArtifactWorkspace?
    {
        guard let artifacts = subject.artifacts else { return nil }
        let runner = ArtifactRunner(
            turns: commands,
            scratch: options.scratch,
            commandTime: options.commandTime,
            checkTime: options.checkTime
        )
        do throws(ArtifactFault) {
            return try await ArtifactWorkspace(try await artifacts.opened(), runner: runner, memory: session.memory)
        } catch {
            guard error != .cancelled else { throw .cancelled }
            discards.append(Discard(.analyse, code: "artifacts", reason: artifacts.redact(error.description)))
            return nil
        }
    }

    private func run(
        _ request: AnalystConversation.Request,
        of key: RequestKey,
        on subject: AnalysisInput,
        _ workspace: inout ArtifactWorkspace?,
        _ fence: DataFence
    ) async throws(ModelError) -> (text: String, isError: Bool) {
        if workspace?.hasTool(request.name) == true {
            let hash = FNV1a(request.arguments.source).value
            let place = "\(key)/\(request.index)/\(request.name)/\(String(hash, radix: 16))"
            let answer = try await workspace?.run(request.name, request.arguments, key: place)
            // Error messages are fenced too: they may contain file names, which are untrusted.
            return (fence.around(answer?.text ?? ""), answer?.isError ?? true)
        }
        let result = EpisodeTools(subject).run(request.name, request.arguments)
        return (result.isError ? result.text : fence.around(result.text), result.isError)
    }
}
