import Composition
import Evolution
import Ledger
import Lessons
import SkillRepository
import TestSupport
import Testing

/// Machines that learn, people who commit on them, and meetings in any order.
private struct Company {
    let machines: Machines
    var random: SeededGenerator
    /// What each machine has learned, by its number and the program.
    var learned: [[String: Lesson]]
    var takenBack: Set<String> = []
    /// Programs whose rule a person took out of one skill, though another one may hold it: it may be missing in the end.
    var reverted: Set<String> = []
    var notes: [String] = []
    private var count = 0
    private var done: [String] = []

    static let programs = ["tor", "zed", "frob", "pim", "rud", "wex", "lum", "kep"]

    init(_ number: Int, seed: UInt64) throws {
        machines = try Machines(number)
        random = SeededGenerator(seed: seed)
        learned = Array(repeating: [:], count: number)
    }

    var story: String { done.joined(separator: "\n") }

    mutating func step() async throws {
        count += 1
        let number = Int.random(in: 0..<machines.all.count, using: &random)
        let machine = machines[number]
        switch Int.random(in: 0..<10, using: &random) {
        case 0...2:
            done.append("\(count): \(number) learns")
            _ = try await machine.evolve(lessons(number), id: "01\(1000 + count)")
        case 3...5:
            done.append("\(count): \(number) learns alone")
            try await machine.evolveAlone(lessons(number), id: "01\(1000 + count)")
        case 6...7:
            done.append("\(count): \(number) meets")
            _ = try await machine.meet()
        case 8: try note(number)
        default: try revert(number)
        }
        #expect(try machine.git("status", "--porcelain") == "", "\(story)")
    }

    private mutating func lessons(_ number: Int) -> [Lesson] {
        for program in Self.programs where random.nextUnit() < 0.4 {
            learned[number][program] = Orchard.lesson(
                program,
                skill: random.nextUnit() < 0.8 ? "orchard" : "tidewater",
                sessions: Int.random(in: 2...6, using: &random)
            )
        }
        return learned[number].sorted { $0.key < $1.key }.map(\.value)
    }

    /// Each person has a file of their own, so that no two of them disagree.
    private mutating func note(_ number: Int) throws {
        done.append("\(count): the person of \(number) writes")
        let git = machines[number].git
        let line = "note \(count)"
        let path = git.root + "/notes-\(number).txt"
        try write((exists(path) ? try read(path) : "") + line + "\n", to: path)
        try git("add", "notes-\(number).txt")
        try git("commit", "-q", "-m", line)
        notes.append(line)
    }

    private mutating func revert(_ number: Int) throws {
        let git = machines[number].git
        let log = try git.lines("log", "--format=%H", "--grep", "^Lesson: ", "main")
        guard let commit = log.randomElement(using: &random) else { return }
        let message = try git("log", "-1", "--format=%B", commit)
        guard let program = Self.programs.first(where: { message.contains("\($0)3") }) else { return }
        guard try git.run(["revert", "--no-edit", commit]).status == 0 else {
            _ = try git.run(["revert", "--abort"])
            _ = try git.run(["reset", "-q", "--hard"])
            return
        }
        reverted.insert(program)
        guard try !rules(number).contains("- **Use \(program)3") else { return }
        done.append("\(count): the person of \(number) takes back \(program)")
        takenBack.insert(program)
    }

    private func rules(_ number: Int) throws -> String {
        try ["orchard", "tidewater"].compactMap { skill in
            let output = try machines[number].git.run(["show", "main:skills/\(skill)/SKILL.md"])
            return output.status == 0 ? output.text : nil
        }.joined()
    }

    /// What each machine knows of the rule about a program, for the message of a failure.
    private func state(of program: String) throws -> String {
        let known = try machines.all.enumerated().flatMap { number, machine in
            try machine.useCases.ledger.lessons().filter { $0.lesson.title.contains(program) }
                .map { "\(number): \($0.lesson.id) is \($0.state)" }
        }
        let log = try machines[0].git("log", "-m", "--format=%h %an %s %b", "-G", "\(program)3", "main", "--", "skills")
        return (known + [log]).joined(separator: "\n")
    }

    // MARK: What must hold at the end

    mutating func check() async throws {
        // Everybody hears of every decision, and what had to wait is published.
        try await machines.settle()
        for round in 0..<2 {
            for (number, machine) in machines.all.enumerated() {
                let lessons = learned[number].sorted { $0.key < $1.key }.map(\.value)
                _ = try await machine.evolve(lessons, id: "09\(round)\(number)")
            }
        }
        try await machines.settle()
        let tip = try machines.tip()
        let knowledge = try machines.tip("refs/trace2skill/knowledge")
        let tags = try machines.remote("for-each-ref", "refs/tags")
        let text = try rules(0)
        for (number, machine) in machines.all.enumerated() {
            #expect(try machine.tip == tip, "\(number)\n\(story)")
            #expect(try machine.git("rev-parse", "refs/trace2skill/knowledge") == knowledge, "\(number)\n\(story)")
            let own = try machine.git("for-each-ref", "refs/tags")
            #expect(own == tags, "\(number)\n\(own)\nthe remote has\n\(tags)\n\(story)")
            #expect(try machine.git("status", "--porcelain") == "", "\(story)")
            let revisions = try await machine.useCases.repository.revisions().map { "\($0.skill)/v\($0.number)" }
            #expect(Set(revisions).count == revisions.count, "\(revisions)\n\(story)")
            let named = Set(try machine.git.lines("tag"))
            #expect(Set(revisions) == named, "\(named.symmetricDifference(revisions))\n\(story)")
            let problems = try await machine.problems()
            #expect(problems.isEmpty, "\(number): \(problems)\n\(story)")
            for line in notes where try machine.git.run(["grep", "-q", "\(line)$", "main"]).status != 0 {
                let problem = try ExchangeState.read(from: machine.useCases.ledger).problem ?? ""
                Issue.record("\(line) is gone from \(number)\n\(story)\n\(problem)")
            }
        }
        for program in takenBack {
            guard text.contains("- **Use \(program)3") else { continue }
            Issue.record("\(program) is back\n\(story)\n\(text)\n\(try state(of: program))")
        }
        for program in Set(learned.flatMap(\.keys)) where !reverted.contains(program) {
            guard !text.contains("- **Use \(program)3") else { continue }
            Issue.record("\(program) is missing\n\(story)\n\(text)\n\(try state(of: program))")
        }
        #expect(try machines.remote.run(["fsck", "--no-dangling"]).status == 0)
    }
}

@Suite("Machines that meet", .timeLimit(.minutes(environment("STEPS") == nil ? 10 : 600)))
struct MeetingPropertyTests {
    /// `STEPS=250` makes each case that long.
    private static let steps = environment("STEPS").flatMap { Int($0) } ?? 20

    @Test(
        "have the same branch, tags and knowledge in the end, whatever the order, and lose nothing",
        arguments: [2, 5],
        SeededGenerator.seeds(2)
    )
    func anyOrder(machines: Int, seed: UInt64) async throws {
        var company = try Company(machines, seed: seed)
        for _ in 0..<Self.steps { try await company.step() }
        try await company.check()
    }
}
