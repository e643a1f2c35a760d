import Lessons
@testable import Mining
import Testing

@Suite("Statistics of small counts")
struct StatisticsTests {
    private func isNear(_ value: Double, _ known: Double, within tolerance: Double = 1e-6) -> Bool {
        abs(value - known) < tolerance
    }

    @Test(
        "give Fisher's exact p as tables do",
        arguments: zip(
            [[4, 0, 0, 4], [3, 1, 1, 3], [8, 2, 1, 5], [0, 4, 4, 0], [0, 0, 0, 0], [5, 0, 5, 0]],
            [0.0142857143, 0.2428571429, 0.0244755245, 1, 1, 1]
        )
    )
    func fisher(table: [Int], p: Double) {
        let value = Statistics.fisher(
            successWith: table[0],
            successWithout: table[1],
            failureWith: table[2],
            failureWithout: table[3]
        )
        #expect(isNear(value, p), "\(value)")
    }

    @Test("stay finite for large counts and empty cells")
    func large() {
        let p = Statistics.fisher(successWith: 4000, successWithout: 1000, failureWith: 1000, failureWithout: 4000)
        #expect(p >= 0 && p < 1e-12)
        #expect(Statistics.oddsRatio(successWith: 4, successWithout: 0, failureWith: 0, failureWithout: 4) == 81)
    }

    @Test("give Wilson's interval as tables do")
    func wilson() {
        let eight = Statistics.wilson(8, of: 10)
        #expect(isNear(eight.lowerBound, 0.490162, within: 1e-5) && isNear(eight.upperBound, 0.943318, within: 1e-5))
        #expect(Statistics.wilson(0, of: 10).lowerBound == 0)
        #expect(isNear(Statistics.wilson(0, of: 10).upperBound, 0.277533, within: 1e-5))
        #expect(isNear(Statistics.wilson(10, of: 10).upperBound, 1) && Statistics.wilson(10, of: 10).upperBound <= 1)
        #expect(Statistics.wilson(0, of: 0) == 0...1)
    }

    @Test(
        "hold the rate of false discoveries as Benjamini and Hochberg do",
        // In the second the largest one that is accepted takes the smaller ones with it, though they alone would not.
        arguments: zip(
            [
                [0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205, 0.212, 0.216], [0.049, 0.04, 0.045],
                [0.2, 0.9], [Double](),
            ],
            [2, 3, 0, 0]
        )
    )
    func discoveries(values: [Double], count: Int) {
        let stands = Statistics.discoveries(values, rate: 0.05)

        #expect(stands.count == values.count)
        #expect(stands.count { $0 } == count)
        let highest = zip(values, stands).filter(\.1).map(\.0).max() ?? -1
        #expect(zip(values, stands).allSatisfy { $1 || $0 > highest })
    }
}
