import Lessons
@testable import Mining
import TestSupport
import Testing
import Trajectories

@Suite("A miner")
struct MinerTests {
    /// A session in which `node` is not there and `nodejs` is used instead.
    private func lacksNode(
        _ id: String,
        task: String? = nil,
        in workspace: String? = nil,
        route: String? = nil,
        source: String = "0:robo"
    ) -> [AnalysedEpisode] {
        let acts = [
            Act.run("node \(id).js --all", "bash: node: command not found", exit: 127),
            .run("nodejs \(id).js --all", "done"),
        ]
        return analysed(
            session(id, acts, workspace: workspace.map { "/home/zoe/" + $0 }),
            task: task,
            route: route,
            source: source
        )
    }

    /// A session in which a module is missing and gets installed.
    private func lacksModule(_ id: String, _ module: String, in workspace: String?) -> [AnalysedEpisode] {
        let acts = [
            Act.run(
                "python \(id).py",
                traceback("ModuleNotFoundError: No module named '\(module)'", in: "/home/zoe/\(id).py"),
                exit: 1
            ),
            .run("pip install \(module)", "Successfully installed"), .run("python \(id).py", "ok"),
        ]
        return analysed(session(id, acts, workspace: workspace.map { "/home/zoe/" + $0 }))
    }

    /// A lesson, with what it lacks to be published.
    private struct Mined: Equatable {
        let lesson: Lesson
        let held: HoldReason?
    }

    private func mine(_ pool: [AnalysedEpisode], _ thresholds: Miner.Thresholds = .init()) -> [Mined] {
        Miner(thresholds: thresholds).mine(pool).map { Mined(lesson: $0, held: thresholds.shortfall(of: $0)) }
    }

    // MARK: Support

    @Test("adopts what two sessions of two tasks agree on")
    func adopts() throws {
        let mined = mine(lacksNode("a", in: "orchard") + lacksNode("b", in: "orchard"))
        let lesson = try #require(mined.first?.lesson)

        #expect(mined.count == 1 && mined[0].held == nil)
        #expect(lesson.title == "use nodejs where node is missing")
        #expect(
            lesson.support
                == Lesson.Support(sessions: [Session.ID("a"), Session.ID("b")], tasks: 2, sources: 1, pool: 2)
        )
        #expect(lesson.evidence.map(\.session) == lesson.support.sessions)
        #expect(lesson.evidence[0].quotes.map(\.text) == ["bash: node: command not found", "nodejs a.js --all"])
    }

    @Test("says of a missing program only what the sessions show that lacked this one")
    func onlyOwnProgram() throws {
        func run(_ id: String, _ failed: String, _ worked: String, in workspace: String) -> [AnalysedEpisode] {
            let program = failed.prefix { $0 != " " }
            let acts = [
                Act.run(failed, "/bin/bash: line 1: \(program): command not found", exit: 127),
                .run(worked, "ok \(id)"),
            ]
            return analysed(session(id, acts, workspace: "/home/zoe/\(workspace)"))
        }
        let pool =
            (0..<4).flatMap { number in
                run("a\(number)", "python a\(number).py", "python3 a\(number).py", in: "w\(number % 2)")
            }
            + (0..<3).flatMap { number in
                run("b\(number)", "pytest b\(number).py", "python3 -m pytest b\(number).py", in: "w\(number % 2)")
            }
        let mined = mine(pool).filter { $0.held == nil && $0.lesson.rule?.workspace == nil }.map(\.lesson)

        #expect(
            Dictionary(uniqueKeysWithValues: mined.map { ($0.title, $0.support.sessions.count) }) == [
                "use python3 where python is missing": 4, "use python3 -m pytest where pytest is missing": 3,
            ]
        )
        #expect(mined.allSatisfy { $0.rule?.triggers.count == 1 })
    }

    @Test("learns nothing from nothing, and nothing from sessions without trouble")
    func nothing() {
        #expect(mine([]) == [])
        #expect(mine(analysed(session("a", [.run("ls", "x")])) + analysed(session("b", [.run("ls", "y")]))) == [])
    }

    @Test("holds what one session, one task or one source says, with the reason")
    func holds() {
        #expect(mine(lacksNode("a", in: "orchard")).map(\.held) == [.support])
        #expect(
            mine(lacksNode("a", task: "t", in: "orchard") + lacksNode("b", task: "t", in: "orchard")).map(\.held) == [
                .oneTask
            ]
        )
        #expect(
            mine(lacksNode("a", in: "orchard") + lacksNode("b", in: "orchard"), .init(sources: 2)).map(\.held) == [
                .oneSource
            ]
        )
        let sources = lacksNode("a", in: "orchard") + lacksNode("b", in: "orchard", source: "1:robo")
        #expect(mine(sources, .init(sources: 2)).map(\.held) == [nil])
    }

    @Test("counts copies of a session as one session, whatever their ids")
    func copies() {
        let acts = [
            Act.run("node app.js --all", "bash: node: command not found", exit: 127),
            .run("nodejs app.js --all", "done"), .run("cat src/app.py", "code"),
            .run("sed -n 1,20p src/app.py", "code"),
        ]
        let pool =
            analysed(session("a", acts, workspace: "/w/orchard"))
            + analysed(session("b", acts, workspace: "/w/orchard"))
        let mined = mine(pool)

        #expect(mined.map(\.held) == [.support])
        #expect(mined.map(\.lesson.support.sessions) == [[Session.ID("a")]])
    }

    @Test("counts a session once, however often it met the trouble, and sub-agents with the session that started them")
    func once() {
        var child = session(
            "child",
            [.run("node z.js --all", "bash: node: command not found", exit: 127), .run("nodejs z.js --all", "x")],
            workspace: "/w/orchard"
        )
        child.parent = Session.ID("a")
        let twice = lacksNode("a", in: "orchard") + analysed(child)

        #expect(mine(twice).map(\.lesson.support.count) == [1])
    }

    @Test("does not adopt what most sessions did otherwise")
    func share() {
        var pool = lacksNode("a", in: "orchard") + lacksNode("b", in: "orchard")
        for id in ["c", "d", "e", "f", "g", "h"] {
            let acts = [
                Act.run("node \(id).js --all", "bash: node: command not found", exit: 127),
                .run("bun\(id) \(id).js --all", "x"),
            ]
            pool += analysed(session(id, acts, workspace: "/w/orchard"))
        }

        #expect(!mine(pool).contains { $0.held == nil && $0.lesson.title.contains("nodejs") })
    }

    // MARK: Scope

    @Test(
        "gives a lesson to the workspace that supports it, to the general skill from two on, and to the skill that is named"
    )
    func scope() {
        #expect(mine(lacksNode("a", in: "orchard") + lacksNode("b", in: "orchard")).map(\.lesson.skill) == ["orchard"])
        #expect(
            mine(lacksNode("a", in: "orchard") + lacksNode("b", in: "tidewater")).filter { $0.held == nil }.map(
                \.lesson.skill
            ) == ["command-line"]
        )
        #expect(mine(lacksNode("a") + lacksNode("b")).map(\.lesson.skill) == ["command-line"])
        #expect(
            mine(
                lacksNode("a", in: "orchard", route: "searching") + lacksNode("b", in: "tidewater", route: "searching")
            ).map(\.lesson.skill) == ["searching"]
        )
        #expect(mine(lacksNode("a", in: "orchard") + lacksNode("b")).map(\.lesson.skill) == ["orchard"])
    }

    @Test("says in one skill what two workspaces with enough support each agree on")
    func noEchoes() {
        let pool =
            ["a", "b"].flatMap { lacksNode($0, in: "orchard") } + ["c", "d"].flatMap { lacksNode($0, in: "tidewater") }
        let adopted = mine(pool).filter { $0.held == nil }

        #expect(adopted.map(\.lesson.skill) == ["command-line"])
        #expect(adopted.map(\.lesson.support.count) == [4])
    }

    @Test("keeps apart what the runs of one workspace must install")
    func install() throws {
        let mined = mine(lacksModule("a", "asgiref", in: "orchard") + lacksModule("b", "asgiref", in: "orchard"))
        let lesson = try #require(mined.first { $0.held == nil }?.lesson)

        #expect(lesson.skill == "orchard" && lesson.kind == .environment)
        #expect(lesson.title == "run pip install asgiref before anything else")
        #expect(
            lesson.rule
                == Lesson.Rule(
                    triggers: ["missing-parts/asgiref"],
                    workspace: "orchard",
                    recoveries: ["install asgiref"]
                )
        )
    }

    @Test("names the skill of tools other than a shell after what they deal with")
    func tools() throws {
        func booking(_ id: String) -> [AnalysedEpisode] {
            analysed(
                session(
                    id,
                    [
                        .use("get_flight_by_date", ["date": id], "Error: no flight has this number", failed: true),
                        .use("get_flight_by_place", ["place": id], "one flight"),
                        .use("book_flight", ["date": id, "flight": "HAT1"], "booked"),
                    ]
                )
            )
        }
        let lesson = try #require(mine(booking("a") + booking("bb")).first { $0.held == nil }?.lesson)

        #expect(lesson.skill == "flight-tools")
        #expect(
            lesson.title == "use get_flight_by_place when get_flight_by_date answers “no flight has this number”"
        )
    }

    // MARK: Order

    @Test("gives the same lessons in whatever order the pool comes", arguments: [UInt64(1), 7, 4711])
    func order(seed: UInt64) {
        var pool: [AnalysedEpisode] = []
        for id in ["a", "b", "c"] {
            pool += lacksNode(id, in: "orchard") + lacksModule("m" + id, "asgiref", in: "orchard")
        }
        for id in ["d", "e"] { pool += lacksNode(id, in: "tidewater") + lacksModule("m" + id, "yaml", in: "tidewater") }
        for id in ["f", "g"] {
            pool += analysed(
                session(
                    id,
                    [
                        .run("git rebase --continue", "error: Terminal is dumb, but EDITOR unset", exit: 1),
                        .run("GIT_EDITOR=true git rebase --continue", "done"),
                        .use("get_weather", ["city": id], "Error: service unavailable", failed: true),
                        .use("get_weather", ["city": id], "rain"),
                    ]
                )
            )
        }
        let known = mine(pool)
        var generator = SeededGenerator(seed: seed)

        #expect(known.count { $0.held == nil } >= 4)
        for _ in 0..<20 {
            pool.shuffle(using: &generator)
            #expect(mine(pool) == known, "seed \(seed)")
        }
    }

    @Test("gives a finding the same id again when more sessions back it")
    func identity() {
        let two = mine(lacksNode("a", in: "orchard") + lacksNode("b", in: "orchard"))
        let three = mine(lacksNode("a", in: "orchard") + lacksNode("b", in: "orchard") + lacksNode("c", in: "orchard"))

        #expect(two.map(\.lesson.id) == three.map(\.lesson.id))
        #expect(three.map(\.lesson.support.count) == [3])
    }

    // MARK: Successes and failures

    /// Sessions of one task that some solved: the solved ones run the tests at the end.
    private func contrast(
        _ count: Int,
        _ habit: Act = .run("pytest -q", "3 passed")
    ) -> [AnalysedEpisode] {
        (0..<count).flatMap { number -> [AnalysedEpisode] in
            let edit = Act.run("sed -i 's/a/b\(number)/' a.py", "")
            let good = session(
                "g\(number)",
                [edit, habit],
                workspace: "/w/orchard",
                outcome: Outcome(.success, source: .field)
            )
            let bad = session(
                "b\(number)",
                [edit, .run("cat a.py", "b")],
                workspace: "/w/orchard",
                outcome: Outcome(.failure, source: .field)
            )
            return analysed(good, task: "t\(number / 2)") + analysed(bad, task: "t\(number / 2)")
        }
    }

    @Test("finds the step that separates solved from unsolved runs of the same tasks, and gives the odds")
    func separates() throws {
        let lesson = try #require(mine(contrast(8)).first { $0.lesson.kind == .success }?.lesson)

        #expect(lesson.title == "run tests after the last edit")
        #expect(lesson.support.count == 8 && lesson.support.tasks == 4 && lesson.support.pool == 16)
        #expect(lesson.why.contains("8 of 8 successful runs did, and 0 of 8 failed ones"))
    }

    @Test("names the command of such a step, whatever it is, and not its operands")
    func separatesByCommand() throws {
        for (line, words) in [
            ("terraform validate -json main", "terraform validate"),
            ("npm run types -- --watch=false", "npm run types"),
            ("python -m mypy src", "mypy"), ("tools/render.sh all", nil), ("mkdir out", nil), ("ls -la", nil),
        ] as [(String, String?)] {
            let lesson = mine(contrast(8, .run(line, "done"))).first { $0.lesson.kind == .success }?.lesson
            #expect(lesson?.title == words.map { "run \($0) after the last edit" }, "\(line)")
            #expect(lesson?.action == words.map { "run `\($0)` after the last edit" })
        }
    }

    @Test("finds no such step among few runs, or where every task was solved by all or by none")
    func doesNotSeparate() {
        #expect(!mine(contrast(7)).contains { $0.lesson.kind == .success })
        let easy = contrast(8).map { episode in
            var episode = episode
            episode.task = episode.outcome.rawValue + episode.task
            return episode
        }
        #expect(!mine(easy).contains { $0.lesson.kind == .success })
    }

    // MARK: Words

    @Test("puts no path, user name or time of one machine into a lesson's words")
    func words() {
        let home = "/home/zoe/orchard"
        func pool(_ id: String) -> [AnalysedEpisode] {
            analysed(
                session(
                    id,
                    [
                        .run(
                            "\(home)/bin/tool sync \(id)",
                            "error: cannot open \(home)/.cache/\(id)/4711.lock",
                            exit: 1
                        ),
                        .run("TOOL_CACHE=\(home)/x \(home)/bin/tool sync \(id)", "done"),
                        .use(
                            "read_notes",
                            ["path": "\(home)/a"],
                            "Error: cannot read \(home)/a at 12:30:11",
                            failed: true
                        ),
                        .use("read_notes_again", ["path": "\(home)/b"], "text"),
                    ],
                    workspace: home
                )
            )
        }
        let mined =
            mine(pool("a") + pool("b"))
            + mine(lacksModule("m", "asgiref", in: "orchard") + lacksModule("n", "asgiref", in: "orchard"))

        #expect(mined.count >= 3)
        for lesson in mined.map(\.lesson) {
            let words = [
                lesson.title, lesson.when, lesson.action, lesson.check, lesson.why, lesson.section, lesson.fingerprint,
            ].joined(separator: "\n")
            #expect(
                !words.contains("/home") && !words.contains("zoe") && !words.contains("4711")
                    && !words.contains("12:30"),
                "\(words)"
            )
        }
    }

    // Fault 25 of the reference implementation.
    @Test("ranks what many sessions back and nothing else explains first")
    func rank() {
        var pool: [AnalysedEpisode] = []
        for id in ["a", "b", "c", "d", "e"] { pool += lacksNode(id, in: "orchard") }
        for id in ["f", "g"] { pool += lacksModule(id, "asgiref", in: "orchard") }

        #expect(mine(pool).filter { $0.held == nil }.map(\.lesson.title).first == "use nodejs where node is missing")
    }
}

@Suite("A rule")
struct RuleTests {
    private let signature = Signature(domain: "python", kind: "missing-module", subject: "yaml")

    @Test("applies to its triggers, to what a trailing * stands for, and in its workspace only")
    func applies() {
        func rule(_ trigger: String, _ workspace: String? = nil) -> Lesson.Rule {
            Lesson.Rule(triggers: [trigger], workspace: workspace, recoveries: [])
        }

        #expect(rule("python/missing-module/yaml").applies(to: signature, workspace: nil))
        #expect(!rule("python/missing-module/yam").applies(to: signature, workspace: nil))
        #expect(rule("python/missing-module/*").applies(to: signature, workspace: "x"))
        #expect(!rule("python/missing-program/*").applies(to: signature, workspace: "x"))
        #expect(rule("python/missing-module/*", "x").applies(to: signature, workspace: "x"))
        #expect(!rule("python/missing-module/*", "x").applies(to: signature, workspace: "y"))
        #expect(!rule("python/missing-module/*", "x").applies(to: signature, workspace: nil))
    }

    @Test("names the recoveries that carry it out")
    func names() {
        let rule = Lesson.Rule(triggers: [], recoveries: ["install yaml attrs", "retry", "setEnvironment*"])

        #expect(rule.names(Recovery(action: .install, subject: "attrs other", distance: 1)))
        #expect(!rule.names(Recovery(action: .install, subject: "other", distance: 1)))
        #expect(rule.names(Recovery(action: .retry, distance: 3)))
        #expect(rule.names(Recovery(action: .setEnvironment, subject: "X", distance: 1)))
        #expect(!rule.names(Recovery(action: .useProgram, subject: "x", distance: 1)))
    }
}
