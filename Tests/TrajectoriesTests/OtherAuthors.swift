/// One session, written in formats of its own by authors who know nothing of each other.
enum OtherAuthors {
    struct Call {
        var said: String
        var tool: String
        var arguments: [(String, Tree)]
        var output: String
        var hasFailed = false

        var input: Tree { .object(arguments) }
    }

    static let request = "The invoice export of the shop drops the last row. Find out why and repair it."
    static let answer = "The loop stopped one row early; the export has all rows again."

    static var calls: [Call] {
        [
            Call(
                said: "I look for the export first.",
                tool: "search_code",
                arguments: [("pattern", "export_rows"), ("folder", "src")],
                output: "src/export.py:12: def export_rows(rows):\nsrc/main.py:3: from export import export_rows"
            ),
            Call(
                said: "Now I read that file.",
                tool: "read_file",
                arguments: [("path", "src/exports.py")],
                output: "no file of that name: src/exports.py",
                hasFailed: true
            ),
            Call(
                said: "The name is singular.",
                tool: "read_file",
                arguments: [("path", "src/export.py")],
                output: "def export_rows(rows):\n    for i in range(len(rows) - 1):\n        yield rows[i]"
            ),
            Call(
                said: "The range ends early.",
                tool: "edit_file",
                arguments: [("path", "src/export.py"), ("old", "len(rows) - 1"), ("new", "len(rows)")],
                output: "1 replacement made"
            ),
            Call(
                said: "I run the tests.",
                tool: "run_shell",
                arguments: [("command", "make check")],
                output: "make: no rule to build target check",
                hasFailed: true
            ),
            Call(
                said: "With pytest then.",
                tool: "run_shell",
                arguments: [("command", "pytest -q tests")],
                output: "14 passed in 0.31s"
            ),
        ]
    }

    static var all: [(name: String, text: String)] {
        [
            ("events with a start and an end", events), ("a tree of spans", tree), ("German", german),
            ("columns and rows", table), ("rows with JSON in a column", rows), ("reason and act", react),
            ("numbered members", numbered), ("turns with moves", turns), ("nodes by their names", nodes),
            ("French", french), ("traffic of JSON-RPC", traffic), ("a structured log", log),
        ]
    }

    private static func lines(_ list: [Tree]) -> String { list.map(\.json).joined(separator: "\n") + "\n" }
    private static func time(_ minute: Int) -> Tree {
        .text("2026-04-02T09:\(minute < 10 ? "0" : "")\(minute):00Z")
    }

    private static var events: String {
        var list: [Tree] = [
            ["evt": "run.opened", "run": "r-7", "at": time(0)],
            ["evt": "user.said", "words": .text(request), "at": time(1), "run": "r-7"],
        ]
        for (number, call) in calls.enumerated() {
            let id: Tree = .text("k\(number)")
            list += [
                ["evt": "agent.said", "words": .text(call.said), "at": time(2 + number * 3), "run": "r-7"],
                [
                    "evt": "call.started", "call": id, "what": ["tool": .text(call.tool), "with": call.input],
                    "at": time(3 + number * 3), "run": "r-7",
                ],
                [
                    "evt": "call.finished", "call": id, "yielded": .text(call.output), "ok": .flag(!call.hasFailed),
                    "at": time(4 + number * 3), "run": "r-7",
                ],
            ]
        }
        list += [
            ["evt": "agent.said", "words": .text(answer), "at": time(30), "run": "r-7"],
            ["evt": "run.closed", "run": "r-7", "at": time(31)],
        ]
        return lines(list)
    }

    private static var tree: String {
        var children: [Tree] = []
        for (number, call) in calls.enumerated() {
            children += [
                [
                    "id": .text("m\(number)"), "name": "planner-llm", "span_kind": "LLM", "inputs": ["prompt": "..."],
                    "outputs": ["text": .text(call.said)], "children": [],
                ],
                [
                    "id": .text("t\(number)"), "name": .text(call.tool), "span_kind": "TOOL", "inputs": call.input,
                    "outputs": call.hasFailed ? .none : ["output": .text(call.output)],
                    "error": call.hasFailed ? .text(call.output) : .none, "children": [],
                ],
            ]
        }
        let loop: Tree = [
            "id": "c", "name": "loop", "span_kind": "CHAIN", "inputs": [:], "outputs": [:],
            "children": .list(children),
        ]
        let root: Tree = [
            "id": "root", "name": "shop-agent", "span_kind": "AGENT", "inputs": ["question": .text(request)],
            "outputs": ["answer": .text(answer)], "children": [loop],
        ]
        return root.json
    }

    private static var german: String {
        var list: [Tree] = [["rolle": "nutzer", "inhalt": .text(request)]]
        for (number, call) in calls.enumerated() {
            let id: Tree = .text("w-\(number)")
            list += [
                [
                    "rolle": "assistent", "inhalt": .text(call.said),
                    "aufrufe": [["kennung": id, "werkzeug": .text(call.tool), "argumente": call.input]],
                ],
                [
                    "rolle": "werkzeug", "bezug": id, "ergebnis": .text(call.output),
                    "fehlgeschlagen": .flag(call.hasFailed),
                ],
            ]
        }
        list.append(["rolle": "assistent", "inhalt": .text(answer)])
        let root: Tree = ["sitzung": "s-19", "verlauf": .list(list)]
        return root.json
    }

    private static var table: String {
        let columns: Tree = [
            "id", "conversation_id", "seq", "role", "content", "tool_name", "tool_args", "tool_output", "is_error",
        ]
        var rows: [Tree] = [[1, "c9", 1, "user", .text(request), .none, .none, .none, .none]]
        for (number, call) in calls.enumerated() {
            rows.append([
                .number(2 + number * 2), "c9", .number(2 + number * 2), "assistant", .text(call.said), .text(call.tool),
                .text(call.input.json), .text(call.output), .number(call.hasFailed ? 1 : 0),
            ])
        }
        rows.append([40, "c9", 40, "assistant", .text(answer), .none, .none, .none, .none])
        let root: Tree = ["columns": columns, "rows": .list(rows)]
        return root.json
    }

    private static var rows: String {
        var list: [Tree] = []
        func row(_ kind: Tree, _ payload: Tree) {
            let number = list.count
            list.append([
                "rowid": .number(number + 1), "session": "aa1", "kind": kind, "payload": .text(payload.json),
                "created": .number(1_775_120_400 + 3 * number),
            ])
        }
        row("user_message", ["text": .text(request)])
        for (number, call) in calls.enumerated() {
            let id: Tree = .text("z\(number)")
            row("assistant_message", ["text": .text(call.said)])
            row("tool_call", ["call_id": id, "name": .text(call.tool), "arguments": call.input])
            row("tool_result", ["call_id": id, "output": .text(call.output), "failed": .flag(call.hasFailed)])
        }
        row("assistant_message", ["text": .text(answer)])
        return Tree.list(list).json
    }

    private static var react: String {
        let steps = calls.map { call -> Tree in
            [
                "Thought": .text(call.said), "Action": .text(call.tool), "Action Input": .text(call.input.json),
                "Observation": .text(call.output), "Succeeded": .flag(!call.hasFailed),
            ]
        }
        let root: Tree = ["Question": .text(request), "Steps": .list(steps), "Final Answer": .text(answer)]
        return root.json
    }

    private static var numbered: String {
        var members: [(String, Tree)] = [("request", .text(request))]
        for (number, call) in calls.enumerated() {
            members += [
                ("reason\(number + 1)", .text(call.said)), ("tool\(number + 1)", .text(call.tool)),
                ("args\(number + 1)", call.input),
                ("result\(number + 1)", .text((call.hasFailed ? "ERROR: " : "") + call.output)),
            ]
        }
        return Tree.object(members + [("final", .text(answer))]).json
    }

    private static var turns: String {
        let moves = calls.map { call -> Tree in
            [
                "why": .text(call.said), "invoke": ["fn": .text(call.tool), "kwargs": call.input],
                "returned": ["text": .text(call.output), "exit": .number(call.hasFailed ? 2 : 0)],
            ]
        }
        let turn: Tree = ["user": .text(request), "agent": ["moves": .list(moves), "final": .text(answer)]]
        let root: Tree = ["conversation": ["turns": [turn]]]
        return root.json
    }

    private static var nodes: String {
        var nodes: [(String, Tree)] = [("n0", ["up": .none, "author": "user", "body": .text(request)])]
        for call in calls {
            let up: Tree = .text("n\(nodes.count - 1)")
            let next: Tree = .text("n\(nodes.count)")
            nodes.append(
                (
                    "n\(nodes.count)",
                    [
                        "up": up, "author": "assistant", "body": .text(call.said),
                        "call": ["tool": .text(call.tool), "arguments": call.input],
                    ]
                )
            )
            nodes.append(
                (
                    "n\(nodes.count)",
                    ["up": next, "author": "tool", "body": .text(call.output), "error": .flag(call.hasFailed)]
                )
            )
        }
        nodes.append(
            ("n99", ["up": .text("n\(nodes.count - 1)"), "author": "assistant", "body": .text(answer)])
        )
        let root: Tree = ["title": "export", "head": "n99", "nodes": .object(nodes)]
        return root.json
    }

    private static var french: String {
        var list: [Tree] = [["auteur": "utilisateur", "texte": .text(request)]]
        for (number, call) in calls.enumerated() {
            list += [
                ["auteur": "agent", "texte": .text(call.said)],
                [
                    "auteur": "appel_outil", "outil": .text(call.tool), "paramètres": call.input,
                    "numéro": .number(number),
                ],
                [
                    "auteur": "résultat_outil", "numéro": .number(number), "résultat": .text(call.output),
                    "réussi": .flag(!call.hasFailed),
                ],
            ]
        }
        list.append(["auteur": "agent", "texte": .text(answer)])
        return lines(list)
    }

    private static var traffic: String {
        func message(_ minute: Int, _ direction: Tree, _ message: [(String, Tree)]) -> Tree {
            ["at": time(minute), "dir": direction, "msg": .object([("jsonrpc", "2.0")] + message)]
        }
        var list = [message(0, "in", [("id", 1), ("method", "prompt"), ("params", ["text": .text(request)])])]
        for (number, call) in calls.enumerated() {
            let id: Tree = .number(10 + number)
            list += [
                message(1 + number, "out", [("method", "say"), ("params", ["text": .text(call.said)])]),
                message(
                    1 + number,
                    "out",
                    [
                        ("id", id), ("method", "tools/call"),
                        ("params", ["name": .text(call.tool), "arguments": call.input]),
                    ]
                ),
                message(
                    2 + number,
                    "in",
                    [
                        ("id", id),
                        (
                            "result",
                            [
                                "content": [["type": "text", "text": .text(call.output)]],
                                "isError": .flag(call.hasFailed),
                            ]
                        ),
                    ]
                ),
            ]
        }
        list.append(message(40, "out", [("method", "say"), ("params", ["text": .text(answer)])]))
        return lines(list)
    }

    private static var log: String {
        var list: [Tree] = []
        func line(_ level: String, _ logger: String, _ message: String, _ members: [(String, Tree)]) {
            list.append(
                .object(
                    [("level", .text(level)), ("logger", .text("agent." + logger)), ("msg", .text(message))] + members
                        + [("time", .number(1_775_120_400 + list.count))]
                )
            )
        }
        line("info", "loop", "user prompt", [("prompt", .text(request))])
        for (number, call) in calls.enumerated() {
            let id: Tree = .text("000\(number)-aa")
            line("debug", "llm", "assistant message", [("content", .text(call.said))])
            line("info", "tools", "tool call", [("tool", .text(call.tool)), ("args", call.input), ("cid", id)])
            line(
                call.hasFailed ? "error" : "info",
                "tools",
                "tool result",
                [
                    ("cid", id), ("output", .text(call.output)), ("status", call.hasFailed ? "error" : "ok"),
                    ("took_ms", .number(4 + number)),
                ]
            )
        }
        line("debug", "llm", "assistant message", [("content", .text(answer))])
        return lines(list)
    }
}

extension Tree: ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral,
    ExpressibleByIntegerLiteral
{
    init(stringLiteral value: String) { self = .text(value) }
    init(integerLiteral value: Int) { self = .number(value) }
    init(arrayLiteral elements: Tree...) { self = .list(elements) }
    init(dictionaryLiteral elements: (String, Tree)...) { self = .object(elements) }
}
