import Testing

@testable import Trajectories

@Suite("A trajectory reader")
struct TrajectoryReaderTests {
    private let file = FileContext(name: "x.json", digest: "0123456789abcdef")

    private func read(_ bytes: [UInt8], mappings: [Mapping] = [], step: Int = 1 << 16) throws -> (
        ReadingReport, [Session]
    ) {
        var sessions: [Session] = []
        let report = try TrajectoryReader(mappings: mappings).read(
            file,
            open: { TrajectoriesTests.bytes(of: bytes, step: step) },
            each: { sessions.append($0) }
        )
        return (report, sessions)
    }

    private func refusal(_ bytes: [UInt8]) -> ReadingError? {
        do {
            _ = try read(bytes)
            return nil
        } catch { return error as? ReadingError }
    }

    private let chat = #"{"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Ho"}]}"#

    @Test("recognises a format by its content and tells which, however the bytes come", arguments: [1, 7, 1 << 16])
    func recognises(step: Int) throws {
        let (report, sessions) = try read(Array(chat.utf8), step: step)

        #expect(report.format == "chat-messages" && report.sessions == 1)
        #expect(sessions.map(\.task) == ["Hi"])
    }

    @Test("reads one session of each line, and passes over any other line")
    func lines() throws {
        let (report, sessions) = try read(Array("\(chat)\nnot json\n\(chat.replacing("Hi", with: "Hello"))\n".utf8))

        #expect(sessions.map(\.task) == ["Hi", "Hello"])
        #expect(report.sessions == 2)
        #expect(
            report.skipped.count == 1 && report.skipped.first?.hasPrefix("1 line is not JSON and was skipped") == true
        )
    }

    @Test("tells of a last line that is not complete")
    func partial() throws {
        let report = try read(Array("\(chat)\n\(chat.prefix(30))".utf8)).0

        #expect(report.hasPartialTail && report.sessions == 1)
    }

    @Test("reads a file that is larger than its window the same")
    func large() throws {
        let filler = String(repeating: "x", count: 1 << 20)
        let steps = (2...11).map { #"{"step_id":\#($0),"source":"agent","message":"\#($0)\#(filler)"}"# }
        let text =
            #"{"schema_version":"ATIF-v1.7","session_id":"a1","agent":{"name":"robo","version":"3"},"#
            + #""steps":[{"step_id":1,"source":"user","message":"Hi"},\#(steps.joined(separator: ","))]}"#
        let (report, sessions) = try read(Array(text.utf8), step: 1 << 18)

        #expect(report.format == "atif" && sessions.count == 1)
        #expect(sessions.first?.steps.count == 11)
        #expect(sessions.first?.steps.last?.text.hasPrefix("11x") == true)
    }

    @Test(
        "refuses what is not a trajectory with a reason",
        arguments: [
            ([], "empty"), (Array(" \n\n".utf8), "empty"), ([0x1F, 0x8B, 8, 0], "compressed"),
            ([0x28, 0xB5, 0x2F, 0xFD, 0], "compressed"),
            (Array("PK\u{3}\u{4}x".utf8), "compressed"), (Array("SQLite format 3\u{0}".utf8), "binary"),
            ([0x7F, 0x45, 0x4C, 0x46, 1], "binary"),
            ([0x7B, 0, 0x22, 0, 0x61, 0], "binary"), (Array(#"{"alpha":1,"beta":2}"#.utf8), "unrecognised"),
            (Array("Dear diary".utf8), "unrecognised"),
            (Array(#"{"messages":[]}"#.utf8), "unrecognised"),
        ] as [([UInt8], String)]
    )
    func refuses(bytes: [UInt8], code: String) throws {
        let error = try #require(refusal(bytes))
        #expect(error.code == code)
        #expect(error.description.hasPrefix("the file ") && !error.description.hasSuffix("."))
    }

    @Test("says of a document that breaks off where it does", arguments: [false, true])
    func brokenOff(isPretty: Bool) {
        let run =
            #"{"schema_version":"ATIF-v1.7","session_id":"s","agent":{"name":"a","version":"1"},"steps":[{"step_id":1,"source":"user","message":"Go"},"#
            + #"{"step_id":2,"source":"agent","message":"Do"#
        let text = isPretty ? run.replacing(",", with: ",\n  ").replacing("{", with: "{\n  ") : run
        let refusal = refusal(Array(text.utf8))

        #expect(refusal?.code == "unrecognised")
        #expect(refusal?.description.contains("it ends inside a value at byte \(text.utf8.count)") == true)
    }

    @Test("names the members of JSON that it does not know, and how to make it known")
    func unknown() throws {
        let error = try #require(refusal(Array(#"{"beta":2,"alpha":1}"#.utf8)))

        #expect(error == .unrecognised(members: ["alpha", "beta"], start: #"{"beta":2,"alpha":1}"#))
        #expect(error.description.contains("(its members: alpha, beta); write a mapping for it"))
        #expect(ReadingError.unrecognised(members: [], start: "a\nb").description.contains("it begins with \"a b\""))
    }

    @Test("hands on what the taker of sessions throws")
    func throwing() {
        struct Full: Error {}
        #expect(throws: Full.self) {
            try TrajectoryReader().read(file, open: { TrajectoriesTests.bytes(of: chat) }, each: { _ in throw Full() })
        }
    }
}
