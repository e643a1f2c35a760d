/// Reduces many items in batches, many batches at once, without waiting for a level to be complete.
///
/// Who meets whom is settled by the order of the items before the first merge starts, and the items of a merge are
/// sorted by key: the result does not depend on which merge ends first. Put what is alike side by side.
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

    /// Reduces `items` with `merge`, which is given 2 to ``batch`` items sorted by `key` and answers what remains of
    /// them. A merge starts as soon as the merges below it have ended. A merge that throws passes its items on as they
    /// are, and `failed` is told; the result may then have more items than one merge could take.
    ///
    /// Throws `CancellationError` if the task is cancelled, and nothing else.
    package func reduce<Item: Sendable, Key: Comparable & Sendable>(
        _ items: [Item],
        key: @escaping @Sendable (Item) -> Key,
        failed: @escaping @Sendable (any Error, [Item]) -> Void = { _, _ in },
        merge: @escaping @Sendable ([Item]) async throws -> [Item]
    ) async throws -> [Item] {
        let run = MergeRun(batch: batch, key: key, failed: failed, merge: merge)
        var current = try await pass(items, run)
        // Failed merges and merges that keep several items leave more than one merge takes: as long as it helps, again.
        while current.count > batch {
            let next = try await pass(current.sorted { key($0) < key($1) }, run)
            guard next.count < current.count else { return next }
            current = next
        }
        return current.sorted { key($0) < key($1) }
    }

    /// One walk from the leaves to the root.
    private func pass<Item: Sendable, Key: Comparable & Sendable>(_ items: [Item], _ run: MergeRun<Item, Key>)
        async throws -> [Item]
    {
        guard items.count > 1 else { return items }
        var plan = MergePlan(leaves: Self.chunks(items, of: batch), width: batch)
        return try await withThrowingTaskGroup(of: (Int, [Item]).self) { tasks in
            var running = 0
            while !plan.isDone {
                while running < concurrency, let (node, inputs) = plan.next() {
                    tasks.addTask { (node, try await run(inputs)) }
                    running += 1
                }
                guard let (node, outputs) = try await tasks.next() else { break }
                running -= 1
                plan.finish(node, outputs)
            }
            return plan.result
        }
    }

    /// Cuts items into as few batches of at most `size` as can be, and these as equal as can be: no item is left to a
    /// merge of its own.
    static func chunks<Item>(_ items: [Item], of size: Int) -> [[Item]] {
        let count = max(1, (items.count + size - 1) / size)
        let (smallest, larger) = items.count.quotientAndRemainder(dividingBy: count)
        var start = 0
        return (0..<count).map { index in
            let end = start + smallest + (index < larger ? 1 : 0)
            defer { start = end }
            return Array(items[start..<end])
        }
    }
}

/// What a merge needs to know besides its items.
private struct MergeRun<Item: Sendable, Key: Comparable & Sendable>: Sendable {
    let batch: Int
    let key: @Sendable (Item) -> Key
    let failed: @Sendable (any Error, [Item]) -> Void
    let merge: @Sendable ([Item]) async throws -> [Item]

    /// Merges `items`, in several merges if they are more than one takes.
    @concurrent
    func callAsFunction(_ items: [Item]) async throws -> [Item] {
        var outputs: [Item] = []
        for chunk in MergeTree.chunks(items.sorted { key($0) < key($1) }, of: batch) {
            try Task.checkCancellation()
            guard chunk.count > 1 else {
                outputs += chunk
                continue
            }
            do {
                outputs += try await merge(chunk)
            } catch {
                try Task.checkCancellation()
                failed(error, chunk)
                outputs += chunk
            }
        }
        return outputs
    }
}

/// Which merges there are, and which of them have all that they need.
private struct MergePlan<Item> {
    private var inputs: [[[Item]?]]
    private let parents: [(node: Int, place: Int)?]
    private var ready: [Int]
    private(set) var result: [Item] = []
    private(set) var isDone = false

    /// A tree whose nodes take up to `width` nodes below them. The leaves are the first merges.
    init(leaves: [[Item]], width: Int) {
        var inputs: [[[Item]?]] = leaves.map { [$0] }
        var parents: [(node: Int, place: Int)?] = leaves.map { _ in nil }
        var level = Array(leaves.indices)
        while level.count > 1 {
            var above: [Int] = []
            for nodes in MergeTree.chunks(level, of: width) {
                for (place, node) in nodes.enumerated() { parents[node] = (inputs.count, place) }
                above.append(inputs.count)
                inputs.append([[Item]?](repeating: nil, count: nodes.count))
                parents.append(nil)
            }
            level = above
        }
        self.inputs = inputs
        self.parents = parents
        ready = Array(leaves.indices.reversed())
    }

    /// A merge that can start, and its items.
    mutating func next() -> (Int, [Item])? {
        guard let node = ready.popLast() else { return nil }
        defer { inputs[node] = [] }
        return (node, inputs[node].flatMap { $0 ?? [] })
    }

    /// Hands what a merge left to the one above it.
    mutating func finish(_ node: Int, _ outputs: [Item]) {
        guard let (parent, place) = parents[node] else {
            result = outputs
            isDone = true
            return
        }
        inputs[parent][place] = outputs
        if inputs[parent].allSatisfy({ $0 != nil }) { ready.append(parent) }
    }
}
