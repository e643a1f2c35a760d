import Foundations
import Lessons
import TestSupport
import Testing
import Trajectories

@testable import Mining

/// Sessions of chance in which several things fail, each of which is recovered from in some way.
@Suite("A lesson of failures")
struct FailurePropertyTests {
    /// A failing command, what it says, and what others did instead.
    private struct Trouble {
        let command: String
        let output: String
        let ways: [String]
    }

    private static let troubles = [
        Trouble(command: "node F.js", output: "bash: node: command not found", ways: ["nodejs F.js", "bun run F.js"]),
        Trouble(command: "python F.py", output: "bash: python: command not found", ways: ["python3 F.py"]),
        Trouble(
            command: "tox7 F",
            output: "bash: line 1: tox7: command not found",
            ways: ["python3 -m tox7 F", "uvx tox7 F"]
        ),
        Trouble(
            command: "gather --fast F",
            output: "gather: error: unrecognized arguments: --fast",
            ways: ["gather F"]
        ),
        Trouble(
            command: "gather --deep F",
            output: "gather: error: unrecognized arguments: --deep",
            ways: ["gather F", "gather --wide F"]
        ),
        Trouble(
            command: "pick F",
            output: "pick: error: there is no basket for F",
            ways: ["BASKET=1 pick F", "ROW=2 pick F"]
        ),
        Trouble(
            command: "pack F",
            output: "pack: error: no label can be made",
            ways: ["pack --label F", "LABEL=1 pack F"]
        ),
    ]

    /// The acts of one session: what failed, and what then worked, if anything did.
    private func acts(_ number: Int, _ generator: inout SeededGenerator) -> [Act] {
        var acts = [Act.run("ls src/\(number)", "x")]
        for trouble in Self.troubles.shuffled(using: &generator).prefix(Int.random(in: 0...3, using: &generator)) {
            func named(_ text: String) -> String { text.replacing("F", with: "part\(number)") }
            acts.append(.run(named(trouble.command), named(trouble.output), exit: 1))
            if let way = trouble.ways.randomElement(using: &generator), Int.random(in: 0..<5, using: &generator) > 0 {
                acts.append(.run(named(way), "fine \(number)"))
            }
        }
        return acts
    }

    /// What the failing commands of a session said, and the commands that worked.
    private static func shown(by acts: [Act]) -> (failed: String, worked: String) {
        var (failed, worked) = ("", "")
        for case .run(let command, let output, let exit) in acts {
            if exit == 0 { worked += command + "\n" } else { failed += output + "\n" }
        }
        return (failed, worked)
    }

    /// The words in backquotes or quotation marks, without what stands for anything.
    private func quoted(in text: String) -> [String] {
        var pieces: [String] = []
        for (open, close) in [("`", "`"), ("“", "”")] {
            let parts = text.components(between: open, and: close)
            pieces += parts.flatMap { $0.split(separator: "…").map(String.init) }
        }
        return pieces.filter { $0.count > 2 }
    }

    @Test("is about what each of its sessions met and did", arguments: SeededGenerator.seeds(40))
    func isAboutEachSession(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let sessions = (0..<Int.random(in: 4...16, using: &generator)).map { acts($0, &generator) }
        let pool = sessions.enumerated().flatMap { number, acts in
            analysed(session("s\(number)", acts, workspace: "/home/zoe/w\(number % 3)"))
        }
        for lesson in Miner().mine(pool) where lesson.kind == .failure || lesson.kind == .environment {
            for id in lesson.support.sessions {
                let number = try #require(Int(id.rawValue.dropFirst()))
                let (failed, worked) = Self.shown(by: sessions[number])
                for word in quoted(in: lesson.when).flatMap({ $0.split(separator: " ") }) {
                    let said = word.hasSuffix(":") ? word.dropLast() : word
                    #expect(failed.contains(said), "\(lesson.title): \(id) did not show “\(said)”")
                }
                for words in quoted(in: lesson.action) where !lesson.title.contains(" without ") {
                    #expect(worked.contains(words), "\(lesson.title): \(id) did not run “\(words)”")
                }
            }
        }
    }
}

extension String {
    /// What is between each pair of marks.
    fileprivate func components(between open: String, and close: String) -> [String] {
        var found: [String] = []
        var rest = self[...]
        while let start = rest.firstRange(of: open)?.upperBound,
            let end = rest[start...].firstRange(of: close)
        {
            found.append(String(rest[start..<end.lowerBound]))
            rest = rest[end.upperBound...]
        }
        return found
    }
}
