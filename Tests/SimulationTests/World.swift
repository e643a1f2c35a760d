import TestSupport

/// A closed world: tasks of one kind, the hidden rules that some of them need, and causes that come once only.
struct World: Sendable {
    /// Something that a share of all tasks fails at, unless the agent does it.
    struct Rule: Sendable {
        let prevalence: Double
        let deed: String
        let object: String
        /// What tasks that need the rule do.
        let moment: String
        /// What the check says when it was not followed.
        let symptom: String

        /// What a skill says that holds the rule, in lower case.
        var mark: String { "\(deed) the \(object)" }

        /// The same in words of its own, which analysts use among others.
        var otherMarks: [String] {
            ["sort out the \(object)", "clean up the \(object)", "repair the \(object) first"]
        }

        /// Whether a text says the rule, in whatever words.
        func isSaid(in text: String) -> Bool {
            let text = text.lowercased()
            return text.contains(mark) || otherMarks.contains { text.contains($0) }
        }
    }

    /// Why a task fails.
    enum Cause: Sendable, Equatable {
        /// The rule of that number is not followed.
        case rule(Int)
        /// Something that no other task fails at.
        case oneOff
    }

    struct Task: Sendable {
        let generation: Int
        let number: Int
        /// Numbers of the rules that it needs, in the order in which they are needed.
        let needs: [Int]
        /// Words of a cause that nobody can prepare for; nil for most tasks.
        let oddity: [String]?

        var name: String { "job-\(generation)-\(number)" }

        /// What the agent stumbles over, given the rules that it follows; nil if it succeeds.
        func cause(following rules: Set<Int>) -> Cause? {
            if oddity != nil { return .oneOff }
            return needs.first { !rules.contains($0) }.map { .rule($0) }
        }
    }

    static let skill = "spreadsheets"
    static let shareOfOddities = 0.1

    static let rules = [
        Rule(
            prevalence: 0.6,
            deed: "recalculate",
            object: "formula cache",
            moment: "reads sums back",
            symptom: "StaleValue: cell C7 came back empty"
        ),
        Rule(
            prevalence: 0.5,
            deed: "normalise",
            object: "date column",
            moment: "joins two exports",
            symptom: "JoinError: 31/12 and 12-31 did not meet"
        ),
        Rule(
            prevalence: 0.4,
            deed: "strip",
            object: "byte order mark",
            moment: "parses bank files",
            symptom: "HeaderError: the first heading is unreadable"
        ),
        Rule(
            prevalence: 0.3,
            deed: "pin",
            object: "decimal separator",
            moment: "imports prices",
            symptom: "PriceError: 1.234 was taken for a thousand"
        ),
        Rule(
            prevalence: 0.25,
            deed: "freeze",
            object: "random seed",
            moment: "samples rows",
            symptom: "DriftError: two passes drew other rows"
        ),
        Rule(
            prevalence: 0.2,
            deed: "unmerge",
            object: "spanning cells",
            moment: "pivots tables",
            symptom: "PivotError: region is blank in nine rows"
        ),
        Rule(
            prevalence: 0.15,
            deed: "deduplicate",
            object: "buyer numbers",
            moment: "counts buyers",
            symptom: "CountError: there are more buyers than accounts"
        ),
        Rule(
            prevalence: 0.1,
            deed: "escape",
            object: "leading apostrophes",
            moment: "writes labels",
            symptom: "LabelError: a label lost its zero"
        ),
    ]

    let seed: UInt64

    /// The tasks of a generation: always the same for the same seed.
    func tasks(of generation: Int, count: Int) -> [Task] {
        (1...count).map { number in
            var generator = SeededGenerator(seed: seed, name: "task \(generation) \(number)")
            let needs = Self.rules.indices.filter { generator.nextUnit() < Self.rules[$0].prevalence }
                .shuffled(using: &generator)
            let isOdd = generator.nextUnit() < Self.shareOfOddities
            return Task(
                generation: generation,
                number: number,
                needs: needs,
                oddity: isOdd ? Self.nonsense("odd \(generation) \(number)", seed) : nil
            )
        }
    }

    /// The rules that a skill holds, as the agent understands it.
    static func rules(in skill: String) -> Set<Int> {
        Set(rules.indices.filter { rules[$0].isSaid(in: skill) })
    }

    /// Four words that no other name gives.
    static func nonsense(_ name: String, _ seed: UInt64) -> [String] {
        var generator = SeededGenerator(seed: seed, name: "nonsense \(name)")
        return (0..<4).map { _ in
            (0..<5).map { _ in
                let consonant = "bdfgklmnprtvz".randomElement(using: &generator) ?? "b"
                let vowel = "aiou".randomElement(using: &generator) ?? "a"
                return "\(consonant)\(vowel)"
            }.joined()
        }
    }
}
