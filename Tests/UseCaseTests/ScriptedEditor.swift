import LanguageModels
@testable import Prompting
import Synchronization
import Trajectories

/// A model in this process that words lessons as a test tells it to, and keeps what it was asked.
final class ScriptedEditor: LanguageModel {
    let identity = "scripted"
    let canCallTools = false
    private let script: @Sendable (_ index: Int, _ sample: Int) throws(ModelError) -> String
    private let asked = Mutex<[String]>([])

    init(_ script: @escaping @Sendable (_ index: Int, _ sample: Int) throws(ModelError) -> String) {
        self.script = script
    }

    /// The last message of every call.
    var questions: [String] { asked.withLock { $0 } }

    func answer(_ call: ModelCall) async throws(ModelError) -> Answer {
        var text = ""
        if case .user(let words) = call.prompt.messages.last { text = words }
        let index = asked.withLock { asked in
            asked.append(text)
            return asked.count - 1
        }
        return Answer(text: try script(index, call.sample), usage: Usage(prompt: 100, completion: 10))
    }

    var session: ModelSession {
        let caller = Caller(self, limit: ConcurrencyLimit(maximum: 4), retries: RetryPolicy(maximumAttempts: 1))
        return ModelSession(caller, settings: ModelSettings(name: "m"), name: "scripted/m", repairs: 1)
    }
}
