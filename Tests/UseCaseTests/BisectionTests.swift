import Curation
import Testing

@Suite("A bisection")
struct BisectionTests {
    @Test("finds the first bad state, wherever it is, with few judgements", arguments: 2...40)
    func everyPlace(count: Int) async throws {
        for first in 1..<count {
            let result = try await Bisection(count: count).run { $0 < first ? .good : .bad }
            #expect(result.suspects == [first])
            #expect(1 << (result.runs - 2) <= 2 * count)
        }
    }

    @Test("names all that are left where states between cannot be judged")
    func skipped() async throws {
        let result = try await Bisection(count: 10).run { index in
            (4...6).contains(index) ? .skipped : index < 5 ? .good : .bad
        }
        #expect(result.suspects == [4, 5, 6, 7])
    }

    @Test("refuses where the ends are not as they should be")
    func ends() async throws {
        await #expect(throws: Bisection.Refusal.badIsGood) { try await Bisection(count: 3).run { _ in .good } }
        await #expect(throws: Bisection.Refusal.goodIsBad) { try await Bisection(count: 3).run { _ in .bad } }
        await #expect(throws: Bisection.Refusal.badIsGood) { try await Bisection(count: 1).run { _ in .bad } }
    }
}
