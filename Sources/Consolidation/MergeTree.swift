/// Reduces many items in batches, many batches at once, without waiting for a level to be complete.
///
/// Who meets whom is settled by likeness, before the first merge starts as far as can be and else when the merges are
/// over that it hangs on: the result does not depend on which merge ends first.
package struct MergeTree: Sendable {
    /// At most how many items a merge is given.
    package let batch: Int
    /// At most how many merges run at once.
    package let concurrency: Int

    /// A tree of merges of 2 items or more.
    package init(batch: Int, concurrency: Int) {
        precondition(batch > 1, "a merge of fewer than two never ends")
        precondition(concurrency > 0, "merges that never start never end")
        self.batch = batch
        self.concurrency = concurrency
    }

    /// Reduces `items` with `merge`, which is given 2 to ``batch`` items and answers what remains of them.
    ///
    /// Items that are alike meet in a merge, the most alike first and in the first merges. What remains of those meets
    /// where it still has to, and there again as long as that leaves fewer items. A merge starts as soon as those have
    /// ended whose items it may be given. One that throws passes its items on as they are, and `failed` is told; they
    /// are tried again in other company only.
    ///
    /// - Parameters:
    ///   - key: tells any two items apart; for ones that a merge makes, too.
    ///   - likeness: how much two items are alike, the same in both directions; zero or less where they need not meet
    ///     (any more). A merge has to see to it that what it was given does not have to meet again.
    ///
    /// Throws `CancellationError` if the task is cancelled, and nothing else.
    package func reduce<Item: Sendable, Key: Comparable & Hashable & Sendable>(
        _ items: [Item],
        key: @escaping @Sendable (Item) -> Key,
        likeness: @escaping @Sendable (Item, Item) -> Double,
        failed: @escaping @Sendable (any Error, [Item]) -> Void = { _, _ in },
        merge: @escaping @Sendable ([Item]) async throws -> [Item]
    ) async throws -> [Item] {
        var plan = MergePlan(items.sorted { key($0) < key($1) }, batch: batch, key: key, likeness: likeness)
        return try await withThrowingTaskGroup(
            of: (work: MergePlan<Item, Key>.Work, outputs: Result<[Item], any Error>).self
        ) { tasks in
            var running = 0
            while true {
                while running < concurrency, let work = plan.next() {
                    tasks.addTask { (work, await Self.result { try await merge(work.items) }) }
                    running += 1
                }
                guard let (work, outputs) = try await tasks.next() else { return plan.result }
                try Task.checkCancellation()
                running -= 1
                switch outputs {
                case .success(let items): plan.finish(work, items, isFailed: false)
                case .failure(let error):
                    failed(error, work.items)
                    plan.finish(work, work.items, isFailed: true)
                }
            }
        }
    }

    private static func result<Value>(of body: () async throws -> Value) async -> Result<Value, any Error> {
        do {
            return .success(try await body())
        } catch {
            return .failure(error)
        }
    }
}
