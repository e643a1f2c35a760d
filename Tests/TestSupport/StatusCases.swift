extension StatusCase {
    /// The shapes of 300 actions, drawn with a seed from recordings in many formats, and judged by reading them.
    ///
    /// In more than half of them the exit status is that of something else than the program that the action is about.
    package static let sample: [StatusCase] = questions + failures + nothing + looks + runs + tools

    private static let traceback = """
        Traceback (most recent call last):
          File "/srv/ferry/tool.py", line 3, in <module>
            import lantern
        """

    private static let collected = """
        ============================= test session starts ==============================
        platform linux -- Python 3.12.1, pytest-8.1.0
        rootdir: /srv/ferry

        """

    // MARK: Questions

    private static let questions: [StatusCase] = [
        .shell(3, "grep -n 'tide' ferry/plan.py", exit: 1, "", "answer"),
        .shell(1, "find ferry -name '*.py' | xargs grep -l tide 2>/dev/null", exit: 123, "", "answer"),
        .shell(
            1,
            "cd /srv && python -c \"import lantern; print('there')\" 2>/dev/null || echo 'no lantern'",
            "no lantern",
            "answer"
        ),
        .shell(
            1,
            "cd /srv && python -m pytest tests/test_plan.py::test_tide -xvs 2>&1 | tail -50",
            collected
                + "collected 1 item\n\ntests/test_plan.py F\n\nFAILED tests/test_plan.py::test_tide - AssertionError\n"
                + "=================== 1 failed, 2 warnings in 0.06s ===================",
            "answer"
        ),
        .shell(
            1,
            "python check_plan.py 2>&1 | tail -50",
            "test_ebb (plan.Plan.test_ebb) ... ok\nERROR: test_flow (plan.Plan.test_flow)\n" + traceback
                + "\nAttributeError: 'Plan' object has no attribute 'flow'\n\nRan 11 tests in 0.009s\n\nFAILED (errors=1)",
            "answer"
        ),
    ]

    // MARK: Failures

    private static let failures: [StatusCase] = [
        .shell(
            3,
            "cd /srv && python -m ferry test plan 2>&1 | tail -50",
            "/usr/bin/python: No module named ferry",
            "error"
        ),
        .shell(
            8,
            "cd /srv && python -m ferry test plan --settings=dock 2>&1 | tail -100",
            traceback + "\nharbour.errors.NotMoored: Requested setting DOCK, but nothing is moored.",
            "error"
        ),
        .shell(
            5,
            "cd /srv && python -m pytest tests/test_plan.py -x 2>&1 | tail -50",
            "/usr/bin/python: No module named pytest",
            "error"
        ),
        .shell(
            8,
            "cd /srv && python3 -m pytest tests -v 2>&1 | head -100",
            "/opt/py/bin/python3: No module named pytest",
            "error"
        ),
        .shell(
            4,
            "cd /srv && python -m pytest tests/test_plan.py -xvs 2>&1 | tail -50",
            "ImportError while loading conftest '/srv/tests/conftest.py'.\ntests/conftest.py:4: in <module>\n"
                + "    import lantern\nE   ModuleNotFoundError: No module named 'lantern'",
            "error"
        ),
        .shell(
            3,
            "cd /srv && python checks/run.py plan --dock=small 2>&1 | tail -30",
            "  File \"/srv/ferry/plan.py\", line 650, in moor\n    self.pier = pier or self.dock.pier\n"
                + "                        ^^^^^^^^^^^^^^\nAttributeError: 'NoneType' object has no attribute 'pier'",
            "error"
        ),
        .shell(
            4,
            "python reproduce.py",
            exit: 1,
            traceback + "\nModuleNotFoundError: No module named 'lantern'",
            "error"
        ),
        .shell(
            2,
            "cat > try.py <<'EOF'\nimport lantern\nEOF\n\npython try.py",
            exit: 1,
            traceback + "\nKeyError: 'a'\n\nThe above exception was the direct cause of the following exception:\n\n"
                + traceback + "\nRuntimeError: no lantern",
            "error"
        ),
        .shell(
            1,
            "cd /srv && python -c \"import plan\nplan.run()\"",
            exit: 1,
            traceback + "\nImportError: no ropes",
            "error"
        ),
        .shell(
            1,
            "cat > try.py <<'EOF'\nimport plan\nEOF\n\npython try.py 2>&1 | tail -100",
            traceback + "\nRuntimeError: the plan is not moored",
            "error"
        ),
        .shell(
            2,
            "pip install ropes -q && python try.py",
            exit: 1,
            "WARNING: Running pip as the 'root' user can be a bad idea\n" + traceback
                + "\nModuleNotFoundError: No module named 'tar'",
            "error"
        ),
        .shell(
            1,
            "cd /srv && python -m pytest tests -x 2>/dev/null || echo \"Tests failed, another way then\"",
            "Tests failed, another way then",
            "error"
        ),
        .shell(
            1,
            "cd /srv && python -m ferry test 2>&1 | grep -A5 -B5 'FAIL\\|test_' | head -50",
            "    self.add(parser)\n  File \"/srv/ferry/run.py\", line 44, in add\n    kind = runner(self)\n"
                + "  File \"/srv/ferry/dock.py\", line 64, in moor\n    raise NotMoored(",
            "error"
        ),
        .shell(
            1,
            "ls /srv/plan.zip",
            exit: 2,
            "ls: cannot access '/srv/plan.zip': No such file or directory\n",
            "error"
        ),
        .shell(
            1,
            "file /srv/plans/*",
            exit: nil,
            "/srv/plans/*: cannot open `/srv/plans/*' (No such file or directory)",
            "error"
        ),
        .tool(1, "submit", ["input": "word{x}"], failed: true, "Wrong word!", "error"),
        .tool(2, "get_ticket", ["ticket": "T7"], "Error: 503 Service Unavailable", "error"),
    ]

    // MARK: Nothing reached

    private static let nothing: [StatusCase] = [
        .shell(
            2,
            "cd /srv && python -m pytest tests/test_none.py -xvs 2>&1 | tail -50",
            collected + "collecting ... ERROR: file or directory not found: tests/test_none.py\n\ncollected 0 items\n\n"
                + "============================ no tests ran in 0.04s =============================",
            "reached nothing"
        ),
        .shell(
            2,
            "cd /srv && python -m pytest tests/test_plan.py::Tide -xvs 2>&1 | tail -50",
            collected
                + "-- Docs: https://docs.pytest.org/\n============================== 1 warning in 0.01s ==============================",
            "reached nothing"
        ),
        .shell(
            2,
            "cd tests && python -m pytest plan_test.py -k ebb -v 2>&1 | head -100",
            collected + "collecting ... collected 36 items / 36 deselected / 0 selected\n\n"
                + "============================ 36 deselected in 0.01s ============================",
            "reached nothing"
        ),
        .shell(
            1,
            "cd /srv && python -c \"\nimport unittest\nrunner.run(suite)\n\" 2>&1 | grep -A5 -B5 'FAIL\\|ERROR'",
            "ERROR: setUpClass (plan.Plan)\n" + traceback
                + "\nharbour.NotMoored: no dock\n--\n\nRan 0 tests in 0.001s\n\nFAILED (errors=1)",
            "reached nothing"
        ),
        .shell(
            1,
            "cd /srv && python tests/runtests.py plan.Plan.test_none 2>&1 | tail -50",
            "Found 1 test(s).\nE\nERROR: test_none (unittest.loader._FailedTest.test_none)\n"
                + "AttributeError: type object 'Plan' has no attribute 'test_none'\n\nRan 1 test in 0.000s\n\nFAILED (errors=1)",
            "reached nothing"
        ),
        .shell(2, "find /srv/tests -name '*.py' -exec grep -l 'ebb.*flow' {} \\;", "", "reached nothing"),
        .shell(1, "find /srv -name '*.py' | xargs grep -l ebb | grep -v test | head -20", "", "reached nothing"),
        .shell(1, "cd /srv && python -m pytest tests/test_plan.py -xvs 2>/dev/null | head -100", "", "reached nothing"),
        .shell(1, "ls /srv/plans", "", "reached nothing"),
        .tool(2, "think", ["thought": "The tide is late."], "", "unknown"),
    ]

    // MARK: Looks

    private static let source =
        "12-    def moor(self):\n13:        raise MooringError(\"no such pier: %s\" % pier)\n14-    # Error: must not happen"

    private static let looks: [StatusCase] = [
        .shell(21, "grep -n 'moor' ferry/plan.py -A 20 | head -50", source, "ok"),
        .shell(18, "grep -rn 'def moor' ferry", source, "ok"),
        .shell(13, "cd /srv && sed -n '10,40p' ferry/plan.py", source, "ok"),
        .shell(11, "cat ferry/plan.py | grep -n 'def moor' -A 10 | tail -20", source, "ok"),
        .shell(
            6,
            "cat ferry/plan.py | head -50",
            "import errors\nfrom plan import Error as PlanError\n" + source,
            "ok"
        ),
        .shell(6, "head -20 ferry/plan.py", "import errors\n" + source, "ok"),
        .shell(
            7,
            "grep -r 'moor' ferry --include='*.py' | grep -v test | grep -v cache",
            "ferry/plan.py:    raise MooringError(",
            "ok"
        ),
        .shell(4, "find . -name '*.py' | xargs grep -l moor | head -5", "./ferry/plan.py\n./ferry/errors.py", "ok"),
        .shell(6, "find . -type f -name '*.py' | grep -E 'plan|pier' | head -20", "./ferry/plan.py", "ok"),
        .shell(3, "find . -name '*.py' -exec grep -l moor {} \\; | grep -i test", "./tests/test_plan.py", "ok"),
        .shell(5, "ls -la", "total 12\n-rw-r--r-- 1 root root 40 Nov 3 10:00 error.log", "ok"),
        .shell(1, "git status --porcelain | grep -v '^??'", " M ferry/plan.py", "ok"),
        .shell(
            2,
            "cat plan.diff | wc -l && echo '--- plan ---' && cat plan.diff",
            "2\n--- plan ---\n-x\n+raise Error: y",
            "ok"
        ),
        .shell(1, "cd /srv && wc -l plan.ts main.ts", exit: nil, "  15 plan.ts\n  12 main.ts\n  27 total\n", "ok"),
        .shell(1, "ls -F", exit: nil, "Output: plans/\nREADME.md\nProcess Group PGID: 77", "ok"),
    ]

    // MARK: Runs

    private static let passed =
        collected + "collected 2 items\n\ntests/test_plan.py::test_tide PASSED\ntests/test_plan.py::test_ebb PASSED\n\n"

    private static let runs: [StatusCase] = [
        .shell(
            22,
            "cat > try.py <<'EOF'\nprint('Expected: Error')\nEOF\n\npython try.py",
            "Expected: Error\nFAILED: expected [1] but got []\nSome checks failed!",
            "ok"
        ),
        .shell(11, "cat > try.py <<'EOF'\nprint(1)\nEOF", "", "ok"),
        .shell(2, "cat > fix.py <<'EOF'\nopen('a', 'w').write('x')\nEOF\n\npython fix.py", "", "ok"),
        .shell(
            1,
            "cat > try.py <<'EOF'\nimport traceback\nEOF\n\npython try.py",
            traceback + "\nTypeError: not a rope\nTrying again:\nError: TypeError: not a rope",
            "ok"
        ),
        .shell(5, "python try.py 2>&1 | grep -v RuntimeWarning", "Case 1: 0.0\nIs NaN: False", "ok"),
        .shell(
            1,
            "python log.py 2>&1 | grep -A 5 ferry.plan",
            "2031-04-01 08:52:19,413 - ferry.plan - ERROR - Error calling moor()\n" + traceback
                + "\nValueError: a test of the log",
            "ok"
        ),
        .shell(7, "cd /srv && python final_check.py", "Before: 42\nAfter: None\nThe fix failed to moor", "ok"),
        .shell(
            2,
            "python -c 'import base64; help(base64.b64decode)' | head -30",
            "Help on function b64decode:\n\n    Otherwise a binascii.Error is raised.",
            "ok"
        ),
        .shell(
            1,
            "python inspect_plan.py 2>&1 | head -100",
            "Signature:\n(self, error=None)\nclass Plan:\n    raise Error",
            "ok"
        ),
        .shell(
            5,
            "cd /srv && python -m pytest tests/test_plan.py -x 2>&1 | tail -50",
            passed + "======================== 2 passed, 1 warning in 0.05s =========================",
            "ok"
        ),
        .shell(
            2,
            "cd /srv && python -m pytest tests -xvs 2>&1 | grep -A5 -B5 'PASSED\\|FAILED\\|ERROR'",
            passed + "=========== warnings summary ===========",
            "ok"
        ),
        .shell(
            1,
            "cd /srv && python -m pytest tests -k 'tide or ebb' 2>&1 | head -100",
            passed + "================ 11 passed, 54 deselected, 26 warnings in 0.27s ================",
            "ok"
        ),
        .shell(
            2,
            "cd /srv && python tests/runtests.py plan 2>&1 | tail -20",
            "Creating the test dock...\nRan 29 tests in 0.051s\n\nOK\nDestroying the test dock...",
            "ok"
        ),
        .shell(
            2,
            "cd /srv && python -c \"\nimport unittest\nrunner.run(suite)\n\"",
            "test_tide (plan.Plan.test_tide) ... ok\n\nRan 5 tests in 0.000s\n\nOK",
            "ok"
        ),
        .shell(5, "cp ferry/plan.py ferry/plan.py.orig", "", "ok"),
        .shell(2, "cd /srv && git diff -- ferry/plan.py > plan.diff", "", "ok"),
        .shell(
            1,
            "cp plan.sql two.sql\nplanfmt fix two.sql -f 2>&1",
            "== [two.sql] FAIL\nL: 3 | bad indent\n== [two.sql] PASS\nDone.",
            "ok"
        ),
        .shell(
            1,
            "cp plan.sql two.sql\nplanfmt fix two.sql | grep -v Done\necho '=== After ==='\ncat two.sql",
            "== [two.sql] FAIL\n== [two.sql] PASS\n=== After ===\nSELECT 1",
            "ok"
        ),
        .shell(
            2,
            "pip install ropes 2>&1 | tail -10",
            "Collecting ropes\nSuccessfully installed ropes-3.2\nWARNING: Running pip as the 'root' user",
            "ok"
        ),
        .shell(
            1,
            "apt-get update && apt-get install -y plan-utils",
            "Hit:1 http://deb.example bookworm InRelease\nSetting up plan-utils (22.12) ...\n",
            "ok"
        ),
        .shell(
            1,
            "cd /srv && git add -A && git commit -m 'Moor twice'",
            exit: nil,
            "Running checks...\n0 errors\n[main dbd5f5e] Moor twice\n 1 file changed\n",
            "ok"
        ),
        .shell(
            1,
            "for i in {1..5}; do curl -s -X POST 'http://localhost:8000/moor?id=$i' & done; wait",
            exit: nil,
            "{\"id\":1,\"status\":\"sent\"}{\"id\":2,\"status\":\"sent\"}",
            "ok"
        ),
        .shell(
            1,
            "curl -s http://localhost:8000/health | python -m json.tool",
            exit: nil,
            "{\n    \"status\": \"healthy\",\n    \"failed\": 0\n}",
            "ok"
        ),
        .shell(1, "python3 --version", exit: nil, "Python 3.12.1", "ok"),
        .shell(1, "ask_harbour 'Is the pier free?'", "Harbour: Not before noon.\n", "ok"),
        .shell(1, "cd /srv && printf '%s' x > a && cat a", "x", "ok"),
    ]

    // MARK: Tools other than a shell

    private static let tools: [StatusCase] = [
        .tool(
            10,
            "get_ticket_details",
            ["ticket": "T7"],
            #"{"ticket": "T7", "legs": [{"pier": "A", "price": 4}], "refunds": [], "error_note": null, "status": "cancelled"}"#,
            "ok"
        ),
        .tool(5, "find_guest_by_name", ["name": "Io"], "io_of_argos_7", "ok"),
        .tool(5, "search_ferries", ["from": "A"], #"[{"ferry": "F1", "seats": {"deck": 3}}]"#, "ok"),
        .tool(4, "set_deck_light", ["level": "100"], #"{"status": "SUCCESS", "result": {"level": 100}}"#, "ok"),
        .tool(
            3,
            "change_booking",
            ["ticket": "T7"],
            #"{"ticket": "T7", "payments": [{"amount": -3}], "status": null}"#,
            "ok"
        ),
        .tool(3, "area_of", ["shape": "circle"], #"{"area": 50.24}"#, "ok"),
        .tool(1, "enable_roaming", ["line": "L2"], "Roaming enabled successfully", "ok"),
        .tool(
            3,
            "Read",
            ["file_path": "/srv/plan.py"],
            "     1→\"\"\"Plan with an error!\"\"\"\n     2→raise Error\n",
            "ok"
        ),
        .tool(
            4,
            "Edit",
            ["file_path": "/srv/plan.py", "old_string": "a"],
            "The file /srv/plan.py has been updated.",
            "ok"
        ),
        .tool(2, "TodoWrite", ["todos": "[]"], "Todos have been modified successfully.", "ok"),
        .tool(
            1,
            "BashOutput",
            ["bash_id": "c4"],
            "<status>running</status>\n\n<stderr>\nINFO: started\n</stderr>",
            "ok"
        ),
        .tool(
            1,
            "disassemble",
            ["input": "moor"],
            "Function main not found! Instead, here is FUN_0040:\n; undefined FUN_0040()",
            "ok"
        ),
        .tool(1, "get_ferry_status", ["ferry": "F1"], "landed", "ok"),
    ]
}
