import Glibc
import TestSupport
import Testing

@Suite("What status says of the health of an installation")
struct HealthTests {
    private let installation: Installation

    init() throws { installation = try Installation.thatHasLearned() }

    /// The problems that `status` names; `doctor` names them too, and ends with 78.
    private func problems() throws -> [String] {
        let problems = try installation.status().health
        let doctor = try installation.run("doctor")
        #expect(doctor.status == (problems.isEmpty ? 0 : 78), "\(doctor.text)")
        for problem in problems { #expect(doctor.text.contains(problem), "\(doctor.text)") }
        return problems
    }

    @Test("An inbox that is not there is a problem, with the command that makes it")
    func missingInbox() throws {
        try installation.succeed(program: ["rmdir", installation.inbox])

        let problems = try problems()

        #expect(problems == ["the inbox \(installation.inbox) does not exist; make it: mkdir -p \(installation.inbox)"])
    }

    @Test("An entry of an inbox that cannot be ingested is a problem")
    func refusedEntry() throws {
        symlink("/nowhere", installation.inbox + "/link.jsonl")

        let problems = try problems()

        #expect(problems.count == 1 && problems.allSatisfy { $0.contains("link.jsonl: it is a symbolic link") })
    }

    @Test("Another branch in the working tree is a problem, and so is a detached HEAD", arguments: [true, false])
    func otherBranch(isDetached: Bool) throws {
        try installation.git("checkout", "-q", isDetached ? "--detach" : "-b", isDetached ? "HEAD" : "other")

        let problems = try problems()

        #expect(problems.count == 1)
        #expect(problems.first?.contains(isDetached ? "a commit without a branch" : "the branch other") ?? false)
        #expect(problems.first?.hasSuffix("switch main") ?? false)
    }

    @Test("A branch that went back is a problem until a person has decided, whether or not an evolution has seen it")
    func branchThatWentBack() throws {
        let lost = try installation.git("rev-parse", "main")
        try installation.git("reset", "-q", "--hard", "main~1")

        for _ in 0..<2 {
            let problems = try problems()
            #expect(problems.count == 1)
            #expect(problems.first?.contains("to bring that back: git merge \(lost.prefix(10))") == true)
            try installation.succeed("evolve", "--again")
        }
        try installation.git("merge", "-q", lost)
        #expect(try problems() == [])
    }

    @Test(
        "A git object that was cut off ends a command before libgit2 reads it, by name",
        arguments: ["status", "evolve"]
    )
    func truncatedObject(command: String) throws {
        let head = try installation.git("commit-tree", "-p", "main", "-m", "mine", "main^{tree}")
        try installation.git("update-ref", "refs/heads/main", head)
        let path = "\(installation.skills)/.git/objects/\(head.prefix(2))/\(head.dropFirst(2))"
        try installation.succeed(program: ["chmod", "u+w", path])
        try installation.succeed(program: ["truncate", "-s", "20", path])

        let output = try installation.run(command)

        #expect(output.status == 65 && !output.wasKilled)
        #expect(output.errors.contains("the git object \(path) is damaged; run trace2skill verify"))
    }

    @Test("A proposal is called proposed, and a decision that is pending is counted")
    func proposal() throws {
        let installation = try Installation()
        try installation.drop(0..<40)
        try installation.succeed("ingest")
        try installation.succeed("evolve", "--propose")

        let text = try installation.succeed("status")
        let review = try installation.succeed("review")

        #expect(text.contains(" proposed, 0 adopted, "), "\(text)")
        #expect(!text.contains("published") && !text.contains("/v1"), "\(text)")
        #expect(text.contains("pending: trace2skill review"))
        #expect(review.contains("  add orchard-") && review.contains("  met "), "\(review)")
        #expect(review.contains("git -C \(installation.skills) diff main...proposals/"))
    }

    @Test("Lines fit the width of the terminal, and have no colour where NO_COLOR is set")
    func terminal() throws {
        symlink("/nowhere", installation.inbox + "/link.jsonl")
        let command = "\(Installation.program) status --config \(installation.configuration)"

        let text = try installation.succeed(
            program: ["script", "-qec", "stty cols 50; TERM=xterm \(command); NO_COLOR=1 \(command)", "/dev/null"]
        ).text

        let lines = text.split { $0 == "\r\n" || $0 == "\n" }.map(String.init)
        #expect(lines.contains { $0.contains("\u{1B}[1mproblem\u{1B}[0m") })
        #expect(lines.contains { $0.hasPrefix("problem     ") })
        // A heading with one word that is wider than the rest of the line stays.
        let wide = lines.filter { $0.count > 50 && !$0.contains("\u{1B}") && $0.split(separator: " ").count > 2 }
        #expect(wide.isEmpty, "\(wide)")
    }
}

@Suite("Commands that find nothing to do")
struct NothingToDoTests {
    @Test("evolve refuses the name of a skill that nothing is for, with the one that may be meant")
    func unknownSkill() throws {
        let installation = try Installation.thatHasLearned()

        let output = try installation.run("evolve", "orchrad")

        #expect(output.status == 65)
        #expect(output.errors.contains("there is no skill orchrad"))
        #expect(output.errors.contains("did you mean orchard?"))
        #expect(try installation.run("evolve", "orchard").status == 0)
    }

    @Test("evolve says that files wait which it does not read")
    func waitingFiles() throws {
        let installation = try Installation()
        try installation.drop(0..<2, only: "claude_code")

        let output = try installation.run("evolve")

        #expect(output.status == 0)
        #expect(output.errors.contains("not ingested yet: trace2skill ingest"))
    }

    @Test("ingest ends with 65 where everything was rejected, and with 0 where something was ingested")
    func allRejected() throws {
        let installation = try Installation()
        try write("no trajectory\n", to: installation.inbox + "/x.txt")
        #expect(try installation.run("ingest").status == 65)

        try write("no trajectory\n", to: installation.inbox + "/x.txt")
        try write(SampleSession("s1", actions: [.init("ls", "x")]).claudeCode, to: installation.inbox + "/s.jsonl")
        #expect(try installation.run("ingest").status == 0)
        #expect(try installation.run("ingest").status == 0)
    }

    @Test("doctor before the first ingest does not call a ledger good that does not exist")
    func noLedger() throws {
        let installation = try Installation()

        #expect(try installation.succeed("doctor").contains("ledger.sqlite: not made yet"))
    }
}
