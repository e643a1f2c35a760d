import FoundationEssentials
import Testing

@testable import Configuration

@Suite("The configuration that init writes")
struct TemplateTests {
    private static func text() throws -> String {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return try String(
            contentsOf: root.appending(path: "skills-repo-template/trace2skill.yaml"),
            encoding: .utf8
        )
        .replacing("@REPOSITORY@", with: "/skills").replacing("@INBOX@", with: "/drop")
    }

    private func read(_ text: String) throws -> Configuration {
        try ConfigurationReader(path: "/t.yaml", home: "/h", stateDefault: "/s", readFile: { _ in nil }).read(text)
    }

    @Test("The template says what the program does without it, but for its daily budget")
    func defaults() throws {
        var wanted = Configuration(repository: "/skills", inboxes: [.init(path: "/drop")], state: "/s")
        wanted.path = "/t.yaml"
        wanted.budget.tokensPerDay = 2_000_000

        #expect(try read(try Self.text()) == wanted)
    }

    @Test("What the template offers as a comment can be used")
    func comments() throws {
        // Text of a comment is indented by a blank behind the sign; keys are indented as they would be without it.
        let lines = try Self.text().split(separator: "\n", omittingEmptySubsequences: false)
        let offered = lines.map { line in
            line.hasPrefix("#") && line.dropFirst().first != " " || line.hasPrefix("#  ") ? line.dropFirst() : line
        }
        // One provider of the model at a time.
        let text = offered.filter { !$0.hasPrefix("  provider: embedded") }.joined(separator: "\n")
        let read = try read(text)

        #expect(read.inboxes.map(\.path) == ["/drop", "/h/.claude/projects"])
        #expect(read.inboxes.last?.after == .keep)
        #expect(read.evaluation == Configuration.Evaluation())
        #expect(read.model.provider == .openai && read.model.concurrency == 128 && read.model.prices != nil)
        #expect(read.budget.costPerDay == 5)
    }

    /// The number is compared with the episodes of all skills: one skill alone need not have as many.
    @Test("The template says that evolution.after counts the episodes of all skills")
    func pendingEpisodes() throws {
        let line = try #require(try Self.text().split(separator: "\n").first { $0.hasPrefix("  after: 8") })

        #expect(line.hasSuffix("# or as soon as this many episodes wait, of all skills together"))
    }
}
