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
        /// How likely so many gains or losses, whichever are more, would be by chance alone.
        var probability: Double { min(gainProbability, lossProbability) }
        var gainProbability: Double { SignTest.probability(ofAtLeast: gains, against: losses) }
        var lossProbability: Double { SignTest.probability(ofAtLeast: losses, against: gains) }
        var difference: Double { pairs == 0 ? 0 : Double(gains - losses) / Double(pairs) }

        /// As wide as if every task had been run once: another run of a task is no further task.
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

    /// Below this a difference is no chance. Not corrected for the number of groups: a good revision that waits costs
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
            return .reject("worse in the group \(Figures.clip(worst.name, 40)), \(worst.counts)")
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
            "Evaluation: \(total.tasks.count) \(total.tasks.count == 1 ? "task" : "tasks"), "
                + "\(repeats) \(repeats == 1 ? "run" : "runs") each \(against).",
            "",
        ]
        let rows = groups.filter { $0.tasks.count < total.tasks.count } + [total]
        let width = max(5, rows.map { Figures.clip($0.name, Self.nameLimit).count }.max() ?? 0)
        lines.append("  " + Figures.pad("group", width) + "  tasks  before  after  better  worse       p  difference")
        for row in rows { lines.append(line(row, width)) }
        lines += means
        return lines.joined(separator: "\n")
    }

    private func line(_ row: Row, _ width: Int) -> String {
        let before = row.tasks.reduce(0) { $0 + $1.incumbent.count { $0.isSuccess } }
        let after = row.tasks.reduce(0) { $0 + $1.candidate.count { $0.isSuccess } }
        let cells = [
            Figures.left("\(row.tasks.count)", 5), Figures.left(Figures.percent(before, of: row.pairs), 6),
            Figures.left(Figures.percent(after, of: row.pairs), 5), Figures.left("\(row.gains)", 6),
            Figures.left("\(row.losses)", 5), Figures.left(Figures.probability(row.probability), 6),
            "\(Figures.signed(row.difference)) % (\(Figures.signed(row.interval.lowerBound)) to "
                + "\(Figures.signed(row.interval.upperBound)))",
        ]
        return "  " + Figures.pad(Figures.clip(row.name, Self.nameLimit), width) + "  " + cells.joined(separator: "  ")
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
            return "\(kind.name) \(Figures.decimal(before, kind.digits))\(kind.unit) before, "
                + "\(Figures.decimal(after, kind.digits))\(kind.unit) after"
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
        value < 0.001 ? "<0.001" : value < 0.01 ? decimal(value, 3) : decimal(value, 2)
    }

    static func percent(_ part: Int, of whole: Int) -> String {
        whole == 0 ? "-" : "\(Int((100 * Double(part) / Double(whole)).rounded())) %"
    }

    /// A share in per cent, with its sign.
    static func signed(_ share: Double) -> String {
        let value = Int((share * 100).rounded())
        return value > 0 ? "+\(value)" : "\(value)"
    }

    static func decimal(_ value: Double, _ digits: Int) -> String {
        let scale = (0..<digits).reduce(1.0) { scale, _ in scale * 10 }
        let whole = Int((value * scale).rounded())
        guard digits > 0 else { return "\(whole)" }
        let rest = "\(whole % Int(scale))"
        return "\(whole / Int(scale))." + String(repeating: "0", count: digits - rest.count) + rest
    }

    static func clip(_ text: String, _ limit: Int) -> String { CommitMessage.oneLine(text, limit: limit) }

    static func pad(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }

    static func left(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }
}
