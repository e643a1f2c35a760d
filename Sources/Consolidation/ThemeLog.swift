internal import LanguageModels
internal import Lessons
internal import Prompting
internal import Synchronization

/// What a consolidation comes to apart from its drafts, collected from concurrent tasks.
final class ThemeLog: Sendable {
    private let state = Mutex((outcome: ThemeConsolidation.Outcome(), isCancelled: false))

    var isCancelled: Bool { state.withLock { $0.isCancelled } }

    func count() { state.withLock { $0.outcome.calls += 1 } }
    func add(_ discard: Discard) { state.withLock { $0.outcome.discards.append(discard) } }
    func add(_ dropped: ThemeConsolidation.Dropped) { state.withLock { $0.outcome.dropped.append(dropped) } }
    func add(_ conflict: Contradiction) { state.withLock { $0.outcome.conflicts.append(conflict) } }

    /// A call that failed: its lessons stay as they are, or wait for another run.
    func add(_ error: ModelError, about lessons: [LessonDraft]) {
        state.withLock { state in
            if error == .cancelled { state.isCancelled = true }
            if error.mayPass { state.outcome.obstacle = state.outcome.obstacle.map { Self.first($0, error) } ?? error }
            // An answer that is still to come is not a failure.
            guard error.kind != .pending else { return }
            state.outcome.discards.append(Discard(.merge, .model(error), lessons: lessons.map(\.id)))
        }
    }

    /// An answer that is still to come is the first thing to tell a person.
    private static func first(_ one: ModelError, _ other: ModelError) -> ModelError {
        func rank(_ error: ModelError) -> (Int, String) { (error.kind == .pending ? 0 : 1, "\(error)") }
        return rank(one) <= rank(other) ? one : other
    }

    /// The outcome, in an order that does not depend on timing.
    func outcome(of assembled: ThemeAssembly.Result) -> ThemeConsolidation.Outcome {
        var outcome = state.withLock { $0.outcome }
        let dropped = Set(outcome.dropped.map(\.draft.id))
        outcome.homes = assembled.homes
        outcome.concerns = assembled.concerns
        outcome.drafts = assembled.drafts.filter { !dropped.contains($0.id) }.sorted { left, right in
            let (more, less) = (left.lesson.support.count, right.lesson.support.count)
            return more == less ? left.sortsBefore(right) : more > less
        }
        outcome.dropped.sort { $0.draft.sortsBefore($1.draft) }
        outcome.discards.sort {
            ($0.lessons.map(\.rawValue).joined(), $0.code, $0.reason)
                < ($1.lessons.map(\.rawValue).joined(), $1.code, $1.reason)
        }
        outcome.conflicts = Contradiction.all(reported: outcome.conflicts, among: outcome.drafts)
        return outcome
    }
}
