package import Lessons
package import Safeguards
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
    ///   - evidence: What is known about its sources.
    static func objection(
        to lesson: Lesson,
        lines: [String],
        skill: Skill?,
        name: String,
        evidence: EditEvidence
    ) -> HoldReason? {
        let before = skill?.files[Skill.mainPath].map { String(decoding: $0, as: UTF8.self) }
        let heading = "## " + lesson.section.split(whereSeparator: \.isNewline).joined(separator: " ")
        let text = ([heading, ""] + lines).joined(separator: "\n")
        let violation = violation(
            skill: name,
            path: Skill.mainPath,
            before: before,
            after: (before ?? "---\nname: \(name)\ndescription: Rules.\n---\n") + "\n" + text + "\n",
            lessons: [lesson],
            // In the words of code, a lesson of the embedded analyst names programs that sessions ran with success.
            programs: lesson.analyst == Lesson.embeddedAnalyst ? Set(lesson.programs) : [],
            evidence: evidence
        )
        return violation.map { $0.severity == .hold ? .safeguard(code: $0.code) : .rejected(code: $0.code) }
    }

    /// What a person would have to look at before a rule in the wording of a model is published, as a sentence without its
    /// full stop; `nil` if there is nothing.
    ///
    /// - Parameter addCommands: Adds what the sessions of a lesson ran.
    package static func objection(
        toRule lesson: Lesson,
        addCommands: @escaping @Sendable (_ lesson: Lesson, _ evidence: inout CommandEvidence) -> Void
    ) -> String? {
        let violation = violation(
            skill: "rule",
            path: Skill.mainPath,
            before: nil,
            after: "---\nname: rule\ndescription: Rules.\n---\n\n" + LessonText.items([lesson]) + "\n",
            lessons: [lesson],
            evidence: EditEvidence(addCommands: addCommands)
        )
        return violation.map { "\($0.message)\($0.excerpt.isEmpty ? "" : " (\($0.excerpt))")" }
    }

    /// The first violation of the safeguards by a change of a file that serves lessons; `nil` if there is none.
    ///
    /// - Parameters:
    ///   - programs: Programs that sessions are known to have run with success, whatever the arguments.
    ///   - templates: Commands that stand for what sessions ran, as a lesson has them that has passed these checks.
    static func violation(
        skill: String,
        path: String,
        before: String?,
        after: String,
        lessons: [Lesson],
        programs: Set<String> = [],
        templates: [String] = [],
        evidence: EditEvidence
    ) -> Violation? {
        var old: [Substring: Int] = [:]
        for line in lines(before ?? "") { old[line, default: 0] += 1 }
        let added = lines(after).filter { line in
            guard let count = old[line], count > 0 else { return true }
            old[line] = count - 1
            return false
        }
        var candidate = Candidate(
            skill: skill,
            path: path,
            before: before,
            after: after,
            addedLines: added.map(String.init),
            evidence: CommandEvidence(programs: programs),
            recentAdditions: evidence.earlierLines
        )
        var verdict = safeguards.judge(candidate)
        if case .hold = verdict {
            candidate.evidence = evidence.commands(of: lessons, programs: programs)
            for template in templates { candidate.evidence.addSuccess(command: template) }
            verdict = safeguards.judge(candidate)
        }
        return switch verdict {
        case .accept: nil
        case .hold(let violations): violations.first
        case .reject(let violations): violations.first { $0.severity == .reject } ?? violations.first
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
