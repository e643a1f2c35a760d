internal import Lessons
internal import Safeguards
internal import Skills

/// The gate: what may be published without a person. Deterministic, outside any model.
enum Gate {
    private static let safeguards = Safeguards(policy: Policy())

    /// Why a lesson's lines must not go in by themselves, as a reason code; nil if they may.
    static func objection(to lesson: Lesson, lines: [String], skill: Skill?, name: String) -> String? {
        let before = skill?.files[Skill.mainPath].map { String(decoding: $0, as: UTF8.self) }
        let candidate = Candidate(
            skill: name,
            path: Skill.mainPath,
            before: before,
            after: (before ?? "---\nname: \(name)\ndescription: Rules.\n---\n") + "\n" + lines.joined(separator: "\n")
                + "\n",
            addedLines: lines,
            commandsRunWithSuccess: Set(lesson.programs),
            recentAdditions: []
        )
        switch safeguards.judge(candidate) {
        case .accept: return nil
        case .hold(let violations):
            // A package that two sessions or more installed with success is no new one; the lesson's words name no other.
            let rest = violations.filter { $0.code != "package-install" || !lesson.programs.contains("pip") }
            return rest.first.map { "safeguard-" + $0.code }
        case .reject(let violations): return "rejected-" + (violations.first?.code ?? "reject")
        }
    }

    /// What is wrong with a skill that was not wrong before, in sentences.
    static func problems(of skill: Skill, before: Skill?) -> [String] {
        let old = Set((before?.validate() ?? []).map { "\($0.code.rawValue) \($0.message)" })
        return skill.validate().filter { $0.severity == .error && !old.contains("\($0.code.rawValue) \($0.message)") }
            .map(\.description)
    }
}
