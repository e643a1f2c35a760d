import Lessons
@testable import Mining
import Testing

import Trajectories

@Suite("A scope")
struct ScopeTests {
    @Test(
        "makes a valid skill name of any text",
        arguments: [
            ("Foo_Bar.js", "foo-bar-js"), ("--a--b--", "a-b"), ("Ünïcode name", "n-code-name"), ("", ""), ("…", ""),
            ("../../etc/passwd", "etc-passwd"),
            ("scikit-learn", "scikit-learn"), ("a b\tc\nd", "a-b-c-d"),
        ]
    )
    func slug(text: String, name: String) {
        #expect(Scope.slug(text) == name)
    }

    @Test(
        "of a rule is Python if the rule says so",
        arguments: [
            ("run `python -m pytest FILE`", true), ("write check.py first.", true), ("catch the ValueError", true),
            ("read the end of a traceback", true), ("read the output of `git diff` before you submit", false),
            ("an Error counts as a result", false),
        ]
    )
    func python(action: String, isPython: Bool) {
        let rule = Lesson(
            id: Lesson.ID("x-1"),
            kind: .failure,
            skill: "x",
            section: "Checks",
            title: "do it",
            when: "always",
            action: action,
            check: "",
            why: "",
            evidence: [],
            support: Lesson.Support(sessions: [], tasks: 0, sources: 0, pool: 0),
            fingerprint: "x",
            analyst: "test"
        )
        #expect(Scope.isAboutPython(rule) == isPython)
    }

    @Test("of a session that called nothing is that of the tools of its source")
    func quiet() {
        func episode(_ id: String, source: String, tools: [String]) -> AnalysedEpisode {
            AnalysedEpisode(
                session: Session.ID(id),
                trajectory: id,
                episode: 0,
                task: id,
                source: source,
                format: "x",
                workspace: nil,
                route: nil,
                outcome: .failure,
                findings: [],
                traits: tools.map { Trait(name: "calls \($0)", quote: Lesson.Quote(step: 1, text: $0)) },
                sketch: id
            )
        }
        let pool = [
            episode("a", source: "airline", tools: ["get_reservation_details"]),
            episode("b", source: "airline", tools: ["update_reservation_flights"]),
            episode("c", source: "airline", tools: []), episode("d", source: "chat", tools: []),
        ]
        let skills = Scope.toolSkills(pool)
        #expect(skills[Session.ID("a")] != nil && skills[Session.ID("c")] == skills[Session.ID("a")])
        #expect(skills[Session.ID("d")] == nil)
    }

    @Test("cuts a long name to 64 characters, and not behind a hyphen")
    func long() {
        let name = Scope.slug(String(repeating: "a", count: 63) + " bcd")

        #expect(name == String(repeating: "a", count: 63))
        #expect(Scope.slug(String(repeating: "ab-", count: 40)).utf8.count <= 64)
    }

    @Test(
        "names the project that a session worked on",
        arguments: [
            ("/home/ann/orchard", nil, "orchard"), ("/home/ann/My App/", nil, "my-app"),
            ("/testbed", "django__django-11099", "django"),
            ("/workspace", nil, nil), ("/home/ann/src", nil, nil), (nil, nil, nil),
            ("/home/ann/orchard", "airline-3", "orchard"),
            ("/w", "scikit-learn__scikit-learn-1", "scikit-learn"),
        ] as [(String?, String?, String?)]
    )
    func workspaces(folder: String?, task: String?, name: String?) {
        #expect(Scope.workspace(of: session("s", [.run("ls", "x")], taskID: task, workspace: folder)) == name)
    }

    @Test(
        "reads the nouns of a tool's name",
        arguments: [
            ("get_reservation_details", ["reservation"]), ("findUserOrders", ["order"]),
            ("search-direct-flights", ["flight"]), ("think", []),
        ]
    )
    func nouns(tool: String, nouns: [String]) {
        #expect(Scope.nouns(in: tool) == nouns)
    }

    @Test("takes no noun of a tool's name that no skill can be named after")
    func unnameable() {
        #expect(Scope.nouns(in: "查询订单_order") == ["order"])
        #expect(Scope.nouns(in: String(repeating: "x", count: 60)) == [])
    }

    @Test("of a session that works with tools alone is the skill of these tools")
    func tools() {
        let calls: [Act] = [
            .use("get_reservation_details", ["id": "r1"], "ok"), .use("cancel_reservation", ["id": "r1"], "ok"),
        ]
        let pool = [
            session("t", calls), session("w", calls, workspace: "/home/ann/orchard"),
            session("c", calls + [.run("pytest -q", "3 passed in 0.1s")]), session("n", [.say("hello"), .user("hm")]),
        ].flatMap { analysed($0) }
        // The session that called nothing belongs to the others of its source.
        let skills = [Session.ID("t"): "reservation-tools", Session.ID("n"): "reservation-tools"]
        #expect(Scope.toolSkills(pool) == skills)
    }
}
