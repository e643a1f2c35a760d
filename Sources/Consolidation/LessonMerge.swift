internal import LanguageModels
package import Lessons
package import Prompting
internal import Synchronization

/// Merges the lessons of many analysts: near duplicates in code, and similar ones by a model that answers with ids.
package struct LessonMerge: Sendable {
    /// The result of a merge. It depends on the set of drafts only, not on their order or on the timing of calls.
    package struct Outcome: Sendable, Equatable {
        /// The merged drafts, best supported first.
        package var drafts: [LessonDraft] = []
        /// Drafts that the model does not consider lessons, sorted by id.
        package var dropped: [Dropped] = []
        /// Lessons that advise the opposite of each other.
        package var conflicts: [Contradiction] = []
        /// Merges that failed; their drafts remain unmerged.
        package var discards: [Discard] = []
        /// The number of batches about which a model was asked.
        package var calls = 0
    }

    /// A draft that the model does not consider a lesson.
    package struct Dropped: Sendable, Equatable {
        /// The draft.
        package let draft: LessonDraft
        /// The model's words.
        package let reason: String
    }

    private let session: ModelSession
    private let seed: UInt64
    private let tree: MergeTree

    /// Configures merging.
    ///
    /// - Parameters:
    ///   - seed: The seed of data fences, constant for one installation.
    ///   - batch: The most lessons of one call.
    ///   - width: The most concurrent merges; the caller has a limit of its own.
    package init(_ session: ModelSession, seed: UInt64, batch: Int = 12, width: Int = 128) {
        // An answer with wrong ids is asked for again once; then its lessons remain unmerged.
        self.session = session.repairing(min(1, session.repairs))
        self.seed = seed
        tree = MergeTree(batch: max(2, batch), concurrency: max(1, width))
    }

    /// Merges drafts, including those of earlier runs.
    ///
    /// - Throws: ``AnalystError/model(_:)`` if the task is cancelled; every other failure discards one merge.
    package func merge(_ drafts: [LessonDraft]) async throws(AnalystError) -> Outcome {
        let united = NearDuplicates.unite(drafts)
        let likeness = LessonSimilarity(united.map(\.lesson))
        let nodes = united.enumerated().map { position, draft in
            MergeNode(draft: draft, vector: likeness.vector(of: draft.lesson), position: position, met: [])
        }
        let log = MergeLog()
        let remaining: [MergeNode]
        do {
            remaining = try await tree.reduce(
                nodes,
                key: { $0.position },
                likeness: { $0.likeness(to: $1) },
                failed: { error, nodes in log.add(Self.discard(of: nodes, error)) },
                merge: { nodes in
                    log.count()
                    let drafts = nodes.map(\.draft)
                    let met = Set(drafts.flatMap(\.sources))
                    return try await decide(drafts).apply(to: drafts, log).map { draft, sources in
                        let own = sources.map { nodes[$0] }
                        return MergeNode(
                            draft: draft,
                            vector: likeness.vector(of: draft.lesson),
                            position: own.map(\.position).min() ?? 0,
                            met: own.reduce(into: met) { $0.formUnion($1.met) }
                        )
                    }
                }
            )
        } catch {
            // The tree throws only for a cancellation.
            throw .model(.cancelled)
        }
        return log.outcome(with: remaining.map(\.draft))
    }

    /// The discard of a failed merge, whose lessons remain unmerged.
    private static func discard(of nodes: [MergeNode], _ error: any Error) -> Discard {
        let error = error as? ModelError ?? .malformed("\(error)")
        return Discard(.merge, .model(error), lessons: nodes.map(\.draft.id))
    }

    // MARK: One batch

    private func decide(_ drafts: [LessonDraft]) async throws(ModelError) -> MergeDecision {
        let lessons = drafts.enumerated().map { $1.lesson.promptEntry(named: "l\($0 + 1)") }
        let text = lessons.joined(separator: "\n\n")
        let name = drafts.map(\.id.rawValue).joined(separator: " ")
        let fence = DataFence(seed: seed, name: "merge \(name)", around: [text])
        let question = "Which of these \(drafts.count) lessons say the same?"  // words: allow
        let prompt = Prompt(
            shared: [Instructions.merger],
            """
            \(Instructions.marker)
            \(question) \(fence.note)

            \(fence.around(text))
            """,
            schema: AnswerSchema(name: "merge", schema: try JSONText(MergeDecision.schema))
        )
        let parsed = try await session.askForValue(prompt, purpose: "merge") { payloads throws(UnreadableAnswer) in
            PartialParse(value: try MergeDecision(payloads, about: drafts))
        }
        return parsed.value
    }
}

/// A draft in the merge tree.
private struct MergeNode: Sendable {
    let draft: LessonDraft
    let vector: LessonSimilarity.Vector
    /// Its position among all lessons; for a joined lesson, the first position of its sources.
    let position: Int
    /// The lessons with which it was shown to a model.
    let met: Set<Lesson.ID>

    /// The similarity of two lessons that a model should see side by side; otherwise zero.
    func likeness(to other: MergeNode) -> Double {
        let similarity = LessonSimilarity.similarity(vector, other.vector)
        return similarity >= LessonSimilarity.related && !hasMet(other) ? similarity : 0
    }

    private func hasMet(_ other: MergeNode) -> Bool { other.draft.sources.contains { met.contains($0) } }
}

/// The results of merges apart from the drafts, collected from concurrent tasks.
final class MergeLog: Sendable {
    private let state = Mutex(LessonMerge.Outcome())

    func count() { state.withLock { $0.calls += 1 } }
    func add(_ discard: Discard) { state.withLock { $0.discards.append(discard) } }
    func add(_ dropped: LessonMerge.Dropped) { state.withLock { $0.dropped.append(dropped) } }
    func add(_ conflict: Contradiction) { state.withLock { $0.conflicts.append(conflict) } }

    /// The outcome, in an order that does not depend on timing.
    func outcome(with drafts: [LessonDraft]) -> LessonMerge.Outcome {
        var outcome = state.withLock { $0 }
        outcome.drafts = drafts.sorted { left, right in
            let (more, less) = (left.lesson.support.count, right.lesson.support.count)
            return more == less ? left.sortsBefore(right) : more > less
        }
        outcome.dropped.sort { $0.draft.sortsBefore($1.draft) }
        outcome.discards.sort {
            ($0.lessons.map(\.rawValue).joined(), $0.reason) < ($1.lessons.map(\.rawValue).joined(), $1.reason)
        }
        outcome.conflicts = Contradiction.all(reported: outcome.conflicts, among: outcome.drafts)
        return outcome
    }
}
