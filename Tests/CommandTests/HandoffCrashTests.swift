import JSON
import TestSupport
import Testing

@Suite(
    "A person who answers prompts of a program that is killed",
    .enabled(
        if: KillPoints.canBeSet,
        "strace is not installed, or may not trace here; install it: apt-get install strace"
    ),
    .timeLimit(.minutes(10))
)
struct HandoffCrashTests {
    /// Sessions that an earlier evolution has learned from, whose lessons are published, and those of the one that is killed.
    private static let (known, new) = (["s1", "s2"], ["s3", "s4", "s5"])
    /// More runs than any order of answers takes.
    private static let rounds = 60

    /// An installation whose model is a folder of prompts, which has learned from sessions and has ingested new ones.
    private static func installation(_ new: [String]) throws -> (Installation, Answerer) {
        let installation = try Installation()
        let folder = installation.folder.path(of: "prompts")
        let text = """
            repository: \(installation.skills)
            inboxes: [\(installation.inbox)]
            state: \(installation.state)
            evolution: {minimum-lessons: 1}
            model: {provider: handoff, folder: \(folder)}

            """
        try write(text, to: installation.configuration)
        let person = Answerer(folder: folder)
        try installation.dropFailures(known[0])
        try installation.dropFailures(known[1])
        try installation.succeed("ingest")
        try evolve(installation, person)
        for session in new {
            try installation.dropFailures(session)
            try installation.succeed("ingest")
        }
        return (installation, person)
    }

    /// Evolves, and answers all prompts, until no answer is missing.
    private static func evolve(_ installation: Installation, _ person: Answerer) throws {
        var isOpen = true
        for _ in 0..<rounds where isOpen {
            isOpen = try installation.run("evolve").status != 0
            try person.answer(person.open)
        }
        #expect(!isOpen)
    }

    /// What a history says, without the names and times that differ from run to run.
    private static func history(of installation: Installation) throws -> [String] {
        let omitted = ["Evolution: ", "Model-Tokens: ", "Base: ", "Sessions from "]
        let log = try installation.gitLines("log", "--reverse", "--format=%s%n%b", "main")
        return log.filter { line in !omitted.contains { line.hasPrefix($0) } }
            + [try installation.git("rev-parse", "main^{tree}")]
    }

    private static func lessons(of installation: Installation) throws -> [String] {
        let status = try JSON(parsing: Array(installation.succeed("status", "--json").utf8))
        let counts = try #require(status["lessons"])
        return counts.members.map { "\($0.key) \($0.value.int ?? 0)" }.sorted()
    }

    @Test(
        "comes to the same commits as one whose program ends by itself, whatever the order of the answers",
        arguments: SeededGenerator.seeds(3)
    )
    func sameCommits(seed: UInt64) throws {
        let (calm, prompt) = try Self.installation(Self.new)
        try Self.evolve(calm, prompt)

        var generator = SeededGenerator(seed: seed, name: "answers")
        let (killed, person) = try Self.installation(Self.new.shuffled(using: &generator))
        var points = try KillPoints(of: "evolve", seed: seed)
        var waits = 0
        var isOpen = true
        for _ in 0..<Self.rounds where isOpen {
            if Int.random(in: 0..<2, using: &generator) == 0 {
                try points.kill(killed)
                #expect(try killed.git("fsck", "--full", "--strict", "--no-dangling").isEmpty, "\(points)")
            } else {
                isOpen = try killed.run("evolve").status != 0
                if isOpen { waits += 1 }
            }
            let open = try person.open.shuffled(using: &generator)
            try person.answer(open.prefix(Int.random(in: 0...3, using: &generator)))
        }
        #expect(!isOpen && waits > 0 && points.killed > 0, "\(points)")
        #expect(try Self.history(of: killed) == Self.history(of: calm), "\(points)")
        #expect(try Self.lessons(of: killed) == Self.lessons(of: calm), "\(points)")
        #expect(try Self.lessons(of: killed).contains { $0.hasPrefix("joined ") })
        let subjects = try killed.git("log", "--format=%s", "main")
        #expect(["refresh the cache", "name the ledger", "sort the rows"].allSatisfy(subjects.contains))
        #expect(try killed.succeed("verify").contains("no problems found"), "\(points)")
        #expect(try person.open.isEmpty)
    }
}

/// A person who answers the prompts of a folder: analysts word one rule anew for each session; the first two and the last
/// two have a second rule in common.
private struct Answerer {
    let folder: String

    private static let reader = ScriptedThemes { text in
        ["refresh the cache", "name the ledger", "sort the rows"].filter { text.contains($0) }
    }

    /// The prompts without an answer.
    var open: [String] {
        get throws {
            let all = Set(names(in: folder))
            return all.filter { $0.hasSuffix(".prompt.md") && !all.contains(Self.answerName($0)) }.sorted()
        }
    }

    func answer(_ prompts: some Sequence<String>) throws {
        for name in prompts {
            try write(answer(to: try read("\(folder)/\(name)")), to: "\(folder)/\(Self.answerName(name))")
        }
    }

    private static func answerName(_ prompt: String) -> String {
        "\(prompt.split(separator: ".")[0]).answer.md"
    }

    private func answer(to prompt: String) -> String {
        if let role = ScriptedThemes.role(of: prompt) { return Self.reader.answer(role, to: prompt) }
        if prompt.contains("You are the editor of a skill") { return SampleAnswers.answer(toText: prompt) }
        let session = prompt.ranges(of: "Sum up s").first.flatMap { Int(String(prompt[$0.upperBound])) } ?? 0
        let words = ["", "on a copy", "in each sheet", "by a script", "for all rows", "before sending"][session]
        let second =
            switch session {
            case 1, 2: Self.lesson("name the ledger", do: "name the ledger file", when: "a file is sent")
            case 4, 5: Self.lesson("sort the rows \(words)", do: "sort each row \(words)", when: "run \(session) ends")
            default: Self.lesson("count the rows", do: "count the rows at the end", when: "run \(session) ends")
            }
        let first = Self.lesson(
            "refresh the cache \(words)",
            do: "refresh the cache of the sheet \(words), then read it",
            when: "a total is read back by run \(session)"
        )
        return #"{"lessons":[\#(first),\#(second)]}"#
    }

    private static func lesson(_ title: String, do action: String, when: String) -> String {
        #"{"title":"\#(title)","when":"\#(when)","do":"\#(action)","check":"no total is empty","why":"totals are cached","#
            + #""section":"Sheets","kind":"failure","quotes":[{"step":3,"text":"StaleValue: cell C7 came back empty"}],"cause":"unverified","suggestion":""}"#
    }
}
