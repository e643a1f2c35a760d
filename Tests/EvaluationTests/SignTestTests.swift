@testable import Evaluation
import Testing

@Suite("A sign test")
struct SignTestTests {
    @Test(
        "gives the exact chance of so many heads",
        arguments: [
            (3, 1, 0.3125), (5, 0, 0.03125), (8, 1, 0.01953125), (6, 0, 0.015625), (30, 15, 0.017848901777597348),
            (520, 480, 0.10872414660207047), (2000, 1900, 0.05644682612967444), (0, 4, 1), (0, 0, 1),
        ]
    )
    func exact(hits: Int, misses: Int, expected: Double) {
        #expect(abs(SignTest.probability(ofAtLeast: hits, against: misses) - expected) < 1e-9)
    }

    @Test(
        "gives an interval that has a width where nothing changed, and stays within what can be",
        arguments: [
            (0.0, 0.0, 20.0, -0.089089, 0.089089), (3, 1, 20, -0.104645, 0.286463), (9, 0, 10, 0.455552, 1),
            (0, 0, 0, -1, 1),
        ]
    )
    func interval(better: Double, worse: Double, count: Double, lower: Double, upper: Double) {
        let interval = SignTest.interval(better: better, worse: worse, of: count)
        #expect(abs(interval.lowerBound - lower) < 1e-6)
        #expect(abs(interval.upperBound - upper) < 1e-6)
    }
}
