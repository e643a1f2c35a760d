internal import LanguageModels
package import Lessons
package import Prompting
internal import Synchronization

/// Joins what many analysts learned: near-equal lessons in code, like ones by a model that answers with references.
package struct LessonMerge: Sendable {
    /// What the merge came to. It depends on the set of drafts, not on their order, nor on which call ended first.
    package struct Outcome: Sendable, Equatable {
        /// What remains, best supported first.
        package var drafts: [LessonDraft] = []
        /// Drafts that the model holds for no lessons, sorted by id.
        package var dropped: [Dropped] = []
        /// Lessons that advise the opposite of each other: for a person.
        package var conflicts: [Contradiction] = []
        /// Merges that failed: their drafts went on unmerged.
        package var losses: [Discard] = []
        /// How many batches a model was asked about.
        package var calls = 0
    }

    /// A draft that is no lesson.
    package struct Dropped: Sendable, Equatable {
        package let draft: LessonDraft
        /// The model's words.
        package let reason: String
    }

    private let role: ModelSession
    private let seed: UInt64
    private let tree: MergeTree

    /// - Parameters:
    ///   - seed: of the fences around data; one for an installation.
    ///   - batch: the most lessons of one call.
    ///   - width: the most merges at once; the caller's limit holds in any case.
    package init(_ role: ModelSession, seed: UInt64, batch: Int = 12, width: Int = 128) {
        // An answer with wrong ids is asked for again once; then its lessons go on unmerged, and nothing is lost.
        self.role = role.repairing(min(1, role.repairs))
        self.seed = seed
        tree = MergeTree(batch: max(2, batch), concurrency: max(1, width))
    }

    /// Joins drafts, those of earlier runs among them.
    ///
    /// Throws ``AnalystError/model(_:)`` if the task is cancelled; every other failure is a loss of one merge.
    package func merge(_ drafts: [LessonDraft]) async throws(AnalystError) -> Outcome {
        let united = NearDuplicates.unite(drafts)
        let likeness = LessonSimilarity(united.map(\.lesson))
        let nodes = united.enumerated().map { position, draft in
            MergeNode(draft: draft, vector: likeness.vector(of: draft.lesson), position: position)
        }
        let log = MergeLog()
        let remaining: [MergeNode]
        do {
            remaining = try await tree.reduce(
                nodes,
                key: { $0.position },
                likeness: { $0.likeness(to: $1) },
                failed: { error, nodes in log.add(Self.loss(of: nodes, error)) },
                merge: { nodes in
                    log.count()
                    return try await decide(nodes.map(\.draft)).apply(to: nodes, likeness, log)
                }
            )
        } catch {
            // The tree throws for nothing but a cancellation.
            throw .model(.cancelled)
        }
        return log.outcome(with: remaining.map(\.draft))
    }

    /// A merge that failed: its lessons go on unmerged.
    private static func loss(of nodes: [MergeNode], _ error: any Error) -> Discard {
        let error = error as? ModelError ?? .malformed("\(error)")
        return Discard(.merge, .model(error), lessons: nodes.map(\.draft.id))
    }

    // MARK: One batch

    private func decide(_ drafts: [LessonDraft]) async throws(ModelError) -> MergeDecision {
        let lessons = drafts.enumerated().map { LessonView($1.lesson).entry(named: "l\($0 + 1)") }
        let text = lessons.joined(separator: "\n\n")
        let name = drafts.map(\.id.rawValue).joined(separator: " ")
        let fence = DataFence(seed: seed, name: "merge \(name)", around: [text])
        let prompt = Prompt(
            shared: [Instructions.merger],
            """
            \(Instructions.marker)
            Which of these \(drafts.count) lessons say the same? \(fence.note)

            \(fence.around(text))
            """,
            schema: AnswerSchema(name: "merge", schema: try JSONText(MergeDecision.schema))
        )
        let heard = try await role.hear(prompt, purpose: "merge") { payloads throws(UnreadableAnswer) in
            PartialParse(value: try MergeDecision(payloads, about: drafts))
        }
        return heard.value
    }
}

/// A draft in the merge tree.
struct MergeNode: Sendable {
    var draft: LessonDraft
    let vector: LessonSimilarity.Vector
    /// Where it stood among all lessons; of a joined one, the first of its sources.
    let position: Int
    /// The lessons with which it was shown to a model.
    var met: Set<Lesson.ID> = []

    /// How much two lessons are alike that are to be shown to a model side by side; else zero.
    func likeness(to other: MergeNode) -> Double {
        let similarity = LessonSimilarity.similarity(vector, other.vector)
        return similarity >= LessonSimilarity.related && !hasMet(other) ? similarity : 0
    }

    private func hasMet(_ other: MergeNode) -> Bool { other.draft.sources.contains { met.contains($0) } }
}

/// What merges note beside what remains: written from many tasks, read when all are over.
final class MergeLog: Sendable {
    private let state = Mutex(LessonMerge.Outcome())

    func count() { state.withLock { $0.calls += 1 } }
    func add(_ loss: Discard) { state.withLock { $0.losses.append(loss) } }
    func add(_ dropped: LessonMerge.Dropped) { state.withLock { $0.dropped.append(dropped) } }
    func add(_ conflict: Contradiction) { state.withLock { $0.conflicts.append(conflict) } }

    /// Everything in an order that does not depend on time.
    func outcome(with drafts: [LessonDraft]) -> LessonMerge.Outcome {
        var outcome = state.withLock { $0 }
        outcome.drafts = drafts.sorted { left, right in
            let (more, less) = (left.lesson.support.count, right.lesson.support.count)
            return more == less ? left.sortsBefore(right) : more > less
        }
        outcome.dropped.sort { $0.draft.sortsBefore($1.draft) }
        outcome.losses.sort {
            ($0.lessons.map(\.rawValue).joined(), $0.reason) < ($1.lessons.map(\.rawValue).joined(), $1.reason)
        }
        outcome.conflicts = Contradiction.all(reported: outcome.conflicts, among: outcome.drafts)
        return outcome
    }
}
