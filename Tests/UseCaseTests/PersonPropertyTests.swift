import Composition
import Evolution
import Ledger
import Lessons
import SkillRepository
import TestSupport
import Testing

/// A person who does anything with git between evolutions, in two clones.
private struct Person {
    let first: Orchard
    let second: Orchard
    var random: SeededGenerator
    /// Programs whose rule the person took back.
    var takenBack: Set<String> = []
    /// Lines that the person wrote and that are to stay.
    var lines: [String] = []
    private var count = 0
    private var done: [String] = []
    /// The clone that evolved in the last step, and its name; nil if none did.
    private var evolved: (clone: Orchard, name: String)?

    static let programs = ["tor", "zed", "frob", "pim", "rud", "wex"]
    static let skills = ["orchard", "tidewater"]

    init(seed: UInt64) async throws {
        random = SeededGenerator(seed: seed)
        first = try Orchard()
        try await first.learn(Self.programs.prefix(3).map { Orchard.lesson($0) }, id: "00A")
        second = try first.clone("second", fetching: ["+refs/trace2skill/*:refs/trace2skill/*"])
    }

    var story: String { done.joined(separator: "\n") }

    private mutating func pick<Value>(_ values: [Value]) -> Value? { values.randomElement(using: &random) }

    // MARK: Steps

    mutating func step() async throws {
        count += 1
        evolved = nil
        let actions: [(String, (inout Person) async throws -> Void)] = [
            ("learn", { try await $0.learn() }), ("learn", { try await $0.learn() }),
            ("learn elsewhere", { try await $0.learnElsewhere() }), ("note", { try $0.note() }),
            ("revert", { try $0.revert() }), ("revert a revert", { try $0.revertRevert() }),
            ("delete", { try $0.delete() }), ("negate", { try $0.negate() }), ("comment out", { try $0.commentOut() }),
            ("retitle", { try $0.retitle() }), ("append to a rule", { try $0.append() }), ("topic", { try $0.topic() }),
            ("dirty", { try await $0.dirty() }), ("gc", { try $0.first.git("gc", "-q", "--prune=now") }),
            ("tags", { try $0.dropTags() }), ("knowledge", { try $0.dropKnowledge() }),
        ]
        guard let (name, action) = pick(actions) else { return }
        done.append("\(count): \(name)")
        try await action(&self)
    }

    private mutating func lessons() -> [Lesson] {
        Self.programs.filter { _ in Bool.random(using: &random) }.map { program in
            var lesson = Orchard.lesson(
                program,
                skill: Self.skills[random.nextUnit() < 0.8 ? 0 : 1],
                wildcard: Bool.random(using: &random),
                sessions: Int.random(in: 2...9, using: &random)
            )
            if random.nextUnit() < 0.2 { lesson.action += " as \(["usual", "before"][count % 2])" }
            return lesson
        }
    }

    private mutating func learn() async throws {
        try await first.learn(lessons(), id: "01\(1000 + count)")
        evolved = (first, "the first clone")
    }

    /// The other clone pulls, learns, and the first one fetches what it made.
    private mutating func learnElsewhere() async throws {
        let refs = "+refs/trace2skill/*:refs/trace2skill/*"
        try first.git("stash", "-q")
        try second.git("fetch", "-q", "origin", "main", refs, "+refs/tags/*:refs/tags/*")
        try second.git("reset", "-q", "--hard", "FETCH_HEAD")
        try await second.learn(lessons(), id: "02\(1000 + count)")
        evolved = (second, "the second clone")
        try first.git("pull", "-q", "--ff-only", second.git.root, "main")
        try first.git("fetch", "-q", second.git.root, refs, "+refs/tags/*:refs/tags/*")
    }

    private var path: String { "\(first.git.root)/skills/orchard/SKILL.md" }

    private func text() -> String? { try? read(path) }

    private mutating func change(_ message: String, _ change: (inout Person, String) -> String?) throws {
        guard let text = text(), let new = change(&self, text), new != text else { return }
        try write(new, to: path)
        try first.git("commit", "-q", "-a", "-m", message)
    }

    private mutating func note() throws {
        try change("note") { person, text in
            let line = "- Note \(person.count) of the person, café."
            person.lines.append(line)
            return text + "\n\(line)\n"
        }
    }

    private mutating func revert() throws {
        let log = try first.git.lines("log", "--format=%H", "--grep", "^Lesson: ", "main")
        guard let commit = pick(log) else { return }
        let message = try first.git("log", "-1", "--format=%B", commit)
        guard let program = Self.programs.first(where: { message.contains("\($0)3") }) else { return }
        guard try first.git.run(["revert", "--no-edit", commit]).status == 0 else {
            _ = try first.git.run(["revert", "--abort"])
            _ = try first.git.run(["reset", "-q", "--hard"])
            return
        }
        if !isThere(program) { takenBack.insert(program) }
    }

    private mutating func revertRevert() throws {
        let log = try first.git.lines("log", "-5", "--format=%H", "--grep", "^This reverts commit", "main")
        guard let commit = pick(log) else { return }
        let before = Self.programs.filter { isThere($0) }
        guard try first.git.run(["revert", "--no-edit", commit]).status == 0 else {
            _ = try first.git.run(["revert", "--abort"])
            _ = try first.git.run(["reset", "-q", "--hard"])
            return
        }
        for program in Self.programs {
            let isThere = isThere(program)
            if isThere, !before.contains(program) { takenBack.remove(program) }
            if !isThere, before.contains(program) { takenBack.insert(program) }
        }
    }

    /// Whether a rule is in a skill in the words of the analyst.
    func isThere(_ program: String) -> Bool {
        Self.skills.contains { skill in
            guard let text = try? first.git("show", "main:skills/\(skill)/SKILL.md") else { return false }
            var isHidden = false
            return text.split(separator: "\n").contains { line in
                if line.hasPrefix("<!--") { isHidden = true }
                if line.hasPrefix("-->") { isHidden = false }
                return !isHidden && line.hasPrefix("- **Use \(program)3 where")
            }
        }
    }

    /// The place of the rule about a program in the first skill, as lines.
    private func rule(_ program: String, _ lines: [String]) -> Range<Int>? {
        guard let start = lines.firstIndex(where: { $0.hasPrefix("- **Use \(program)3 where") }),
            start == 0 || !lines[start - 1].hasPrefix("<!--")
        else { return nil }
        let end = lines[(start + 1)...].firstIndex { !$0.hasPrefix("  ") } ?? lines.count
        return start..<end
    }

    private mutating func edit(_ message: String, _ edit: (inout Person, String, inout [String], Range<Int>) -> Void)
        throws
    {
        guard let program = pick(Self.programs), isThere(program) else { return }
        try change("\(message) \(program)") { person, text in
            var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            guard let place = person.rule(program, lines) else { return nil }
            edit(&person, program, &lines, place)
            return lines.joined(separator: "\n")
        }
        if !isThere(program), ["delete", "negate", "comment out"].contains(message) { takenBack.insert(program) }
    }

    private mutating func delete() throws { try edit("delete") { _, _, lines, place in lines.removeSubrange(place) } }

    private mutating func negate() throws {
        try edit("negate") { _, _, lines, place in
            lines[place.lowerBound] = lines[place.lowerBound].replacing("- **Use ", with: "- **Never use ")
        }
    }

    private mutating func commentOut() throws {
        try edit("comment out") { _, _, lines, place in
            lines.insert("-->", at: place.upperBound)
            lines.insert("<!--", at: place.lowerBound)
        }
    }

    private mutating func retitle() throws {
        try edit("retitle") { person, program, lines, place in
            let line = lines[place.lowerBound].replacing("**Use \(program)3 where", with: "**Prefer \(program)3 if")
            lines[place.lowerBound] = line
            person.lines.append(line)
        }
    }

    private mutating func append() throws {
        try edit("append to") { person, _, lines, place in
            lines[place.upperBound - 1] += " Except on machine \(person.count)."
            person.lines.append(lines[place.upperBound - 1])
        }
    }

    private mutating func topic() throws {
        try first.git("switch", "-q", "-c", "topic-\(count)")
        try delete()
        try first.git("switch", "-q", "main")
        try first.git("merge", "-q", "--no-ff", "--no-edit", "topic-\(count)")
    }

    private mutating func dirty() async throws {
        guard let text = text() else { return }
        try write(text + "- not yet committed\n", to: path)
        try await learn()
        #expect(try read(path).hasSuffix("- not yet committed\n"))
        try first.git("checkout", "-q", "--", "skills")
    }

    private func dropTags() throws { for tag in try first.git.lines("tag") { try first.git("tag", "-d", tag) } }

    private func dropKnowledge() throws {
        _ = try first.git.run(["update-ref", "-d", "refs/trace2skill/knowledge"])
    }

    // MARK: What must hold

    /// What both clones know of the rule about a program, for the message of a failure.
    private func state(of program: String) throws -> String {
        let known = try [first, second].flatMap { clone in
            try clone.useCases.ledger.lessons().filter { $0.lesson.title.contains(program) }
                .map { "\($0.lesson.id): \($0.state) \($0.lesson.action)" }
        }
        let log = try first.git("log", "-p", "--format=%h %an %s", "-G", "\(program)3", "main", "--", "skills")
        return (known + [log]).joined(separator: "\n")
    }

    mutating func check() async throws {
        for program in takenBack where isThere(program) {
            Issue.record("\(program) is back\n\(story)\n\(try state(of: program))")
        }
        let text = try first.git("show", "main:skills/orchard/SKILL.md")
        let all = try first.git("log", "-p", "--format=%an", "main", "--", "skills/orchard")
        for line in lines where !text.contains(line) {
            // What is gone, a person removed: by hand, or with a revert of a commit of theirs.
            #expect(all.contains("-\(line)"), "\(line) is gone\n\(story)")
        }
        #expect(try first.git("status", "--porcelain") == "", "\(story)")
        if let evolved {
            // What an evolution records at its end, the next one would record first.
            try await evolved.clone.useCases.recover()
            let problems = try await evolved.clone.problems()
            #expect(problems.isEmpty, "\(evolved.name): \(problems)\n\(story)")
        }
        let names = try await first.useCases.repository.revisions().map { "\($0.skill)/v\($0.number)" }
        #expect(Set(names).count == names.count, "\(names)\n\(story)")
    }
}

@Suite("A person and the daemon", .timeLimit(.minutes(environment("STEPS") == nil ? 10 : 600)))
struct PersonPropertyTests {
    /// `STEPS=250` makes each case that long.
    private static let steps = environment("STEPS").flatMap { Int($0) } ?? 25

    @Test(
        "never bring back a rule that was taken back, nor lose a line of the person",
        arguments: SeededGenerator.seeds(2)
    )
    func anything(seed: UInt64) async throws {
        var person = try await Person(seed: seed)
        for _ in 0..<Self.steps {
            try await person.step()
            try await person.check()
        }
    }
}
