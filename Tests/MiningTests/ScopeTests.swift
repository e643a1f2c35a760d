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
        #expect(Scope.toolSkills(pool) == [Session.ID("t"): "reservation-tools"])
    }
}
