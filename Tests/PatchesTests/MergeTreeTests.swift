import Patches
import Synchronization
import Testing

@Suite("A merge tree", .timeLimit(.minutes(10)))
struct MergeTreeTests {
    /// Joins texts, as a merge of patches would.
    @Sendable private static func join(_ items: [String]) -> [String] { ["(" + items.joined(separator: " ") + ")"] }

    @Test("gives each merge its items sorted by key", arguments: [1, 2, 7])
    func sorted(concurrency: Int) async throws {
        let items = ["e", "d", "c", "b", "a"]
        let merged = try await MergeTree(batch: 2, concurrency: concurrency).reduce(items, key: { $0 }) {
            Self.join($0)
        }

        #expect(merged == ["(((b c) (d e)) a)"])
    }

    @Test("gives the same result whichever merge ends first")
    func arrival() async throws {
        let items = (0..<23).map { "\($0)" }
        var results: Set<[String]> = []
        for seed in UInt64(0)..<12 {
            let random = Mutex(SeededGenerator(seed: seed))
            let merged = try await MergeTree(batch: 3, concurrency: 4).reduce(items, key: { $0 }) { items in
                for _ in 0..<random.withLock({ Int.random(in: 0..<40, using: &$0) }) { await Task.yield() }
                return Self.join(items)
            }
            results.insert(merged)
        }

        #expect(results.count == 1)
        #expect(results.first?.count == 1)
    }

    @Test("starts a merge without waiting for others of its level")
    func noBarrier() async throws {
        let (upper, started) = AsyncStream.makeStream(of: Void.self)
        let items = (0..<8).map { "\($0)" }
        // The merge of 0 and 1 waits until one above 2 to 7 has started: with a level barrier it would wait for ever.
        let merged = try await MergeTree(batch: 2, concurrency: 2).reduce(items, key: { $0 }) { items in
            if items == ["0", "1"] {
                for await _ in upper { break }
            } else if items.contains(where: { $0.hasPrefix("(") }) {
                started.yield()
            }
            return Self.join(items)
        }

        #expect(merged.count == 1)
    }

    @Test("passes the items of a failed merge on", arguments: [[], ["c"], ["a", "h"]])
    func failure(bad: [String]) async throws {
        struct Refusal: Error {}
        let items = ["a", "b", "c", "d", "e", "f", "g", "h"]
        let failures = Mutex<[[String]]>([])
        let merged = try await MergeTree(batch: 2, concurrency: 3).reduce(
            items,
            key: { $0 },
            failed: { _, items in failures.withLock { $0.append(items) } }
        ) { items in
            if items.contains(where: { bad.contains($0) }) { throw Refusal() }
            return Self.join(items)
        }

        let letters = merged.joined().filter(\.isLetter)
        #expect(letters.sorted() == items.joined().sorted())
        #expect(failures.withLock { $0.isEmpty } == bad.isEmpty)
        #expect(bad.allSatisfy { merged.contains($0) })
    }

    @Test("never gives a merge more than a batch, nor less than two items", arguments: [0, 1, 2, 5, 33, 70])
    func sizes(count: Int) async throws {
        let sizes = Mutex<[Int]>([])
        let items = Array(0..<count)
        let merged = try await MergeTree(batch: 5, concurrency: 3).reduce(items, key: { $0 }) { items in
            sizes.withLock { $0.append(items.count) }
            // A merge of edits keeps most of them.
            return Array(items.dropLast())
        }

        #expect(sizes.withLock { $0.allSatisfy { (2...5).contains($0) } })
        #expect(merged.count <= 5)
        #expect(merged == merged.sorted())
    }

    @Test("runs as many merges at once as it may, and no more")
    func concurrency() async throws {
        let running = Mutex((now: 0, most: 0))
        _ = try await MergeTree(batch: 2, concurrency: 3).reduce(Array(0..<40), key: { $0 }) { items in
            running.withLock {
                $0.now += 1
                $0.most = max($0.most, $0.now)
            }
            for _ in 0..<20 { await Task.yield() }
            running.withLock { $0.now -= 1 }
            return [items[0]]
        }

        #expect(running.withLock { $0.most } <= 3)
        #expect(running.withLock { $0.now } == 0)
    }

    @Test("ends when its task is cancelled")
    func cancellation() async {
        let (starts, started) = AsyncStream.makeStream(of: Void.self)
        let task = Task {
            try await MergeTree(batch: 2, concurrency: 1).reduce(Array(0..<4), key: { $0 }) { items in
                started.yield()
                while true {
                    try Task.checkCancellation()
                    await Task.yield()
                }
                return items
            }
        }
        for await _ in starts { break }
        task.cancel()

        await #expect(throws: CancellationError.self) { try await task.value }
    }
}
