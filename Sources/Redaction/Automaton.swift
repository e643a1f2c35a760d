/// Finds every place where one of many keywords ends, in one pass and without regard to the case of ASCII letters
/// (Aho and Corasick's automaton, with all transitions laid out).
struct Automaton: Sendable {
    /// The state before any byte was read.
    static let start: UInt32 = 0

    /// For each byte, its column in a row of `transitions`.
    private let columns: [UInt8]
    /// For each state and column the next state; a state is the offset of its row.
    private let transitions: [UInt32]
    private let width: Int
    /// The lowest state in which a keyword ends: states are numbered so that all of these come last.
    private let firstAccepting: UInt32
    /// For each accepting state the keywords that end in it, longest first.
    private let accepted: [[Int]]

    /// The automaton of `keywords`, which must be in lower case and not empty.
    init(_ keywords: [[UInt8]]) {
        let (columns, width) = Self.columns(of: keywords)
        var trie = Trie(width: width)
        for (index, keyword) in keywords.enumerated() {
            trie.insert(keyword.map { Int(columns[Int($0)]) }, index)
        }
        // The states near the beginning, in which nearly all bytes are read, are side by side: they stay in the cache.
        let nodes = trie.link()
        let order = nodes.filter { trie.outputs[$0].isEmpty } + nodes.filter { !trie.outputs[$0].isEmpty }
        var number = [UInt32](repeating: 0, count: order.count)
        for (new, old) in order.enumerated() { number[old] = UInt32(new * width) }
        var transitions: [UInt32] = []
        transitions.reserveCapacity(order.count * width)
        for old in order { for next in trie.row(of: old) { transitions.append(number[Int(next)]) } }
        let accepted = order.lazy.map { trie.outputs[$0] }.filter { !$0.isEmpty }
        self.columns = columns
        self.width = width
        self.transitions = transitions
        self.firstAccepting = UInt32((order.count - accepted.count) * width)
        self.accepted = Array(accepted)
    }

    /// Reads `text` from `position` in `state` until keywords end: then their numbers, with `position` just after them.
    /// `nil` at the end of the text.
    func next(
        in text: UnsafeBufferPointer<UInt8>,
        from position: inout Int,
        state: inout UInt32
    ) -> [Int]? {
        var current = state
        var index = position
        let end = text.count
        let first = firstAccepting
        let found = columns.withUnsafeBufferPointer { columns in
            transitions.withUnsafeBufferPointer { transitions in
                while index < end {
                    current = transitions[Int(current) &+ Int(columns[Int(text[index])])]
                    index &+= 1
                    if current >= first { return true }
                }
                return false
            }
        }
        state = current
        position = index
        return found ? accepted[Int(current - first) / width] : nil
    }

    /// A column for each byte that some keyword uses, both cases of a letter sharing one; column 0 is for the rest. The
    /// bytes that are usual in texts have the first columns, so that a row has them together.
    private static func columns(of keywords: [[UInt8]]) -> ([UInt8], width: Int) {
        var columns = [UInt8](repeating: 0, count: 256)
        var width = 1
        let used = Set(keywords.joined())
        let usual = usualBytes.withUTF8Buffer { $0.filter(used.contains) }
        for byte in usual + used.subtracting(usual).sorted() {
            columns[Int(byte)] = UInt8(width)
            if ByteSet.lowercase.contains(byte) { columns[Int(byte) - 32] = UInt8(width) }
            width += 1
        }
        return (columns, width)
    }

    /// The bytes that texts and programs have most, in the order of how often they do.
    private static let usualBytes: StaticString = " etaoinsrlcdupmhgfy_.b-,0/1vw:2\"()k='x"
}

/// The keywords as a tree, on the way to an automaton.
///
/// Its rows are one array: thousands of small ones would leave the heap in pieces that the system does not get back.
private struct Trie {
    private static let none: Int32 = -1
    private let width: Int
    /// For each node and column the next node.
    private var next: [Int32]
    var outputs: [[Int]] = [[]]

    init(width: Int) {
        self.width = width
        next = [Int32](repeating: Self.none, count: width)
    }

    /// The nodes after a node, by column.
    func row(of node: Int) -> ArraySlice<Int32> { next[(node * width)..<((node + 1) * width)] }

    mutating func insert(_ path: [Int], _ keyword: Int) {
        var node = 0
        for column in path {
            let place = node * width + column
            if next[place] == Self.none {
                next[place] = Int32(outputs.count)
                next.append(contentsOf: repeatElement(Self.none, count: width))
                outputs.append([])
            }
            node = Int(next[place])
        }
        outputs[node].append(keyword)
    }

    /// Gives every node a successor for every column: its child, or where its longest proper suffix would go.
    ///
    /// - Returns: the nodes, those near the root first.
    mutating func link() -> [Int] {
        var suffix = [Int](repeating: 0, count: outputs.count)
        var queue: [Int] = [0]
        queue.reserveCapacity(outputs.count)
        var head = 0
        while head < queue.count {
            let node = queue[head]
            head += 1
            for column in 0..<width {
                let fallback = node == 0 ? 0 : next[suffix[node] * width + column]
                let place = node * width + column
                let child = next[place]
                if child == Self.none {
                    next[place] = fallback
                } else {
                    suffix[Int(child)] = Int(fallback)
                    outputs[Int(child)] += outputs[Int(fallback)]
                    queue.append(Int(child))
                }
            }
        }
        return queue
    }
}
