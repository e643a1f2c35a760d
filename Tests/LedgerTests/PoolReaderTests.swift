import GRDB
import Lessons
import Testing
import TestSupport
import Trajectories

@testable import Ledger

/// Lessons are mined from what the reader of the pool gives: it has to be what was recorded, whatever the texts hold.
@Suite("The reader of the pool")
struct PoolReaderTests {
    private let ledger: Ledger

    init() throws { ledger = try Ledger.inMemory() }

    private static func text(_ random: inout SeededGenerator) -> String {
        let parts = [
            "a", "\"", "\\", "\n", "\t", "/", "é", "😀", "\u{1}", "\u{2028}", "\\u00e9", "{", "]", ":", " ", "",
        ]
        return (0..<Int.random(in: 0...6, using: &random)).map { _ in parts.randomElement(using: &random) ?? "" }
            .joined()
    }

    private static func quote(_ random: inout SeededGenerator) -> Lesson.Quote {
        Lesson.Quote(step: Int.random(in: -1...9_000_000, using: &random), text: text(&random))
    }

    private static func finding(_ random: inout SeededGenerator) -> Finding {
        let signature = Signature(
            domain: text(&random),
            kind: text(&random),
            subject: text(&random),
            message: text(&random),
            isExperiment: .random(using: &random)
        )
        let recovery = Recovery(action: .dropOption, subject: text(&random), distance: 3)
        return Finding(
            kind: [.trouble, .correction, .loop].randomElement(using: &random) ?? .loop,
            signature: signature,
            recovery: .random(using: &random) ? recovery : nil,
            failure: quote(&random),
            success: .random(using: &random) ? quote(&random) : nil
        )
    }

    private static func occurrence(_ random: inout SeededGenerator) -> Occurrence {
        Occurrence(
            pattern: text(&random),
            situation: text(&random),
            way: text(&random),
            tried: 2,
            reached: 1,
            lost: Int.random(in: 0...9, using: &random),
            facts: (0..<Int.random(in: 0...3, using: &random)).map { _ in text(&random) },
            quotes: (0..<Int.random(in: 0...2, using: &random)).map { _ in quote(&random) }
        )
    }

    @Test("gives back what was noted of an episode, whatever its texts hold", arguments: SeededGenerator.seeds(20))
    func sameAsRecorded(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var record = try file("d1", [session("a")])
        record.sessions[0].episodes[0].findings = (0..<3).map { _ in Self.finding(&random) }
        record.sessions[0].episodes[0].traits = [Trait(name: Self.text(&random), quote: Self.quote(&random))]
        record.sessions[0].episodes[0].occurrences = (0..<3).map { _ in Self.occurrence(&random) }
        try ledger.record([record])

        #expect(try ledger.pool() == record.sessions[0].episodes)
    }

    @Test("says what is wrong with a column that it cannot read")
    func damaged() throws {
        try ledger.record([file("d1", [session("a")])])
        try ledger.database.write { try $0.execute(sql: "UPDATE episode SET findings = '[{\"kind\":\"dream\"}]'") }

        #expect { try ledger.pool() } throws: { "\($0)".contains("kind") || "\($0)".contains("dream") }
    }
}
