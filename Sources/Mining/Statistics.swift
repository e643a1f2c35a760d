internal import Glibc

/// Statistics of small counts.
package enum Statistics {
    /// The one-sided p-value of Fisher's exact test that successes have the trait more often than failures.
    ///
    /// The table is `with`/`without` the trait in rows, success and failure in columns. Sums of logarithms of factorials,
    /// so that large counts do not overflow.
    package static func fisher(successWith a: Int, successWithout b: Int, failureWith c: Int, failureWithout d: Int)
        -> Double
    {
        let row = a + c
        let successes = a + b
        let total = a + b + c + d
        let highest = min(row, successes)
        guard total > 0, a <= highest else { return 1 }
        let fixed = choose(total, row)
        var sum = 0.0
        for count in a...highest where row - count <= total - successes {
            sum += exp(choose(successes, count) + choose(total - successes, row - count) - fixed)
        }
        return min(1, sum)
    }

    /// The odds ratio with half a count added to each cell (Haldane and Anscombe), so that it is finite.
    package static func oddsRatio(successWith a: Int, successWithout b: Int, failureWith c: Int, failureWithout d: Int)
        -> Double
    {
        (Double(a) + 0.5) * (Double(d) + 0.5) / ((Double(b) + 0.5) * (Double(c) + 0.5))
    }

    /// Wilson's interval of a share, 95 %.
    package static func wilson(_ hits: Int, of count: Int) -> ClosedRange<Double> {
        guard count > 0 else { return 0...1 }
        let z = 1.959964
        let n = Double(count)
        let share = Double(hits) / n
        let centre = (share + z * z / (2 * n)) / (1 + z * z / n)
        let half = z / (1 + z * z / n) * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot()
        return max(0, centre - half)...min(1, centre + half)
    }

    /// The p-values that are significant at the false discovery rate `rate` (Benjamini and Hochberg).
    package static func discoveries(_ values: [Double], rate: Double) -> [Bool] {
        let order = values.indices.sorted { values[$0] < values[$1] }
        var last = -1
        for (rank, index) in order.enumerated() where values[index] <= rate * Double(rank + 1) / Double(values.count) {
            last = rank
        }
        var stands = [Bool](repeating: false, count: values.count)
        if last >= 0 { for index in order[...last] { stands[index] = true } }
        return stands
    }

    /// The logarithm of a binomial coefficient.
    private static func choose(_ n: Int, _ k: Int) -> Double {
        guard k >= 0, k <= n else { return -.infinity }
        return lgamma(Double(n) + 1) - lgamma(Double(k) + 1) - lgamma(Double(n - k) + 1)
    }
}
