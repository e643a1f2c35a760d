/// A random number generator that gives the same numbers for the same seed on every machine (SplitMix64).
///
/// A test that uses chance takes its seed as an argument, so that a failure names it:
///
///     @Test("Any edit of any skill can be reverted", arguments: SeededGenerator.seeds(50))
///     func anyEditCanBeReverted(seed: UInt64) throws {
///         var generator = SeededGenerator(seed: seed)
///
/// `TEST_SEED=7 swift test --filter anyEditCanBeReverted` then runs the case that failed and no other.
package struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// A generator whose numbers depend on the seed and on nothing else.
    package init(seed: UInt64) { state = seed }

    /// A generator whose numbers depend on the seed and on a name: one seed, many independent sequences.
    package init(seed: UInt64, name: String) {
        // FNV-1a.
        state = name.utf8.reduce(seed ^ 0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }

    /// The next 64 bits.
    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }

    /// A number from 0 to below 1, all equally likely.
    package mutating func nextUnit() -> Double { Double.random(in: 0..<1, using: &self) }

    /// The seeds of a test's cases: 1 to `count`, or the one that the environment names in `TEST_SEED`.
    package static func seeds(_ count: UInt64) -> [UInt64] {
        if let named = environment("TEST_SEED"), let seed = UInt64(named) { return [seed] }
        return Array(1...count)
    }
}
