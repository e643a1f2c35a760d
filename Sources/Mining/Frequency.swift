/// Counting equal values.
enum Frequency {
    /// Each value with its count, the most frequent first, then by the value.
    static func ranked<Value: Hashable & Comparable>(_ values: some Sequence<Value>) -> [(value: Value, count: Int)] {
        var counts: [Value: Int] = [:]
        for value in values { counts[value, default: 0] += 1 }
        return counts.map { ($0.key, $0.value) }.sorted { ($1.count, $0.value) < ($0.count, $1.value) }
    }

    /// The most frequent value.
    static func top<Value: Hashable & Comparable>(_ values: some Sequence<Value>) -> Value? {
        ranked(values).first?.value
    }
}
