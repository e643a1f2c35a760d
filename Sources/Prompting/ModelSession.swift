package import LanguageModels
internal import Synchronization

/// One configured way to ask a model: the caller, its settings, and how answers are repaired.
package struct ModelSession: Sendable {
    /// The caller of the model.
    package let caller: Caller
    /// The settings of every call.
    package let settings: ModelSettings
    /// The name that lessons give as their analyst: `openai/qwen3.5-35b`.
    package let name: String
    /// How often an answer that cannot be read is asked for again.
    package let repairs: Int
    /// The sample index: distinguishes runs that are otherwise identical on purpose.
    package let sample: Int
    /// The stored results of tools; `nil` runs every command anew.
    package let memory: ToolMemory?

    /// Configures a session.
    package init(
        _ caller: Caller,
        settings: ModelSettings,
        name: String,
        repairs: Int = 2,
        sample: Int = 0,
        memory: ToolMemory? = nil
    ) {
        self.caller = caller
        self.settings = settings
        self.name = name
        self.repairs = repairs
        self.sample = sample
        self.memory = memory
    }

    /// A copy with another sample index, so that it gets answers of its own.
    package func sampling(_ sample: Int) -> ModelSession {
        ModelSession(caller, settings: settings, name: name, repairs: repairs, sample: sample, memory: memory)
    }

    /// A copy with another number of repairs.
    package func repairing(_ repairs: Int) -> ModelSession {
        ModelSession(caller, settings: settings, name: name, repairs: repairs, sample: sample, memory: memory)
    }

    /// Does work that fails if no answer can be read; retries it with the next sample if all its answers were stored ones.
    ///
    /// Otherwise an unreadable stored answer would be replayed in every run, and its episode never be analysed. The loop
    /// ends: each round uses up stored answers, of which there are finitely many, and the first real call is the last
    /// round.
    package func withFreshAnswers<Value>(
        _ work: (ModelSession) async throws(AnalystError) -> Value
    ) async throws(AnalystError) -> Value {
        var sample = sample
        while true {
            let tally = CallTally()
            let session = ModelSession(
                caller.metered { tally.count($0) },
                settings: settings,
                name: name,
                repairs: repairs,
                sample: sample,
                memory: memory
            )
            do throws(AnalystError) {
                return try await work(session)
            } catch {
                guard case .model(let cause) = error, cause.kind == .malformed, tally.isAllReplayed else { throw error }
                sample += 1
            }
        }
    }
}

/// Counts of calls to the model and of stored answers.
private final class CallTally: Sendable {
    private let state = Mutex((replayed: 0, made: 0))

    var isAllReplayed: Bool { state.withLock { $0.made == 0 && $0.replayed > 0 } }

    func count(_ record: CallRecord) {
        state.withLock {
            if case .replayed = record.outcome { $0.replayed += 1 } else { $0.made += 1 }
        }
    }
}
