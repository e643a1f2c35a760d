@preconcurrency internal import Dispatch
internal import Synchronization

/// Runs blocking work on all cores, outside Swift's own pool of threads.
enum Parallel {
    /// The results of `work` for each item, in the order of the items.
    static func map<Item: Sendable, Value: Sendable>(
        _ items: [Item],
        _ work: @escaping @Sendable (_ index: Int, _ item: Item) -> Value
    ) async -> [Value] {
        await withCheckedContinuation { continuation in
            DispatchQueue.global(qos: .utility).async {
                let results = Mutex<[Int: Value]>([:])
                DispatchQueue.concurrentPerform(iterations: items.count) { index in
                    let value = work(index, items[index])
                    results.withLock { $0[index] = value }
                }
                let all = results.withLock { $0 }
                continuation.resume(returning: items.indices.compactMap { all[$0] })
            }
        }
    }
}
