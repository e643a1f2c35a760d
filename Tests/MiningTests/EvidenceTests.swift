import Lessons
@testable import Mining
import TestSupport
import Testing
import Trajectories

/// What counts as evidence for a rule, and what does not: unknown is unknown.
@Suite("Evidence of a rule")
struct EvidenceTests {
    private func published(_ pool: [AnalysedEpisode]) -> [Lesson] {
        Miner().mine(pool).filter { Miner.Thresholds().shortfall(of: $0) == nil }
    }

    private func pool(
        _ count: Int = 6,
        in workspaces: [String] = ["/home/zoe/orchard"],
        format: String = "test",
        _ acts: (Int) -> [Act]
    ) -> [AnalysedEpisode] {
        (0..<count).flatMap { number in
            analysed(
                session(
                    "s\(number)",
                    acts(number),
                    workspace: workspaces[number % workspaces.count],
                    format: format
                )
            )
        }
    }

    // MARK: Attempts

    @Test(
        "against a test command is not that it ended well without a count",
        arguments: [
            ("make check", "all checks passed"), ("make test", ""), ("./gradlew test", "BUILD SUCCESSFUL in 3s"),
            ("npm test", "all good"), ("tox -q", "  py311: OK\n  congratulations :)"),
        ]
    )
    func undecided(command: String, output: String) {
        #expect(!published(pool { _ in [.run(command, output)] }).contains { $0.kind == .deadEnd })
    }

    @Test("against a test command is not that a person refused it")
    func refused() {
        let refusal =
            "The user doesn't want to proceed with this tool use. The tool use was rejected (eg. if it was a file edit)."
        let pool = pool { _ in [.run("make test", refusal, exit: 1)] }
        #expect(Miner().mine(pool).isEmpty)
        #expect(pool.allSatisfy { $0.findings.isEmpty })
    }

    @Test("against a test command is that it ran no test, but not that it is not installed")
    func deadEnd() {
        #expect(
            published(pool { _ in [.run("make test", "nothing to test", exit: 2)] }).contains { $0.kind == .deadEnd }
        )
        let missing = pool { _ in [.run("python -m pytest", "python: No module named pytest", exit: 1)] }
        #expect(!published(missing).contains { $0.kind == .deadEnd })
    }

    @Test("that a later test run helps is only what came after one that ran no test")
    func laterRun() throws {
        let failing = pool(3) { _ in
            [.run("make test", "no such target", exit: 2), .run("python -m unittest", "Ran 3 tests in 0.1s\n\nOK")]
        }
        let well = pool(3, in: ["/home/zoe/meadow"]) { _ in [.run("python -m unittest", "Ran 3 tests in 0.1s\n\nOK")] }
        let all =
            failing
            + well.map { episode in
                var other = episode
                other.session = Session.ID(episode.session.rawValue + "-well")
                return other
            }
        for lesson in Miner().mine(all) where lesson.rule?.triggers == ["procedure/no-test"] {
            let met = Set(lesson.support.sessions)
            #expect(lesson.way?.sessions.allSatisfy(met.contains) ?? true)
        }
    }

    // MARK: What came before

    private func prepared(_ command: String, _ error: String, _ way: String) -> (Int) -> [Act] {
        { number in
            [
                .run(command, error, exit: 1), .run("ls src/\(number)", "a"), .run(way, "done"),
                .run(command, "finished \(number)"),
            ]
        }
    }

    @Test("of what a command needs first is that the same command works after it")
    func preparation() throws {
        let error = "main.go:4:2: missing go.sum entry for module providing package x"
        let lesson = try #require(
            published(pool(3, prepared("go build ./...", error, "go mod tidy"))).first {
                $0.rule?.recoveries == ["go mod tidy"]
            }
        )
        #expect(lesson.title.hasPrefix("run go mod tidy first when go build says"))
        #expect(lesson.action == "run `go mod tidy`, and then the same command again")
        #expect(lesson.support.count == 3 && lesson.way?.count == 3 && lesson.kind == .failure)
    }

    @Test("of what a command needs first is not a change of a file, nor what came once")
    func otherPreparation() {
        let error = "error: Backend initialization required"
        let edited = pool(4) { number in
            [
                .run("terraform plan", error, exit: 1), .run("sed -i s/a/b/ main.tf", ""),
                .run("terraform init", "done"),
                .run("terraform plan", "plan \(number)"),
            ]
        }
        let once = pool(1, prepared("terraform plan", error, "terraform init"))
        for pool in [edited, once] {
            #expect(!published(pool).contains { $0.rule?.triggers.first?.hasPrefix("preparation") == true })
        }
    }

    @Test("of a refused edit is that the file was read before the same edit, not that the failure passes")
    func readFirst() throws {
        let pool = pool(4) { number in
            let edit = ["file_path": "/srv/a\(number).ts", "old_string": "x\(number)", "new_string": "y"]
            return [
                .use("Edit", edit, "File has not been read yet. Read it first before writing to it.", failed: true),
                .use("Read", ["file_path": "/srv/a\(number).ts"], "1 x\(number)"), .use("Edit", edit, "changed"),
            ]
        }
        let lessons = published(pool)
        let lesson = try #require(lessons.first { $0.rule?.recoveries == ["Read"] })
        #expect(lesson.action == "call `Read` with the same `file_path`, and then the same call again")
        #expect(!lessons.contains { $0.title.contains("again when it answers") })
    }

    // MARK: Scope

    @Test("of one project says nothing for others, also where they met the same")
    func scope() {
        let solved = pool(3, in: ["/home/zoe/meter"]) { _ in
            [
                .run("cargo build", "error: connection refused by server", exit: 101),
                .run("SQLX_OFFLINE=true cargo build", "Finished"),
            ]
        }
        let met = pool(2, in: ["/home/zoe/shop"]) { number in
            [.run("cargo build", "error: connection refused by server", exit: 101), .run("ls \(number)", "a")]
        }.map { episode in
            var other = episode
            other.session = Session.ID(episode.session.rawValue + "-shop")
            return other
        }
        #expect(Miner().mine(solved + met).allSatisfy { $0.skill == "meter" })
    }

    @Test("counts no more sessions than there are, where some were assigned to the skill")
    func pools() {
        func acts(_ number: Int) -> [Act] {
            [
                .run("python a\(number).py", "bash: python: command not found", exit: 127),
                .run("python3 a\(number).py", "1"),
            ]
        }
        let free = (0..<4).flatMap { analysed(session("f\($0)", acts($0), workspace: "/home/zoe/w\($0 % 2)")) }
        let assigned = analysed(session("r", acts(9), workspace: "/home/zoe/w0"), route: "command-line")
        for lesson in Miner().mine(free + assigned) {
            #expect(lesson.support.count <= lesson.support.pool, "\(lesson.title)")
        }
    }

    // MARK: Corrections

    private func corrections(_ words: [String], format: String = "claude-code") -> [Lesson] {
        let all = pool(words.count, format: format) { number in
            [.run("ls \(number)", "a"), .user(words[number]), .run("cat b\(number)", "b")]
        }
        return Miner().mine(all).filter { $0.kind == .correction }
    }

    @Test("of a correction is what most sessions said, and the contrary makes none")
    func contrary() {
        let tabs = "No, please use tabs for the indentation of all Makefiles"
        let against = "Don't use tabs for the indentation of Makefiles."
        #expect(corrections([tabs, tabs, tabs]).map(\.support.count) == [3])
        #expect(corrections([tabs, tabs, tabs, against]).isEmpty)
        let helpers = "No, use the date helpers of the common module"
        let other = "No, use the date helpers of arrow-utils"
        let lessons = corrections([helpers, helpers, helpers, other])
        #expect(lessons.allSatisfy { !$0.action.contains("arrow-utils") || $0.support.count == 1 })
    }

    @Test("of a correction are only words that a person typed")
    func typed() {
        let words = Array(repeating: "No helper found. Use the package other for every call, not requests.", count: 3)
        #expect(corrections(words, format: "chat-messages").isEmpty)
        #expect(corrections(words, format: "mini-swe-agent").isEmpty)
    }

    @Test("of a correction is its whole first paragraph")
    func paragraph() throws {
        let words = "Don't touch the generated files below gen\nunless I ask you for it."
        let lesson = try #require(corrections([words, words, words]).first)
        #expect(lesson.action.contains("unless I ask you for it"))
    }

    // MARK: Commands

    @Test("of a way is the command as it ran: with sudo, with the interpreter and with its subcommand")
    func asItRan() throws {
        let installs = pool(4) { number in
            [
                .run("python3 -c 'import yaml'", "ModuleNotFoundError: No module named 'yaml'", exit: 1),
                .run("sudo pip install pyyaml", "Successfully installed pyyaml"),
                .run("python3 a\(number).py", "1"),
            ]
        }
        #expect(Miner().mine(installs).allSatisfy { !$0.action.contains("`pip install pyyaml`") })
        let tests = pool(4) { _ in [.run("python3 -m unittest", "Ran 3 tests in 0.1s\n\nOK")] }
        #expect(Miner().mine(tests).contains { $0.title == "run the tests with python3 -m unittest" })
        let pushes = pool(4) { number in
            [
                .run("git push", "fatal: The current branch has no upstream branch.", exit: 128),
                .run("git push --set-upstream origin b\(number)", "branch set up"),
            ]
        }
        #expect(published(pushes).map(\.action).contains("run `git push` with `--set-upstream`"))
    }

    @Test("of a program to use instead is not that it starts another one under another name")
    func launchers() {
        let pool = pool(4) { number in
            [
                .run("node a\(number).js", "bash: node: command not found", exit: 127),
                .run("npx nodee a\(number).js", "1"),
            ]
        }
        #expect(!Miner().mine(pool).contains { $0.title.contains("npx") })
        let modules = self.pool(4) { number in
            [
                .run("python -m json.tool a\(number)", "bash: python: command not found", exit: 127),
                .run("python3 -m json.tool a\(number)", "{}"),
            ]
        }
        #expect(published(modules).contains { $0.title == "use python3 where python is missing" })
    }
}
