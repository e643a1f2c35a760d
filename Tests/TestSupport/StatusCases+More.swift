extension StatusCase {
    /// Shapes that the drawn sample does not hold: other runners, other shells, other harnesses.
    package static let more: [StatusCase] = masked + runners + programs + frames + tools

    private static let traceback = "Traceback (most recent call last):\n  File \"a.py\", line 1, in <module>\n"

    // MARK: Exit codes that hide a failure

    private static let masked: [StatusCase] = [
        .shell(1, "python a.py | tail -5", traceback + "ValueError: x", "error"),
        .shell(1, "python a.py || true", traceback + "ValueError: x", "error"),
        .shell(1, "python a.py; true", traceback + "ValueError: x", "error"),
        .shell(1, "python a.py; echo done", traceback + "ValueError: x\ndone", "error"),
        .shell(1, "python a.py; echo \"exit: $?\"", "all moored\nexit: 3", "error"),
        .shell(1, "python a.py; echo \"exit: $?\"", "all moored\nexit: 0", "ok"),
        .shell(1, "make 2>&1 | tail -3; echo ${PIPESTATUS[0]}", "make: *** [plan.mk:3: plan] Error 2\n2", "error"),
        .shell(1, "cp a b; python a.py", traceback + "ValueError: was caught, and the script went on", "ok"),
        .shell(1, "cat log | tail -5", traceback + "ValueError: x", "ok"),
        .shell(1, "python a.py", traceback + "ValueError: x was expected", "ok"),
        .shell(
            1,
            "python a.py 2>&1 | tail -40",
            traceback + "ValueError: x\nmoored 1\nmoored 2\nmoored 3\nmoored 4\nmoored 5",
            "error"
        ),
        .shell(1, "bash -lc 'cd /srv && python a.py | tail -5'", traceback + "ValueError: x", "error"),
        .shell(1, #"["bash", "-lc", "python a.py | tail -5"]"#, traceback + "ValueError: x", "error"),
        .shell(1, "if ! python a.py; then echo failed; fi", traceback + "ValueError: x\nfailed", "error"),
        .shell(1, "for i in 1 2; do python a.py $i; done; ls", traceback + "ValueError: x", "error"),
        .shell(1, "python a.py & wait", traceback + "ValueError: x", "error"),
        .shell(
            1,
            "find . -name '*.py' | xargs python -m plan 2>&1 | tail -3",
            "/usr/bin/python: No module named plan",
            "error"
        ),
        .shell(1, "fd plan | head", "bash: line 1: fd: command not found", "error"),
        .shell(1, "fd plan || find . -name plan", "bash: line 1: fd: command not found\n./plan\n./a/plan", "ok"),
        .shell(1, "cat none.txt 2>&1 | head", "cat: none.txt: No such file or directory", "error"),
        .shell(1, "grep -r x a b none | head", "a/1: x\ngrep: none: No such file or directory", "ok"),
        .shell(1, "which fd || echo none", "none", "answer"),
        .shell(1, "command -v fd || echo none", "none", "answer"),
        .shell(1, "ls none 2>/dev/null || echo 'not there'", "not there", "answer"),
        .shell(1, "lantern --version 2>/dev/null || echo none", "none", "answer"),
        .shell(1, "make plan || echo 'make failed'", "make: *** No rule to make target 'plan'.\nmake failed", "error"),
        .shell(1, "pip install none | tail -2", "ERROR: No matching distribution found for none", "error"),
        .shell(
            1,
            "pip install none; pip install ropes | tail -2",
            "ERROR: No matching distribution found for none\nSuccessfully installed ropes-1",
            "ok"
        ),
        .shell(1, "set -o pipefail; python a.py | tail", "an Error: in the plan", "ok"),
        .shell(
            1,
            "python -c 'x ='; true",
            "  File \"<string>\", line 1\n    x =\n       ^\nSyntaxError: invalid syntax",
            "error"
        ),
        .shell(1, "echo a > plan.txt; ls -l > /dev/null", "", "ok"),
        .shell(
            1,
            "redis-cli ping 2>&1 || echo 'not running'",
            "Could not connect: Connection refused\nnot running",
            "error"
        ),
    ]

    // MARK: Test runners

    private static let runners: [StatusCase] = [
        .shell(1, "pytest", exit: 5, "collected 0 items\n\n==== no tests ran in 0.01s ====", "reached nothing"),
        .shell(1, "pytest", exit: 5, "collected 0 items", "reached nothing"),
        .shell(
            1,
            "pytest",
            exit: 2,
            "ERROR tests/test_a.py\n!!!! Interrupted: 1 error during collection !!!!\n==== 1 error in 0.12s ====",
            "reached nothing"
        ),
        .shell(1, "pytest -q", exit: 1, "F..\n1 failed, 2 passed in 0.12s", "answer"),
        .shell(1, "pytest -q | tail -1", "3 skipped in 0.02s", "reached nothing"),
        .shell(1, "pytest", exit: 1, "===== FAILURES =====\ntest_ebb - AssertionError: expected 5", "answer"),
        .shell(
            1,
            "pytest --no-such",
            exit: 4,
            "ERROR: usage: pytest [options]\npytest: error: unrecognized arguments: --no-such",
            "error"
        ),
        .shell(1, "python -m unittest", "\n----\nRan 0 tests in 0.000s\n\nOK", "reached nothing"),
        .shell(1, "python -m unittest", exit: 5, "\n----\nRan 0 tests in 0.000s\n\nNO TESTS RAN", "reached nothing"),
        .shell(
            1,
            "cargo test 2>&1 | tail -3",
            "test result: FAILED. 3 passed; 1 failed; 0 ignored; 0 measured",
            "answer"
        ),
        .shell(
            1,
            "cargo test plan",
            "running 0 tests\n\ntest result: ok. 0 passed; 0 failed; 0 ignored; 0 measured; 12 filtered out",
            "reached nothing"
        ),
        .shell(
            1,
            "cargo test",
            exit: 101,
            "error[E0425]: cannot find value `x`\nerror: could not compile `plan`",
            "error"
        ),
        .shell(1, "go test ./...", "ok  \texample/plan\t0.012s\n?   \texample/pier\t[no test files]", "ok"),
        .shell(1, "go test ./... | tail", "--- FAIL: TestTide (0.00s)\nFAIL\texample/plan\t0.003s", "answer"),
        .shell(1, "go test ./pier", "?   \texample/pier\t[no test files]", "reached nothing"),
        .shell(1, "npm test 2>&1 | tail -5", "Tests:       1 failed, 5 passed, 6 total\nTime: 2 s", "answer"),
        .shell(1, "npx jest none; true", "No tests found, exiting with code 1", "reached nothing"),
        .shell(1, "npx mocha", "\n  0 passing (1ms)\n", "reached nothing"),
        .shell(1, "npx vitest run | tail -4", " Test Files  1 passed (1)\n      Tests  3 passed (3)", "ok"),
        .shell(1, "node --test", "# tests 0\n# pass 0\n# fail 0", "reached nothing"),
        .shell(1, "mvn -q test | tail", "[ERROR] Tests run: 4, Failures: 1, Errors: 0, Skipped: 0", "answer"),
        .shell(1, "ctest | tail -3", "50% tests passed, 1 tests failed out of 2", "answer"),
        .shell(1, "ctest", "No tests were found!!!", "reached nothing"),
        .shell(1, "phpunit | tail -2", "OK (12 tests, 30 assertions)", "ok"),
        .shell(1, "rspec", "0 examples, 0 failures", "reached nothing"),
        .shell(1, "swift test | tail -1", "Test run with 12 tests in 3 suites passed after 0.1 seconds.", "ok"),
        .shell(
            1,
            "dotnet test | tail -1",
            "Failed!  - Failed:     1, Passed:     2, Skipped:     0, Total:     3",
            "answer"
        ),
        .shell(1, "timeout 5 pytest", exit: 124, "collected 3 items\n\ntests/a.py .", "error"),
        .shell(1, "cat report.txt", "Ran 0 tests in 0.000s\n\nOK", "ok"),
        .shell(1, "pytest && make lint", exit: 2, "3 passed in 0.1s\nmake: *** [lint] Error 1", "error"),
    ]

    // MARK: Other programs

    private static let programs: [StatusCase] = [
        .shell(1, "gh pr list", exit: 4, "To get started with GitHub CLI, please run:  gh auth login", "error"),
        .shell(1, "gh pr list | head", "To get started with GitHub CLI, please run:  gh auth login", "error"),
        .shell(
            1,
            "git commit -m x",
            exit: 1,
            "On branch main\nnothing to commit, working tree clean",
            "reached nothing"
        ),
        .shell(1, "git status", "On branch main\nnothing to commit, working tree clean", "ok"),
        .shell(1, "git checkout none | tail", "error: pathspec 'none' did not match any file(s) known to git", "error"),
        .shell(
            1,
            "npm install none 2>&1 | tail -3",
            "npm error code E404\nnpm error 404 Not Found\nnpm error A complete log is in x.log",
            "error"
        ),
        .shell(1, "npx tsc --noEmit 2>&1 | head", "a.ts(2,3): error TS2304: Cannot find name 'x'.", "error"),
        .shell(1, "gcc a.c | head", "a.c:1:1: error: unknown type name 'x'", "error"),
        .shell(1, "apt-get install -y none | tail -1", "E: Unable to locate package none", "error"),
        .shell(
            1,
            "curl -s http://localhost:1 | head; true",
            "curl: (7) Failed to connect to localhost port 1",
            "error"
        ),
        .shell(1, "psql -c 'select 1 where false'", " ?column? \n----------\n(0 rows)", "reached nothing"),
        .shell(1, "git grep -n none", exit: 1, "", "answer"),
        .shell(1, "diff a b", exit: 1, "1c1\n< a\n---\n> b", "answer"),
        .shell(1, "sed -i 's/a/b/' plan.txt", "", "ok"),
        .shell(1, "find . -name '*.pyc' -delete", "", "ok"),
        .shell(1, "find . -name '*.pyc' | xargs rm -f", "", "ok"),
        .shell(1, "mkdir -p plans && touch plans/a", "", "ok"),
    ]

    // MARK: Harnesses

    private static let frames: [StatusCase] = [
        .shell(
            1,
            "python a.py",
            exit: nil,
            "{\n  \"returncode\": 127,\n  \"output\": \"/bin/sh: 1: python: not found\\n\"\n}",
            "error"
        ),
        .shell(1, "ls", exit: nil, #"{"returncode": 0, "output": "a\nb\n"}"#, "ok"),
        .shell(
            1,
            "ls none",
            exit: nil,
            #"{"output": "ls: cannot access 'none'", "metadata": {"exit_code": 2, "duration_seconds": 0.1}}"#,
            "error"
        ),
        .shell(
            1,
            "sleep 99",
            exit: nil,
            #"{"returncode": -1, "output": "", "exception_info": "An error occurred: the command timed out after 30 seconds"}"#,
            "error"
        ),
        .shell(
            1,
            "echo DONE && cat a.diff",
            exit: nil,
            #"{"returncode": -1, "output": "", "exception_info": "action was not executed"}"#,
            "unknown"
        ),
        .shell(
            1,
            "ls",
            exit: nil,
            failed: false,
            "Command: ls\nDirectory: (root)\nOutput: a\nb\nError: (none)\nExit Code: 0\nSignal: (none)\nBackground PIDs: (none)\nProcess Group PGID: 7",
            "ok"
        ),
        .shell(
            1,
            "python a.py",
            exit: nil,
            failed: false,
            "Command: python a.py\nDirectory: (root)\nOutput: NameError: name 'x'\nError: (none)\nExit Code: 1\nSignal: (none)\nProcess Group PGID: 7",
            "error"
        ),
        .shell(
            1,
            "find . -name none",
            exit: nil,
            failed: false,
            "Output: (empty)\nProcess Group PGID: 7",
            "reached nothing"
        ),
        .shell(
            1,
            "ls",
            exit: nil,
            "<exception>timed out</exception>\n<returncode>-1</returncode>\n<output>\n</output>",
            "error"
        ),
        .shell(
            1,
            "python a.py",
            exit: nil,
            "root@pier:/srv# python a.py\n" + traceback + "ValueError: x\nroot@pier:/srv# ",
            "error"
        ),
        .shell(
            1,
            "cat none.txt",
            exit: nil,
            "cat: none.txt: No such file or directory\n(Open file: n/a)\n(Current directory: /srv)\nbash-$",
            "error"
        ),
        .shell(1, "sleep 900", exit: nil, "Command timed out after 2m 0.0s", "error"),
        .shell(1, "find . -name none", exit: nil, failed: false, "(Bash completed with no output)", "reached nothing"),
        .shell(1, "rm a", exit: nil, failed: false, "Tool ran without output or errors", "ok"),
        .shell(1, "cat config.json", exit: 0, #"{"exit_code": 3, "name": "plan"}"#, "ok"),
    ]

    // MARK: Tools

    private static let tools: [StatusCase] = [
        .tool(1, "search_ferries", [:], "[]", "reached nothing"),
        .tool(
            1,
            "get_preferences",
            [:],
            #"{"status": "SUCCESS", "result": {"calendar": {"calendar": []}}}"#,
            "reached nothing"
        ),
        .tool(1, "Grep", ["pattern": "x"], "No matches found", "reached nothing"),
        .tool(1, "Glob", ["pattern": "*.x"], "No files found", "reached nothing"),
        .tool(1, "findGuests", [:], #"{"guests": [], "total": 0}"#, "reached nothing"),
        .tool(1, "delete_ticket", [:], "{}", "ok"),
        .tool(1, "get_tide", [:], #"{"level": 0}"#, "ok"),
        .tool(1, "find_guest", [:], "Error: no guest found", "error"),
        .tool(1, "run_code", [:], traceback + "ValueError: x", "error"),
    ]
}
