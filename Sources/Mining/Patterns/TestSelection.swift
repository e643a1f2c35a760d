internal import Foundations
internal import Lessons
internal import Shell
internal import Trajectories

/// Naming a test that does not exist: the run finds no test, and a run with another name does.
struct TestSelection: LessonPattern {
    static let name = "test-selection"

    private static let signs = [
        "not found:", "no tests ran", "found no collectors", "deselected", "NO TESTS RAN", "no match",
    ]

    func occurrences(in sequence: ActionSequence) -> [Occurrence] {
        var open: (family: String, lost: Int, quote: Lesson.Quote)?
        var looked = false
        for action in sequence.actions {
            guard let attempt = action.attempt, attempt.goal.evidence == .testsRan else {
                if open != nil, action.isLook { looked = true }
                continue
            }
            let (goal, command, family) = (attempt.goal, attempt.command, attempt.family)
            if action.reaches(goal) {
                guard let failure = open, failure.family == family else { continue }
                let usesWord = command.texts.contains("-k")
                return [
                    Occurrence(
                        pattern: Self.name,
                        situation: family,
                        way: usesWord ? "word" : looked ? "look" : "other",
                        tried: failure.lost,
                        reached: 1,
                        lost: failure.lost,
                        quotes: [failure.quote, action.quote]
                    )
                ]
            }
            let names = command.texts.contains {
                $0.contains("::") || ($0.contains(".test") && $0.contains { $0.isUppercase }) || $0 == "-k"
            }
            guard names,
                let line = action.call.observation?.text.lastFilledLine(where: { line in
                    Self.signs.contains { line.containsBytes(of: $0) }
                })
            else { continue }
            open = (
                family, (open?.lost ?? 0) + 1,
                open?.quote ?? Lesson.Quote(step: action.step.number, text: String(line.prefix(240)))
            )
        }
        return open.map {
            [Occurrence(pattern: Self.name, situation: $0.family, tried: $0.lost, lost: $0.lost, quotes: [$0.quote])]
        } ?? []
    }

    /// How a test begins in the language of a runner.
    private static func definition(_ families: [String]) -> String {
        guard let family = families.first else { return "test" }
        if family.hasPrefix("go ") { return "func Test" }
        if family.hasPrefix("cargo ") || family.hasPrefix("swift ") { return "test" }
        if ["jest", "vitest", "mocha", "npm", "npx", "yarn", "pnpm", "bun"].contains(where: family.hasPrefix) {
            return "test(\\|it("
        }
        return "def test"
    }

    func lessons(from pool: OccurrencePool) -> [Lesson] {
        pool.widest(general: "command-line").compactMap { group in
            let met = group.members
            let worked = met.filter { $0.occurrence.reached > 0 }
            guard !worked.isEmpty else { return nil }
            let byWord = worked.contains { $0.occurrence.way == "word" }
            let families = Frequency.ranked(worked.map(\.occurrence.situation)).prefix(2).map(\.value)
            return FoundLesson(
                kind: .constraint,
                section: "Running tests",
                title: "look up the name of a test before you run it",
                when:
                    "you want to run one test or one class with \(Phrase.list(families.map { "`\($0)`" }, last: "or"))",
                action: "do not guess its name: look it up with `grep -n '\(Self.definition(families))' FILE` first"
                    + (byWord ? ", or run the file with `-k WORD`" : "") + ", and look at the number of tests that ran",
                trigger: Self.name,
                way: "look-up",
                met: met,
                worked: worked,
                programs: ["grep"] + families
            ).lesson(in: group, pool.index)
        }
    }
}
