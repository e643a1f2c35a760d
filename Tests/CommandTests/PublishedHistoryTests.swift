import TestSupport
import Testing

@Suite("The published history")
struct PublishedHistoryTests {
    private let installation: Installation

    init() throws { installation = try Installation.thatHasLearned() }

    @Test("The first-parent history lists the revisions, each with a tag of its skill")
    func firstParentHistoryListsRevisions() throws {
        let subjects = try installation.gitLines("log", "--first-parent", "--format=%s", "main")
        let tags = try installation.gitLines("tag", "--list")

        #expect(subjects.contains { $0.hasPrefix("orchard: ") })
        #expect(tags.contains("orchard/v1"))
        #expect(try installation.git("cat-file", "-t", "orchard/v1") == "tag")
        #expect(try installation.revisions().count == tags.count)
        // It has merges and the first commit of the repository, nothing else.
        #expect(subjects.count == tags.count + 1)
    }

    @Test("Every lesson has a commit with trailers that git reads")
    func lessonCommitsHaveTrailers() throws {
        let commits = try installation.lessonCommits()
        #expect(commits.count >= 8)
        #expect(Set(commits.map(\.lesson)).count == commits.count)

        for commit in commits {
            let lines = try trailers(of: commit.id)
            for key in [
                "Skill: \(commit.skill)", "Lesson: \(commit.lesson)", "Lesson-Kind: ", "Support: ", "Analyst: ",
                "Evolution: ",
            ] {
                #expect(lines.contains { $0.hasPrefix(key) }, "\(key) is missing in \(commit.id)")
            }
            let trajectories = lines.filter { $0.hasPrefix("Trajectory: sha256:") }
            #expect((1...20).contains(trajectories.count))
            #expect(trajectories.allSatisfy { $0.utf8.count == "Trajectory: sha256:".utf8.count + 64 })
        }
    }

    @Test("Every revision has trailers that say which revision it is and what it is based on")
    func revisionsHaveTrailers() throws {
        for commit in try installation.revisions() {
            let lines = try trailers(of: commit)
            for key in ["Skill: ", "Revision: ", "Evolution: ", "Sessions: ", "Base: ", "Gate: ", "Model-Tokens: "] {
                #expect(lines.contains { $0.hasPrefix(key) }, "\(key) is missing in \(commit)")
            }
        }
    }

    private func trailers(of commit: String) throws -> [String] {
        let message = installation.folder.path(of: "message")
        try write(try installation.git("log", "-1", "--format=%B", commit), to: message)
        return try installation.gitLines("interpret-trailers", "--parse", message)
    }

    @Test("The message of a lesson quotes its sessions word for word")
    func lessonMessagesQuoteSessions() throws {
        let commit = try #require(
            try installation.lessonCommits().first {
                try installation.git("log", "-1", "--format=%s", $0.id).contains("ORCHARD_SETTINGS")
            }
        )

        let message = try installation.git("log", "-1", "--format=%B", commit.id)

        #expect(message.contains("no settings module is named"))
        #expect(message.contains("ORCHARD_SETTINGS=config/dev.toml python3 -m orchard.cli show"))
    }

    @Test("The repository is sound, and the working tree is what was committed")
    func repositoryIsSound() throws {
        #expect(try installation.isSound())
        #expect(try installation.git("diff", "HEAD").isEmpty)
    }

    @Test("git blame leads from every rule to the commit of one lesson")
    func blameLeadsToLessonCommits() throws {
        for skill in installation.allSkills {
            for rule in try skill.rules() {
                let line = try skill.line(with: "**\(rule)**")
                let commit = try installation.git("blame", "--porcelain", "-L", "\(line),\(line)", skill.path)
                let message = try installation.git("log", "-1", "--format=%B", String(commit.prefix(40)))
                #expect(message.contains("\nSkill: \(skill.name)\n"))
                #expect(message.contains("\nLesson: "))
            }
        }
    }

    @Test("git bisect finds the lesson that added a line")
    func bisectFindsLesson() throws {
        let script = """
            git bisect start main $(git rev-list --max-parents=0 main) &&
            git bisect run sh -c '! grep -rq "take .table_id" skills'
            """
        try installation.succeed(program: ["sh", "-c", script], in: installation.skills)

        let bad = try installation.git("rev-parse", "refs/bisect/bad")
        #expect(try installation.git("log", "-1", "--format=%(trailers:key=Skill,valueonly)", bad) == "table-tools\n")
        #expect(try installation.lessonCommits(on: "main").contains { $0.id == bad })
    }

    @Test(
        "The reference validator accepts every skill in every state of the history",
        .enabled(if: ReferenceValidator.isInstalled, ReferenceValidator.absence)
    )
    func referenceValidatorAcceptsEveryState() throws {
        let now = try ReferenceValidator.validate(installation)
        #expect(now.status == 0, "\(now.text)\(now.errors)")

        let ever = try ReferenceValidator.validateHistory(of: installation)
        #expect(ever.status == 0, "\(ever.text)\(ever.errors)")
    }

    @Test("The knowledge ref has a file for every lesson")
    func knowledgeRefHasEveryLesson() throws {
        let files = try installation.gitLines("ls-tree", "-r", "--name-only", "refs/trace2skill/knowledge")

        for commit in try installation.lessonCommits() {
            #expect(files.contains { $0.contains(commit.lesson) }, "\(commit.lesson)")
        }
    }
}
