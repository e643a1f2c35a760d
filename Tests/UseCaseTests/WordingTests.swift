import Composition
@testable import Curation
@testable import Evolution
@testable import Ingestion
import JSON
import LanguageModels
import Ledger
import Lessons
import MethodTestSupport
@testable import Mining
@testable import SkillEditing
import SkillRepository
import Skills
import TestSupport

import Testing
import Trajectories

@Suite("Lessons that a model words", .timeLimit(.minutes(1)))
struct WordingTests {
    private let place: EvaluatedSkill
    private let useCases: UseCases

    init() throws {
        place = try EvaluatedSkill()
        useCases = try place.useCases()
    }

    private var git: StockGit { StockGit(root: place.path, home: place.path) }
    private var main: String { get throws { try git("show", "main:skills/\(EvaluatedSkill.name)/SKILL.md") } }

    private func evolve(
        _ words: [String],
        by model: ScriptedEditor,
        id: String = "01E1",
        change: (inout EvolutionRequest) -> Void = { _ in }
    ) async throws -> EvolutionReport {
        var request = EvolutionRequest()
        change(&request)
        let useCases = UseCases(
            settings: useCases.settings,
            ledger: useCases.ledger,
            archive: useCases.archive,
            repository: useCases.repository,
            redactor: useCases.redactor,
            models: ModelWork(seed: 7, width: 4) { _ in model.session }
        )
        return try await useCases.publish(words.map(EvaluatedSkill.lesson), request, evolution: id, by: model.session)
    }

    private static func quoted(_ text: String) -> String {
        var writer = JSONWriter()
        writer.string(text)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private static func edit(
        _ id: String,
        _ lessons: [String],
        op: String = "append_to_section",
        file: String = "SKILL.md",
        section: String = "## Set-up",
        old: String = "",
        group: String = "",
        _ content: String
    ) -> String {
        let fields = [
            "id": id, "group": group, "file": file, "op": op, "target_section": file == "SKILL.md" ? section : "",
            "old_text": old, "content": content, "target_text": "", "after_section": "",
        ]
        let members = fields.sorted { $0.key < $1.key }.map { "\(quoted($0.key)):\(quoted($0.value))" }
        let served = lessons.map { quoted("\(EvaluatedSkill.name)-\($0)") }.joined(separator: ",")
        return "{\(members.joined(separator: ",")),\"lessons\":[\(served)]}"
    }

    private static func answer(_ edits: String..., declined: [String] = []) -> String {
        let left = declined.map { "{\"lesson\":\(quoted("\(EvaluatedSkill.name)-\($0)")),\"reason\":\"it is there\"}" }
        return
            #"{"reasoning":"so","edits":[\#(edits.joined(separator: ","))],"declined":[\#(left.joined(separator: ","))]}"#
    }

    private func state(_ word: String) throws -> LessonRecord? {
        try useCases.ledger.lesson(Lesson.ID("\(EvaluatedSkill.name)-\(word)"))
    }

    @Test("are published in its words, one commit each, and are retracted and restored by git revert")
    func published() async throws {
        let model = ScriptedEditor { _, _ in
            Self.answer(
                Self.edit("e1", ["leaves"], "Look at the leaves before you saw."),
                Self.edit("e2", ["roots"], op: "add_section", section: "## Roots", "Dig for the roots.\n\nThen look.")
            )
        }
        let report = try await evolve(["leaves", "roots"], by: model)

        #expect(report.revisions.map { $0.lessons.count } == [2])
        let text = try main
        #expect(text.contains("Water the trees.\n\nLook at the leaves before you saw.\n"))
        #expect(text.contains("\n## Roots\n\nDig for the roots.\n\nThen look."))
        #expect(try state("leaves")?.lesson.text == ["Look at the leaves before you saw."])
        let commit = try git("log", "--format=%H", "--grep=Lesson: orchard-leaves", "main")
        #expect(try git("show", "--format=", "--numstat", commit) == "1\t0\tskills/orchard/SKILL.md")

        try git("reset", "-q", "--hard", "main")
        try git("revert", "--no-edit", commit)
        #expect(try await useCases.readBack() == ["orchard-leaves"])
        #expect(try state("leaves")?.state.isRetracted == true && state("roots")?.state == .adopted)
        try git("revert", "--no-edit", "HEAD")
        #expect(try await useCases.readBack() == [])
        #expect(try state("leaves")?.state == .adopted)
    }

    @Test("never remove a published line: the edit is sent back, and then made in code")
    func locked() async throws {
        let greedy = Self.answer(
            Self.edit("e1", ["leaves"], op: "replace_in_section", old: "Water the trees.", "Look at the leaves.")
        )
        let model = ScriptedEditor { _, _ in greedy }
        let report = try await evolve(["leaves"], by: model)

        #expect(model.questions.last?.contains("it would take away the line \"Water the trees.\"") == true)
        #expect(report.discards.map(\.code) == ["rejected"])
        #expect(try main.contains("Water the trees.\n") && main.contains("- **Look at the leaves first.**"))
    }

    @Test("may replace a line where a person looks first")
    func proposed() async throws {
        let model = ScriptedEditor { _, _ in
            Self.answer(
                Self.edit("e1", ["leaves"], op: "replace_in_section", old: "Water the trees.", "Look, then water.")
            )
        }
        _ = try await evolve(["leaves"], by: model) { $0.isProposal = true }

        #expect(try main.contains("Water the trees."))
        #expect(try git("show", "proposals/orchard/v1:skills/orchard/SKILL.md").contains("Look, then water."))
    }

    @Test("that are proposed come with what the evaluation gave, and are accepted or declined with it")
    func proposedAndMeasured() async throws {
        try place.install(
            tasks: ["a"],
            #"while read -r task; do printf '{"task": "%s", "success": true}\n' "$task"; done <"$2""#
        )
        let model = ScriptedEditor { index, _ in
            Self.answer(Self.edit("e1", [index == 0 ? "leaves" : "roots"], "Look."))
        }
        _ = try await evolve(["leaves"], by: model) { $0.isProposal = true }
        let message = try git("log", "-1", "--format=%B", "proposals/orchard/v1")
        #expect(message.hasPrefix("orchard: proposal v1\n") && message.contains("\nEvaluation: 1 task, 2 runs each"))
        #expect(message.contains("\nProposal: orchard/v1\n") && !message.contains("\nRevision: "))
        let open = try #require(try await useCases.repository.proposals().first)
        #expect(open.lessons == ["orchard-leaves"])
        try await useCases.reject(open, reason: "no")
        #expect(
            try await useCases.repository.rejections(of: "orchard", before: "02").map(\.reason) == [
                "a person declined it"
            ]
        )

        _ = try await evolve(["roots"], by: model, id: "01E2") { $0.isProposal = true }
        let second = try #require(try await useCases.repository.proposals().first)
        #expect(try await useCases.accept(second) == .published)
        #expect(try main.contains("Look.") && state("roots")?.state == .adopted)
    }

    @Test("that share their lines share a commit, and are taken back together")
    func shared() async throws {
        let model = ScriptedEditor { _, _ in
            Self.answer(Self.edit("e1", ["leaves", "roots"], "Look at leaves and roots first."))
        }
        _ = try await evolve(["leaves", "roots"], by: model)

        let message = try git("log", "-1", "--format=%B", "main^2")
        #expect(message.hasPrefix("orchard: look at the leaves first (and 1 more)\n"))
        #expect(message.contains("\nLesson: orchard-leaves\n") && message.contains("\nLesson: orchard-roots\n"))
        try git("reset", "-q", "--hard", "main")
        let rollback = try await useCases.rollBack(.lesson("orchard-roots"), of: "orchard", reason: "no")
        #expect(rollback.lessons.sorted() == ["orchard-leaves", "orchard-roots"])
        #expect(try state("leaves")?.state.isRetracted == true)
        #expect(try !main.contains("Look at leaves"))
    }

    @Test("go to a reference together with the link to it, in one commit that can be reverted")
    func reference() async throws {
        let model = ScriptedEditor { _, _ in
            Self.answer(
                Self.edit("e1", ["leaves"], group: "g", "For leaves see [leaves](references/leaves.md)."),
                Self.edit("e2", ["leaves"], op: "create", file: "references/leaves.md", group: "g", "# Leaves\n\nLook.")
            )
        }
        _ = try await evolve(["leaves"], by: model)

        #expect(try git("show", "main:skills/orchard/references/leaves.md") == "# Leaves\n\nLook.")
        try git("reset", "-q", "--hard", "main")
        try git("revert", "--no-edit", "main^2")
        #expect(try git("ls-tree", "-r", "--name-only", "main", "skills") == "skills/orchard/SKILL.md")
        #expect(try await useCases.readBack() == ["orchard-leaves"])
    }

    @Test("that it declines are not put to it again until more sessions back them")
    func declined() async throws {
        let model = ScriptedEditor { _, _ in Self.answer(declined: ["leaves"]) }
        #expect(try await evolve(["leaves"], by: model).held.map(\.reason) == [.editorDeclined])
        #expect(try await evolve(["leaves"], by: model, id: "01E2").held.map(\.reason) == [.editorDeclined])
        #expect(model.questions.count == 1)
    }

    @Test("wait while it cannot be reached, and nothing is published")
    func unavailable() async throws {
        let model = ScriptedEditor { _, _ throws(ModelError) in throw .unavailable("nobody is there") }
        let tip = try git("rev-parse", "main")
        let report = try await evolve(["leaves"], by: model)

        #expect(report.modelProblem?.contains("nobody is there") == true)
        #expect(report.blocked.map(\.skill) == ["orchard"])
        #expect(try git("rev-parse", "main") == tip)
        #expect(try state("leaves")?.state == .held(.editorUnavailable))
        #expect(
            try await evolve(["leaves"], by: ScriptedEditor { _, _ in "nonsense" }, id: "01E2").revisions.count == 1
        )
    }

    @Test("are told what was rejected before and what a person retracted")
    func background() async throws {
        try place.install(
            tasks: ["a", "b", "c"],
            #"if grep -q leaves "$1/SKILL.md"; then ok=false; else ok=true; fi"#
                + "\n" + #"while read -r task; do printf '{"task": "%s", "success": %s}\n' "$task" "$ok"; done <"$2""#
        )
        let first = ScriptedEditor { _, _ in Self.answer(Self.edit("e1", ["leaves"], "Look at the leaves.")) }
        #expect(try await evolve(["leaves"], by: first).held.map(\.reason) == [.evaluationLoss])
        var taken = try #require(try state("leaves"))
        taken.state = .retracted(Retraction(.review))
        try useCases.ledger.save([taken])

        let second = ScriptedEditor { _, _ in Self.answer(Self.edit("e1", ["roots"], "Look at the roots.")) }
        #expect(try await evolve(["roots"], by: second, id: "01E2").revisions.count == 1)
        let question = try #require(second.questions.first)
        // words: allow
        #expect(question.contains("- look at the leaves first (turned down: evaluation +0 -6 of 6 (p 0.02)"))
        #expect(question.contains("Taken back by a person"))
    }

    @Test("are tried in several wordings, of which the evaluation keeps the best")
    func seeds() async throws {
        try place.install(
            tasks: ["a", "b", "c", "d"],
            #"if grep -q 'wording 1' "$1/SKILL.md"; then ok=true; else ok=false; fi"#
                + "\n" + #"while read -r task; do printf '{"task": "%s", "success": %s}\n' "$task" "$ok"; done <"$2""#
        )
        let model = ScriptedEditor { _, sample in
            Self.answer(Self.edit("e1", ["leaves"], "Look at the leaves: wording \(sample)."))
        }
        let report = try await evolve(["leaves"], by: model) { $0.samples = 3 }

        #expect(report.revisions.map(\.gate.rawValue) == ["evaluation +8 -0 of 8 (p 0.004), better"])
        #expect(try main.contains("wording 1."))
        let message = try git("log", "-1", "--format=%B", "main")
        #expect(message.contains("\nSample: 1\n"))
        #expect(message.contains("Best of 3 wordings; the others: +0 -0 of 8 (p 1.00), +0 -0 of 8 (p 1.00)."))
        #expect(
            try git("for-each-ref", "--format=%(refname)", "refs/trace2skill/rejected")
                == "refs/trace2skill/rejected/01E1-3-orchard\nrefs/trace2skill/rejected/01E1-orchard"
        )
        #expect(try git("log", "-1", "--format=%B", "refs/trace2skill/rejected/01E1-orchard").contains("did better"))
    }

    @Test("are worded once where no evaluation could tell the wordings apart")
    func seedsWithoutEvaluation() async throws {
        let model = ScriptedEditor { _, _ in Self.answer(Self.edit("e1", ["leaves"], "Look at the leaves.")) }
        #expect(try await evolve(["leaves"], by: model) { $0.samples = 3 }.revisions.count == 1)
        #expect(model.questions.count == 1)
    }

    @Test("stay let in by a person while something else is in the way")
    func approved() async throws {
        let lesson = EvaluatedSkill.lesson("leaves")
        var record = LessonRecord(lesson: lesson, state: .approved, origin: .evolution("01E0"), updated: 1)
        try useCases.ledger.save([record])
        try place.install(tasks: ["a"], "exit 9")
        let model = ScriptedEditor { _, _ in Self.answer() }
        #expect(try await evolve(["leaves"], by: model).blocked.count == 1)
        #expect(try state("leaves")?.state == .approved)

        try place.install(tasks: ["a"], "echo '{\"task\": \"a\", \"success\": true}'")
        #expect(try await evolve(["leaves"], by: model, id: "01E2").revisions.count == 1)
        #expect(model.questions.isEmpty)
        record = try #require(try state("leaves"))
        #expect(record.state == .adopted)
        #expect(try main.contains("- **Look at the leaves first.**"))
    }

    @Test("go in beside what a person let in, whatever ids the model gives its edits")
    func besideApproved() async throws {
        let record = LessonRecord(
            lesson: EvaluatedSkill.lesson("leaves"),
            state: .approved,
            origin: .evolution("01E0"),
            updated: 1
        )
        try useCases.ledger.save([record])
        let model = ScriptedEditor { _, _ in
            Self.answer(
                Self.edit("e0", ["roots"], "Look at the roots."),
                Self.edit("r0", ["bark"], "Look at the bark.")
            )
        }
        let report = try await evolve(["leaves", "roots", "bark"], by: model)

        #expect(report.revisions.map { $0.lessons.count } == [3])
        let text = try main
        #expect(text.contains("- **Look at the leaves first.**") && text.contains("Look at the roots.\n"))
        #expect(text.contains("Look at the bark.\n"))
    }

    @Test("stay adopted when their new words cannot be published")
    func standing() async throws {
        let model = ScriptedEditor { _, _ in Self.answer(Self.edit("e1", ["leaves"], "Look at the leaves.")) }
        _ = try await evolve(["leaves"], by: model)
        try place.install(tasks: ["a"], "exit 9")
        var anew = EvaluatedSkill.lesson("leaves")
        anew.action = "look at every single leaf"
        anew.support.sessions.append(Session.ID("s9"))
        let report = try await useCases.publish([anew], evolution: "01E2")

        #expect(report.blocked.count == 1 && report.held.map(\.reason) == [.notPublished])
        #expect(try state("leaves")?.state == .adopted)
        #expect(try state("leaves")?.lesson.text == ["Look at the leaves."])
    }

    @Test("are published in the wordings that came, where a further one cannot be asked for")
    func fewerSeeds() async throws {
        try place.install(
            tasks: ["a"],
            #"while read -r task; do printf '{"task": "%s", "success": true}\n' "$task"; done <"$2""#
        )
        let model = ScriptedEditor { _, sample throws(ModelError) in
            guard sample == 0 else { throw .unavailable("nobody is there") }
            return Self.answer(Self.edit("e1", ["leaves"], "Look at the leaves."))
        }
        let report = try await evolve(["leaves"], by: model) { $0.samples = 3 }

        #expect(report.revisions.count == 1 && report.blocked.isEmpty && report.modelProblem == nil)
        #expect(report.discards.map(\.code) == ["unavailable"])
    }

    @Test("of a new skill leave no empty heading behind, also where the title says the same")
    func headings() throws {
        var lessons = [EvaluatedSkill.lesson("leaves"), EvaluatedSkill.lesson("roots"), EvaluatedSkill.lesson("bark")]
        (lessons[0].section, lessons[1].section) = ("Orchard", "Roots")
        let frame = try EditBase(new: Skill.Name("orchard"), for: lessons)
        #expect(frame.headings == ["Orchard", "Roots", "Set-up"])
        #expect(frame.unused(in: frame.skill) == frame.headings)
        let fewer = try frame.without(["Roots"], for: lessons).without(["Orchard"], for: lessons)
        #expect(fewer.headings == ["Set-up"])
    }

    @Test("take no more lines than a revision may change")
    func tooLong() async throws {
        let long = (1...45).map { "Line \($0) of the leaves." }.joined(separator: "\n\n")
        let model = ScriptedEditor { _, _ in Self.answer(Self.edit("e1", ["leaves"], long)) }
        let report = try await evolve(["leaves"], by: model)

        #expect(model.questions.last?.contains("of at most 40; say it in fewer") == true)
        #expect(report.revisions.count == 1)
        #expect(try main.contains("- **Look at the leaves first.**") && !main.contains("Line 7"))
    }
}
