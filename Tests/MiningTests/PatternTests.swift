import Lessons
@testable import Mining
import TestSupport
import Testing
import Trajectories

@Suite("Patterns of lessons")
struct PatternTests {
    private func mine(_ pool: [AnalysedEpisode]) -> [Lesson] { Miner().mine(pool) }

    private func published(_ pool: [AnalysedEpisode]) -> [Lesson] {
        mine(pool).filter { Miner.Thresholds().shortfall(of: $0) == nil }
    }

    /// Sessions `a`, `b`, … with acts that are made of their names, each of a task of its own.
    private func pool(
        _ count: Int,
        in workspace: String? = "/home/zoe/orchard",
        goals: GoalTable = .standard,
        _ acts: (String) -> [Act]
    ) -> [AnalysedEpisode] {
        (0..<count).flatMap { number -> [AnalysedEpisode] in
            let id = String(UnicodeScalar(UInt8(97 + number)))
            return analysed(session(id, acts(id), workspace: workspace), goals: goals)
        }
    }

    // MARK: Waste

    private func apart(_ id: String) -> [Act] {
        [
            .run("cat > \(id).py <<'EOF'\nprint(1)\nEOF", ""), .run("python \(id).py", "1"),
            .run("ls src/\(id)", "x"),
        ]
    }

    @Test("find scripts that are written and run in two commands, and count the calls")
    func writeThenRun() throws {
        let lesson = try #require(published(pool(5, apart)).first { $0.rule?.triggers == ["write-then-run"] })

        #expect(lesson.kind == .waste && lesson.support.count == 5 && lesson.callsLost == 5)
        #expect(lesson.action.contains("`python check.py`"))
        #expect(published(pool(4, apart)).isEmpty)
    }

    @Test("find no waste where one command writes and runs the script")
    func together() {
        let joined = pool(6) {
            [.run("cat > \($0).py <<'EOF'\nprint(1)\nEOF\npython \($0).py", "1"), .run("ls src/\($0)", "x")]
        }
        #expect(published(joined).isEmpty)
    }

    @Test("find calls that were sent again for the same result, but not after a change or a failure of the server")
    func repeated() throws {
        func look(_ id: String) -> Act { .use("get_tree", ["id": "tree_\(id)1"], #"{"id":"tree_\#(id)1","age":3}"#) }
        let again = published(pool(6, in: nil) { [look($0), look($0)] })
        let changed = published(
            pool(6, in: nil) { [look($0), .use("cut_tree", ["id": "tree_\($0)1"], "cut"), look($0)] }
        )
        let away = published(
            pool(6, in: nil) {
                [
                    Act.use("get_tree", ["id": "tree_\($0)1"], "503 Service Unavailable", failed: true),
                    .use("get_tree", ["id": "tree_\($0)1"], "503 Service Unavailable", failed: true),
                ]
            }
        )

        #expect(again.contains { $0.rule?.triggers == ["repeated-call"] && $0.callsLost == 6 })
        #expect(!changed.contains { $0.rule?.triggers == ["repeated-call"] })
        #expect(!away.contains { $0.rule?.triggers == ["repeated-call"] })
    }

    // MARK: Procedures

    @Test("quote the same attempt in every run where several runners ran no test")
    func order() throws {
        let attempts = ["tox", "python -m pytest a.py", "nox", "make test"].map {
            Act.run($0, "it is not there", exit: 127)
        }
        let episode = try #require(analysed(session("a", attempts)).first)
        let unreached = episode.occurrences.first { $0.pattern == "procedure" && $0.situation == "no-test" }

        #expect(unreached?.quotes.first?.text == "make test")
    }

    private func tests(_ id: String) -> [Act] {
        [
            .run("tox -e \(id)", "ERROR: unknown environment '\(id)'", exit: 1),
            .run("tox -e \(id)2", "ERROR: unknown environment '\(id)2'", exit: 1), .run("ls src/\(id)", "x"),
            .run("pytest -q tests/test_\(id).py", "3 passed in 0.1s"),
        ]
    }

    @Test("find the command that reaches a goal, name the one that never does, and count both")
    func procedure() throws {
        let lesson = try #require(published(pool(4, tests)).first { $0.kind == .procedure && $0.skill == "orchard" })

        #expect(lesson.title == "run the tests with pytest")
        #expect(lesson.action.hasPrefix("run `pytest -q tests/test_a.py`") && lesson.action.contains("not `tox`"))
        #expect(lesson.support.count == 4 && lesson.way?.count == 4)
        #expect(lesson.why.contains("pytest: 4 of 4") && lesson.why.contains("tox: 0 of 8"))
    }

    @Test("find a dead end where nothing reaches the goal")
    func deadEnd() throws {
        let lessons = mine(pool(4) { Array(tests($0).dropLast()) })
        let lesson = try #require(lessons.first { $0.kind == .deadEnd })

        #expect(lesson.title == "do not try to run the tests with tox" && lesson.way?.count == 0)
        #expect(Miner.Thresholds().shortfall(of: lesson) == nil)
    }

    @Test("hold a way whose command one session alone has used")
    func oneSession() throws {
        let sessions = pool(4) { $0 == "a" ? tests($0) : Array(tests($0).dropLast()) }
        let lesson = try #require(mine(sessions).first { $0.kind == .procedure && $0.skill == "orchard" })

        #expect(Miner.Thresholds().shortfall(of: lesson) == .wayOfOneSession)
    }

    // MARK: Set-up

    private func missing(_ id: String, _ modules: [String]) -> [Act] {
        modules.flatMap { module in
            [
                Act.run("python \(id).py", traceback("ModuleNotFoundError: No module named '\(module)'"), exit: 1),
                .run("pip install \(module)", "Successfully installed \(module)"),
            ]
        } + [.run("python \(id).py", "ok")]
    }

    @Test("end a chain of missing parts with what one session needed in all")
    func chain() throws {
        let lesson = try #require(
            published(pool(3) { missing($0, ["basket", "ladder"]) }).first {
                $0.kind == .environment && $0.skill == "orchard"
            }
        )

        #expect(lesson.action.hasPrefix("run `pip install basket && pip install ladder` once"))
        #expect(lesson.title == "install basket and ladder before anything else")
        #expect(lesson.support.count == 3 && lesson.callsLost == 9)
    }

    @Test("install what is missing with the very command of a session that needed one for all of it")
    func inOneGo() throws {
        let fast = Act.run("pip install -q ladder basket==2.1 2>&1 | tail -1", "Successfully installed basket ladder")
        let sessions =
            pool(2) { missing($0, ["basket", "ladder"]) }
            + analysed(
                session(
                    "z",
                    [
                        .run("python z.py", traceback("ModuleNotFoundError: No module named 'basket'"), exit: 1), fast,
                        .run("python z.py", "ok"),
                    ],
                    workspace: "/home/zoe/orchard"
                )
            )
        let lesson = try #require(published(sessions).first { $0.kind == .environment && $0.skill == "orchard" })

        #expect(lesson.action.hasPrefix("run `pip install -q ladder basket==2.1` once"))
        #expect(lesson.title == "run pip install -q ladder basket==2.1 before anything else")
        #expect(lesson.way?.count == 3)
    }

    @Test("name the message that hides what is missing")
    func hidden() throws {
        let sessions = pool(3) { id in
            [
                Act.run(
                    "python \(id).py",
                    traceback("ModuleNotFoundError: No module named 'basket'")
                        + "\n\nThe above exception was the direct cause of the following exception:\n\n"
                        + traceback("orchard.NoStore: there is nowhere to put apples. Build a shed"),
                    exit: 1
                ),
                .run("pip install basket", "Successfully installed basket"), .run("python \(id).py", "ok"),
            ]
        }
        let lesson = try #require(published(sessions).first { $0.kind == .environment && $0.skill == "orchard" })
        #expect(lesson.when.hasSuffix("is missing, also where the output ends in “there is nowhere to put apples”"))
    }

    @Test("do not count a program that was got round as a part that is to be installed")
    func gotRound() {
        let sessions = pool(4) {
            [
                Act.run("node \($0).js", "bash: node: command not found", exit: 127), .run("nodejs \($0).js", "done"),
            ]
        }
        #expect(!mine(sessions).contains { $0.rule?.triggers.first?.hasPrefix("missing-parts") == true })
    }

    // MARK: Tools

    private func booking(_ id: String, wrong: Bool) -> [Act] {
        var acts = [Act.use("list_tables", ["hall": "north"], #"{"tables":["table_\#(id)1","table_\#(id)2"]}"#)]
        if wrong {
            acts.append(.use("reserve_table", ["table_id": "table_9\(id)"], "Error: no such table", failed: true))
        }
        acts.append(.use("reserve_table", ["table_id": "table_\(id)1"], "reserved"))
        return acts
    }

    @Test("find that a tool takes only ids that were shown, from refused and accepted calls")
    func knownID() throws {
        let lessons = published(pool(5, in: nil) { booking($0, wrong: $0 < "c") })
        let lesson = try #require(lessons.first { $0.rule?.triggers == ["argument-constraint/reserve_table"] })

        #expect(lesson.kind == .constraint && lesson.support.count == 2)
        #expect(lesson.action.contains("as it is in the result of `list_tables`"))
    }

    @Test("find no relation where an accepted call has what the refused ones have")
    func exception() {
        var sessions = pool(5, in: nil) { booking($0, wrong: $0 < "c") }
        sessions += pool(1, in: nil) { _ in [.use("reserve_table", ["table_id": "table_77"], "reserved")] }.map {
            var episode = $0
            episode.session = Session.ID("z")
            episode.task = "z"
            return episode
        }
        #expect(!mine(sessions).contains { $0.rule?.triggers == ["argument-constraint/reserve_table"] })
    }

    @Test("take no name of one person for a rule, though it separates the refused calls")
    func accident() {
        let guests = ["mia_noor", "leo_park", "ann_weber", "tom_silva", "eva_braun", "jan_novak"]
        let sessions = guests.enumerated().flatMap { number, guest in
            (0..<(number == 0 ? 4 : 1)).flatMap { visit in
                pool(1, in: nil) { _ in
                    let isRefused = number == 0
                    return [
                        .use("get_guest", ["name": guest], #"{"id":"\#(guest)_\#(number)3"}"#),
                        .use(
                            "reserve_table",
                            ["guest_id": "\(guest)_\(number)3", "persons": "\(visit + 2)"],
                            isRefused ? "Error: the sum is wrong" : "reserved",
                            failed: isRefused
                        ),
                    ]
                }.map {
                    var episode = $0
                    (episode.session, episode.task) = (Session.ID("\(guest)-\(visit)"), "\(guest)-\(visit % 2)")
                    return episode
                }
            }
        }
        #expect(!mine(sessions).contains { $0.rule?.triggers == ["argument-constraint/reserve_table"] })
    }

    @Test("find the tool that has to be called before another")
    func after() throws {
        let sessions = pool(8, in: nil) { id -> [Act] in
            let open = Act.use("open_hall", ["hall": "hall_\(id)1"], "open")
            let plan = Act.use("seat_guests", ["hall": "hall_\(id)1", "rows": "a"], "seated")
            let refused = Act.use(
                "seat_guests",
                ["hall": "hall_\(id)1", "rows": "a"],
                "Error: it is shut",
                failed: true
            )
            let look = Act.use("get_halls", ["town": id], #"["hall_\#(id)1"]"#)
            return id < "e" ? [look, refused, open, plan] : [look, open, plan]
        }
        let lesson = try #require(
            published(sessions).first { $0.rule?.triggers == ["argument-constraint/seat_guests"] }
        )
        #expect(lesson.kind == .order && lesson.title == "call open_hall before seat_guests")
        #expect(lesson.support.count == 4 && lesson.way?.count == 8)
    }

    @Test("name the tool that accepts the place in a list which another one refuses")
    func sibling() throws {
        let sessions = pool(6, in: nil) { id -> [Act] in
            func table(_ number: Int) -> String { "table_\(id)\(number)" }
            let row = Act.use(
                "read_row",
                ["hall": id],
                #"{"row":["\#(table(1))","\#(table(2))","\#(table(3))"]}"#
            )
            func drop(_ number: Int, failed: Bool) -> Act {
                .use(
                    "row_drop_table",
                    ["table_id": table(number)],
                    failed ? "Error: out of range" : "dropped",
                    failed: failed
                )
            }
            let wall = Act.use("row_drop_wall", ["wall_id": table(3)], "dropped")
            let early = Act.use("row_drop_wall", ["wall_id": table(2)], "Error: no wall", failed: true)
            let others = ["lamp", "door"].map { Act.use("row_add_\($0)", ["\($0)": "\($0)_\(id)1"], "added") }
            return others + (id < "d" ? [row, drop(3, failed: true), early, wall] : [row, drop(2, failed: false)])
        }
        let lesson = try #require(
            published(sessions).first { $0.rule?.triggers == ["argument-constraint/row_drop_table"] }
        )
        #expect(lesson.action.hasSuffix("must not be the last entry of it (for the last one, call `row_drop_wall`)"))
    }

    @Test("find the number of an argument that a refusal names, and count where it was then accepted")
    func namedTotal() throws {
        func order(_ prices: [Int], _ output: String, failed: Bool) -> Act {
            let list = prices.enumerated().map { #"{"purse":"purse_\#($0)","coins":\#($1)}"# }.joined(separator: ",")
            return .use("buy_seats", ["purses": "[\(list)]"], output, failed: failed)
        }
        let sessions = pool(3, in: nil) { id -> [Act] in
            let total = 300 + Int(id.utf8.first ?? 0)
            let refused = order(
                [200, 55],
                "Error: coins do not add up, total cost is \(total), but 255 came in.",
                failed: true
            )
            return id == "c" ? [refused] : [refused, order([200, total - 200], "bought", failed: false)]
        }
        let lesson = try #require(
            published(sessions).first { $0.rule?.triggers == ["named-total/buy_seats/purses.coins"] }
        )
        #expect(
            lesson.action.hasPrefix("the `coins` values in `purses` have to add up to the number after “total cost is”")
        )
        #expect(lesson.support.count == 3 && lesson.way?.count == 2 && lesson.callsLost == 3)
    }

    @Test("find a question that no user could answer and the tool that could")
    func needlessQuestion() throws {
        func talk(_ id: String, _ answer: String) -> [Act] {
            [
                .say("What is your table id?"), .user(answer),
                .use("get_guest", ["mail": "\(id)@example.org"], #"{"tables":["table_\#(id)77"]}"#),
                .use("change_table", ["table_id": "table_\(id)77", "time": "8"], "changed"),
            ]
        }
        let unknown = published(
            pool(3, in: nil) { talk($0, "I don't have it with me, \($0)@example.org is my address.") }
        )
        let lesson = try #require(unknown.first { $0.rule?.triggers == ["needless-question/table_id"] })

        #expect(lesson.kind == .correction && lesson.action.contains("call `get_guest`"))
        #expect(lesson.support.count == 3)
        let known = published(pool(3, in: nil) { talk($0, "It is table_\($0)77.") })
        #expect(!known.contains { $0.rule?.triggers == ["needless-question/table_id"] })
    }

    // MARK: Edits and set-up code

    @Test("compare the ways to change files by what follows, and keep the lesson's id when another way joins")
    func editMethods() throws {
        func edits(_ id: String, _ count: Int, _ command: (String) -> String, _ output: String, exit: Int) -> [Act] {
            (0..<count).flatMap { number -> [Act] in
                let file = "src/\(id)\(number).py"
                return [.run("cat \(file)", "x = 1"), .run(command(file), output, exit: exit)]
            }
        }
        func patch(_ file: String) -> String {
            "patch -p1 <<'EOF'\n--- a/\(file)\n+++ b/\(file)\n@@ -1 +1 @@\n-x = 1\n+x = 2\nEOF"
        }
        let few = pool(5) { id in
            edits(id, 3, { "sed -i 's/x = 1/x = 2/' \($0)" }, "", exit: 0)
                + edits(id + "p", 2, patch, "patch: **** malformed patch at line 5", exit: 1)
        }
        let lesson = try #require(published(few).first { $0.rule?.triggers == ["edit-methods"] })
        #expect(lesson.title == "change files by `sed -i s///`, not by hand-written patches")
        #expect(lesson.support.count == 5 && lesson.way?.count == 5 && lesson.callsLost == 20)

        let more =
            few
            + pool(5) { id in
                edits(
                    id + "r",
                    3,
                    {
                        "python - <<'EOF'\ns = open('\($0)').read()\nopen('\($0)', 'w').write(s.replace('x = 1', 'x = 2'))\nEOF"
                    },
                    "",
                    exit: 0
                )
            }.map {
                var episode = $0
                (episode.session, episode.task) = (Session.ID("r-\(episode.session)"), "r-\(episode.task)")
                return episode
            }
        let again = try #require(published(more).first { $0.rule?.triggers == ["edit-methods"] })
        #expect(again.title.contains("replacing exact text or `sed -i s///`"))
        #expect(again.id == lesson.id)
    }

    @Test("find the calls that scripts of the agent's own begin with when they work")
    func setUpCode() throws {
        let sessions = pool(3) { id in
            [
                .run(
                    "cat > try_\(id).py <<'EOF'\nimport orchard\norchard.pick('\(id)')\nEOF\npython try_\(id).py",
                    traceback("orchard.errors.NotReady: call orchard.setup() first", in: "/lib/orchard/core.py"),
                    exit: 1
                ),
                .run(
                    "cat > try_\(id).py <<'EOF'\nimport orchard\norchard.setup()\norchard.pick('\(id)')\nEOF\npython try_\(id).py",
                    "picked"
                ),
            ]
        }
        let lesson = try #require(
            published(sessions).first { $0.rule?.triggers.first?.hasPrefix("set-up-code") == true }
        )
        #expect(lesson.action.contains("`orchard.setup()`"))
        #expect(lesson.support.count == 3)
    }

    @Test("take no call for a retry after something was changed")
    func retryAfterChange() {
        let sessions = pool(3, in: nil) {
            [
                Act.use("start_route", ["to": $0 + "ville"], "Error: a route is active", failed: true),
                .use("delete_route", ["all": "true"], "deleted"), .use("start_route", ["to": $0 + "ville"], "started"),
            ]
        }
        #expect(!mine(sessions).contains { $0.title.hasPrefix("call start_route again") })
    }

    // MARK: Goals of the user

    @Test("take no program for an interpreter because its name begins like one")
    func interpreters() throws {
        let sessions = pool(4) { id in
            [
                Act.run("shellcheck \(id).sh", "In \(id).sh line 3: error", exit: 1),
                .run("shellcheck \(id).sh -x", "In \(id).sh line 3: error", exit: 1),
                .run("ruff check src/\(id)", "All checks passed!"),
            ]
        }
        let lesson = try #require(
            mine(sessions).first { $0.rule?.triggers == ["procedure/lint"] && $0.kind == .procedure }
        )
        #expect(lesson.action.contains("; not `shellcheck`, which has"))
    }

    @Test("compare commands by a goal that the user has declared")
    func ownGoal() throws {
        func acts(_ id: String) -> [Act] {
            [
                .run("shipit push \(id)", "shipit: the session has ended", exit: 1),
                .run("shipit push \(id) --again", "shipit: the session has ended", exit: 1),
                .run("ferry load \(id) -e north", "loaded \(id)"),
            ]
        }
        let table = GoalTable([
            Goal(name: "deploy", words: "deploy the service", commands: ["shipit push", "ferry load"])
        ])
        let lessons = Miner(goals: table).mine(pool(4, goals: table, acts))
        let lesson = try #require(lessons.first { $0.kind == .procedure && $0.skill == "orchard" })

        #expect(lesson.title == "deploy the service with ferry load")
        #expect(lesson.action.contains("; not `shipit push`, which has reached nothing here"))
        #expect(!mine(pool(4, acts)).contains { $0.kind == .procedure })
    }

    // MARK: Order

    @Test("give the same lessons in whatever order the sessions come", arguments: [3, 11, 4_711])
    func order(seed: UInt64) {
        var sessions = pool(5, tests) + pool(6, in: "/home/zoe/tidewater") { apart($0 + "x") }
        sessions += pool(5, in: nil) { booking($0 + "y", wrong: $0 < "c") }
        for (number, episode) in sessions.enumerated() {
            sessions[number].session = Session.ID("\(number)-\(episode.session)")
        }
        let known = mine(sessions)
        var generator = SeededGenerator(seed: seed)
        sessions.shuffle(using: &generator)

        #expect(known.count >= 3)
        #expect(mine(sessions) == known)
    }
}
