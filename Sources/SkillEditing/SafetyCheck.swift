package import Lessons
package import Safeguards
package import Skills

/// The gate: what may be published without a person. Deterministic, outside any model.
package enum SafetyCheck {
    private static let safeguards = Safeguards.standard

    /// Why a lesson's lines must not go in by themselves; nil if they may.
    package static func objection(to lesson: Lesson, lines: [String], skill: Skill?, name: String) -> HoldReason? {
        let before = skill?.files[Skill.mainPath].map { String(decoding: $0, as: UTF8.self) }
        let violation = violation(
            skill: name,
            path: Skill.mainPath,
            before: before,
            after: (before ?? "---\nname: \(name)\ndescription: Rules.\n---\n") + "\n" + lines.joined(separator: "\n")
                + "\n",
            lessons: [lesson]
        )
        return violation.map { $0.severity == .hold ? .safeguard(code: $0.code) : .rejected(code: $0.code) }
    }

    /// The first thing that speaks against a change of a file on behalf of lessons; nil if nothing does.
    package static func violation(
        skill: String,
        path: String,
        before: String?,
        after: String,
        lessons: [Lesson]
    ) -> Violation? {
        var old: [Substring: Int] = [:]
        for line in lines(before ?? "") { old[line, default: 0] += 1 }
        let added = lines(after).filter { line in
            guard let count = old[line], count > 0 else { return true }
            old[line] = count - 1
            return false
        }
        let programs = Set(lessons.flatMap(\.programs))
        let candidate = Candidate(
            skill: skill,
            path: path,
            before: before,
            after: after,
            addedLines: added.map(String.init),
            commandsRunWithSuccess: programs,
            recentAdditions: []
        )
        switch safeguards.judge(candidate) {
        case .accept: return nil
        case .hold(let violations):
            // A package that two sessions or more installed with success is no new one; the lesson's words name no other.
            return violations.first { $0.code != "package-install" || !programs.contains("pip") }
        case .reject(let violations): return violations.first { $0.severity == .reject } ?? violations.first
        }
    }

    private static func lines(_ text: String) -> [Substring] { text.split(whereSeparator: \.isNewline) }

    /// What is wrong with a skill that was not wrong before, in sentences.
    package static func problems(of skill: Skill, before: Skill?) -> [String] {
        let old = Set((before?.validate() ?? []).map { "\($0.code.rawValue) \($0.message)" })
        return skill.validate().filter { $0.severity == .error && !old.contains("\($0.code.rawValue) \($0.message)") }
            .map(\.description)
    }
}
