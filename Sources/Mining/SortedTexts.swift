internal import Foundations

/// Texts in the order of their bytes, for counting those with a common beginning without a look at the others.
struct SortedTexts {
    private let texts: [[UInt8]]

    /// Sorts the texts; a text that is given twice counts twice.
    init(_ texts: [String]) {
        self.texts = texts.map { Array($0.utf8) }.sorted { $0.lexicographicallyPrecedes($1) }
    }

    /// The number of texts.
    var count: Int { texts.count }

    /// The number of texts that begin with `prefix`, found by halving.
    func count(withPrefix prefix: String) -> Int {
        let prefix = Array(prefix.utf8)
        let first = texts.partitioningIndex { !$0.lexicographicallyPrecedes(prefix) }
        let end = texts.partitioningIndex { !$0.lexicographicallyPrecedes(prefix) && !$0.starts(with: prefix) }
        return end - first
    }
}
