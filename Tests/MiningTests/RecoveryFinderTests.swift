import Lessons
@testable import Mining
import Shell
import Testing

import Trajectories

@Suite("A recovery")
struct RecoveryFinderTests {
    /// What is found after the first call, which failed.
    private func recovery(_ acts: Act...) throws -> Recovery? {
        let calls = actions(session("s", acts))
        let first = try #require(calls.first)
        try #require(first.call.observation?.status == .error)
        return RecoveryFinder(calls: calls).recovery(from: 0, signature: first.failure().signature)?.recovery
    }

    private let missing = traceback("ModuleNotFoundError: No module named 'asgiref'")

    @Test("from a missing module is what was installed before the command ran")
    func install() throws {
        let found = try recovery(
            .run("python app.py", missing, exit: 1),
            .run("ls", "app.py"),
            .run("pip install asgiref==3.8 sqlparse", "Successfully installed"),
            .run("python app.py", "ok")
        )

        #expect(found == Recovery(action: .install, subject: "asgiref sqlparse", distance: 3))
    }

    @Test("is never a call that was sent together with the failed one")
    func together() throws {
        func calls(result isBetween: Bool) throws -> [Action] {
            var builder = SessionBuilder(format: "test", id: "s")
            builder.user("Read it")
            builder.agent("go")
            builder.call(id: "a", tool: "Read", arguments: [ToolCall.Argument(name: "path", value: "/w")])
            if isBetween { builder.result(of: "a", text: "EISDIR", signs: ToolStatus.Signs(failed: true)) }
            builder.call(id: "b", tool: "Read", arguments: [ToolCall.Argument(name: "path", value: "/w/a.txt")])
            if !isBetween { builder.result(of: "a", text: "EISDIR", signs: ToolStatus.Signs(failed: true)) }
            builder.result(of: "b", text: "fine")
            return actions(try #require(builder.finish(fallbackID: "s")))
        }
        func key(_ calls: [Action]) -> String? {
            RecoveryFinder(calls: calls).recovery(
                from: 0,
                signature: calls[0].failure().signature
            )?
            .recovery.key
        }

        #expect(try key(calls(result: true)) == "changeArgument path")
        #expect(try key(calls(result: false)) == nil)
    }

    @Test("is not a retry when the code that is read from a here-document is another")
    func documents() throws {
        let found = try recovery(
            .run("python - <<'EOF'\nimport plumb\nEOF", traceback("RuntimeError: no plumb"), exit: 1),
            .run("python - <<'EOF'\nfrom rope import Rope\nEOF", "fine")
        )

        #expect(found?.action != .retry)
    }

    @Test("is seen when the command comes past the trouble and fails of its own experiment")
    func pastIt() throws {
        let found = try recovery(
            .run("python app.py", missing, exit: 1),
            .run("pip install asgiref", "Successfully installed"),
            .run("python app.py", traceback("AssertionError: 3 != 4"), exit: 1)
        )

        #expect(found?.key == "install asgiref")
    }

    @Test("from a missing program is the program that then got the same words")
    func otherProgram() throws {
        #expect(
            try recovery(
                .run("python run.py --all", "bash: python: command not found", exit: 127),
                .run("python3 run.py --all", "done")
            )?.key == "useProgram python3"
        )
        #expect(
            try recovery(
                .run("node build.js --prod", "bash: node: command not found", exit: 127),
                .run("nodejs build.js --prod", "done")
            )?.key == "useProgram nodejs"
        )
    }

    @Test("is not seen in a program that does something else")
    func unrelated() throws {
        #expect(
            try recovery(.run("fd -e py", "bash: fd: command not found", exit: 127), .run("make test", "done")) == nil
        )
    }

    @Test("from a refused tool call is the argument that changed")
    func argument() throws {
        let found = try recovery(
            .use("book_flight", ["date": "1 May", "flight": "HAT1"], "Error: date must be YYYY-MM-DD", failed: true),
            .use("book_flight", ["date": "2024-05-01", "flight": "HAT1"], "booked")
        )

        #expect(found == Recovery(action: .changeArgument, subject: "date", distance: 1))
    }

    @Test("from a failure that passes is the same call again")
    func retry() throws {
        let found = try recovery(
            .use("get_weather", ["city": "Ulm"], "Error: service unavailable", failed: true),
            .use("get_time", ["city": "Ulm"], "12:00"),
            .use("get_weather", ["city": "Ulm"], "rain")
        )

        #expect(found == Recovery(action: .retry, distance: 2))
    }

    @Test("from a look-up without a result is the other look-up, and never an action that changes things")
    func otherTool() throws {
        let failed = Act.use("find_user_id_by_email", ["email": "a@b"], "Error: user not found", failed: true)

        #expect(
            try recovery(failed, .use("find_user_id_by_name_zip", ["name": "Ann", "zip": "1"], "u1"))?.key
                == "useTool find_user_id_by_name_zip"
        )
        #expect(
            try recovery(
                .use("cancel_order_by_id", ["id": "1"], "Error: order not found", failed: true),
                .use("cancel_order_by_name", ["name": "x"], "done")
            ) == nil
        )
    }

    @Test("from one-line Python that does not parse is a script")
    func script() throws {
        let found = try recovery(
            .run("python -c 'for i in x: try: y'", "  File \"<string>\", line 1\nSyntaxError: invalid syntax", exit: 1),
            .run("cat > check.py <<'EOF'\nfor i in range(3):\n    print(i)\nEOF\npython check.py", "0\n1\n2")
        )

        #expect(found == Recovery(action: .scriptFile, distance: 1))
    }

    @Test("from a framework that is not set up is the set-up call that was added")
    func setUp() throws {
        let found = try recovery(
            .run(
                "cat > t.py <<'EOF'\nimport shop.models\nEOF\npython t.py",
                traceback("django.core.exceptions.ImproperlyConfigured: settings are not configured"),
                exit: 1
            ),
            .run("cat > t.py <<'EOF'\nimport django\ndjango.setup()\nimport shop.models\nEOF\npython t.py", "fine")
        )

        #expect(found?.key == "addCode django.setup")
    }

    @Test(
        "of a command is what differs in it",
        arguments: [
            (
                "git rebase --continue", "error: Terminal is dumb, but EDITOR unset",
                "GIT_EDITOR=true git rebase --continue", "setEnvironment GIT_EDITOR=true"
            ),
            (
                "git commit -a", "error: there was a problem with the editor", "export GIT_EDITOR=true; git commit -a",
                "setEnvironment GIT_EDITOR=true"
            ),
            (
                "pytest tests/test_nodes.py -k copy", "ERROR: file or directory not found: tests/test_nodes.py",
                "pytest tests/unittest_nodes.py", "changePath"
            ),
            (
                "runner show a.cfg", "error: no such section", "runner show b.cfg --all", "editAndRerun"
            ),
            (
                "pytest --forked tests/a.py", "pytest: error: unrecognized arguments: --forked", "pytest tests/a.py",
                "dropOption pytest --forked"
            ),
            (
                "pip install tabulate", "error: externally-managed-environment", "pip install --user tabulate",
                "addOption pip install --user"
            ),
            (
                "python tools/x.py", "python: can't open file 'tools/x.py': [Errno 2] No such file or directory",
                "cd app && python tools/x.py", "changePath"
            ),
            (
                "python check.py", "bash: line 1: python: command not found", "python3 check.py", "useProgram python3"
            ),
            (
                "pytest tests/test_a.py", "bash: line 1: pytest: command not found",
                "python3 -m pytest tests/test_a.py", "useProgram python3 -m pytest"
            ),
            (
                "eslint src/a.js", "/bin/sh: 1: eslint: not found", "npx --no-install eslint src/a.js",
                "useProgram npx --no-install eslint"
            ),
            (
                "patch -p1 < fix.diff", "patch: **** malformed patch at line 7", "sed -i 's/a/b/' a.py",
                "useOtherWay sed"
            ),
            (
                "python -c 'print(\"a'", "SyntaxError: unterminated string literal", "python -c 'print(\"a\")'",
                "requote"
            ),
        ]
    )
    func differences(failed: String, output: String, worked: String, key: String) throws {
        #expect(try recovery(.run(failed, output, exit: 1), .run(worked, "done"))?.key == key)
    }

    @Test("is not found more than eight calls later")
    func reach() throws {
        let failed = Act.run("python run.py", "bash: python: command not found", exit: 127)
        let between = (0..<7).map { Act.run("ls d\($0)", "x") }
        func found(_ between: [Act]) -> Recovery? {
            let calls = actions(session("s", [failed] + between + [.run("python3 run.py", "done")]))
            return RecoveryFinder(calls: calls).recovery(
                from: 0,
                signature: Signature(domain: "shell", kind: "missing-program", subject: "python")
            )?.recovery
        }

        #expect(found(between)?.distance == 8)
        #expect(found(between + [.run("ls last", "x")]) == nil)
    }

    @Test("is not found in a session that ends with its failure")
    func end() throws {
        #expect(try recovery(.run("python app.py", missing, exit: 1)) == nil)
    }

    @Test("is not a mere retry if the script in the here-document is another one")
    func otherDocument() throws {
        func script(_ module: String) -> String { "python3 - <<'EOF'\nimport \(module)\nEOF" }

        #expect(try recovery(.run(script("first"), missing, exit: 1), .run(script("second"), "1"))?.action != .retry)
        #expect(try recovery(.run(script("first"), missing, exit: 1), .run(script("first"), "1"))?.action == .retry)
    }

    @Test(
        "by installing is read from every package manager",
        arguments: [
            ("pip install a b==2 'c>=1'", ["a", "b", "c"]), ("python -m pip install -q a", ["a"]),
            ("pip install -e .", ["."]),
            ("pip install -r requirements.txt", ["requirements"]), ("sudo apt-get install -y jq", ["jq"]),
            ("npm i express@4", ["express@4"]),
            ("uv pip install a", ["a"]), ("pip install a 2>&1 | tail -1", ["a"]),
            ("pip install wrapt lazy-object-proxy 2>&1 | tail -1", ["wrapt", "lazy-object-proxy"]),
            ("pip install a 2>/dev/null > log b </dev/null", ["a", "b"]), ("bash -lc 'pip install a 2>&1'", ["a"]),
        ]
    )
    func packages(command: String, packages: [String]) throws {
        let simple = try #require(ShellScript(command).effectiveCommands.first)
        #expect(ShellAction.installed(by: simple) == packages)
    }

    @Test(
        "by installing is not read from other commands",
        arguments: ["pip list", "npm run build", "cargo test", "apt-get update", "python install.py"]
    )
    func noPackages(command: String) throws {
        let simple = try #require(ShellScript(command).effectiveCommands.first)
        #expect(ShellAction.installed(by: simple) == nil)
    }
}
