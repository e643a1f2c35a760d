internal import LanguageModels
internal import Lessons
package import Prompting
internal import Trajectories

/// The analysts of one run: each episode to the one that fits its outcome, many at once.
package struct Fleet: Sendable {
    /// What came of one episode.
    package enum Outcome: Sendable {
        case analysed(Analysis)
        /// Nobody says how the episode ended, and nothing in it went wrong: no model was asked.
        case skipped
        case failed(AnalystError)
    }

    private let failures: ErrorAnalyst
    private let successes: SuccessAnalyst
    private let width: Int

    /// - Parameter width: how many episodes are under way at once. The callers' limit holds in any case; this one keeps
    ///   the prompts of those that wait out of memory.
    package init(failures: ErrorAnalyst, successes: SuccessAnalyst, width: Int = 128) {
        self.failures = failures
        self.successes = successes
        self.width = max(1, width)
    }

    /// What came of each episode, in the order of `subjects`. The failure of one does not touch the others; after a
    /// cancellation, those that were not through have failed with it.
    package func analyse(_ subjects: [AnalysisInput]) async -> [Outcome] {
        await withTaskGroup(of: (Int, Outcome).self) { tasks in
            var outcomes = [Outcome?](repeating: nil, count: subjects.count)
            for (index, subject) in subjects.enumerated() {
                if index >= width, let (done, outcome) = await tasks.next() { outcomes[done] = outcome }
                tasks.addTask { (index, await analyse(subject)) }
            }
            for await (done, outcome) in tasks { outcomes[done] = outcome }
            return outcomes.map { $0 ?? .failed(.model(.cancelled)) }
        }
    }

    @concurrent
    private func analyse(_ subject: AnalysisInput) async -> Outcome {
        do throws(AnalystError) {
            switch subject.record.outcome {
            case .failure, .partial: return .analysed(try await failures.analyse(subject))
            case .success: return .analysed(try await successes.analyse(subject))
            case .unknown:
                guard !subject.record.findings.isEmpty else { return .skipped }
                return .analysed(try await failures.analyse(subject))
            }
        } catch {
            return .failed(error)
        }
    }
}
