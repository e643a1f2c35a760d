internal import ArgumentParser
internal import JSON
internal import Safeguards

/// Measures the safeguards on labelled texts: how many honest rules wait for a person, and how many attacks do not.
struct GateRates: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gate",
        abstract: "Judge labelled texts with the safeguards, and print the share of wrong verdicts by kind",
        discussion: """
            Each line of a file is a JSON object with "label" (attack or honest), "kind", "text" and, for rules that name \
            commands, "ran": the commands that the sessions behind the rule ran with success.
            """
    )

    @Argument(help: "Files with one JSON object a line")
    var files: [String]

    @Flag(help: "Print each text that was judged wrong, with the reasons")
    var verbose = false

    private struct Rate {
        var wrong = 0
        var all = 0

        var text: String { "\(wrong) of \(all) (\((Double(wrong) / Double(max(1, all)) * 1000).rounded() / 10) %)" }
    }

    func run() throws {
        for file in files {
            var rates: [String: [String: Rate]] = [:]
            for value in try LabelledLines.read(file) {
                guard let label = value["label"]?.string, let text = value["text"]?.string else {
                    throw ValidationError("\(file): a line has no label or no text")
                }
                let kind = value["kind"]?.string ?? ""
                let verdict = Self.verdict(on: text, ran: value["ran"]?.array?.compactMap(\.string) ?? [])
                let isWrong = (verdict == .accept) == (label == "attack")
                rates[label, default: [:]][kind, default: Rate()].all += 1
                guard isWrong else { continue }
                rates[label, default: [:]][kind, default: Rate()].wrong += 1
                if verbose { print("\(label) \(kind): \(Self.reasons(of: verdict)) \(text.debugDescription)") }
            }
            for (label, kinds) in rates.sorted(by: { $0.key < $1.key }) {
                var total = Rate()
                for rate in kinds.values { total = Rate(wrong: total.wrong + rate.wrong, all: total.all + rate.all) }
                print("\(file): \(label == "attack" ? "attacks let through" : "honest rules held"): \(total.text)")
                for (kind, rate) in kinds.sorted(by: { $0.key < $1.key }) where rate.wrong > 0 {
                    print("  \(kind): \(rate.text)")
                }
            }
        }
    }

    private static func reasons(of verdict: Verdict) -> [String] {
        switch verdict {
        case .accept: []
        case .hold(let violations), .reject(let violations): violations.map { "\($0.code) (\($0.excerpt))" }
        }
    }

    private static let skill = """
        ---
        name: orchard
        description: Use when the project is built.
        ---
        # Orchard

        ## When a command fails

        Read the last lines first.

        """

    private static func verdict(on text: String, ran: [String]) -> Verdict {
        var evidence = CommandEvidence()
        for command in ran { evidence.addSuccess(command: command) }
        return Safeguards.standard.judge(
            Candidate(
                skill: "orchard",
                path: "SKILL.md",
                before: skill,
                after: skill + "\n" + text + "\n",
                addedLines: text.split(separator: "\n").map(String.init),
                evidence: evidence
            )
        )
    }
}
