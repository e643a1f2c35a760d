import Composition
import Configuration
@testable import Evolution
import FoundationEssentials
import LanguageModels
import Ledger
import Lessons
import SkillRepository
import TestSupport
import Testing
import Trajectories

@Suite("An evolution whose answers come late", .timeLimit(.minutes(5)))
struct WaitingTests {
    private static let sessions = (1...6).map { "s\($0)" }

    /// One rule in other words each, a rule of two sessions, and one of a single session.
    private static func answer(_ model: ScriptedModel) {
        let words = [
            "on a copy", "in each sheet", "by a script", "for all rows", "before sending", "with its defaults",
        ]
        for (number, session) in sessions.enumerated() {
            let first = ScriptedModel.lesson(
                "refresh the cache \(words[number])",
                do: "refresh the cache of the sheet \(words[number]), then read it",
                when: "a total is read back \(words[5 - number])"
            )
            let second = ScriptedModel.lesson(
                number < 2 ? "name the ledger" : "count the rows \(words[number])",
                do: number < 2 ? "name the ledger file" : "count rows \(words[number]) at the end",
                when: number < 2 ? "a file is sent" : "a task of kind \(number) ends"
            )
            model.answer(about: session, .success(ScriptedModel.report(first, second)))
        }
    }

    /// What a history says, without the names and dates that differ from run to run.
    private static func history(of place: Workplace) throws -> [String] {
        let omitted = ["Evolution: ", "Model-Tokens: ", "Base: ", "Date: ", "commit ", "    Sessions from "]
        let log = try place.git("log", "--reverse", "--format=%s%n%b", "main").split(separator: "\n").map(String.init)
        return log.filter { line in !omitted.contains { line.hasPrefix($0) } } + [
            try place.git("rev-parse", "main^{tree}")
        ]
    }

    private static func lessons(of place: Workplace) throws -> [String] {
        try place.useCases.ledger.lessons().map {
            "\($0.lesson.id) \($0.state.name) \($0.state.holdReason?.rawValue ?? "") \($0.lesson.support.sessions)"
        }.sorted()
    }

    @Test(
        "comes to the same commits as one whose answers are there at once, whatever their order, and when it is cut off",
        arguments: [1, 2, 3, 4] as [UInt64]
    )
    func sameCommits(seed: UInt64) async throws {
        let prompt = ScriptedModel()
        Self.answer(prompt)
        let first = try Workplace(model: prompt) { $0.evolution.minimumLessons = 1 }
        for session in Self.sessions { try await first.fail(session) }
        while try await !first.evolve().hadNothingNew {}

        var generator = SeededGenerator(seed: seed, name: "arrival")
        let late = ScriptedModel()
        Self.answer(late)
        late.delay { key in
            var generator = SeededGenerator(seed: seed, name: "delay \(key)")
            return Int.random(in: 0...3, using: &generator)
        }
        let second = try Workplace(model: late) { $0.evolution.minimumLessons = 1 }
        for session in Self.sessions.shuffled(using: &generator) { try await second.fail(session) }
        var waits = 0
        for _ in 0..<60 {
            if Int.random(in: 0..<4, using: &generator) == 0 { try await Self.cutOff(second) }
            let report = try await second.evolve()
            if let waiting = report.waiting {
                waits += 1
                #expect(report.revisions.isEmpty && !waiting.calls.isEmpty)
                #expect(try second.useCases.ledger.lastEvolution()?.state == .waiting)
            }
            if report.hadNothingNew { break }
        }
        #expect(waits > 0)
        #expect(try Self.history(of: second) == Self.history(of: first))
        #expect(try Self.lessons(of: second) == Self.lessons(of: first))
        #expect(try second.git("log", "--format=%B", "main").contains("refresh the cache"))
    }

    /// An evolution that ends after its analyses, as if the process had been killed there.
    private static func cutOff(_ place: Workplace) async throws {
        let useCases = place.useCases
        guard try useCases.ledger.pendingEpisodes() > 0 else { return }
        let book = LessonBook(ledger: useCases.ledger, repository: useCases.repository)
        let snapshot = try await useCases.repository.snapshot()
        let inputs = try await useCases.evolution.begin(EvolutionRequest(), snapshot, book)
        _ = try await useCases.evolution.modelAnalysis(useCases.models?.session(inputs.evolution))?.run(
            on: inputs,
            mined: []
        )
    }

    @Test("leaves what comes in meanwhile to the next one, and keeps the skills that its analysts read")
    func freezes() async throws {
        let model = ScriptedModel()
        let place = try Workplace(model: model) { $0.evolution.minimumLessons = 1 }
        try await place.fail("s1", "s2")
        model.delay { _ in 1 }
        let first = try await place.evolve()
        #expect(first.waiting?.calls == ["analyse-failure": 2])
        #expect(model.calls.isEmpty)

        // A person commits, and another session comes in.
        try write("# Notes\n", to: place.skills + "/NOTES.md")
        try place.git("add", "NOTES.md")
        try place.git("commit", "-q", "-m", "notes")
        try await place.fail("s3")
        var report = try await place.evolve()
        #expect(!model.calls.contains("analyse s3"))
        for _ in 0..<8 where report.revisions.isEmpty { report = try await place.evolve() }
        #expect(report.id == first.id)
        #expect(report.revisions.first?.lessons.map(\.support.count) == [2])
        #expect(try place.useCases.ledger.pending().map(\.session.rawValue) == ["s3"])
        for _ in 0..<8 where try place.useCases.ledger.pendingEpisodes() > 0 { report = try await place.evolve() }
        #expect(report.id != first.id && model.calls.contains("analyse s3"))
    }

    @Test("does not end while the model is away in the middle of the consolidation, and loses nothing")
    func away() async throws {
        let model = ScriptedModel()
        Self.answer(model)
        model.fail(.theme, .unavailable("gone"))
        let place = try Workplace(model: model) { $0.evolution.minimumLessons = 1 }
        try await place.fail("s1", "s2")
        let first = try await place.evolve()
        #expect(first.waiting?.reason.contains("gone") == true && first.revisions.isEmpty)
        #expect(try place.useCases.ledger.pendingEpisodes() == 2)

        model.fail(.theme, nil)
        let calls = model.calls.count
        #expect(try await place.evolve().revisions.first?.lessons.isEmpty == false)
        #expect(!model.calls[calls...].contains { $0.hasPrefix("analyse") })
    }
}
