import Safeguards

/// The verdict on a rule that is added to a skill, after sessions ran these commands with success.
func verdict(onRule text: String, ran: [String] = []) -> Verdict {
    var evidence = CommandEvidence()
    for command in ran { evidence.addSuccess(command: command) }
    return verdict(onRule: text, evidence)
}

/// The verdict on a rule that is added to a skill, by what sessions ran.
func verdict(onRule text: String, _ evidence: CommandEvidence) -> Verdict {
    let base = """
        ---
        name: orchard
        description: Use when the project is built.
        ---
        # Orchard

        Read the last lines first.

        """
    return Safeguards.standard.judge(
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

/// The codes of the violations that a verdict is for; none for what is accepted.
func codes(of verdict: Verdict) -> Set<String> {
    switch verdict {
    case .accept: []
    case .hold(let violations), .reject(let violations): Set(violations.map(\.code))
    }
}
