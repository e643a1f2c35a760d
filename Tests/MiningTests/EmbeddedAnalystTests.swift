import Lessons
@testable import Mining
import Testing
import Trajectories

@Suite("The embedded analyst")
struct EmbeddedAnalystTests {
    private let missing = Act.run("python app.py", traceback("ModuleNotFoundError: No module named 'asgiref'"), exit: 1)

    @Test("quotes failure and success verbatim from the steps that it cites")
    func quotes() throws {
        let whole = session(
            "s",
            [
                missing, .run("pip install asgiref", "Successfully installed asgiref"), .run("python app.py", "ok"),
                .use("book_flight", ["date": "1 May"], "Error: date must be YYYY-MM-DD", failed: true),
                .use("book_flight", ["date": "2024-05-01"], "booked"),
                .run("fd -e py", "    bash: fd: command not found", exit: 127),
            ]
        )
        let findings = whole.episodes.flatMap { EmbeddedAnalyst().notes(of: $0).findings }

        #expect(findings.count == 3)
        for finding in findings {
            let failed = try #require(whole.steps.first { $0.number == finding.failure.step })
            #expect(failed.calls.contains { $0.observation?.text.contains(finding.failure.text) == true })
            guard let success = finding.success else { continue }
            let worked = try #require(whole.steps.first { $0.number == success.step })
            #expect(worked.calls.contains { $0.arguments.contains { $0.value.contains(success.text) } })
            #expect(success.step > finding.failure.step)
        }
        #expect(findings.compactMap(\.recovery?.key) == ["install asgiref", "changeArgument date"])
    }

    @Test("says nothing of calls that worked, gave an answer, or have no result")
    func quiet() {
        var builder = SessionBuilder(format: "test", id: "s")
        builder.user("Look")
        builder.call(id: "a", tool: "bash", arguments: [ToolCall.Argument(name: "command", value: "sleep 100")])
        let unanswered = builder.finish(fallbackID: "s")

        #expect(
            EmbeddedAnalyst().notes(
                of: episode(
                    .run("ls", "a b"),
                    .run("grep -rn nothing src", "", exit: 1),
                    .run("diff a b", "1c1", exit: 1)
                )
            ).findings == []
        )
        #expect(unanswered.map { $0.episodes.flatMap { EmbeddedAnalyst().notes(of: $0).findings } } == [])
    }

    @Test("notes the action in which the run died, and a test run that reached no test, and no search without a result")
    func silentTrouble() throws {
        var builder = SessionBuilder(format: "test", id: "s")
        builder.user("Test it")
        for (id, command, output) in [
            ("a", "pytest tests | tail -1", "no tests ran in 0.01s"), ("b", "find . -name none", ""),
            ("c", "sleep 900", nil),
        ] {
            builder.call(id: id, tool: "bash", arguments: [ToolCall.Argument(name: "command", value: command)])
            if let output { builder.result(of: id, text: output, signs: ToolStatus.Signs(exitCode: 0)) }
        }
        let session = try #require(builder.finish(fallbackID: "s"))
        let findings = session.episodes.flatMap { EmbeddedAnalyst().notes(of: $0).findings }

        #expect(findings.map(\.signature.kind) == ["no-tests", "no-result"])
        #expect(findings.map(\.failure.text) == ["no tests ran in 0.01s", "sleep 900"])
    }

    @Test("sees a loop at the third failure of the same command in a row, and one loop only")
    func loops() {
        let failing = Act.run("make all", "error: unknown target", exit: 2)

        #expect(EmbeddedAnalyst().notes(of: episode(failing, failing)).findings.filter { $0.kind == .loop } == [])
        #expect(
            EmbeddedAnalyst().notes(of: episode(failing, failing, failing, failing)).findings.count { $0.kind == .loop }
                == 1
        )
        #expect(
            EmbeddedAnalyst().notes(of: episode(failing, failing, .run("ls", "x"), failing)).findings.filter {
                $0.kind == .loop
            } == []
        )
    }

    @Test("notes what a person took back, in the person's words")
    func corrections() throws {
        let episode = episode(.run("ls", "a"), .user("No, don't touch the generated files\nplease"), .run("ls", "a"))
        let finding = try #require(EmbeddedAnalyst().notes(of: episode).findings.first)

        #expect(finding.kind == .correction)
        #expect(finding.failure.text == "No, don't touch the generated files")
        #expect(finding.signature.message == "files generated touch")
    }

    @Test("tells by its traits what a session did before its end")
    func traits() {
        let edit = Act.run("sed -i 's/a/b/' a.py", "")
        func names(_ acts: Act...) -> [String] { Traits.read(actions(session("s", acts))).map(\.name) }

        #expect(names(edit, .run("pytest -q", "3 passed")) == ["runs tests after the last edit"])
        #expect(names(.run("pytest -q", "3 passed"), edit) == ["runs tests before the first edit"])
        #expect(names(edit, .run("pytest -q", "3 passed"), edit) == [])
        #expect(names(edit, .run("git diff", "-a +b")) == ["runs `git diff` after the last edit"])
        #expect(
            names(.use("book_flight", [:], "booked"), .use("pay", [:], "Error: no card", failed: true)) == [
                "calls book_flight"
            ]
        )
    }

    @Test("sketches copies alike, whatever recorded them, and short sessions not at all")
    func sketches() {
        let acts = (0..<6).map { Act.run("python step\($0).py --verbose", "ok") }
        var other = session("b", acts)
        other.format = "another"

        #expect(Traits.sketch(session("a", acts)) == Traits.sketch(other))
        #expect(
            Traits.sketch(session("a", acts))
                != Traits.sketch(session("c", Array(acts.dropFirst(3)) + [.run("python other.py", "ok")]))
        )
        #expect(Traits.sketch(session("a", Array(acts.prefix(3)))) == "")
    }

    @Test("notes nothing of actions of which only the results were recorded")
    func resultsOnly() throws {
        func notes(isResultOnly: Bool) throws -> EmbeddedAnalyst.Notes {
            var builder = SessionBuilder(format: "test", id: "s")
            builder.user("Look them up")
            for _ in 0..<3 {
                builder.agent("I look")
                builder.call(id: nil, tool: "unknown", arguments: [], isResultOnly: isResultOnly)
                builder.result(of: nil, text: "Error: no such order", signs: ToolStatus.Signs(failed: true))
            }
            return EmbeddedAnalyst().notes(of: try #require(builder.finish(fallbackID: "s")?.episodes.first))
        }
        let unknown = try notes(isResultOnly: true)
        let known = try notes(isResultOnly: false)

        #expect(unknown.findings.isEmpty && unknown.occurrences.isEmpty && unknown.traits.isEmpty)
        #expect(!known.findings.isEmpty && !known.occurrences.isEmpty)
    }
}
