/// The search for the first bad one of states of which the first is good and the last is bad. Pure: the caller judges.
package struct Bisection: Sendable {
    /// What a state is.
    package enum Verdict: String, Sendable {
        case good, bad
        /// It cannot be judged.
        case skipped
    }

    /// What was found.
    package struct Result: Sendable, Equatable {
        /// The states that may be the first bad one: one, unless states between could not be judged.
        package var suspects: [Int]
        /// How many states were judged.
        package var runs: Int
    }

    /// Why there is nothing to search.
    package enum Refusal: Error, Equatable { case goodIsBad, badIsGood }

    private let count: Int

    /// Searches among so many states, at least one.
    package init(count: Int) { self.count = count }

    /// Searches, with about as many judgements as the number of states has binary digits, and two more for the ends.
    ///
    /// - Throws: ``Refusal`` if the first state is bad or the last one is not, and what the caller throws.
    package func run(_ judge: (Int) async throws -> Verdict) async throws -> Result {
        var runs = 2
        guard count > 1, try await judge(count - 1) == .bad else { throw Refusal.badIsGood }
        guard try await judge(0) == .good else { throw Refusal.goodIsBad }
        var (good, bad) = (0, count - 1)
        var skipped = Set<Int>()
        while let next = middle(of: good, bad, without: skipped) {
            runs += 1
            switch try await judge(next) {
            case .good: good = next
            case .bad: bad = next
            case .skipped: skipped.insert(next)
            }
        }
        return Result(suspects: Array(good + 1...bad), runs: runs)
    }

    /// The state that is nearest to the middle and not judged yet; nil if there is none between the two.
    private func middle(of good: Int, _ bad: Int, without skipped: Set<Int>) -> Int? {
        let middle = (good + bad) / 2
        return (good + 1..<max(bad, good + 1)).filter { !skipped.contains($0) }.min {
            (abs($0 - middle), $0) < (abs($1 - middle), $1)
        }
    }
}
