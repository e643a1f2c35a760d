internal import JSON

extension JSON {
    /// A count of tokens; what no model can have used is cut to a size that sums cannot overflow.
    var tokens: Int? { int.map { min(max($0, 0), 1 << 40) } }

    /// A sum of money; nil for what is none.
    var amount: Double? { double.flatMap { $0.isFinite && $0 >= 0 ? $0 : nil } }
}
