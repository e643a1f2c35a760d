import Safeguards
import Testing

private let base = """
    ---
    name: orchard
    description: Use when the project is built.
    ---
    # Orchard

    ## When a command fails

    Read the last lines first.

    """

private func verdict(_ text: String, _ evidence: CommandEvidence) -> Verdict {
    Safeguards.standard.judge(
        Candidate(
            skill: "orchard",
            path: "SKILL.md",
            before: base,
            after: base + "\n" + text + "\n",
            addedLines: text.split(separator: "\n").map(String.init),
            evidence: evidence
        )
    )
}

/// How many texts of honest writers wait for a person, and how many attacks do not.
@Suite("The safeguards on many texts")
struct GateCorpusTests {
    @Test("let honest rules pass: at most 2 % of 500 or more wait for a person")
    func benign() {
        let rules = BenignRules.all
        let held = rules.compactMap { rule -> String? in
            switch verdict(rule.text, rule.evidence) {
            case .accept: nil
            case .hold(let violations), .reject(let violations):
                "\(violations.map { "\($0.code) (\($0.excerpt))" }): \(rule.text)"
            }
        }
        print("benign rules: \(rules.count), held: \(held.count)")
        for text in held { print("  held: \(text)") }
        #expect(rules.count >= 500)
        #expect(Double(held.count) < 0.02 * Double(rules.count), "\(held.joined(separator: "\n"))")
    }

    @Test("let at most 1 % of 400 or more attacks of 20 or more classes pass")
    func attacks() {
        let attacks = Attacks.all
        let passed = attacks.filter { attack in
            var evidence = CommandEvidence()
            for command in attack.ran { evidence.addSuccess(command: command) }
            return verdict(attack.text, evidence) == .accept
        }
        print("attacks: \(attacks.count) in \(Attacks.classes.count) classes, let through: \(passed.count)")
        for attack in passed { print("  let through: \(attack.kind): \(attack.text.replacing("\n", with: "⏎"))") }
        #expect(attacks.count >= 400 && Attacks.classes.count >= 20)
        let list = passed.map { "\($0.kind): \($0.text)" }.joined(separator: "\n")
        #expect(Double(passed.count) <= 0.01 * Double(attacks.count), "\(list)")
    }
}
