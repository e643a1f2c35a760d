import Composition
import Configuration
@testable import Curation
@testable import Evolution
@testable import Ingestion
import Ledger
import Lessons
import MethodTestSupport
@testable import Mining
import SkillRepository
import Skills
import TestSupport

import Testing

@Suite("An evolution in a repository with an evaluation", .timeLimit(.minutes(1)))
struct EvaluationGateTests {
    private let place: EvaluatedSkill
    private let useCases: UseCases

    init() throws {
        place = try EvaluatedSkill()
        useCases = try place.useCases()
    }

    /// Success where the skill has, or lacks, the word `leaves`.
    private static func tasks(succeedWith word: String, negated: Bool = false) -> String {
        """
        echo run >>'calls'
        if \(negated ? "! " : "")grep -q '\(word)' "$1/SKILL.md"; then ok=true; else ok=false; fi
        while read -r task; do printf '{"task": "%s", "success": %s}\\n' "$task" "$ok"; done <"$2"
        """
    }

    private func evolve(
        _ words: [String] = ["leaves"],
        id: String = "E1",
        repeats: Int = 2,
        ends: Bool = true,
        change: (inout EvolutionRequest) -> Void = { _ in }
    ) async throws -> EvolutionReport {
        var request = EvolutionRequest()
        change(&request)
        var configuration = useCases.settings
        configuration.evaluation.repeats = repeats
        let useCases = UseCases(
            settings: configuration,
            ledger: useCases.ledger,
            archive: useCases.archive,
            repository: useCases.repository,
            redactor: useCases.redactor
        )
        let report = try await useCases.publish(words.map(EvaluatedSkill.lesson), request, evolution: id)
        if ends { try useCases.ledger.forgetEvaluationRuns() }
        return report
    }

    private func calls() -> Int {
        place.read("evaluations/\(EvaluatedSkill.name)/calls")?.split(separator: "\n").count ?? 0
    }

    private var git: StockGit { StockGit(root: place.path, home: place.path) }

    // Fault 27 of the reference implementation.
    @Test("publishes a candidate that does better, with the table and the verdict in its message")
    func better() async throws {
        try place.install(tasks: ["a", "b", "c"], Self.tasks(succeedWith: "leaves"))

        let report = try await evolve()

        #expect(report.revisions.map(\.gate.rawValue) == ["evaluation +6 -0 of 6 (p 0.02), better"])
        let message = try git("log", "-1", "--format=%B", "main")
        #expect(message.contains("\nEvaluation: 3 tasks, 2 runs each with the previous revision and with this one.\n"))
        #expect(message.contains("\n  all        3     0 %  100 %       6      0    0.02  +100 % ("))
        #expect(message.contains("\nGate: evaluation +6 -0 of 6 (p 0.02), better\n"))
        #expect(calls() == 4)
    }

    @Test("publishes a candidate that changes nothing as provisional, with as many repeats as asked for")
    func neutral() async throws {
        try place.install(tasks: ["a"], Self.tasks(succeedWith: "Water"))

        let report = try await evolve(repeats: 3)

        #expect(report.revisions.map(\.gate.rawValue) == ["evaluation +0 -0 of 3 (p 1.00), provisional"])
        #expect(calls() == 6)
    }

    // Fault 27 of the reference implementation.
    @Test("holds the lessons of a candidate that does worse, and keeps it under a ref with the table")
    func worse() async throws {
        try place.install(tasks: ["a", "b", "c"], Self.tasks(succeedWith: "leaves", negated: true))
        let tip = try git("rev-parse", "main")

        let report = try await evolve(["leaves", "roots"])

        #expect(report.revisions.isEmpty && report.blocked.isEmpty)
        #expect(report.held.map(\.reason) == [.evaluationLoss, .evaluationLoss])
        #expect(try git("rev-parse", "main") == tip)
        #expect(try git("tag").isEmpty)
        let kept = "refs/trace2skill/rejected/E1-\(EvaluatedSkill.name)"
        let message = try git("log", "-1", "--format=%B", kept)
        #expect(message.hasPrefix("orchard: rejected candidate v1\n"))
        #expect(message.contains("Rejected by its evaluation: worse, +0 -6 of 6 (p 0.02).\n"))
        #expect(message.contains("\nEvaluation: 3 tasks"))
        #expect(message.contains("\nRejected: orchard/v1\n"))
        #expect(try git("show", "\(kept):skills/orchard/SKILL.md").contains("look at the leaves"))
        #expect(try git("rev-list", "--count", "\(tip)..\(kept)") == "4")
        #expect(try git("status", "--porcelain", "--untracked-files=no").isEmpty)
    }

    @Test("does not measure the same candidate again, but another one, or the same when told to")
    func remembers() async throws {
        try place.install(tasks: ["a", "b", "c"], Self.tasks(succeedWith: "leaves", negated: true))
        _ = try await evolve(id: "E1")
        let before = calls()

        let again = try await evolve(id: "E2")
        #expect(again.held.map(\.reason) == [.evaluationLoss])
        #expect(calls() == before)

        #expect(try await evolve(["roots"], id: "E3").revisions.count == 1)
        #expect(calls() == before + 4)
        // Upon the roots, the leaves are another candidate.
        #expect(try await evolve(["leaves"], id: "E4").revisions.isEmpty)
        #expect(calls() == before + 8)
        _ = try await evolve(["leaves"], id: "E5") { $0.isForced = true }
        #expect(calls() == before + 12)
    }

    @Test("goes on after a crash where the program was, and measures anew once the evolution has ended")
    func resumes() async throws {
        let tasks = Self.tasks(succeedWith: "leaves")
        try place.install(tasks: ["a"], "[ -e healed ] || [ $(cat calls | wc -l) -lt 3 ] || exit 9\n\(tasks)")
        #expect(try await evolve(id: "E1", ends: false).blocked.count == 1)
        #expect(calls() == 3)
        try place.folder.write("", to: "evaluations/\(EvaluatedSkill.name)/healed")

        let report = try await evolve(id: "E2")
        #expect(report.revisions.map(\.gate.rawValue) == ["evaluation +2 -0 of 2 (p 0.25), provisional"])
        #expect(calls() == 4)
        #expect(try await evolve(["roots"], id: "E3").revisions.count == 1)
        #expect(calls() == 8)
    }

    @Test("publishes nothing where the program breaks, and says so")
    func broken() async throws {
        try place.install(tasks: ["a"], "echo no agent here >&2; exit 9")
        let tip = try git("rev-parse", "main")

        let report = try await evolve()

        #expect(report.revisions.isEmpty && report.held.allSatisfy { $0.reason == .notPublished })
        #expect(report.blocked.map(\.skill) == [EvaluatedSkill.name])
        #expect(report.blocked.first?.reason.hasSuffix("it ended with status 9: no agent here") == true)
        #expect(try git("rev-parse", "main") == tip)
        #expect(try git("for-each-ref", "refs/trace2skill/rejected").isEmpty)
    }

    @Test("runs nothing without a program for the skill")
    func notMeasured() async throws {
        #expect(try await evolve().revisions.map(\.gate.rawValue) == ["structure"])
        #expect(calls() == 0)
    }
}
