package import LanguageModels
internal import Synchronization

/// Who is asked in one role, and with which settings: one explicit configuration for each role.
package struct ModelSession: Sendable {
    package let caller: Caller
    package let settings: ModelSettings
    /// What lessons name as their finder: `openai/qwen3.5-35b`.
    package let name: String
    /// How often an answer that cannot be read is asked for again.
    package let repairs: Int
    /// Tells apart runs that are alike on purpose.
    package let sample: Int
    /// Where what tools say is kept and found again; without one every command is run.
    package let memory: ToolMemory?

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

    /// The same role with answers of its own.
    package func sampling(_ sample: Int) -> ModelSession {
        ModelSession(caller, settings: settings, name: name, repairs: repairs, sample: sample, memory: memory)
    }

    /// The same role with another number of repairs.
    package func repairing(_ repairs: Int) -> ModelSession {
        ModelSession(caller, settings: settings, name: name, repairs: repairs, sample: sample, memory: memory)
    }

    /// Does work that fails if no answer can be read, with a fresh sample if all answers were stored ones.
    ///
    /// Else what a model once said in a bad hour would be replayed for ever, and its episode never be analysed. Ends: each
    /// round goes through stored answers, of which there are finitely many, and the first call that is made is the last round.
    package func withFreshAnswers<Value>(
        _ work: (ModelSession) async throws(AnalystError) -> Value
    ) async throws(AnalystError) -> Value {
        var sample = sample
        while true {
            let noted = Tally()
            let role = ModelSession(
                caller.metered { noted.count($0) },
                settings: settings,
                name: name,
                repairs: repairs,
                sample: sample,
                memory: memory
            )
            do throws(AnalystError) {
                return try await work(role)
            } catch {
                guard case .model(let cause) = error, cause.kind == .malformed, noted.isAllReplayed else { throw error }
                sample += 1
            }
        }
    }
}

/// Counts calls that were made and calls whose stored answer was taken.
private final class Tally: Sendable {
    private let state = Mutex((replayed: 0, made: 0))

    package var isAllReplayed: Bool { state.withLock { $0.made == 0 && $0.replayed > 0 } }

    package func count(_ record: CallRecord) {
        state.withLock {
            if case .replayed = record.outcome { $0.replayed += 1 } else { $0.made += 1 }
        }
    }
}
