extension Array {
    /// The first place from which on all elements fulfil a condition, found by halving; the end if none does.
    ///
    /// Those that do come after those that do not.
    package func partitioningIndex(where belongs: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if belongs(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
