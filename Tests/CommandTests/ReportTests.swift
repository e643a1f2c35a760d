import FoundationEssentials
import Testing

@Suite("Reports")
struct ReportTests {
    let place: Workplace

    init() throws {
        place = try Workplace()
        try place.learn(0..<60)
    }

    // Fault 26 of the reference implementation.
    @Test("why leads from a line to its lesson, support, quotes and sessions")
    func why() throws {
        let skill = place.skill("table-tools")
        let line = try skill.line(with: "change `party_size`")

        let said = try place.succeed("why", "\(skill.path):\(line)")

        #expect(said.contains("party size does not add up"))
        #expect(said.contains("support"))
        #expect(said.contains("session "))
        #expect(said.contains(try #require(try place.lessonCommits().first { $0.skill == "table-tools" }?.skill)))
    }

    @Test("why tells whose line it is when a person wrote it")
    func whyOfAPerson() throws {
        let skill = place.skill("table-tools")
        try place.write(try skill.text() + "\nBe kind to guests.\n", to: place.skills + "/" + skill.path)
        try place.git("commit", "-q", "-a", "-m", "table-tools: manners")

        let said = try place.succeed("why", "\(skill.path):\(try skill.line(with: "Be kind"))")

        #expect(said.contains("A Person"))
    }

    @Test("why of a line that there is not is an error that names it")
    func whyOfNothing() throws {
        let output = try place.run("why", "skills/table-tools/SKILL.md:4000")

        #expect(output.status != 0)
        #expect(output.errors.contains("4000"))
    }

    @Test("diff shows what a revision changed")
    func diff() throws {
        let said = try place.succeed("diff", "orchard")

        #expect(said.contains("+++ b/skills/orchard/SKILL.md"))
        #expect(said.contains("+- **"))
    }

    @Test("log --json lists revisions with their lessons")
    func log() throws {
        struct Entry: Decodable {
            struct Lesson: Decodable {
                var id: String
                var support: Int
                var state: String
                var commit: String
            }
            var skill: String
            var revision: Int
            var commit: String
            var lessons: [Lesson]
        }
        let entries = try JSONDecoder().decode([Entry].self, from: Data(try place.succeed("log", "--json").utf8))
        let commits = try place.lessonCommits()

        #expect(Set(entries.map(\.commit)) == Set(try place.revisions()))
        #expect(Set(entries.flatMap(\.lessons).map(\.commit)) == Set(commits.map(\.id)))
        #expect(entries.flatMap(\.lessons).allSatisfy { $0.support >= 2 && $0.state == "adopted" })
    }

    @Test("status --json counts every file once")
    func status() throws {
        struct Report: Decodable {
            var trajectories: Int
            var rejected: Int
            var sessions: Int
            var pending: Int
            var health: [String]
        }
        try place.write("no trajectory\n", to: place.inbox + "/x.txt")
        try place.succeed("ingest")
        let report = try JSONDecoder().decode(Report.self, from: Data(try place.succeed("status", "--json").utf8))

        #expect(report.sessions == 60)
        #expect(report.rejected == 1)
        #expect(report.pending == 0)
        #expect(report.health.isEmpty, "\(report.health)")
    }

    @Test("show tells of a revision, a lesson and a session")
    func show() throws {
        let commit = try #require(try place.lessonCommits().first)
        let lesson = try place.succeed("show", commit.lesson)
        #expect(lesson.contains("lesson \(commit.lesson)"))

        #expect(try place.succeed("show", "\(commit.skill)/v1").contains("Revision: \(commit.skill)/v1"))

        let word = try #require(lesson.split(separator: "\n").first { $0.contains("  session ") }).split(separator: " ")
            .last
        #expect(try place.succeed("show", String(try #require(word))).contains("trajectory  sha256:"))
    }

    @Test("of what there is not end with an error", arguments: ["show", "diff", "why"])
    func unknown(_ command: String) throws {
        let output = try place.run(command, "no-such-thing")

        #expect(output.status != 0)
        #expect(output.errors.hasPrefix("Error: "))
    }

    @Test("lint, doctor and verify have nothing to complain of")
    func checks() throws {
        #expect(try place.succeed("lint").contains("0 errors"))
        #expect(try place.succeed("verify").contains("no problems found"))
        let doctor = try place.succeed("doctor")
        #expect(!doctor.contains("problem"))
    }

    @Test("verify names a git object that was cut off, and does not wait for it")
    func cutOff() throws {
        let blob = try place.git("hash-object", "-w", "--no-filters", place.configuration)
        let path = "\(place.skills)/.git/objects/\(blob.prefix(2))/\(blob.dropFirst(2))"
        #expect(try place.start(["chmod", "u+w", path]).end(within: 20).status == 0)
        #expect(try place.start(["truncate", "-s", "20", path]).end(within: 20).status == 0)

        let output = try place.run("verify")

        #expect(output.status == 65 && !output.wasCutOff)
        #expect(output.text.contains("the git object \(path) is damaged"))
    }

    @Test("lint names the file and the fault of a skill that is none")
    func lint() throws {
        #expect(try place.start(["mkdir", "-p", place.skills + "/skills/Bad_Name"]).end(within: 20).status == 0)
        try place.write("no frontmatter\n", to: place.skills + "/skills/Bad_Name/SKILL.md")

        let output = try place.run("lint")

        #expect(output.status == 65)
        #expect(output.text.contains("Bad_Name"))
    }

    @Test("doctor finds a repository that is gone")
    func doctor() throws {
        #expect(try place.start(["mv", place.skills, place.skills + "-moved"]).end(within: 20).status == 0)

        let output = try place.run("doctor")

        #expect(output.status != 0)
        #expect((output.text + output.errors).contains(place.skills))
    }
}
