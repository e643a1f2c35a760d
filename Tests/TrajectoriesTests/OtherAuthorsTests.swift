import Testing

@testable import Trajectories

@Suite("Formats of other authors")
struct OtherAuthorsTests {
    private struct Count {
        var calls = 0
        var right = 0
        var wrong: [String] = []
        var how = "read"
    }

    @Test("are read as they were meant, or turned away with a mapping that reads most of them")
    func counts() throws {
        var read = 0
        var offered = (calls: 0, right: 0)
        for (name, text) in OtherAuthors.all + OtherAuthors.second + OtherAuthors.third {
            let count = try count(text)
            if count.how == "read" { read += 1 }
            if count.calls > 0 {
                offered.calls += OtherAuthors.calls.count
                offered.right += count.right
            }
            print(
                "\(name): \(count.how); \(count.right) of \(OtherAuthors.calls.count) right, \(count.wrong.count) wrong"
            )
            for line in count.wrong.prefix(2) { print("    \(line)") }
            #expect(count.how != "read" || count.wrong.isEmpty, "\(name): \(count.wrong)")
        }
        print(
            "formats: \(read) of \(OtherAuthors.all.count + OtherAuthors.second.count + OtherAuthors.third.count) read; \(offered.right) of \(offered.calls) offered right"
        )
        #expect(offered.right * 10 >= offered.calls * 9)
        #expect(read >= 26)
    }

    private func count(_ text: String) throws -> Count {
        var count = Count()
        let hasAnswer = text.contains(OtherAuthors.answer)
        do {
            compare(try read(text), hasAnswer, &count)
        } catch ReadingError.unmapped(let draft) {
            count.how = "a mapping to begin with (\(draft.doubts.joined(separator: "; ")))"
            guard let mapping = try? Mapping(parsing: GuessTests.values(of: draft.text)) else { return count }
            if let found = try? read(text, mappings: [mapping]) { compare(found, hasAnswer, &count) }
        } catch let error as ReadingError {
            count.how = "turned away: \(error.code)"
        }
        return count
    }

    private func compare(_ sessions: [Session], _ hasAnswer: Bool, _ count: inout Count) {
        let found = sessions.flatMap(\.calls)
        count.calls = found.count
        if sessions.count != 1 { count.wrong.append("sessions: \(sessions.count)") }
        if found.count != OtherAuthors.calls.count { count.wrong.append("\(found.count) actions") }
        for (call, meant) in zip(found, OtherAuthors.calls) {
            let observation = call.observation
            // A format without any sign of failure has the words of one.
            let output = observation?.text.replacing("ERROR: ", with: "")
            let hasFailed = observation.map { [.error, .answer].contains($0.status) }
            if call.tool == meant.tool, call.arguments.map(\.name) == meant.arguments.map(\.0),
                output == meant.output, hasFailed == meant.hasFailed
            {
                count.right += 1
            } else {
                count.wrong.append("\(call.tool) \(call.arguments) \(observation.map { "\($0)" } ?? "no result")")
            }
        }
        let users = sessions.flatMap(\.steps).filter { $0.source == .user }.map(\.text)
        if count.how == "read", users != [OtherAuthors.request] { count.wrong.append("the user says \(users)") }
        let said = sessions.flatMap(\.steps).filter { $0.source == .agent }.map(\.text)
        if count.how == "read", hasAnswer, said.last != OtherAuthors.answer {
            count.wrong.append("the agent says \(said)")
        }
    }

    private func read(_ text: String, mappings: [Mapping] = []) throws -> [Session] {
        var sessions: [Session] = []
        let file = FileContext(name: "x.json", digest: "0123456789abcdef")
        _ = try TrajectoryReader(mappings: mappings).read(
            file,
            open: { TrajectoriesTests.bytes(of: text) },
            each: { sessions.append($0) }
        )
        return sessions
    }
}
