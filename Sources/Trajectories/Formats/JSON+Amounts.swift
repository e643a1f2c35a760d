internal import JSON

extension JSON {
    /// The value as a count of tokens; an impossibly large one is limited so that sums cannot overflow.
    var tokens: Int? { int.map { min(max($0, 0), 1 << 40) } }

    /// The value as an amount of money; nil for any other value.
    var amount: Double? { double.flatMap { $0.isFinite && $0 >= 0 ? $0 : nil } }
}
