internal import Glibc

/// The statistics of pairs that can only be better, worse or the same.
enum SignTest {
    /// The probability that of `hits + misses` throws of a fair coin at least `hits` are heads: the one-sided exact
    /// sign test, which is McNemar's exact test where the pairs are successes and failures. 1 where there is nothing to
    /// count.
    static func probability(ofAtLeast hits: Int, against misses: Int) -> Double {
        let count = hits + misses
        guard count > 0, hits > 0 else { return 1 }
        let whole = lgamma(Double(count) + 1) - Double(count) * log(2.0)
        // From the small end, so that many small terms are not lost beside a large one.
        let sum = (hits...count).reversed().reduce(0.0) { sum, heads in
            sum + exp(whole - lgamma(Double(heads) + 1) - lgamma(Double(count - heads) + 1))
        }
        return min(1, sum)
    }

    /// The interval, 95 %, of the difference between the share of pairs that got better and that of those that got
    /// worse (Agresti and Min: half a pair added to each of the four cells, so that it has a width where nothing
    /// changed).
    ///
    /// Parts of a pair are taken, so that the runs of one task may count as one pair together.
    static func interval(better: Double, worse: Double, of count: Double) -> ClosedRange<Double> {
        guard count > 0 else { return -1...1 }
        let all = count + 2
        let difference = (better - worse) / all
        let variance = max(0, (better + worse + 1) / all - difference * difference) / all
        let half = 1.959964 * variance.squareRoot()
        return max(-1, difference - half)...min(1, difference + half)
    }
}
