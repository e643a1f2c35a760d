import Lessons
@testable import Mining
import TestSupport
import Testing
import Trajectories

@Suite("The count of a model's lesson in the archive")
struct ArchiveCountTests {
    /// Runs in which a package is missing; some install it and go on.
    private static func pool(missing: Int, installed: Int, workspaces: [String] = ["shop"]) -> [AnalysedEpisode] {
        (0..<missing).flatMap { number -> [AnalysedEpisode] in
            var acts: [Act] = [
                .run("ls \(number)", "a\nb"),
                .run("python check_\(number).py", "ModuleNotFoundError: No module named 'pytest'", exit: 1),
            ]
            if number < installed {
                acts += [
                    .run("pip install pytest", "Successfully installed pytest-8.0"),
                    .run("python check_\(number).py", "3 passed"),
                ]
            }
            let workspace = workspaces[number % workspaces.count]
            return analysed(session("s\(number)", acts, task: "Mend \(number)", workspace: "/home/dev/\(workspace)"))
        }
    }

    private static func lesson(
        do action: String = "install pytest and run the tests of the project",
        title: String = "run the existing tests with pytest",
        quote: String = "No module named 'pytest'",
        in pool: [AnalysedEpisode],
        skill: String = "shop"
    ) throws -> Lesson {
        let episode = try #require(pool.first { $0.session.rawValue == "s0" })
        let finding = try #require(episode.findings.first { $0.signature.subject == "pytest" })
        let evidence = Lesson.Evidence(
            session: episode.session,
            trajectory: episode.trajectory,
            quotes: [Lesson.Quote(step: finding.failure.step, text: quote)]
        )
        return Lesson(
            id: Lesson.ID("\(skill)-1"),
            kind: .failure,
            skill: skill,
            section: "Tests",
            title: title,
            when: "the tests cannot be run",
            action: action,
            check: "",
            why: "",
            evidence: [evidence],
            support: Lesson.Support(sessions: [episode.session], tasks: 1, sources: 1, pool: pool.count),
            fingerprint: title,
            analyst: "openai/m"
        )
    }

    @Test("is of the sessions where its situation arose, and of those where its way worked")
    func counts() throws {
        let pool = Self.pool(missing: 8, installed: 3)
        let counted = try #require(ArchiveCount(pool).counted(try Self.lesson(in: pool)))
        #expect(counted.support.count == 8 && counted.support.tasks == 8)
        #expect(counted.way?.count == 3 && !counted.isWayOfOneSession)
        #expect(counted.evidence.count == 1)
        #expect(counted.rule?.workspace == "shop")
        #expect(Miner.Thresholds().shortfall(of: counted) == nil)
    }

    @Test("does not publish what one session alone brought in")
    func oneSession() throws {
        let pool = Self.pool(missing: 8, installed: 1)
        let counted = try #require(ArchiveCount(pool).counted(try Self.lesson(in: pool)))
        #expect(Miner.Thresholds().shortfall(of: counted) == .wayOfOneSession)
    }

    @Test("is left to the analysts where no session shows the way, or the lesson is about something else")
    func notDerived() throws {
        let unproven = Self.pool(missing: 8, installed: 0)
        #expect(ArchiveCount(unproven).counted(try Self.lesson(in: unproven)) == nil)
        let pool = Self.pool(missing: 8, installed: 3)
        let other = try Self.lesson(
            do: "do not widen the patch to other tables",
            title: "keep to what was asked for",
            in: pool
        )
        #expect(ArchiveCount(pool).counted(other) == nil)
        let warning = try Self.lesson(do: "do without the checks of pytest", in: pool)
        #expect(ArchiveCount(pool).counted(warning)?.way?.count ?? 3 == 3)
    }

    @Test("is of a workspace's own sessions for its skill, and of all for a general one")
    func scopes() throws {
        let pool = Self.pool(missing: 8, installed: 8, workspaces: ["shop", "farm"])
        #expect(ArchiveCount(pool).counted(try Self.lesson(in: pool))?.support.count == 4)
        let general = try Self.lesson(in: pool, skill: "python")
        #expect(ArchiveCount(pool).counted(general)?.support.count == 8)
    }

    // MARK: Patterns

    /// Runs that try to run tests: with a runner that knows nothing here, and some of them then with the one that works.
    private static func tests(tried: Int, reached: Int) -> [AnalysedEpisode] {
        (0..<tried).flatMap { number -> [AnalysedEpisode] in
            var acts: [Act] = [
                .run("ls \(number)", "a\nb"),
                .run("tox -e \(number)", "ERROR: unknown environment '\(number)'", exit: 1),
                .run("tox -e x\(number)", "ERROR: unknown environment 'x\(number)'", exit: 1),
            ]
            if number < reached { acts.append(.run("pytest -q tests/test_\(number).py", "3 passed in 0.1s")) }
            return analysed(session("s\(number)", acts, task: "Mend \(number)", workspace: "/home/dev/shop"))
        }
    }

    private static func rule(
        _ title: String,
        do action: String,
        quoting step: Int,
        _ text: String,
        in pool: [AnalysedEpisode]
    ) throws -> Lesson {
        var lesson = try lesson(do: action, title: title, in: Self.pool(missing: 1, installed: 0))
        let episode = try #require(pool.first { $0.session.rawValue == "s0" })
        lesson.evidence = [
            Lesson.Evidence(
                session: episode.session,
                trajectory: episode.trajectory,
                quotes: [Lesson.Quote(step: step, text: text)]
            )
        ]
        return lesson
    }

    @Test("is of the sessions that did not reach a goal, and of those that reached it as the lesson says")
    func goals() throws {
        let pool = Self.tests(tried: 6, reached: 2)
        let lesson = try Self.rule(
            "run the tests of the project with pytest",
            do: "run `pytest -q FILE`",
            quoting: 4,
            "pytest -q tests/test_0.py",
            in: pool
        )
        let counted = try #require(ArchiveCount(pool).counted(lesson))
        #expect(counted.rule == Lesson.Rule(triggers: ["procedure/test"], workspace: "shop", recoveries: ["pytest"]))
        #expect(counted.support.count == 6 && counted.way?.count == 2 && counted.callsLost == 12)
        let mined = Miner().mine(pool).first { $0.kind == .procedure && $0.skill == "shop" }
        #expect(mined?.rule == counted.rule && mined?.support.count == 6)
        #expect(mined?.way?.sessions == counted.way?.sessions)
    }

    @Test("is of the commands that the lesson tells, and of none that it warns of")
    func commands() throws {
        let runs = (0..<4).map { number in
            let inFolder = "cd test && python -m pytest rules/x_\(number).py -q"
            let command = number < 1 ? inFolder : "python -m pytest test/x_\(number).py -q"
            return session(
                "s\(number)",
                [.run("ls \(number)", "a\nb"), .run(command, "3 passed in 0.1s")],
                task: "Mend \(number)",
                workspace: "/home/dev/shop"
            )
        }
        let pool = runs.flatMap { analysed($0) }
        func way(_ action: String) throws -> Int? {
            let lesson = try Self.rule("run the tests from the root", do: action, quoting: 2, "pytest", in: pool)
            return ArchiveCount(pool).counted(lesson)?.way?.count
        }
        #expect(try way("run `python -m pytest FILE`") == 4)
        #expect(try way("run `python3 -m pytest FILE` in the root; do not `cd test`") == 3)
        #expect(try way("run `python -m pytest FILE --lf`") == nil)
        #expect(try way("run them, not `pytest`") == nil)
    }

    @Test("holds no lesson that several analysts found because code found one session with its way")
    func severalAnalysts() throws {
        let pool = Self.pool(missing: 8, installed: 1)
        var lesson = try Self.lesson(in: pool)
        let other = try #require(pool.first { $0.session.rawValue == "s1" })
        let finding = try #require(other.findings.first { $0.signature.subject == "pytest" })
        lesson.evidence.append(
            Lesson.Evidence(
                session: other.session,
                trajectory: other.trajectory,
                quotes: [Lesson.Quote(step: finding.failure.step, text: "No module named 'pytest'")]
            )
        )
        let counted = try #require(ArchiveCount(pool).counted(lesson))
        #expect(counted.way?.count == 1 && Miner.Thresholds().shortfall(of: counted) == nil)
    }

    @Test("is not of a pattern whose way the lesson does not name, nor of one that it does not quote")
    func otherWays() throws {
        let pool = Self.tests(tried: 6, reached: 2)
        let title = "run the tests before you finish"
        let unnamed = try Self.rule(title, do: "see the tests pass", quoting: 4, "3 passed in 0.1s", in: pool)
        #expect(ArchiveCount(pool).counted(unnamed) == nil)
        let failing = try Self.rule(title, do: "run `tox`", quoting: 2, "ERROR: unknown environment '0'", in: pool)
        #expect(ArchiveCount(pool).counted(failing) == nil)
        let unquoted = try Self.rule(title, do: "run `pytest`", quoting: 1, "a b c d e", in: pool)
        #expect(ArchiveCount(pool).counted(unquoted) == nil)
    }
}
