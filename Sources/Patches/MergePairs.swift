/// The pairs of items that are to meet in a merge, the most alike first.
struct MergePairs {
    struct Pair {
        let left: Int
        let right: Int
        let likeness: Double
    }

    private let pairs: [Pair]
    var isEmpty: Bool { pairs.isEmpty }

    /// Every pair of `0..<count` whose likeness is above zero. The order depends on the likeness and the numbers alone.
    init(count: Int, likeness: (Int, Int) -> Double) {
        var pairs: [Pair] = []
        for left in 0..<count {
            for right in (left + 1)..<max(count, left + 1) {
                let likeness = likeness(left, right)
                if likeness > 0 { pairs.append(Pair(left: left, right: right, likeness: likeness)) }
            }
        }
        self.pairs = pairs.sorted { ($1.likeness, $0.left, $0.right) < ($0.likeness, $1.left, $1.right) }
    }

    private init(_ pairs: [Pair]) { self.pairs = pairs }

    /// `0..<count` in groups of at most `size`: the most alike are put together first, as long as there is room. Within a
    /// group what is alike stands side by side; the groups come by their smallest number.
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
