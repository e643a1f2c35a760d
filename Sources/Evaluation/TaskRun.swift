internal import Foundations
internal import JSON
internal import SkillRepository

/// One run of one task, as an evaluation's program reports it.
struct TaskRun: Sendable, Equatable {
    let task: String
    let isSuccess: Bool
    /// From 0 to 1.
    var reward: Double?
    /// Tasks of one group should not get worse together.
    var group: String?
    var seconds: Double?
    var tokens: Double?

    /// Why what a program printed cannot be used.
    struct Unreadable: Error, Equatable, CustomStringConvertible {
        let description: String
    }

    /// The runs that a program printed, one line of JSON each, by task: every task once, and no other.
    static func read(_ output: [UInt8], tasks: [String]) throws(Unreadable) -> [String: TaskRun] {
        let wanted = Set(tasks)
        var runs: [String: TaskRun] = [:]
        for (number, line) in output.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated()
        where line.contains(where: { $0 > 0x20 }) {
            let run = try TaskRun(line: line, number: number + 1)
            let name = clip(run.task)
            guard wanted.contains(run.task) else {
                throw Unreadable(description: "it reports \(name), which it was not asked for")
            }
            guard runs.updateValue(run, forKey: run.task) == nil else {
                throw Unreadable(description: "it reports \(name) twice")
            }
        }
        if let missing = tasks.first(where: { runs[$0] == nil }) {
            let rest = tasks.count - runs.count - 1
            throw Unreadable(
                description: "it reports nothing of \(clip(missing))\(rest == 0 ? "" : " and \(rest) more")"
            )
        }
        return runs
    }

    /// The ids that a program lists, one a line.
    static func tasks(listed output: [UInt8]) throws(Unreadable) -> [String] {
        // By bytes: to Swift a carriage return and a line feed are one character.
        let tasks = output.split(separator: UInt8(ascii: "\n")).map { line in
            let end = line.lastIndex { $0 > 0x20 }.map { $0 + 1 } ?? line.startIndex
            return String(decoding: line[..<end].drop { $0 <= 0x20 }, as: UTF8.self)
        }.filter { !$0.isEmpty }
        guard !tasks.isEmpty else { throw Unreadable(description: "it lists no task; print one id a line for --list") }
        var seen = Set<String>()
        if let twice = tasks.first(where: { !seen.insert($0).inserted }) {
            throw Unreadable(description: "it lists \(clip(twice)) twice")
        }
        return tasks
    }

    private init(line: ArraySlice<UInt8>, number: Int) throws(Unreadable) {
        let value: JSON
        do throws(JSONError) {
            value = try JSON(parsing: line)
        } catch {
            let words = Self.clip(String(decoding: line.prefix(200), as: UTF8.self))
            throw Unreadable(
                description: "line \(number) of its output is not JSON (\(words)); "
                    + "print there one object for each task, and the rest on standard error"
            )
        }
        guard let task = value["task"]?.string, let isSuccess = value["success"]?.bool else {
            throw Unreadable(
                description: "line \(number) of its output lacks task (a string) or success (true or false)"
            )
        }
        self.task = task
        self.isSuccess = isSuccess
        reward = try Self.number(value, "reward", in: 0...1, number)
        group = value["group"]?.string.flatMap { $0.isEmpty ? nil : $0 }
        seconds = try Self.number(value, "seconds", in: 0...1e9, number)
        tokens = try Self.number(value, "tokens", in: 0...1e12, number)
    }

    init(task: String, isSuccess: Bool, group: String? = nil) {
        self.task = task
        self.isSuccess = isSuccess
        self.group = group
    }

    private static func number(_ value: JSON, _ key: String, in range: ClosedRange<Double>, _ line: Int)
        throws(Unreadable)
        -> Double?
    {
        guard let member = value[key], !member.isNull else { return nil }
        guard let number = member.double, range.contains(number) else {
            throw Unreadable(
                description: "\(key) in line \(line) of its output is not a number in a sensible range from 0"
            )
        }
        return number
    }

    private static func clip(_ text: String) -> SingleLine { SingleLine(text, limit: 60) }
}
