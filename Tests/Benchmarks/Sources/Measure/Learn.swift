internal import ArgumentParser
internal import Evolution
internal import Foundations
internal import Lessons
internal import Mining
internal import Trajectories

/// Learns from half of the tasks and looks at the other half.
struct Learn: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Learn from half of the tasks of a folder, measure on both halves",
        discussion: """
            Coverage is the share of recoverable tool errors for which a learned rule applies and names the recovery that the \
            run really took. Precision is the share of applications of rules that match. A recoverable tool error is a failed \
            action that a later one of the same episode recovered from; the failure of a program that the agent was testing is an \
            experiment's result and counted apart. Copies of a run count once. Tasks are halved by a hash of their name.

            The second table is an average over lessons, not over errors: of the lessons of one half, those whose situation \
            arises in the other half, those whose way is found there too, and the calls that the sessions there would have been \
            spared. It compares with everything that the other half teaches, with enough support or not.
            """
    )

    @Argument(help: "A folder of trajectories")
    var folder: String

    @Option(help: "How many ways of halving the tasks are tried; the tables are of the first")
    var halvings = 5

    @Flag(help: "Print the rules that were learned")
    var rules = false

    @Flag(
        help: "Print errors of the half that was learned from that no rule names; the other half is not to be looked at"
    )
    var misses = false

    func run() async throws {
        let episodes = try TrajectoryPool.read(folder)
        let distinct = TrajectoryPool.withoutCopies(episodes)
        let seen = distinct.filter { Self.isSeen($0.task, 0) }
        let unseen = distinct.filter { !Self.isSeen($0.task, 0) }
        let learned = TrajectoryPool.adopted(Miner().mine(seen))
        print(
            // words: allow
            "\(distinct.count) episodes of \(Set(distinct.map(\.session)).count) distinct sessions, \(Set(distinct.map(\.task)).count) tasks"
        )
        print(
            "learned \(learned.count) rules in \(Set(learned.map(\.skill)).count) skills from \(Set(seen.map(\.task)).count) tasks; measured on both halves\n"
        )
        if rules { for lesson in learned { print("  \(lesson.skill): \(lesson.title) (\(lesson.support.count))") } }
        print(Score.header)
        print(Score(of: seen, learned).row("learned from"))
        print(Score(of: unseen, learned).row("unseen"))
        for format in Set(unseen.map(\.format)).sorted() {
            print(Score(of: unseen.filter { $0.format == format }, learned).row("  \(format)"))
        }
        for label in Outcome.Label.allCases {
            print(Score(of: unseen.filter { $0.outcome == label }, learned).row("  \(label.rawValue)"))
        }
        print("")
        let other = Miner().mine(unseen)
        print(HeldOut.header)
        for kind in Lesson.Kind.allCases where learned.contains(where: { $0.kind == kind }) {
            print(HeldOut(of: learned.filter { $0.kind == kind }, on: other).row(kind.rawValue))
        }
        print(HeldOut(of: learned, on: other).row("all"))
        let lost = other.reduce(0) { $0 + $1.callsLost }
        print("calls lost in the unseen half, by all that it would teach itself: \(lost)\n")
        let words = learned.map { LessonText.lines($0).joined(separator: " ").split(separator: " ").count }
        for skill in Set(learned.map(\.skill)).sorted() {
            let own = zip(learned, words).filter { $0.0.skill == skill }
            print("\(skill): \(own.count) rules, \(own.reduce(0) { $0 + $1.1 }) words, \(own.count * 2) lines")
        }
        print("\nother halvings, unseen half:")
        print(Score.header)
        for salt in 1..<max(1, halvings) {
            let lessons = TrajectoryPool.adopted(Miner().mine(distinct.filter { Self.isSeen($0.task, salt) }))
            print(
                Score(of: distinct.filter { !Self.isSeen($0.task, salt) }, lessons).row(
                    "halving \(salt + 1), \(lessons.count) rules"
                )
            )
        }
        print("\n\(StatusRate.text)")
        if misses { printMisses(seen, learned) }
    }

    static func isSeen(_ task: String, _ salt: Int) -> Bool { FNV1a("\(salt) \(task)").value >> 7 & 1 == 0 }

    private func printMisses(_ episodes: [AnalysedEpisode], _ learned: [Lesson]) {
        var counts: [String: Int] = [:]
        for episode in episodes {
            for finding in episode.findings where finding.kind == .trouble && !finding.signature.isExperiment {
                guard let recovery = finding.recovery, !Score.isNamed(finding, episode, recovery, learned) else {
                    continue
                }
                counts["\(finding.signature.key) -> \(recovery.key)", default: 0] += 1
            }
        }
        for (key, count) in counts.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }).prefix(60) {
            print("\(count)  \(key)")
        }
    }
}

/// Counts on one set of episodes.
struct Score {
    private(set) var errors = 0
    private(set) var recoverable = 0
    private(set) var covered = 0
    private(set) var applications = 0
    private(set) var matches = 0
    private(set) var experiments = 0

    init(of episodes: [AnalysedEpisode], _ lessons: [Lesson]) {
        for episode in episodes {
            for finding in episode.findings where finding.kind == .trouble {
                if finding.signature.isExperiment {
                    experiments += 1
                    continue
                }
                errors += 1
                guard let recovery = finding.recovery else { continue }
                recoverable += 1
                if Self.isNamed(finding, episode, recovery, lessons) { covered += 1 }
                for lesson in lessons {
                    guard let rule = lesson.rule, rule.applies(to: finding.signature, workspace: episode.workspace)
                    else { continue }
                    applications += 1
                    if rule.names(recovery) { matches += 1 }
                }
            }
        }
    }

    static func isNamed(_ finding: Finding, _ episode: AnalysedEpisode, _ recovery: Recovery, _ lessons: [Lesson])
        -> Bool
    {
        lessons.contains {
            $0.rule.map { $0.applies(to: finding.signature, workspace: episode.workspace) && $0.names(recovery) }
                ?? false
        }
    }

    static let header =
        "                            errors recoverable covered  coverage (95 %)        applied  precision (95 %)       experiments"

    func row(_ name: String) -> String {
        func pad(_ text: String, _ width: Int) -> String {
            String(repeating: " ", count: max(0, width - text.count)) + text
        }
        return name + pad("\(errors)", 34 - name.count) + pad("\(recoverable)", 12) + pad("\(covered)", 8) + "  "
            + Self.share(covered, recoverable) + pad("\(applications)", 8)
            + "  " + Self.share(matches, applications) + pad("\(experiments)", 8)
    }

    private static func share(_ hits: Int, _ count: Int) -> String {
        guard count > 0 else { return "     –               " }
        func percent(_ value: Double) -> String { "\(Int((value * 100).rounded()))" }
        let interval = Statistics.wilson(hits, of: count)
        let text =
            "\(percent(Double(hits) / Double(count))) % (\(percent(interval.lowerBound))–\(percent(interval.upperBound)))"
        return text + String(repeating: " ", count: max(0, 21 - text.count))
    }
}
