internal import LanguageModels
internal import Lessons
package import Prompting
internal import Trajectories

/// The analysts of one run, which work on many episodes at once. The outcome of an episode decides which analyst gets it.
package struct Fleet: Sendable {
    /// The result for one episode.
    package enum Outcome: Sendable {
        /// The episode was analysed.
        case analysed(Analysis)
        /// The outcome is unknown and there are no findings, so that no model was asked.
        case skipped
        /// The analysis failed.
        case failed(AnalystError)
    }

    private let failures: ErrorAnalyst
    private let successes: SuccessAnalyst
    private let width: Int

    /// Configures the analysts of a run.
    ///
    /// - Parameter width: The most episodes under way at once. The callers have a limit of their own; this one keeps the
    ///   prompts of waiting episodes out of memory.
    package init(failures: ErrorAnalyst, successes: SuccessAnalyst, width: Int = 128) {
        self.failures = failures
        self.successes = successes
        self.width = max(1, width)
    }

    /// Analyses episodes.
    ///
    /// - Returns: The results, in the order of `subjects`. A failure does not affect other episodes; after a cancellation,
    ///   the unfinished ones have failed with it.
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
