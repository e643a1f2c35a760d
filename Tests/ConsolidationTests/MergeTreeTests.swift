@testable import Consolidation
import Synchronization
import TestSupport
import Testing

/// A text with a place, that can be joined with others.
private struct Note: Sendable, Equatable {
    var text: String
    /// The places of all that it was made of.
    var places: [Int]

    init(_ text: String, at place: Int) {
        self.text = text
        places = [place]
    }

    var key: Int { places[0] }
    private var families: Set<Character> { Set(text.filter(\.isLetter)) }

    /// Notes with one letter are similar, and more so if they are close to each other.
    @Sendable static func likeness(_ left: Note, _ right: Note) -> Double {
        left.families.isDisjoint(with: right.families) ? 0 : 1 / Double(1 + abs(left.key - right.key))
    }

    static func joined(_ notes: [Note]) -> Note {
        let ordered = notes.sorted { $0.key < $1.key }
        var joined = ordered[0]
        joined.text = "(" + ordered.map(\.text).joined(separator: " ") + ")"
        joined.places = ordered.flatMap(\.places).sorted()
        return joined
    }
}

@Suite("A merge tree", .timeLimit(.minutes(1)))
struct MergeTreeTests {
    private struct Refusal: Error {}

    private static func notes(_ texts: [String]) -> [Note] { texts.enumerated().map { Note($1, at: $0) } }

    private static func everybody(_: Int, _: Int) -> Double { 1 }

    @Test("The most similar items meet first, and others never", arguments: [1, 2, 7])
    func similarItemsMeet(concurrency: Int) async throws {
        let notes = Self.notes(["a1", "b1", "a2", "c1", "b2", "a3"])
        let merged = try await MergeTree(batch: 2, concurrency: concurrency)
            .reduce(notes, key: { $0.key }, likeness: Note.likeness) { [Note.joined($0)] }

        #expect(merged.map(\.text) == ["((a1 a2) a3)", "(b1 b2)", "c1"])
    }

    @Test("The result does not depend on which merge ends first", arguments: SeededGenerator.seeds(2))
    func timingDoesNotMatter(seed: UInt64) async throws {
        var generator = SeededGenerator(seed: seed)
        let texts = (0..<60).map { _ in
            (0..<Int.random(in: 1...2, using: &generator)).map { _ in
                String("abcdefgh".randomElement(using: &generator) ?? "a")
            }.joined()
        }
        let notes = Self.notes(texts)
        let random = Mutex(generator)
        var results: Set<String> = []
        for round in 0..<8 {
            let shuffled = random.withLock { notes.shuffled(using: &$0) }
            let merged = try await MergeTree(batch: 4, concurrency: 1 + round)
                .reduce(shuffled, key: { $0.key }, likeness: Note.likeness) { notes in
                    for _ in 0..<random.withLock({ Int.random(in: 0..<6, using: &$0) }) { await Task.yield() }
                    // Which merges fail, and what the others join, hangs on what they are given alone.
                    let sum = notes.flatMap(\.places).reduce(0, +)
                    if sum.isMultiple(of: 5) { throw Refusal() }
                    let kept = notes.sorted { $0.key < $1.key }
                    return sum.isMultiple(of: 3)
                        ? [Note.joined(Array(kept.dropLast())), kept[kept.count - 1]] : [.joined(kept)]
                }
            #expect(merged.flatMap(\.places).sorted() == Array(notes.indices), "seed \(seed)")
            results.insert(merged.map { "\($0.text) \($0.places)" }.joined(separator: "; "))
        }

        #expect(results.count == 1, "seed \(seed)")
    }

    // Fault 34 of the reference implementation.
    @Test("A merge starts as soon as those below it have ended")
    func mergesStartEarly() async throws {
        let (upper, started) = AsyncStream.makeStream(of: Void.self)
        let notes = Self.notes(["a", "b", "a", "b", "a", "b", "b", "b"])
        // The first merge of a waits until one above two of b has started: with a level barrier it would wait for ever.
        let merged = try await MergeTree(batch: 2, concurrency: 2)
            .reduce(notes, key: { $0.key }, likeness: Note.likeness) { notes in
                if notes.allSatisfy({ $0.text == "a" }) {
                    for await _ in upper { break }
                } else if notes.contains(where: { $0.text.hasPrefix("(b") }) {
                    started.yield()
                }
                return [Note.joined(notes)]
            }

        #expect(merged.count == 2)
    }

    // Fault 36 of the reference implementation.
    @Test(
        "The items of a failed merge are passed on and not tried together again",
        arguments: [[], [2], [0, 7]]
    )
    func failedItemsArePassedOn(bad: [Int]) async throws {
        let failures = Mutex<[[Int]]>([])
        let attempts = Mutex<[[Int]]>([])
        let merged = try await MergeTree(batch: 2, concurrency: 3).reduce(
            Self.notes(["a", "a", "a", "a", "b", "b", "b", "b"]),
            key: { $0.key },
            likeness: Note.likeness,
            failed: { _, notes in failures.withLock { $0.append(notes.flatMap(\.places)) } }
        ) { notes in
            attempts.withLock { $0.append(notes.flatMap(\.places).sorted()) }
            if notes.contains(where: { bad.contains($0.key) && $0.places.count == 1 }) { throw Refusal() }
            return [Note.joined(notes)]
        }

        #expect(merged.flatMap(\.places).sorted() == Array(0..<8))
        #expect(failures.withLock { $0.isEmpty } == bad.isEmpty)
        #expect(
            merged.filter { $0.places.count == 1 }.map(\.key).allSatisfy { place in bad.contains { $0 / 2 == place / 2 }
            }
        )
        let all = attempts.withLock { $0 }
        #expect(Set(all).count == all.count)
    }

    @Test("A merge gets between two items and a batch", arguments: [0, 1, 2, 5, 33, 70])
    func mergeSizesAreLimited(count: Int) async throws {
        let sizes = Mutex<[Int]>([])
        let merged = try await MergeTree(batch: 5, concurrency: 3)
            .reduce(Array(0..<count), key: { $0 }, likeness: Self.everybody) { items in
                sizes.withLock { $0.append(items.count) }
                // A merge of edits keeps most of them.
                return Array(items.sorted().dropLast())
            }

        #expect(sizes.withLock { $0.allSatisfy { (2...5).contains($0) } })
        #expect(merged.count == min(count, 1))
    }

    @Test("Similar items meet among very many slightly similar ones")
    func similarItemsMeetInACrowd() async throws {
        // Every hundredth says the same; all are a little alike.
        let merged = try await MergeTree(batch: 8, concurrency: 4).reduce(
            Array(0..<400).map { Note("a", at: $0) },
            key: { $0.key },
            likeness: { $0.key % 100 == $1.key % 100 ? 1 : 0.01 }
        ) { notes in
            Dictionary(grouping: notes) { $0.key % 100 }.values.map { Note.joined($0) }
        }

        #expect(merged.count == 100)
        #expect(merged.flatMap(\.places).sorted() == Array(0..<400))
    }

    @Test("Reduction ends if merges join nothing")
    func endsWithoutJoins() async throws {
        let calls = Mutex(0)
        let merged = try await MergeTree(batch: 5, concurrency: 3)
            .reduce(Array(0..<70), key: { $0 }, likeness: Self.everybody) { items in
                calls.withLock { $0 += 1 }
                return items
            }

        #expect(merged == Array(0..<70))
        #expect(calls.withLock { $0 } <= 3 * 14)
    }

    @Test("Concurrent merges are limited")
    func concurrencyIsLimited() async throws {
        let running = Mutex((now: 0, most: 0))
        let full = MeetingPoint(of: 3)
        _ = try await MergeTree(batch: 2, concurrency: 3)
            .reduce(Array(0..<40), key: { $0 }, likeness: Self.everybody) { items in
                running.withLock {
                    $0.now += 1
                    $0.most = max($0.most, $0.now)
                }
                // The first ones wait until as many are there as may be.
                await full.arrive()
                running.withLock { $0.now -= 1 }
                return [items[0]]
            }

        #expect(running.withLock { $0.most } == 3)
        #expect(running.withLock { $0.now } == 0)
    }

    @Test("A cancelled reduction ends")
    func cancelledReductionEnds() async {
        let (starts, started) = AsyncStream.makeStream(of: Void.self)
        let (endless, open) = AsyncStream.makeStream(of: Void.self)
        defer { open.finish() }
        let task = Task {
            try await MergeTree(batch: 2, concurrency: 1)
                .reduce(Array(0..<4), key: { $0 }, likeness: Self.everybody) { items in
                    started.yield()
                    // Nothing ends this loop but the cancellation.
                    for await _ in endless {}
                    try Task.checkCancellation()
                    return items
                }
        }
        for await _ in starts { break }
        task.cancel()

        await #expect(throws: CancellationError.self) { try await task.value }
    }
}
