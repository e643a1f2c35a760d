import Composition
import Configuration
@testable import Curation
@testable import Evolution
import FoundationEssentials
@testable import Ingestion
import LanguageModels
import Ledger
import Lessons
import SkillRepository
import TestSupport
import Testing

import Trajectories

@Suite("An evolution with a model")
struct ModelTests {
    private let model = ScriptedModel()
    private let place: Workplace
    private var ledger: Ledger { place.useCases.ledger }

    init() throws {
        place = try Workplace(model: model) { $0.evolution.minimumLessons = 1 }
    }

    @Test("publishes what analysts agree on, and says who found it and what it took")
    func publishes() async throws {
        try await place.fail("s1", "s2")
        let report = try await place.evolve()

        #expect(report.analysed == 2 && report.modelTokens == 330 && report.modelProblem == nil)
        #expect(report.revisions.map(\.skill) == ["sheets"])
        #expect(report.revisions.first?.lessons.map(\.support.count) == [2])
        #expect(model.calls.sorted() == ["analyse s1", "analyse s2", "propose"])
        #expect(try ledger.pendingEpisodes() == 0)
        let message = try place.git("log", "-1", "--format=%B", "main")
        #expect(message.contains("Model-Tokens: 330"))
        #expect(try place.git("log", "--format=%B", "main").contains("Analyst: scripted/m"))
    }

    @Test("keeps pending only the episodes whose analysis failed, and asks again about no other")
    func failed() async throws {
        model.answer(about: "s2", .failure(.unavailable("gone")))
        try await place.fail("s1", "s2")
        let first = try await place.evolve()

        #expect(first.modelFailures == ["unavailable": 1])
        #expect(first.held.map(\.reason) == [.support] && first.revisions.isEmpty)
        #expect(try ledger.pending().map(\.session.rawValue) == ["s2"])

        model.answer(about: "s2", nil)
        let calls = model.calls.count
        let second = try await place.evolve()
        #expect(model.calls[calls...] == ["analyse s2", "propose"])
        #expect(second.modelFailures.isEmpty)
        #expect(second.revisions.first?.lessons.map(\.support.count) == [2])
        #expect(try ledger.pendingEpisodes() == 0)
    }

    @Test("brings lessons again that could not be published, without a call")
    func blocked() async throws {
        let file = place.skills + "/skills/sheets/SKILL.md"
        try FileManager.default.createDirectory(
            atPath: place.skills + "/skills/sheets",
            withIntermediateDirectories: true
        )
        try write("mine\n", to: file)
        try await place.fail("s1", "s2")
        let first = try await place.evolve()

        #expect(first.blocked.map(\.skill) == ["sheets"] && first.revisions.isEmpty)
        #expect(try ledger.lessons().map(\.state) == [.held(.notPublished)])
        #expect(try ledger.pendingEpisodes() == 0)

        try FileManager.default.removeItem(atPath: file)
        let calls = model.calls.count
        let second = try await place.evolve()
        #expect(second.revisions.map(\.skill) == ["sheets"])
        #expect(model.calls.count == calls)
        #expect(try ledger.lessons().map(\.state) == [.adopted])
        #expect(try await place.evolve().hadNothingNew)
    }

    @Test("keeps what was analysed when the run ends before anything is published")
    func cutOff() async throws {
        try await place.fail("s1", "s2")
        let useCases = place.useCases
        let book = LessonBook(ledger: ledger, repository: useCases.repository)
        let snapshot = try await useCases.repository.snapshot()
        let inputs = try await useCases.evolution.begin(EvolutionRequest(), snapshot, book)
        let session = useCases.models?.session(inputs.evolution)
        _ = try await useCases.evolution.analyse(inputs, [], session, asked: .nothing, book)
        #expect(try ledger.pendingEpisodes() == 0)

        let calls = model.calls.count
        #expect(try await place.evolve().revisions.map(\.skill) == ["sheets"])
        #expect(model.calls[calls...] == ["propose"])
    }

    @Test("for one skill leaves the lessons of the others to the next run")
    func oneSkill() async throws {
        try await place.fail("s1", "s2")
        var request = EvolutionRequest()
        request.skills = ["other"]
        #expect(try await place.useCases.evolve(request).revisions.isEmpty)
        #expect(try ledger.lessons().map(\.state) == [.held(.notPublished)])

        let calls = model.calls.count
        #expect(try await place.evolve().revisions.map(\.skill) == ["sheets"])
        #expect(model.calls[calls...] == ["propose"])
    }

    @Test("without a budget for calls keeps every episode pending, and goes on when there is one")
    func budget() async throws {
        let poor = try place.useCases(asking: model, budget: Budget(Budget.Limits(perDay: 0)))
        try await place.fail("s1", "s2")
        let first = try await poor.evolve(EvolutionRequest())

        #expect(first.modelFailures == ["budget": 2] && first.revisions.isEmpty)
        #expect(first.modelProblem?.contains("budget is used up") == true)
        #expect(model.calls.isEmpty)
        #expect(try ledger.pendingEpisodes() == 2)
        #expect(try await place.evolve().revisions.map(\.skill) == ["sheets"])
    }

    @Test("ends after the same failure three times in a row, and keeps all episodes pending")
    func halted() async throws {
        let ids = (1...14).map { "s\($0)" }
        for id in ids {
            model.answer(about: id, .failure(.unavailable("gone")))
            try await place.fail(id)
        }
        let report = try await place.evolve()

        // Four at a time are under way when the third fails.
        #expect((3...6).contains(model.calls.count))
        #expect(report.modelFailures.values.reduce(0, +) == 14)
        #expect(report.modelFailures["halted"] == 14 - model.calls.count)
        #expect(report.modelProblem?.contains("gone") == true)
        #expect(try ledger.pendingEpisodes() == 14)

        for id in ids { model.answer(about: id, nil) }
        #expect(try await place.evolve().analysed == 14)
    }

    @Test("asks no more about an episode that failed three times, until something has changed")
    func resting() async throws {
        model.answer(about: "s2", .failure(.refused("no")))
        try await place.fail("s1", "s2")
        for _ in 1...3 { #expect(try await place.evolve().modelFailures == ["refused": 1]) }
        let calls = model.calls.count
        #expect(try await place.evolve().hadNothingNew)
        #expect(try ledger.pendingEpisodes() == 1)
        // Another episode does not make it ask about this one.
        try await place.fail("s3")
        let report = try await place.evolve()
        #expect(report.resting == 1 && report.modelFailures.isEmpty)
        #expect(!model.calls[calls...].contains("analyse s2"))

        // A person who asks for it, and another model, do.
        #expect(try await place.evolve(isForced: true).modelFailures == ["refused": 1])
        let other = ScriptedModel()
        #expect(try await place.useCases(asking: other, name: "n").evolve().analysed == 1)
        #expect(other.calls.contains("analyse s2"))
        #expect(try ledger.pendingEpisodes() == 0)
    }

    @Test("does not count it against an episode that no model was available")
    func notBlamed() async throws {
        model.answer(about: "s1", .failure(.unavailable("gone")))
        try await place.fail("s1")
        for _ in 1...5 { #expect(try await place.evolve().modelFailures == ["unavailable": 1]) }
    }

    @Test("makes a lesson general that sessions of several workspaces teach, and leaves others where they are")
    func severalWorkspaces() async throws {
        let own = ScriptedModel.lesson("name the ledger file first", do: "name the ledger file before anything is sent")
        model.answer(about: "s3", .success(ScriptedModel.report(ScriptedModel.lesson(), own)))
        for (id, project) in [("s1", "alpha"), ("s2", "beta"), ("s3", "gamma")] {
            try place.drop(#"{"outcome":"failure"}"#, as: "\(id).jsonl.trace2skill.json")
            try place.drop(SampleSession.stale(id, workspace: "/home/dev/\(project)").claudeCode, as: "\(id).jsonl")
        }
        try await place.ingest()
        let report = try await place.evolve()

        #expect(report.revisions.map(\.skill).allSatisfy { ["command-line", "python"].contains($0) })
        let lesson = try #require(report.revisions.first?.lessons.first)
        #expect(report.revisions.count == 1 && lesson.support.count == 3)
        #expect(lesson.id.rawValue.hasPrefix("\(lesson.skill)-"))
        #expect(report.held.map(\.lesson.skill) == ["gamma"])

        // The next session of another project counts for the same lesson.
        try place.drop(#"{"outcome":"failure"}"#, as: "s4.jsonl.trace2skill.json")
        try place.drop(SampleSession.stale("s4", workspace: "/home/dev/delta").claudeCode, as: "s4.jsonl")
        try await place.ingest()
        try await place.evolve()
        #expect(try ledger.lesson(lesson.id)?.lesson.support.count == 4)
        // Nobody is asked to which skill it belongs: what it worked with tells.
        #expect(model.calls.count { $0 == "analyse s4" } == 1)
    }

    // MARK: What was there before

    @Test("reads what was ingested before there was a model, when it is told to, and only once")
    func reread() async throws {
        let old = try Workplace { $0.evolution.minimumLessons = 1 }
        try await old.fail("s1", "s2")
        #expect(try await old.evolve().analysed == 0)
        let slow = ScriptedModel()
        slow.delay { _ in 1 }
        var asked = EvolutionRequest()
        asked.rereads = true
        let waiting = try await Workplace.reread(slow, asked)
        #expect(waiting.reopened == 2 && waiting.waiting != nil)

        let useCases = try old.useCases(asking: model)
        #expect(try await useCases.evolve().hadNothingNew)

        var request = EvolutionRequest()
        request.rereads = true
        request.skills = ["other"]
        #expect(try await useCases.evolve(request).hadNothingNew)
        request.skills = ["sheets"]
        let report = try await useCases.evolve(request)
        #expect(report.reopened == 2 && report.analysed == 2)
        #expect(report.revisions.map(\.skill) == ["sheets"])

        let calls = model.calls.count
        #expect(try await useCases.evolve(request).hadNothingNew)
        #expect(model.calls.count == calls)
    }

    @Test("leaves what the budget does not allow of the earlier episodes to the next evolution")
    func rereadWithinBudget() async throws {
        let old = try Workplace { $0.evolution.minimumLessons = 1 }
        try await old.fail("s1", "s2")
        try await old.evolve()
        var request = EvolutionRequest()
        request.rereads = true
        let poor = try old.useCases(asking: model, budget: Budget(Budget.Limits(perDay: 0)))
        #expect(try await poor.evolve(request).modelFailures == ["budget": 2])
        #expect(try await old.useCases(asking: model).evolve().analysed == 2)
    }

    // MARK: What is lost

    @Test("keeps what could not be read, what was dropped and what failed, with the session")
    func losses() async throws {
        let good = ScriptedModel.lesson()
        let torn = #"{"title":"no end"}"#
        let unfounded = ScriptedModel.lesson("count the rows again", quote: "these words were never said")
        model.answer(about: "s1", .success(ScriptedModel.report(good, torn)))
        model.answer(about: "s2", .success(ScriptedModel.report(good, unfounded)))
        model.answer(about: "s3", .failure(.refused("no")))
        try await place.fail("s1", "s2", "s3")
        let report = try await place.evolve()

        #expect(report.discards.map(\.stage.rawValue).sorted() == ["analyse", "failed", "quotes"])
        #expect(report.discards.map(\.session).sorted { ($0 ?? "") < ($1 ?? "") } == ["s1", "s2", "s3"])
        let quotes = try #require(report.discards.first { $0.stage == .quotes })
        #expect(quotes.code == "quote-not-found" && quotes.reason.hasPrefix("count the rows again: "))
        #expect(report.discards.first { $0.stage == .failed }?.code == "refused")
        #expect(try ledger.discards(of: report.id) == report.discards)
    }

    /// Two sessions say one thing, two the contrary.
    private func contradict() async throws -> [LessonRecord] {
        let always = ScriptedModel.report(ScriptedModel.lesson("always refresh the cache before totals are read"))
        let never = ScriptedModel.report(
            ScriptedModel.lesson(
                "never refresh the cache before totals are read",
                do: "do not refresh the cache of the sheet; read the totals as they are"
            )
        )
        for (session, answer) in [("s1", always), ("s2", always), ("s3", never), ("s4", never)] {
            model.answer(about: session, .success(answer))
        }
        model.answerThemes(
            #"{"themes":[],"drop":[],"conflicts":[{"ids":["l1","l2"],"reason":"one forbids the other"}]}"#
        )
        try await place.fail("s1", "s2", "s3", "s4")
        let report = try await place.evolve()
        #expect(report.revisions.isEmpty)
        #expect(report.held.map(\.reason) == [.conflict, .conflict])
        #expect(report.discards.map(\.stage) == [.conflict])
        return try place.useCases.review.waitingLessons()
    }

    @Test("holds lessons that contradict each other until a person has let one in")
    func contradictionAccepted() async throws {
        let waiting = try await contradict()
        #expect(waiting.map(\.state) == [.held(.conflict), .held(.conflict)])
        #expect(try await place.evolve(isForced: true).revisions.isEmpty)

        let chosen = try #require(waiting.first?.lesson.id)
        try await place.useCases.approve(chosen)
        let report = try await place.evolve(isForced: true)
        #expect(report.revisions.flatMap(\.lessons).map(\.id) == [chosen])
        #expect(report.held.map(\.reason) == [.conflict])
        #expect(model.calls.count { $0 == "theme" } == 1)
    }

    @Test("lets a lesson in when the one that it contradicts is rejected")
    func contradictionRejected() async throws {
        let waiting = try await contradict()
        let (gone, left) = (try #require(waiting.first), try #require(waiting.last))
        try await place.useCases.reject(gone.lesson.id, reason: "")

        let report = try await place.evolve(isForced: true)
        #expect(report.revisions.flatMap(\.lessons).map(\.id) == [left.lesson.id])
    }

    @Test("holds a rule in which a second reader found something to decide until a person lets it in")
    func secondReader() async throws {
        let titles = ["recalculate each workbook before a total is read", "recalculate each workbook twice, and go on"]
        for (session, title) in zip(["s1", "s2"], titles) {
            let lesson = ScriptedModel.lesson(title, do: "recalculate the sheet first and keep it quiet")
            model.answer(about: session, .success(ScriptedModel.report(lesson)))
        }
        try await place.fail("s1", "s2")
        let report = try await place.evolve()
        #expect(report.revisions.isEmpty && report.held.map(\.reason) == [.secondReader])
        #expect(report.discards.map(\.stage) == [.decision], "\(report.discards.map(\.reason))")
        #expect(try ledger.decisions().map(\.reason) == ["it keeps something from the reader"])

        // Nor does it come in later, when nobody asks the second reader again.
        try await place.fail("s7")
        #expect(try await place.evolve().revisions.flatMap(\.lessons).isEmpty)
        let waiting = try place.useCases.review.waitingLessons().filter { $0.state == .held(.secondReader) }
        #expect(waiting.count == 1)

        try await place.useCases.approve(try #require(waiting.first).lesson.id)
        let ids = try await place.evolve(isForced: true).revisions.flatMap(\.lessons).map(\.id)
        #expect(ids == waiting.map(\.lesson.id))
    }

    @Test("holds a lesson that only says what to leave out until a person lets it in")
    func prohibition() async throws {
        let never = ScriptedModel.report(
            ScriptedModel.lesson("never trust the cache", do: "do not trust the cache of a sheet, since it is old")
        )
        for session in ["s1", "s2"] { model.answer(about: session, .success(never)) }
        try await place.fail("s1", "s2")
        let report = try await place.evolve()
        #expect(report.revisions.isEmpty && report.held.map(\.reason) == [.namesNoWay])

        let waiting = try #require(try place.useCases.review.waitingLessons().first)
        try await place.useCases.approve(waiting.lesson.id)
        #expect(try await place.evolve(isForced: true).revisions.flatMap(\.lessons).map(\.id) == [waiting.lesson.id])
    }

    // Fault 37 of the reference implementation.
    @Test("makes a lesson that says what code mined a part of that, though no theme names them")
    func twinOfMined() async throws {
        let said = ScriptedModel.lesson(
            "write and run a script in one command",
            do: "write the script and run it in the same command",
            when: "a script of your own is written",
            quote: "print(sum_",
            suggestion: "say it among the first rules"
        )
        for number in 1...5 {
            let id = "s\(number)"
            if number < 3 {
                model.answer(about: id, .success(ScriptedModel.report(said)))
            } else {
                model.answer(about: id, .success(ScriptedModel.report()))
            }
            let run = SampleSession(
                id,
                task: "Sum up \(id)",
                actions: [
                    .init("head export-\(id).csv", "\(id) has rows"),
                    .init("cat > \(id).py <<'EOF'\nprint(sum_\(id))\nEOF", ""), .init("python3 \(id).py", "\(number)"),
                ]
            )
            try place.drop(#"{"outcome":"failure"}"#, as: "sheets/\(id).jsonl.trace2skill.json")
            try place.drop(run.claudeCode, as: "sheets/\(id).jsonl")
        }
        try await place.ingest()
        let report = try await place.evolve()

        let published = report.revisions.flatMap(\.lessons)
        #expect(published.map(\.title) == ["write a script and run it in one command"])
        #expect(published.first?.support.count == 5 && published.first?.suggestion == "say it among the first rules")
        let joined = try ledger.lessons().filter { $0.state.home != nil }
        #expect(joined.map(\.lesson.title) == ["write and run a script in one command"])
        #expect(joined.first?.state.home == published.first?.id && joined.first?.lesson.support.count == 2)
    }

    // MARK: Running it again

    @Test("gives the same again without a call, whatever was answered later")
    func replay() async throws {
        model.answer(about: "s3", .failure(.unavailable("gone")))
        try await place.fail("s1", "s2", "s3")
        try await place.evolve()
        // Later the third session adds a lesson of its own.
        let more = ScriptedModel.lesson("count the rows twice", do: "count the rows of the export again")
        model.answer(about: "s3", .success(ScriptedModel.report(more)))
        try await place.evolve()

        let calls = model.calls.count
        let report = try await place.useCases(asking: model, isReplay: true).replay.run(skill: "sheets", number: 1)
        #expect(report.isSame && report.failures == ["bad-request": 1])
        #expect(model.calls.count == calls)
        #expect(report.scratch == nil)
    }

    @Test("asked of another model lies on a ref of its own, upon the base of the revision")
    func scratch() async throws {
        try await place.fail("s1", "s2")
        try await place.evolve()
        let refs = try place.git("for-each-ref")
        let spent = try ledger.tokens(of: try #require(try ledger.lastEvolution()).id)

        let other = ScriptedModel()
        let lesson = ScriptedModel.report(
            ScriptedModel.lesson("recalculate all totals", do: "recalculate all totals of the sheet")
        )
        for id in ["s1", "s2"] { other.answer(about: id, .success(lesson)) }
        let useCases = try place.useCases(asking: other, name: "big/one..lock")
        let report = try await useCases.replay.run(skill: "sheets", number: 1, asking: "big/one..lock")

        let ref = try #require(report.scratch)
        #expect(ref == "refs/trace2skill/scratch/sheets-v1-big-one-lock")
        #expect(!report.isSame && report.tokens == 330 && report.lessons.map(\.support.count) == [2])
        #expect(try place.git("rev-parse", ref + "^") == place.git("rev-parse", "sheets/v1^1"))
        #expect(try place.git("show", ref + ":skills/sheets/SKILL.md").contains("Recalculate all totals"))
        #expect(try place.git("log", "-1", "--format=%B", ref).contains("Model: big/one..lock\nModel-Tokens: 330"))
        let others = try place.git("for-each-ref").split(separator: "\n").filter { !$0.contains("/scratch/") }
        #expect(others.joined(separator: "\n") == refs)
        #expect(try ledger.tokens(of: try #require(try ledger.lastEvolution()).id) == spent)
        #expect(try place.git("status", "--porcelain") == "")

        // Another time it costs nothing, and the ref is moved.
        for id in ["s1", "s2"] { other.answer(about: id, nil) }
        let calls = other.calls.count
        #expect(try await useCases.replay.run(skill: "sheets", number: 1, asking: "big/one..lock").scratch == ref)
        #expect(other.calls.count == calls)
        #expect(try place.git("for-each-ref", "refs/trace2skill/scratch").split(separator: "\n").count == 1)
    }

    @Test("is not written down where another model answers nothing")
    func silent() async throws {
        try await place.fail("s1", "s2")
        try await place.evolve()
        let poor = try place.useCases(asking: model, name: "n", budget: Budget(Budget.Limits(perDay: 0)))
        await #expect(throws: OperationError.self) {
            try await poor.replay.run(skill: "sheets", number: 1, asking: "n")
        }
        #expect(try place.git("for-each-ref", "refs/trace2skill/scratch").isEmpty)
    }
}

extension Workplace {
    /// What an evolution says that lets a model read two failures from before it was configured.
    fileprivate static func reread(_ model: ScriptedModel, _ request: EvolutionRequest) async throws -> EvolutionReport
    {
        let place = try Workplace { $0.evolution.minimumLessons = 1 }
        try await place.fail("s1", "s2")
        try await place.evolve()
        return try await place.useCases(asking: model).evolve(request)
    }
}
