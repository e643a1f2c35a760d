internal import Foundations

/// A set of words as sorted hashes, for fast comparison with many others.
struct WordSet: Sendable, Equatable {
    let hashes: [UInt64]

    init(_ words: some Sequence<String>) {
        hashes = Set(words.map { FNV1a($0).value }).sorted()
    }

    /// The number of common words.
    func common(with other: WordSet) -> Int {
        var (one, two, common) = (0, 0, 0)
        while one < hashes.count, two < other.hashes.count {
            let (first, second) = (hashes[one], other.hashes[two])
            if first == second { common += 1 }
            if first <= second { one += 1 }
            if second <= first { two += 1 }
        }
        return common
    }

    /// Whether the common words are at least this part of all words of both sets.
    func overlaps(_ other: WordSet, atLeast part: Double) -> Bool {
        let (fewer, more) = (min(hashes.count, other.hashes.count), max(hashes.count, other.hashes.count))
        // Sets of too different sizes cannot overlap that much.
        guard fewer > 0, Double(fewer) >= part * Double(more) else { return false }
        let common = common(with: other)
        return Double(common) >= part * Double(hashes.count + other.hashes.count - common)
    }

    func isSubset(of other: WordSet) -> Bool { common(with: other) == hashes.count }
}
