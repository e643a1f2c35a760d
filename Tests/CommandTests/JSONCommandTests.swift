import FoundationEssentials
import TestSupport
import Testing

/// What these tests read of any document.
private enum Value: Decodable, Equatable {
    case object([String: Value])
    case list([Value])
    case text(String)
    case other

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let object = try? container.decode([String: Value].self) {
            self = .object(object)
        } else if let list = try? container.decode([Value].self) {
            self = .list(list)
        } else if let text = try? container.decode(String.self) {
            self = .text(text)
        } else {
            self = .other
        }
    }

    var members: Set<String> { if case .object(let object) = self { Set(object.keys) } else { [] } }
    subscript(_ name: String) -> Value? { if case .object(let object) = self { object[name] } else { nil } }
    var items: [Value] { if case .list(let list) = self { list } else { [] } }
    var text: String? { if case .text(let text) = self { text } else { nil } }
}

@Suite("The option --json")
struct JSONCommandTests {
    private let installation: Installation

    init() throws { installation = try Installation.thatHasLearned() }

    private func document(_ arguments: String...) throws -> Value {
        let output = try installation.run(arguments + ["--json"])
        return try JSONDecoder().decode(Value.self, from: Data(output.text.utf8))
    }

    @Test("gives every lesson, revision and evolution that log and status name")
    func show() throws {
        let log = try document("log").items
        let revision = try #require(log.first)
        let lesson = try #require(revision["lessons"]?.items.first?["id"]?.text)
        let shown = try document("show", lesson)
        #expect(shown["id"]?.text == lesson)
        #expect(
            shown.members.isSuperset(of: [
                "skill", "kind", "title", "when", "action", "check", "why", "state", "support", "callsSaved", "analyst",
                "evidence",
            ])
        )
        let commit = try document("show", "\(revision["skill"]?.text ?? "")/v1")
        #expect(commit.members == ["skill", "revision", "commit", "base", "time", "message", "lessons"])
        let evolution = try #require(try document("status")["evolutions"]?.items.first?["id"]?.text)
        #expect(
            try document("show", evolution).members == ["id", "started", "state", "summary", "lessons", "discards"]
        )
    }

    @Test("of why has each line with its lessons, of diff the patch, of review what waits, of doctor what was found")
    func others() throws {
        let why = try document("why", "skills/orchard/SKILL.md")
        let lines = why["lines"]?.items ?? []
        #expect(lines.count > 5)
        #expect(lines.contains { $0["lessons"]?.items.isEmpty == false })
        let lessons = why["lessons"]?.items ?? []
        #expect(!lessons.isEmpty)
        let diff = try document("diff", "orchard")
        #expect(diff["patch"]?.text == (try installation.succeed("diff", "orchard")))
        try installation.drop(100..<160)
        try installation.succeed("ingest")
        try installation.succeed("evolve", "--propose")
        let review = try document("review")
        #expect(review.members == ["proposals", "lessons"])
        let doctor = try document("doctor")
        let findings = doctor["findings"]?.items ?? []
        #expect(findings.count > 3)
        #expect(findings.allSatisfy { $0.members == ["isGood", "text"] })
    }

    @Test("and --oneline, -n and ranges narrow the list of log down")
    func log() throws {
        try installation.learn(100..<160)
        try installation.succeed("evolve", "--again")
        let all = try installation.succeed("log", "orchard", "--oneline").split(separator: "\n")
        #expect(
            try installation.succeed("log", "orchard", "--oneline", "-n", "1").split(separator: "\n")
                == Array(all.prefix(1))
        )
        let first = try installation.succeed("log", "orchard", "v0..v1", "--oneline")
        #expect(first.split(separator: "\n").map(String.init) == all.suffix(1).map(String.init))
        #expect(try installation.succeed("log", "orchard/v0..orchard/v1", "--oneline") == first)
        #expect(try installation.succeed("log", "orchard", "v1", "--oneline") == first)
        #expect(try installation.run("log", "v0..v1").status == 64)
        #expect(try installation.run("log", "orchard", "v3..v1").status == 64)
        #expect(try installation.run("log", "-n", "0").status == 64)
    }
}
