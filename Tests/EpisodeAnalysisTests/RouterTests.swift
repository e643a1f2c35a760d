@testable import EpisodeAnalysis
import LanguageModels
import Lessons
import MethodTestSupport
@testable import Prompting
import Skills
import Testing
import TestSupport
import Trajectories

@Suite("A router", .timeLimit(.minutes(1)))
struct RouterTests {
    private static func skills() throws -> [Skill] {
        [
            try Skill(
                name: Skill.Name("xlsx"),
                description: "Use for spreadsheets, sheets, columns and formulas",
                body: "## Formulas\n\n## Pivot tables\n"
            ),
            try Skill(
                name: Skill.Name("docx"),
                description: "Use for Word documents and their styles",
                body: "## Styles\n"
            ),
            try Skill(name: Skill.Name("git"), description: "Use for commits and branches", body: "## Rebase\n"),
            try Skill(name: Skill.Name("csv"), description: "Use for plain tables with columns", body: "## Quoting\n"),
        ]
    }

    private func route(_ answer: String, _ subject: AnalysisInput = subject(), asked: Recorder<String> = Recorder())
        async throws
        -> Router.Route
    {
        let role = role(repairs: 1) { call in
            asked.add(call.question)
            return answered(answer)
        }
        return try await Router(role, seed: seed, skills: Self.skills()).route(subject.episode, record: subject.record)
    }

    @Test("A named skill is used without asking")
    func namedSkillIsUsed() async throws {
        let asked = Recorder<String>()
        #expect(try await route("", subject(route: "docx"), asked: asked) == .named("docx"))
        #expect(asked.all.isEmpty)
    }

    @Test("The model chooses among skills that share words with the request")
    func modelChoosesSkill() async throws {
        let asked = Recorder<String>()
        let route = try await route(#"{"skill":"xlsx","reason":"a sheet"}"#, asked: asked)
        let name = try Skill.Name("xlsx")
        #expect(route == .chosen(name, reason: "a sheet"))
        let question = try #require(asked.all.first)
        #expect(question.contains("xlsx: Use for spreadsheets") && question.contains("csv: "))
        #expect(!question.contains("Word documents"))
    }

    @Test("No skill may fit")
    func noSkillMayFit() async throws {
        #expect(try await route(#"{"skill":"none","reason":"another thing"}"#) == .none(reason: "another thing"))
        let silent = role { _ throws(ModelError) in throw .badRequest("not to be asked") }
        let others = try Self.skills().filter { ["docx", "git"].contains($0.name.text) }
        let router = Router(silent, seed: seed, skills: others)
        let route = try await router.route(spreadsheet, record: subject().record)
        #expect(route == .none(reason: "no skill shares a word with the request"))
    }

    @Test("A skill that was not offered is refused", arguments: [#"{"skill":"docx","reason":""}"#, "xlsx", "{}"])
    func unknownSkillIsRefused(answer: String) async throws {
        let asked = Recorder<String>()
        let error = await #expect(throws: AnalystError.self) { try await route(answer, asked: asked) }
        #expect(error?.code == "malformed")
        #expect(asked.all.count == 2)
    }

    @Test("Skills are ranked by rare words, whatever their order")
    func ranksByRareWords() throws {
        let skills = try Self.skills()
        let names = SkillIndex(skills).matches("fix the pivot tables in this sheet").map(\.name.text)
        #expect(names.first == "xlsx")
        #expect(SkillIndex(skills.reversed()).matches("fix the pivot tables in this sheet").map(\.name.text) == names)
        #expect(SkillIndex([]).matches("anything").isEmpty)
    }
}
