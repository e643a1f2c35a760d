@testable import Mining
import TestSupport
import Testing

@Suite("Sorted texts")
struct SortedTextsTests {
    @Test("count those with a beginning as a walk through all of them does", arguments: [UInt64(1), 2, 3])
    func prefixes(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        func text(_ longest: Int) -> String {
            String((0..<Int.random(in: 0...longest, using: &random)).map { _ in "ab/é".randomElement(using: &random)! })
        }
        let texts = (0..<200).map { _ in text(6) }
        let sorted = SortedTexts(texts)

        #expect(sorted.count == 200)
        for _ in 0..<200 {
            let prefix = text(4)
            let naive = texts.count { Array($0.utf8).starts(with: Array(prefix.utf8)) }
            #expect(sorted.count(withPrefix: prefix) == naive, "seed \(seed): \(prefix) in \(texts)")
        }
    }
}
