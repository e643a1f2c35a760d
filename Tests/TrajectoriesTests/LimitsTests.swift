import Testing

@testable import Trajectories

/// What happens to a file that holds more than is kept of it. The limits are small here, but for one test.
@Suite("Beyond a limit")
struct LimitsTests {
    private let file = FileContext(name: "x.json", digest: "0123456789abcdef")

    private static func chat(_ task: String, answers: Int = 1, of text: String = "Ho") -> String {
        let answer = #"{"role":"assistant","content":"\#(text)"}"#
        let answers = repeatElement(answer, count: answers).joined(separator: ",")
        return #"{"messages":[{"role":"user","content":"\#(task)"},\#(answers)]}"#
    }

    /// 16 KB of a file are looked at, and a record may have 64 KB.
    private static var small: ReadingLimits {
        var limits = ReadingLimits()
        limits.window = 16 << 10
        limits.record = 64 << 10
        return limits
    }

    private func read(_ text: String, _ limits: ReadingLimits = small) throws -> (ReadingReport, [Session]) {
        var sessions: [Session] = []
        let report = try TrajectoryReader(limits: limits).read(
            file,
            open: { TrajectoriesTests.bytes(of: text) },
            each: { sessions.append($0) }
        )
        return (report, sessions)
    }

    private func session(_ limits: ReadingLimits, _ make: (inout SessionBuilder) -> Void) throws -> Session {
        var builder = SessionBuilder(format: "test", id: "s", limits: limits)
        make(&builder)
        return try #require(builder.finish(fallbackID: "f"))
    }

    @Test("the first steps of a session are kept, and a note counts the others")
    func steps() throws {
        var limits = ReadingLimits()
        limits.steps = 100
        let session = try session(limits) { builder in
            for number in 1...130 {
                builder.agent("\(number)")
                builder.call(id: "c\(number)", tool: "bash", arguments: [])
                builder.result(of: "c\(number)", text: "done \(number)")
            }
        }

        #expect(session.steps.map(\.number) == Array(1...100))
        #expect(session.steps.last?.calls.first?.observation?.text == "done 100")
        #expect(session.notes == ["30 steps were read and not kept: the session is too long"])
    }

    @Test("long texts of a session are kept by their ends, and a note counts them")
    func text() throws {
        var limits = ReadingLimits()
        limits.text = 10_000
        let long = "begin " + String(repeating: "x", count: 990) + " end"
        let session = try session(limits) { builder in
            for _ in 1...20 { builder.agent(long) }
            builder.agent("short")
        }

        let texts = session.steps.map(\.text)
        #expect(texts.count == 21 && texts.last == "short")
        #expect(texts.prefix { $0 == long }.count == 11)
        #expect(texts[11...19].allSatisfy { $0.utf8.count < 600 && $0.hasPrefix("begin ") && $0.hasSuffix(" end") })
        #expect(
            session.notes == ["9 texts were cut to their ends: the session has more text than is kept in full"]
        )
    }

    @Test("of 50,000 steps of one session, the next session of the file is read all the same")
    func nextSession() throws {
        let (report, sessions) = try read(
            "\(Self.chat("long", answers: 50_020))\n\(Self.chat("next"))\n",
            ReadingLimits()
        )

        #expect(report.sessions == 2)
        #expect(sessions.map(\.steps.count) == [50_000, 2])
        #expect(sessions.map(\.notes.count) == [1, 0])
    }

    @Test("of a record, the record is passed over with a word, and the others are read")
    func record() throws {
        let long = Self.chat("long", of: String(repeating: "x", count: 70_000))
        let (report, sessions) = try read([Self.chat("first"), long, Self.chat("last")].joined(separator: "\n"))

        #expect(sessions.map(\.task) == ["first", "last"])
        #expect(report.skipped.count == 1)
        // words: allow
        #expect(report.skipped.first?.contains("\(long.utf8.count) bytes is over the limit") == true)
    }

    @Test("of a record, a document in parts is read without the part that is too long")
    func part() throws {
        let texts = ["a", String(repeating: "x", count: 70_000), "c", String(repeating: "y", count: 20_000)]
        let steps = texts.enumerated().map { #"{"step_id":\#($0 + 2),"source":"agent","message":"\#($1)"}"# }
        let (report, sessions) = try read(
            #"{"schema_version":"ATIF-v1.7","session_id":"a1","agent":{"name":"robo","version":"3"},"#
                + #""steps":[{"step_id":1,"source":"user","message":"Hi"},\#(steps.joined(separator: ","))]}"#
        )

        #expect(report.format == "atif")
        #expect(sessions.first?.steps.map { $0.text.prefix(1) } == ["H", "a", "c", "y"])
        #expect(report.skipped.count == 1)
    }

    @Test("of a record, one document that cannot be read in parts is refused by its size, with what to do")
    func document() throws {
        let error = #expect(throws: ReadingError.self) {
            try read(#"{"alpha":["\#(String(repeating: "x", count: 400_000))"]}"#)
        }
        #expect(error == .tooLarge(limit: 64 << 10))
        #expect(error?.code == "too-large")
        let words = ReadingError.tooLarge(limit: 32 << 20).description
        #expect(words.contains("one JSON document of more than 32 MB") && words.contains("one session a line"))
        // What is as long and fits into a record is refused for what it is.
        var limits = Self.small
        limits.record = 1 << 20
        let other = #expect(throws: ReadingError.self) {
            try read(#"{"alpha":["\#(String(repeating: "x", count: 400_000))"]}"#, limits)
        }
        #expect(other?.code == "unrecognised")
    }
}
