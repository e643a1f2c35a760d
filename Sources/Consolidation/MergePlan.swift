/// Which merges there are, and which of them have all that they need.
struct MergePlan<Item, Key: Comparable & Hashable> {
    /// A merge that can start.
    struct Work {
        fileprivate let node: Int
        let items: [Item]
    }

    /// A place where items meet: those of the nodes below it, or those that it began with.
    private struct Node {
        var parent: Int?
        /// Nodes below whose items are not here yet.
        var missing = 0
        var items: [Item] = []
        /// Merges of this round that have not ended.
        var underWay = 0
        /// How many items there were before this round.
        var before = 0
        /// What failed here and below: it is not tried again in the same company.
        var failures: Set<[Key]> = []
    }

    private let batch: Int
    private let key: (Item) -> Key
    private let likeness: (Item, Item) -> Double
    private var nodes: [Node] = []
    private var ready: [Work] = []
    /// What remains when the last merge has ended.
    private(set) var result: [Item] = []

    /// Settles which of `items`, which come sorted by key, meet first and which later.
    init(_ items: [Item], batch: Int, key: @escaping (Item) -> Key, likeness: @escaping (Item, Item) -> Double) {
        self.batch = batch
        self.key = key
        self.likeness = likeness
        let pairs = MergePairs(count: items.count) { likeness(items[$0], items[$1]) }
        let groups = pairs.groups(of: items.count, atMost: batch)
        nodes = groups.map { group in Node(items: group.map { items[$0] }) }
        build(above: pairs.between(groups, of: items.count))
        for node in groups.indices { begin(node) }
    }

    /// Puts nodes above nodes, as long as there are pairs that meet in none, and one above all.
    private mutating func build(above pairs: MergePairs) {
        var level = Array(nodes.indices)
        var pairs = pairs
        while !pairs.isEmpty {
            let groups = pairs.groups(of: level.count, atMost: batch)
            pairs = pairs.between(groups, of: level.count)
            level = groups.map { group in group.count > 1 ? join(group.map { level[$0] }) : level[group[0]] }
        }
        // Merged items may be like others that they were not like before.
        if level.count > 1 { _ = join(level) }
    }

    private mutating func join(_ below: [Int]) -> Int {
        for node in below { nodes[node].parent = nodes.count }
        nodes.append(Node(missing: below.count))
        return nodes.count - 1
    }

    /// A merge that can start, and its items.
    mutating func next() -> Work? { ready.isEmpty ? nil : ready.removeFirst() }

    /// Takes what a merge left; after a failure, its items as they were.
    mutating func finish(_ work: Work, _ outputs: [Item], isFailed: Bool) {
        nodes[work.node].items += outputs
        nodes[work.node].underWay -= 1
        if isFailed { nodes[work.node].failures.insert(work.items.map(key).sorted()) }
        guard nodes[work.node].underWay == 0 else { return }
        // As long as it helps, again.
        if nodes[work.node].items.count < nodes[work.node].before { begin(work.node) } else { end(work.node) }
    }

    /// Lets those of a node's items meet that have to.
    private mutating func begin(_ node: Int) {
        let items = nodes[node].items.sorted { key($0) < key($1) }
        let pairs = MergePairs(count: items.count) { likeness(items[$0], items[$1]) }
        let groups = pairs.groups(of: items.count, atMost: batch).map { group in group.map { items[$0] } }
        func isMerge(_ group: [Item]) -> Bool {
            group.count > 1 && !nodes[node].failures.contains(group.map(key).sorted())
        }
        let merges = groups.filter(isMerge)
        nodes[node].before = items.count
        nodes[node].items = groups.filter { !isMerge($0) }.flatMap { $0 }
        nodes[node].underWay = merges.count
        ready += merges.map { Work(node: node, items: $0) }
        if merges.isEmpty { end(node) }
    }

    /// Hands what a node has to the one above it.
    private mutating func end(_ node: Int) {
        let items = nodes[node].items
        nodes[node].items = []
        guard let parent = nodes[node].parent else {
            result = items.sorted { key($0) < key($1) }
            return
        }
        nodes[parent].items += items
        nodes[parent].failures.formUnion(nodes[node].failures)
        nodes[parent].missing -= 1
        if nodes[parent].missing == 0 { begin(parent) }
    }
}

extension MergePlan.Work: Sendable where Item: Sendable {}
