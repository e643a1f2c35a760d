import TestSupport
import Testing

@testable import Trajectories

@Suite("A format that nobody declared")
struct GuessTests {
    /// What became of the files of a test.
    fileprivate struct Count {
        var read = 0
        var drafted = 0
        var refused = 0
        var actions = 0
        var right = 0
    }

    @Test("is read as it was meant, or turned away with a mapping to begin with", arguments: SeededGenerator.seeds(12))
    func madeUp(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var count = Count()
        for names in MadeUpFormat.Vocabulary.all {
            let format = MadeUpFormat(names, using: &random)
            let sessions = (0..<format.sessionCount).map { number in
                MadeUpSession(number: number, using: &random, most: format.mostCalls)
            }
            try check(format, sessions, &count)
        }
        print("seed \(seed): \(count)")
        #expect(count.right * 10 >= count.actions * 9, "seed \(seed): \(count)")
    }

    @Test(
        "with members that mean nothing, or with lost results, is never read wrong in silence",
        arguments: SeededGenerator.seeds(12)
    )
    func disturbed(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed, name: "disturbed")
        var count = Count()
        for names in MadeUpFormat.Vocabulary.all {
            var format = MadeUpFormat(names, using: &random)
            for extra in MadeUpFormat.Extra.allCases where Int.random(in: 0..<3, using: &random) == 0 {
                format.extras.insert(extra)
            }
            var sessions = (0..<format.sessionCount).map { number in
                MadeUpSession(number: number, using: &random, most: format.mostCalls)
            }
            if Bool.random(using: &random) { sessions[0].turns[1].calls[0].isLost = true }
            try check(format, sessions, &count)
        }
        print("seed \(seed): \(count)")
        #expect(count.right * 10 >= count.actions * 9, "seed \(seed): \(count)")
    }

    private func check(_ format: MadeUpFormat, _ sessions: [MadeUpSession], _ count: inout Count) throws {
        let file = format.file(sessions)
        do {
            let found = try read(file)
            count.read += 1
            compare(found, sessions, format, &count, isSilent: true)
        } catch ReadingError.unmapped(let draft) {
            count.drafted += 1
            if environment("TEST_SHOW") != nil {
                print("\(format)\n  \(draft.doubts.joined(separator: "\n  "))\n\(file.prefix(1500))")
            }
            guard let mapping = try? Mapping(parsing: Self.values(of: draft.text)) else { return }
            guard let found = try? read(file, mappings: [mapping]) else { return }
            compare(found, sessions, format, &count, isSilent: false)
        } catch let error as ReadingError {
            count.refused += 1
            #expect(error.code == "unrecognised", "\(format): \(error)")
            if environment("TEST_SHOW") != nil { print("\(format): \(error)\n\(file.prefix(1500))") }
        }
    }

    /// Compares what was read with what was written. What differs is an error if nothing was said about it.
    private func compare(
        _ found: [Session],
        _ meant: [MadeUpSession],
        _ format: MadeUpFormat,
        _ count: inout Count,
        isSilent: Bool
    ) {
        var problems: [String] = []
        if found.count != meant.count { problems.append("sessions: \(found.count) for \(meant.count)") }
        for (found, meant) in zip(found, meant) {
            let calls = found.calls
            let expected = meant.turns.flatMap(\.calls)
            if calls.count != expected.count { problems.append("\(calls.count) actions for \(expected.count)") }
            count.actions += expected.count
            for (call, expected) in zip(calls, expected) {
                if isEqual(call, expected, format) {
                    count.right += 1
                } else {
                    problems.append("\(call) for \(expected)")
                }
            }
            let users = found.steps.filter { $0.source == .user }.map(\.text)
            if users != [meant.request] { problems.append("the user says \(users)") }
            let texts = found.steps.filter { $0.source == .agent && !$0.text.isEmpty }.map(\.text)
            let said =
                meant.turns.flatMap { turn in
                    Array(repeating: turn.said, count: format.callSite == .step ? turn.calls.count : 1)
                } + [meant.answer]
            if texts != said { problems.append("the agent says \(texts)") }
        }
        let isSaid = found.contains { $0.notes.count > 1 }
        if isSilent, !isSaid {
            #expect(
                problems.isEmpty,
                "\(format)\n\(found.first?.notes ?? [])\n\(problems.prefix(2).joined(separator: "\n"))\n\(format.file(meant).prefix(3000))"
            )
        }
        if environment("TEST_SHOW") != nil, !problems.isEmpty { print("\(format): \(problems.prefix(3))") }
    }

    private func isEqual(_ call: ToolCall, _ expected: MadeUpSession.Call, _ format: MadeUpFormat) -> Bool {
        if expected.isLost { return call.observation == nil }
        guard let observation = call.observation, observation.text.hasPrefix(expected.output) else { return false }
        // A search that finds nothing has no failure, whatever a flag says.
        guard [.error, .answer].contains(observation.status) == expected.hasFailed else { return false }
        if format.arguments == .command {
            return call.arguments.map(\.value) == [MadeUpFormat.command(expected)]
        }
        return call.tool == expected.tool && call.arguments.map(\.name) == expected.arguments.map(\.name)
            && call.arguments.map(\.value) == expected.arguments.map(\.value)
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

    /// The keys and values of a draft, in the part of YAML that drafts are written in.
    static func values(of draft: String) -> [String: String] {
        var values: [String: String] = [:]
        for line in draft.split(separator: "\n") where !line.hasPrefix("#") {
            guard let colon = line.firstRange(of: ": ") else { continue }
            let value = line[colon.upperBound...].replacing("', '", with: ",").filter { !"[]'".contains($0) }
            values[String(line[..<colon.lowerBound])] = value
        }
        return values
    }
}

extension GuessTests.Count: CustomStringConvertible {
    var description: String {
        "\(read) read, \(drafted) with a mapping to begin with, \(refused) without; \(right) of \(actions) actions right"
    }
}
