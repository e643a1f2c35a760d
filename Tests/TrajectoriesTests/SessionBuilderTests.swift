import Testing

@testable import Trajectories

@Suite("A session builder")
struct SessionBuilderTests {
    private func build(_ make: (inout SessionBuilder) -> Void) throws -> Session {
        var builder = SessionBuilder(format: "test", id: "s")
        make(&builder)
        return try #require(builder.finish(fallbackID: "f"))
    }

    private func argument(_ value: String, name: String = "command") -> [ToolCall.Argument] {
        [ToolCall.Argument(name: name, value: value)]
    }

    @Test("makes an episode of every request, and none of a correction")
    func episodes() throws {
        let session = try build {
            $0.user("Make it")
            $0.agent("done")
            $0.user("No, the other one")
            $0.agent("done")
            $0.user("Now test it")
            $0.agent("done")
        }

        #expect(session.episodes.map(\.task) == ["Make it", "Now test it"])
        #expect(session.episodes.map(\.index) == [0, 1])
        #expect(session.steps.map(\.number) == [1, 2, 3, 4, 5, 6])
        #expect(session.steps.map(\.signal) == [nil, nil, .correction, nil, nil, nil])
    }

    @Test("takes what follows an interruption for a correction, and keeps a conversation whole")
    func signals() throws {
        let stopped = try build {
            $0.user("Make it")
            $0.agent("doing")
            $0.interruption()
            $0.user("use the other file")
        }
        #expect(stopped.steps.map(\.signal) == [nil, nil, .interruption, .correction])
        #expect(stopped.episodes.count == 1)

        let talk = try build {
            $0.isConversation = true
            $0.user("Hi")
            $0.agent("Hi")
            $0.user("no, wait")
        }
        #expect(talk.episodes.count == 1 && talk.steps.last?.signal == nil)
    }

    @Test(
        "reads few words as a correction, at the start only",
        arguments: zip(
            [
                "No, not that", "Stop", "That's wrong", "undo this", "why did you do that?", "Note the colour",
                "Now go on", "Is it wrong?", "A stopwatch",
            ],
            [true, true, true, true, true, false, false, false, false]
        )
    )
    func corrections(text: String, isOne: Bool) {
        #expect(UserSignal.isCorrection(text) == isOne)
    }

    @Test("keeps what comes before the first request in its episode")
    func before() throws {
        let session = try build {
            $0.system("You are an agent")
            $0.user("Make it")
        }

        #expect(session.episodes.count == 1 && session.task == "Make it")
        #expect(session.steps.map(\.source) == [.system, .user])
    }

    @Test("pairs results with calls by id, in any order, and without ids in the order of the calls")
    func pairing() throws {
        let session = try build {
            $0.agent("go")
            for id in ["a", "b"] { $0.call(id: id, tool: "t", arguments: []) }
            for _ in 0..<2 { $0.call(id: nil, tool: "u", arguments: []) }
            $0.result(of: "b", text: "2")
            $0.result(of: nil, text: "3")
            $0.result(of: "a", text: "1")
            $0.result(of: nil, text: "4")
            $0.result(of: "zz", text: "nobody asked")
        }

        #expect(session.steps.flatMap(\.calls).map { $0.observation?.text } == ["1", "2", "3", "4"])
    }

    @Test("knows which calls were sent together: those of a named message, and those without a result between them")
    func answers() throws {
        let session = try build {
            $0.agent("one", message: "m1")
            $0.call(id: "a", tool: "t", arguments: [])
            $0.result(of: "a", text: "1")
            $0.agent(message: "m1")
            $0.call(id: "b", tool: "t", arguments: [])
            $0.result(of: "b", text: "2")
            $0.agent("two")
            for id in ["c", "d"] { $0.call(id: id, tool: "t", arguments: []) }
            for id in ["c", "d"] { $0.result(of: id, text: "3") }
            $0.call(id: "e", tool: "t", arguments: [])
        }
        let calls = session.steps.flatMap(\.calls)

        #expect(calls.map(\.answer) == [1, 1, 2, 2, 3])
        #expect(calls[0].isParallel(to: calls[1]) && !calls[1].isParallel(to: calls[2]))
        #expect(!ToolCall(tool: "t", arguments: []).isParallel(to: ToolCall(tool: "t", arguments: [])))
    }

    @Test(
        "takes a last call without a result for one in which the run died",
        arguments: [
            ("bash", "sleep 900", true), ("bash", "echo COMPLETE_TASK_AND_SUBMIT_FINAL_OUTPUT && cat a.diff", false),
            ("submit", "", false), ("other", "", false),
        ]
    )
    func end(tool: String, command: String, isFailure: Bool) throws {
        let session = try build {
            $0.user("Do it")
            $0.call(id: "a", tool: "bash", arguments: [ToolCall.Argument(name: "command", value: "ls")])
            $0.result(of: "a", text: "b")
            $0.call(id: "b", tool: tool, arguments: [ToolCall.Argument(name: "command", value: command)])
        }

        #expect(session.steps.flatMap(\.calls).map(\.status) == [.ok, isFailure ? .error : .unknown])
    }

    @Test("does not take a call for the end of a run that the user stopped")
    func interrupted() throws {
        let session = try build {
            $0.user("Do it")
            $0.call(id: "a", tool: "bash", arguments: [ToolCall.Argument(name: "command", value: "ls")])
            $0.result(of: "a", text: "b")
            $0.call(id: "b", tool: "bash", arguments: [ToolCall.Argument(name: "command", value: "sleep 900")])
            $0.interruption()
        }

        #expect(session.steps.flatMap(\.calls).last?.status == .unknown)
    }

    @Test("drops records and calls that were seen before")
    func repeats() throws {
        let session = try build {
            for _ in 0..<2 {
                guard $0.begin(record: "r1", at: 100) else { continue }
                $0.agent("go")
                $0.call(id: "a", tool: "t", arguments: [])
            }
            $0.call(id: "a", tool: "t", arguments: [])
            $0.result(of: "a", text: "1")
            $0.result(of: "a", text: "again")
        }

        #expect(session.recordCount == 1 && session.firstRecords == ["r1"])
        #expect(session.steps.flatMap(\.calls).map { $0.observation?.text } == ["1"])
    }

    @Test("joins the pieces of one message and counts its tokens once")
    func pieces() throws {
        var usage = Usage()
        usage.completionTokens = 7
        let session = try build {
            $0.agent("a", message: "m", usage: usage)
            $0.agent("b", reasoning: "hm", message: "m", usage: usage)
            $0.agent("c", message: "n", usage: usage)
            $0.agent("d", usage: usage)
        }

        #expect(session.steps.map(\.text) == ["a\nb", "c", "d"])
        #expect(session.steps[0].reasoning == "hm")
        #expect(session.usage.completionTokens == 21)
    }

    @Test("keeps head and tail of a long text, and says what is missing")
    func long() throws {
        let text = "begin" + String(repeating: "é", count: 40_000) + "end"
        let session = try build { $0.agent(text) }
        let kept = try #require(session.steps.first?.text)

        #expect(kept.utf8.count < 25_000 && kept.hasPrefix("begin") && kept.hasSuffix("end"))
        #expect(kept.contains("bytes left out") && !kept.contains("\u{FFFD}"))
    }

    @Test("keeps memory bounded in a session of absurd length")
    func bounded() throws {
        let big = String(repeating: "x", count: 20_000)
        let session = try build { for _ in 0..<4_000 { $0.agent(big) } }

        #expect(session.steps.count == 4_000)
        #expect(session.steps.reduce(0) { $0 + $1.text.utf8.count } < 56 << 20)
    }

    @Test("notes the skills that calls read and invoke, each once")
    func skills() throws {
        let session = try build {
            $0.agent("go")
            $0.call(id: nil, tool: "bash", arguments: argument("cat /x/.agents/skills/my-skill/SKILL.md"))
            $0.call(id: nil, tool: "bash", arguments: argument("cat ~/skills/my-skill/SKILL.md"))
            $0.call(id: nil, tool: "Skill", arguments: argument("pdf", name: "skill"))
            $0.skill("offered", .available)
        }

        #expect(
            session.skills.map { "\($0.kind.rawValue):\($0.name)" } == [
                "loaded:my-skill", "invoked:pdf", "available:offered",
            ]
        )
        #expect(session.skills.map(\.step) == [1, 1, nil])
    }

    @Test("takes the earliest and latest time, and no nonsense")
    func times() throws {
        let session = try build {
            $0.agent("a", at: 200)
            $0.agent("b", at: 100)
            $0.agent("c", at: -5)
            $0.agent("d", at: 1e18)
        }

        #expect(session.startedAt == 100 && session.endedAt == 200)
    }

    @Test("makes no session of nothing, and names one without an id by its fallback")
    func nothing() {
        #expect(SessionBuilder(format: "test").finish(fallbackID: "f") == nil)
        var builder = SessionBuilder(format: "test")
        builder.agent("a")
        #expect(builder.finish(fallbackID: "f")?.id == Session.ID("f"))
    }

    @Test("puts a call before any message into a step of its own")
    func callFirst() throws {
        let session = try build {
            $0.user("Make it")
            $0.call(id: "a", tool: "t", arguments: argument("x"))
        }

        #expect(session.steps.map(\.source) == [.user, .agent])
        #expect(session.steps[1].calls.map(\.tool) == ["t"])
    }
}
