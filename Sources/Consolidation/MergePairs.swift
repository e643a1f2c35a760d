/// The pairs of items that are to meet in a merge, the most alike first.
struct MergePairs {
    struct Pair: Equatable {
        let left: Int
        let right: Int
        let likeness: Double

        /// An order in which no two pairs are equal. Of pairs as alike as others, neighbours come first: else all would
        /// want to meet the first item.
        static func isBefore(_ one: Pair, _ other: Pair) -> Bool {
            (other.likeness, one.right - one.left, one.left) < (one.likeness, other.right - other.left, other.left)
        }
    }

    /// For each item the pairs with at most so many others count, the most alike: items of which everyone is like everyone
    /// would fill the memory, and cannot all meet in any case.
    static let mostForEach = 32

    private let pairs: [Pair]
    var isEmpty: Bool { pairs.isEmpty }

    /// The pairs of `0..<count` whose likeness is above zero. The result depends on the likeness and the numbers alone.
    init(count: Int, likeness: (Int, Int) -> Double) {
        var nearest = [[Pair]](repeating: [], count: count)
        for left in 0..<count {
            for right in (left + 1)..<max(count, left + 1) {
                let likeness = likeness(left, right)
                guard likeness > 0 else { continue }
                let pair = Pair(left: left, right: right, likeness: likeness)
                Self.offer(pair, to: &nearest[left])
                Self.offer(pair, to: &nearest[right])
            }
        }
        var pairs: [Pair] = []
        for (item, own) in nearest.enumerated() {
            // One that is near to both is taken from the left.
            pairs += own.filter { $0.left == item || !nearest[$0.left].contains($0) }
        }
        self.pairs = pairs.sorted(by: Pair.isBefore)
    }

    private static func offer(_ pair: Pair, to nearest: inout [Pair]) {
        if nearest.count == mostForEach {
            guard let last = nearest.last, Pair.isBefore(pair, last) else { return }
            nearest.removeLast()
        }
        let place = nearest.lastIndex { Pair.isBefore($0, pair) }.map { $0 + 1 } ?? 0
        nearest.insert(pair, at: place)
    }

    private init(_ pairs: [Pair]) { self.pairs = pairs }

    /// `0..<count` in groups of at most `size`: the most alike are put together first, as long as there is room. Within a
    /// group similar items are adjacent; the groups are ordered by their smallest number.
    func groups(of count: Int, atMost size: Int) -> [[Int]] {
        var groups = (0..<count).map { [$0] }
        var homes = Array(0..<count)
        for pair in pairs {
            let (left, right) = (homes[pair.left], homes[pair.right])
            guard left != right, groups[left].count + groups[right].count <= size else { continue }
            // The smaller number stands for both, so that no group depends on which pair came first.
            let (home, gone) = (min(left, right), max(left, right))
            for member in groups[gone] { homes[member] = home }
            groups[home] += groups[gone]
            groups[gone] = []
        }
        return groups.filter { !$0.isEmpty }
    }

    /// The pairs between groups, under the groups' numbers.
    func between(_ groups: [[Int]], of count: Int) -> MergePairs {
        var homes = [Int](repeating: 0, count: count)
        for (number, group) in groups.enumerated() { for member in group { homes[member] = number } }
        return MergePairs(
            pairs.compactMap { pair in
                let (left, right) = (homes[pair.left], homes[pair.right])
                return left == right ? nil : Pair(left: left, right: right, likeness: pair.likeness)
            }
        )
    }
}
