import Lessons
@testable import Mining
import Shell
import Testing

import Trajectories

@Suite("A signature")
struct SignatureReaderTests {
    private func read(_ command: String, _ output: String, exit: Int = 1) throws -> (signature: Signature, line: String)
    {
        let call = try #require(episode(.run(command, output, exit: exit)).calls.first?.call)
        return SignatureReader(call: call, script: call.command.map { ShellScript($0) }).read()
    }

    @Test(
        "of a command names family, kind and subject of the trouble",
        arguments: [
            (
                "python app.py", traceback("ModuleNotFoundError: No module named 'asgiref'"),
                "python/missing-module/asgiref"
            ),
            (
                "python app.py", traceback("ModuleNotFoundError: No module named 'yaml.loader'"),
                "python/missing-module/yaml"
            ),
            ("fd -e py", "bash: fd: command not found", "shell/missing-program/fd"),
            ("fd -e py", "/bin/sh: 1: fd: not found", "shell/missing-program/fd"),
            ("cat notes.md", "cat: notes.md: No such file or directory", "shell/missing-file/cat"),
            (
                "python run.py", "python: can't open file '/w/run.py': [Errno 2] No such file or directory",
                "shell/missing-file/python"
            ),
            ("pytest --forked", "pytest: error: unrecognized arguments: --forked", "python/bad-option/pytest --forked"),
            ("./configure", "bash: ./configure: Permission denied", "shell/permission-denied"),
            ("patch -p1 < a.diff", "patch: **** malformed patch at line 7: +x", "shell/patch-refused"),
            ("git apply a.diff", "error: a.py: patch does not apply", "git/patch-refused"),
            (
                "python -c 'x ='", "  File \"<string>\", line 1\n    x =\n       ^\nSyntaxError: invalid syntax",
                "python/syntax/-c"
            ),
            ("echo 'a", "bash: -c: line 1: unexpected EOF while looking for matching `''", "shell/shell-syntax"),
            ("pip install nosuch", "ERROR: No matching distribution found for nosuch", "python/no-such-package"),
            ("git log", "fatal: not a git repository (or any of the parent directories): .git", "git/no-repository"),
            ("node app.js", "Error: Cannot find module 'express'", "node/missing-module"),
            ("make serve", "bind: Address already in use", "shell/port-in-use"),
        ]
    )
    func commands(command: String, output: String, key: String) throws {
        #expect(try read(command, output).signature.key == key)
    }

    @Test("takes the words of the last complaint, not of what was said before")
    func last() throws {
        let read = try read("make all", "warning: cc: command not found, using gcc\nerror: unknown target 'al'")

        #expect(read.signature.kind == "message")
        #expect(read.line == "error: unknown target 'al'")
    }

    @Test("is the same whatever path, number or name the message holds")
    func normalised() throws {
        let one = try read("tool sync", "error: cannot read /home/zoe/a.txt at line 12").signature
        let other = try read("tool sync", "error: cannot read /srv/b/c.txt at line 4711").signature

        #expect(one.key == other.key)
        #expect(!one.key.contains("zoe"))
    }

    @Test("tells an experiment that gave its result from a run that did not start")
    func experiments() throws {
        let result = try read("python try.py", traceback("AssertionError: 3 != 4")).signature
        #expect(result.isExperiment && result.subject == "AssertionError")

        let setUp = try read(
            "python try.py",
            traceback("django.core.exceptions.ImproperlyConfigured: Requested setting X")
        ).signature
        #expect(!setUp.isExperiment && setUp.subject == "ImproperlyConfigured")

        let silent = try read("./check", "3 of 4 done").signature
        #expect(silent.isExperiment && silent.kind == "exit-code")
    }

    @Test(
        "of a tool is its complaint, whatever it is wrapped in",
        arguments: [
            "Error: the date must be written as YYYY-MM-DD",
            "<tool_use_error>the date must be written as YYYY-MM-DD</tool_use_error>",
            #"{"error":"the date must be written as YYYY-MM-DD"}"#,
        ]
    )
    func tools(output: String) throws {
        let call = try #require(episode(.use("book_flight", ["date": "1 May"], output, failed: true)).calls.first?.call)
        let signature = SignatureReader(call: call, script: call.command.map { ShellScript($0) }).read().signature

        #expect(signature.domain == "tool" && signature.subject == "book_flight")
        #expect(signature.message.hasPrefix("the date must be written as"))
    }

    @Test("of a chain of exceptions is the first one, which is the cause of the others")
    func chain() throws {
        let text =
            traceback("LookupError: no rope of this name", in: "ropes.py")
            + "\n\nThe above exception was the direct cause of the following exception:\n\n"
            + traceback("harbour.MooringError: cannot moor")
        let read = try read("python app.py 2>&1 | tail -40", text, exit: 0)

        #expect(read.signature.subject == "LookupError" && read.line == "LookupError: no rope of this name")
    }

    @Test(
        "of a syntax error names whose code it was in",
        arguments: [
            ("python -c 'x ='", "<string>", "python/syntax/-c"),
            ("python - <<'EOF'\nx =\nEOF", "<stdin>", "python/syntax/-c"),
            ("cat > try.py <<'EOF'\nx =\nEOF\npython try.py", "/w/try.py", "python/syntax/script"),
            ("python app.py", "/w/lib/app.py", "python/syntax"),
        ]
    )
    func author(command: String, file: String, key: String) throws {
        let output = "  File \"\(file)\", line 1\n    x =\n       ^\nSyntaxError: invalid syntax"

        #expect(try read(command, output).signature.key == key)
    }

    @Test("of an installed program is what it says, also without the word error")
    func words() throws {
        let read = try read("gh pr list", "To get started with GitHub CLI, please run:  gh auth login", exit: 4)

        #expect(!read.signature.isExperiment && read.signature.kind == "message" && read.signature.subject == "gh")
        #expect(read.line.hasPrefix("To get started"))
    }

    @Test("of a test run without a test is its exception, or that there was no test")
    func noTests() throws {
        let none = try read("pytest tests | tail -3", "=== no tests ran in 0.01s ===", exit: 0).signature
        #expect(none.key == "python/no-tests/pytest" && !none.isExperiment)

        let output = traceback("harbour.NotConfigured: no dock") + "\n\nRan 0 tests in 0.001s\n\nFAILED (errors=1)"
        let exception = try read("python -m unittest 2>&1 | tail", output, exit: 0).signature
        #expect(exception.kind == "exception" && exception.subject == "NotConfigured")
    }

    @Test("ignores the lines that a harness puts around an output")
    func harness() throws {
        let read = try read(
            "fd x",
            "<returncode>127</returncode>\n<output>\nbash: fd: command not found\n</output>",
            exit: 127
        )

        #expect(read.signature.key == "shell/missing-program/fd")
    }
}
