internal import Foundations
internal import SkillRepository

/// What two states of a skill did at the same tasks, compared pair by pair.
struct EvaluationTable: Sendable {
    /// Every run of one task with the one and with the other, in the order in which they were made.
    struct Pairs: Sendable {
        let incumbent: [TaskRun]
        let candidate: [TaskRun]

        var group: String? { incumbent.lazy.compactMap(\.group).first ?? candidate.lazy.compactMap(\.group).first }
        var count: Int { min(incumbent.count, candidate.count) }
        var gains: Int { zip(incumbent, candidate).count { !$0.isSuccess && $1.isSuccess } }
        var losses: Int { zip(incumbent, candidate).count { $0.isSuccess && !$1.isSuccess } }
    }

    /// The sums over the tasks of a group.
    struct Row: Sendable {
        let name: String
        let tasks: [Pairs]

        var pairs: Int { tasks.reduce(0) { $0 + $1.count } }
        var gains: Int { tasks.reduce(0) { $0 + $1.gains } }
        var losses: Int { tasks.reduce(0) { $0 + $1.losses } }
        /// The probability that chance alone gives as many better or worse runs, whichever are more.
        var probability: Double { min(gainProbability, lossProbability) }
        var gainProbability: Double { SignTest.probability(ofAtLeast: gains, against: losses) }
        var lossProbability: Double { SignTest.probability(ofAtLeast: losses, against: gains) }
        var difference: Double { pairs == 0 ? 0 : Double(gains - losses) / Double(pairs) }

        /// As wide as if every task had been run once: a repeated run does not count as another task.
        var interval: ClosedRange<Double> {
            let shares = tasks.filter { $0.count > 0 }.map { pair in
                (better: Double(pair.gains) / Double(pair.count), worse: Double(pair.losses) / Double(pair.count))
            }
            return SignTest.interval(
                better: shares.reduce(0) { $0 + $1.better },
                worse: shares.reduce(0) { $0 + $1.worse },
                of: Double(shares.count)
            )
        }

        /// `+3 -1 of 20 (p 0.31)`.
        var counts: String { "+\(gains) -\(losses) of \(pairs) (p \(Figures.probability(probability)))" }
    }

    /// Below this probability a difference counts as real. Not corrected for the number of groups: a good revision that waits costs
    /// less than a bad one that is used.
    static let level = 0.05

    let groups: [Row]
    let total: Row
    /// Whether there was a skill before.
    let hasIncumbent: Bool
    /// How many were measured, of which the best is taken: the best of many is better by chance.
    let candidates: Int

    init(_ tasks: [Pairs], hasIncumbent: Bool, candidates: Int = 1) {
        self.candidates = max(1, candidates)
        total = Row(name: "all", tasks: tasks)
        let named = Set(tasks.compactMap(\.group)).sorted()
        groups = named.map { name in Row(name: name, tasks: tasks.filter { $0.group == name }) }
        self.hasIncumbent = hasIncumbent
    }

    var verdict: EvaluationResult.Verdict {
        if total.lossProbability <= Self.level { return .reject("worse, \(total.counts)") }
        if let worst = groups.filter({ $0.lossProbability <= Self.level }).min(by: {
            $0.lossProbability < $1.lossProbability
        }) {
            return .reject("worse in the group \(SingleLine(worst.name, limit: 40)), \(worst.counts)")
        }
        return total.gainProbability * Double(candidates) <= Self.level ? .accept : .provisional
    }

    /// What the revision says of its gate.
    var summary: String {
        let words =
            switch verdict {
            case .accept: "better"
            case .provisional: "provisional"
            case .reject(let reason): "rejected: \(reason)"
            case .failed(let reason): "failed: \(reason)"
            }
        return "evaluation \(total.counts), \(words)"
    }

    // MARK: Text

    private static let nameLimit = 20

    /// Lines of at most 80 characters for a commit message.
    var text: String {
        let repeats = total.tasks.map(\.count).max() ?? 0
        let against = hasIncumbent ? "with the previous revision and with this one" : "without the skill and with it"
        var lines = [
            "Evaluation: \(total.tasks.count.of("task")), "
                + "\(repeats.of("run")) each \(against).",
            "",
        ]
        let rows = groups.filter { $0.tasks.count < total.tasks.count } + [total]
        var table = TextTable(
            [
                .init("group", minimumWidth: 5), .init("tasks", .trailing), .init("before", .trailing),
                .init("after", .trailing), .init("better", .trailing), .init("worse", .trailing),
                .init("p", .trailing, minimumWidth: 6), .init("difference"),
            ],
            indentation: 2
        )
        for row in rows { table.add(cells(row)) }
        lines += table.lines
        lines += means
        return lines.joined(separator: "\n")
    }

    private func cells(_ row: Row) -> [String] {
        let before = row.tasks.reduce(0) { $0 + $1.incumbent.count { $0.isSuccess } }
        let after = row.tasks.reduce(0) { $0 + $1.candidate.count { $0.isSuccess } }
        let (lower, upper) = (Figures.signed(row.interval.lowerBound), Figures.signed(row.interval.upperBound))
        return [
            "\(SingleLine(row.name, limit: Self.nameLimit))", "\(row.tasks.count)",
            Figures.percent(before, of: row.pairs), Figures.percent(after, of: row.pairs), "\(row.gains)",
            "\(row.losses)", Figures.probability(row.probability),
            "\(Figures.signed(row.difference)) % (\(lower) to \(upper))",
        ]
    }

    /// What was reported beside success, where every run of both reports it.
    private var means: [String] {
        let kinds: [(name: String, digits: Int, unit: String, value: (TaskRun) -> Double?)] = [
            ("reward", 2, "", \.reward), ("time", 1, " s", \.seconds), ("tokens", 0, "", \.tokens),
        ]
        let parts = kinds.compactMap { kind -> String? in
            let before = Self.mean(total.tasks.flatMap(\.incumbent).map(kind.value))
            let after = Self.mean(total.tasks.flatMap(\.candidate).map(kind.value))
            guard let before, let after else { return nil }
            return "\(kind.name) \(before.fixed(kind.digits))\(kind.unit) before, "
                + "\(after.fixed(kind.digits))\(kind.unit) after"
        }
        return parts.isEmpty ? [] : ["", "  mean per run: " + parts.joined(separator: "; ")]
    }

    private static func mean(_ values: [Double?]) -> Double? {
        let known = values.compactMap(\.self)
        return known.isEmpty || known.count < values.count ? nil : known.reduce(0, +) / Double(known.count)
    }
}

/// Numbers as people read them.
private enum Figures {
    static func probability(_ value: Double) -> String {
        value < 0.001 ? "<0.001" : value.fixed(value < 0.01 ? 3 : 2)
    }

    static func percent(_ part: Int, of whole: Int) -> String {
        whole == 0 ? "-" : (Double(part) / Double(whole)).percent
    }

    /// A share in per cent, with its sign.
    static func signed(_ share: Double) -> String {
        let value = Int((share * 100).rounded())
        return value > 0 ? "+\(value)" : "\(value)"
    }
}
