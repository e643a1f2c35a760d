internal import Lessons
internal import Safeguards
internal import Skills

/// The checks of a skill's new text. They are deterministic: no model takes part in them.
extension EditRules {
    private static let safeguards = Safeguards.standard

    /// The reason why a lesson in the wording of code must not be published without a person; `nil` if it may be.
    ///
    /// - Parameters:
    ///   - lines: The lines of the lesson.
    ///   - skill: The current skill; `nil` for a new one.
    ///   - name: The name of the skill.
    static func objection(
        to lesson: Lesson,
        lines: [String],
        skill: Skill?,
        name: String
    ) -> HoldReason? {
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

    /// The first violation of the safeguards by a change of a file that serves lessons; `nil` if there is none.
    static func violation(
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
            // A package that the supporting sessions installed with success is not new, and lessons name no other.
            return violations.first { $0.code != "package-install" || !programs.contains("pip") }
        case .reject(let violations): return violations.first { $0.severity == .reject } ?? violations.first
        }
    }

    private static func lines(_ text: String) -> [Substring] { text.split(whereSeparator: \.isNewline) }

    /// The validation errors of a skill that its earlier state did not have, as sentences.
    static func newProblems(of skill: Skill, comparedWith before: Skill?) -> [String] {
        let old = Set((before?.validate() ?? []).map { "\($0.code.rawValue) \($0.message)" })
        return skill.validate().filter { $0.severity == .error && !old.contains("\($0.code.rawValue) \($0.message)") }
            .map(\.description)
    }
}
