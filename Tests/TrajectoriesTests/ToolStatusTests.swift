import Testing

@testable import Trajectories

@Suite("The status of a tool call")
struct ToolStatusTests {
    private func status(_ text: String, exit: Int? = nil, failed: Bool? = nil, command: String? = nil)
        -> Observation.Status
    {
        ToolStatus.judge(ToolStatus.Signs(failed: failed, exitCode: exit), text: text, command: command).status
    }

    @Test("is an error for a non-zero exit, a flag of failure or a time-out")
    func signs() {
        #expect(status("x", exit: 2) == .error)
        #expect(status("x", failed: true) == .error)
        #expect(ToolStatus.judge(.init(exitCode: 0, timedOut: true), text: "x", command: nil).status == .error)
        #expect(status("x", exit: 0) == .ok)
        #expect(status("x", failed: false) == .ok)
        #expect(status("") == .unknown)
        #expect(status("x") == .ok)
    }

    @Test(
        "is an answer where the exit code tells what was asked",
        arguments: [
            ("grep -rn x src", ""), ("cd app && grep x a", ""), ("cat a | grep x", ""), ("diff a b", "1c1"),
            ("test -f x", ""), ("[ -d x ]", ""), ("git diff --exit-code", "-a"),
            ("git grep foo | head", ""), ("pytest -q", "1 failed, 3 passed"),
            ("python -m unittest", "Ran 3 tests\nFAILED (failures=1)"), ("which fd", ""),
        ]
    )
    func answers(command: String, text: String) {
        #expect(status(text, exit: 1, command: command) == .answer)
    }

    @Test(
        "is an error where the asking itself failed",
        arguments: [
            ("grep x nosuch", "grep: nosuch: No such file or directory", 1), ("grep x a", "", 2),
            ("git diff nosuch", "fatal: bad revision", 1),
            ("pytest -q", "ImportError while loading conftest 'x' FAILED ", 1),
            ("pytest --wrong", "ERROR: usage\nerror: unrecognized arguments", 1),
            ("pytest -q", "bash: pytest: command not found", 1),
            ("make && grep x a", "make: *** [all] Error 1\nerror: x", 1), ("make", "", 1),
        ]
    )
    func failedAnswers(command: String, text: String, exit: Int) {
        #expect(status(text, exit: exit, command: command) == .error)
    }

    @Test(
        "reads the exit code that a harness wrote into the text",
        arguments: [
            ("<returncode>127</returncode>\n<output>x</output>", 127), ("Exit code 2\nboom", 2),
            ("Exit code: 0\nfine", 0), ("out\n[exit_code] 3", 3),
            ("Chunk ID: a\nProcess exited with code -1\nOutput:", -1), ("out\n[Command finished with exit code 0]", 0),
        ]
    )
    func codes(text: String, code: Int) {
        #expect(ToolStatus.exitCode(in: text) == code)
        #expect(status(text) == (code == 0 ? .ok : .error))
    }

    @Test(
        "reads the exit code in the last line, as harnesses write it",
        arguments: [
            ("out\nexit code: 1", 1), ("out\n[exit status: 2]\n", 2), ("Process exited with code 3", 3),
            ("out\n(exit 1)", 1), ("out\nCommand failed with exit code 2", 2), ("<returncode>1</returncode>", 1),
            ("out\nExit code: 0", 0), ("out\n[Process exited with code 4]", 4), ("out\n(exit code 5)", 5),
            ("out\n[exit code: 1]", 1), ("out\nError: Process completed with exit code 2.", 2), ("out\n[rc=7]", 7),
            ("out\n<exited with exit code 6>", 6), ("out\nCommand exited with status 9", 9),
        ]
    )
    func trailers(text: String, code: Int) {
        #expect(ToolStatus.exitCode(in: text) == code)
        #expect(status(text, command: "make | tail -5") == (code == 0 ? .ok : .error))
    }

    @Test(
        "takes no exit code out of the middle of an output",
        arguments: [
            "the docs say: Exit code 2 means x", "nothing", "", "a test\nthat checks the exit code: 1\nand more",
            "usage: exit 1", "we saw that it ended with exit code: 1", "exit 1", "exit status 3 is a number of 12",
        ]
    )
    func noCodes(text: String) {
        #expect(ToolStatus.exitCode(in: text) == nil)
    }

    @Test(
        "is an error for words that only a failure prints",
        arguments: [
            "Error: no such user", "<tool_use_error>no</tool_use_error>",
            "Traceback (most recent call last):\n  File \"a\"\nValueError: x", #"{"error": "no"}"#,
            #"{"status":"error"}"#, #"{"success": false, "x": 1}"#, "EXECUTION TIMED OUT",
        ]
    )
    func words(text: String) {
        #expect(status(text) == .error)
    }

    @Test(
        "is not an error for words that only mention one",
        arguments: [
            #"{"error": null, "x": 1}"#, "0 errors", "def f():\n    raise Error: x", "The log says Error: no such user",
        ]
    )
    func speech(text: String) {
        #expect(status(text) == .ok)
    }

    @Test("is an error where a pipe hid the failure of its first program")
    func hidden() {
        let traceback = "Traceback (most recent call last):\n  File \"a.py\", line 1\nValueError: x"

        #expect(status(traceback, exit: 0, command: "python a.py | tail -5") == .error)
        #expect(status(traceback, exit: 0, command: "cat log | tail -5") == .ok)
        #expect(status("bash: fd: command not found", exit: 0, command: "fd x | head") == .error)
        #expect(status("Error: x", exit: 0, command: "cat log") == .ok)
    }
}
