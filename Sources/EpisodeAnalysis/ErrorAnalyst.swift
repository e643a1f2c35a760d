internal import ArtifactProofs
internal import Foundations
internal import JSON
internal import LanguageModels
internal import Lessons
package import Prompting

/// Finds why a failed episode failed: in a conversation with tools where the model can call them, else in one call.
package struct ErrorAnalyst: Sendable {
    private let role: ModelSession
    private let seed: UInt64
    private let manner: Options
    /// Turns for commands, shared by all episodes that this analyst gets.
    private let commands: ConcurrencyLimit

    /// - Parameter seed: of the fences around data; one for an installation.
    package init(_ role: ModelSession, seed: UInt64, manner: Options = Options()) {
        self.init(role, seed: seed, manner: manner, commands: ConcurrencyLimit(maximum: manner.commands))
    }

    private init(_ role: ModelSession, seed: UInt64, manner: Options, commands: ConcurrencyLimit) {
        self.role = role
        self.seed = seed
        self.manner = manner
        self.commands = commands
    }

    /// The lessons of one episode.
    ///
    /// A conversation that ends without a report that can be read, or outgrows the model, is followed by a single call,
    /// and counted as a loss. Throws ``AnalystError/model(_:)`` if that gives no report either.
    ///
    /// Where the episode has artifacts, the conversation may work on a copy of them; with a check among them a cause is
    /// verified by what that says, else by quotes. Artifacts that cannot be worked on are a loss of code `artifacts`.
    package func analyse(_ subject: AnalysisInput) async throws(AnalystError) -> Analysis {
        try await role.withFreshAnswers { role throws(AnalystError) in
            try await ErrorAnalyst(role, seed: seed, manner: manner, commands: commands).analyseOnce(subject)
        }
    }

    private func analyseOnce(_ subject: AnalysisInput) async throws(AnalystError) -> Analysis {
        guard manner.usesTools, role.caller.model.canCallTools else { return try await single.analyse(subject) }
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
            role: role,
            seed: seed,
            digestTokens: manner.digestTokens,
            instructions: Instructions.errorAnalyst,
            task: "Report why this run went wrong and what it teaches.",
            purpose: "analyse-failure",
            asksForProof: true
        )
    }

    // MARK: The conversation

    private func converse(about subject: AnalysisInput) async throws(ModelError) -> Analysis {
        var losses: [Discard] = []
        var bench = try await bench(for: subject, &losses)
        let check = QuoteCheck(subject)
        let briefing = Briefing(subject, seed: seed, budget: manner.overviewTokens)
        let task = "Find out why this run went wrong. The overview:"
        var conversation = AnalystConversation(
            prompt: Prompt(
                shared: [bench == nil ? Instructions.errorAnalystWithTools : Instructions.errorAnalystWithArtifacts],
                messages: [.user(briefing.message(task, bench?.opening))],
                tools: try EpisodeTools.tools() + (bench?.tools() ?? [])
            ),
            turnsLeft: manner.turns,
            tokens: manner.conversationTokens,
            goal: bench?.opening.canProve == true ? .open : .none
        )
        while let prompt = conversation.next(repairs: role.repairs) {
            let call = ModelCall(
                prompt,
                settings: role.settings,
                sample: role.sample,
                provider: role.caller.model.identity
            )
            guard let answer = try await answer(to: prompt, conversation) else { break }
            conversation.hear(answer, limit: role.settings.maximumTokens, check: check)
            while let request = conversation.nextCall(check: check) {
                let result = try await run(request, of: call.key, on: subject, &bench, briefing.fence)
                conversation.take(result, isProof: bench?.proof != nil)
            }
        }
        guard let reading = conversation.report else { throw .malformed("the conversation ended without a report") }
        return Analysis(
            of: reading.value,
            on: subject,
            by: role.name,
            losses: losses + reading.complaints.map { Discard(.analyse, code: "unreadable", reason: $0) },
            turns: conversation.turns,
            standard: bench?.proof.map { .check($0) } ?? VerificationRule(withoutProof: subject)
        )
    }

    /// The model's answer; nil if none comes any more and there is a report already, which is worth more than a call
    /// that was not answered.
    private func answer(
        to prompt: Prompt,
        _ conversation: AnalystConversation
    ) async throws(ModelError) -> Answer? {
        do throws(ModelError) {
            return try await role.caller.ask(
                prompt,
                settings: role.settings,
                sample: role.sample,
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

    /// A place to work on the artifacts; nil if there are none, or none that can be worked on, which is a loss.
    private func bench(for subject: AnalysisInput, _ losses: inout [Discard]) async throws(ModelError)
        -> ArtifactWorkspace?
    {
        guard let artifacts = subject.artifacts else { return nil }
        let runner = ArtifactRunner(
            turns: commands,
            scratch: manner.scratch,
            commandTime: manner.commandTime,
            checkTime: manner.checkTime
        )
        do throws(ArtifactFault) {
            return try await ArtifactWorkspace(try await artifacts.opened(), runner: runner, memory: role.memory)
        } catch {
            guard error != .cancelled else { throw .cancelled }
            losses.append(Discard(.analyse, code: "artifacts", reason: artifacts.redact(error.description)))
            return nil
        }
    }

    private func run(
        _ request: AnalystConversation.Request,
        of key: RequestKey,
        on subject: AnalysisInput,
        _ bench: inout ArtifactWorkspace?,
        _ fence: DataFence
    ) async throws(ModelError) -> (text: String, isError: Bool) {
        if bench?.has(request.name) == true {
            let written = FNV1a(request.arguments.source).value
            let place = "\(key)/\(request.index)/\(request.name)/\(String(written, radix: 16))"
            let answer = try await bench?.run(request.name, request.arguments, key: place)
            // Complaints too: they may name files, and whoever made the files has named them.
            return (fence.around(answer?.text ?? ""), answer?.isError ?? true)
        }
        let result = EpisodeTools(subject).run(request.name, request.arguments)
        return (result.isError ? result.text : fence.around(result.text), result.isError)
    }
}
