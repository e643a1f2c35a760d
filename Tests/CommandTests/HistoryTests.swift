import Testing

@Suite("The history")
struct HistoryTests {
    let place: Workplace

    init() throws {
        place = try Workplace()
        try place.learn(0..<60)
    }

    @Test("lists revisions with --first-parent, each a tag of its skill")
    func firstParent() throws {
        let subjects = try place.gitLines("log", "--first-parent", "--format=%s", "main")
        let tags = try place.gitLines("tag", "--list")

        #expect(subjects.contains { $0.hasPrefix("orchard: ") })
        #expect(tags.contains("orchard/v1"))
        #expect(try place.git("cat-file", "-t", "orchard/v1") == "tag")
        #expect(try place.revisions().count == tags.count)
        // The first line is merges and the repository's beginning, nothing else.
        #expect(subjects.count == tags.count + 1)
    }

    @Test("has a commit for each lesson, with trailers that git reads")
    func trailers() throws {
        let commits = try place.lessonCommits()
        #expect(commits.count >= 8)
        #expect(Set(commits.map(\.lesson)).count == commits.count)

        for commit in commits {
            try place.write(try place.git("log", "-1", "--format=%B", commit.id), to: place.folder + "/message")
            let lines = try place.gitLines("interpret-trailers", "--parse", place.folder + "/message")
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

    @Test("says in a revision's message which revision it is and what it rests on")
    func revisionTrailers() throws {
        for commit in try place.revisions() {
            try place.write(try place.git("log", "-1", "--format=%B", commit), to: place.folder + "/message")
            let lines = try place.gitLines("interpret-trailers", "--parse", place.folder + "/message")
            for key in ["Skill: ", "Revision: ", "Evolution: ", "Sessions: ", "Base: ", "Gate: ", "Model-Tokens: "] {
                #expect(lines.contains { $0.hasPrefix(key) }, "\(key) is missing in \(commit)")
            }
        }
    }

    @Test("quotes in a lesson's message what stands in the sessions, word for word")
    func quotes() throws {
        let commit = try #require(try place.lessonCommits().first { try skillText($0).contains("ORCHARD_SETTINGS") })

        let message = try place.git("log", "-1", "--format=%B", commit.id)

        #expect(message.contains("no settings module is named"))
        #expect(message.contains("ORCHARD_SETTINGS=config/dev.toml python3 -m orchard.cli show"))
    }

    private func skillText(_ commit: LessonCommit) throws -> String { try place.git("show", commit.id) }

    @Test("is sound, and the working tree is what was committed")
    func soundness() throws {
        #expect(try place.git("fsck", "--full", "--strict", "--no-dangling").isEmpty)
        #expect(try place.git("status", "--porcelain").isEmpty)
        #expect(try place.git("diff", "HEAD").isEmpty)
    }

    @Test("leads with blame from every rule to the commit of one lesson")
    func blame() throws {
        for skill in place.allSkills {
            for rule in try skill.rules() {
                let line = try skill.line(with: "**\(rule)**")
                let commit = try place.git("blame", "--porcelain", "-L", "\(line),\(line)", skill.path).prefix(40)
                let message = try place.git("log", "-1", "--format=%B", String(commit))
                #expect(message.contains("\nSkill: \(skill.name)\n"))
                #expect(message.contains("\nLesson: "))
            }
        }
    }

    @Test("can be bisected: git finds the lesson that brought a line")
    func bisect() throws {
        let found = try place.start(
            [
                "sh", "-c",
                "git bisect start main $(git rev-list --max-parents=0 main) && git bisect run sh -c '! grep -rq \"change .party_size\" skills'",
            ],
            in: place.skills
        ).end(within: 60)

        #expect(found.status == 0, "\(found.errors)")
        let bad = try place.git("rev-parse", "refs/bisect/bad")
        #expect(try place.git("log", "-1", "--format=%(trailers:key=Skill,valueonly)", bad) == "table-tools\n")
        #expect(try place.lessonCommits(on: "main").contains { $0.id == bad })
    }

    @Test(
        "holds only skills that the reference validator accepts, in every state",
        .enabled(if: ReferenceValidator.isInstalled, ReferenceValidator.absence)
    )
    func everyState() throws {
        let now = try ReferenceValidator.accepts(place)
        #expect(now.status == 0, "\(now.text)\(now.errors)")

        let ever = try ReferenceValidator.acceptsHistory(of: place)
        #expect(ever.status == 0, "\(ever.text)\(ever.errors)")
    }

    @Test("keeps every lesson as a file under the knowledge ref, also those that wait")
    func knowledge() throws {
        let files = try place.gitLines("ls-tree", "-r", "--name-only", "refs/trace2skill/knowledge")

        for commit in try place.lessonCommits() {
            #expect(files.contains { $0.contains(commit.lesson) }, "\(commit.lesson)")
        }
    }
}
