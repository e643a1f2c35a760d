internal import Foundations
package import Lessons
package import Skills
internal import Trajectories

/// A lesson that these sessions back.
package func lesson(
    _ title: String,
    when: String = "a value is needed",
    do action: String? = nil,
    skill: String = "xlsx",
    section: String = "Formulas",
    sessions: [String] = ["s1"],
    id: String? = nil
) -> Lesson {
    Lesson(
        id: Lesson.ID(id ?? "\(skill)-\(FNV1a(title + when + (action ?? "")).shortDigits)"),
        kind: .failure,
        skill: skill,
        section: section,
        title: title,
        when: when,
        action: action ?? title,
        check: "it is there",
        why: "it was not",
        evidence: sessions.map {
            Lesson.Evidence(
                session: Session.ID($0),
                trajectory: "t-\($0)",
                quotes: [Lesson.Quote(step: 3, text: "quote of \($0)")]
            )
        },
        support: Lesson.Support(of: sessions.map { voice($0) }, pool: 9),
        fingerprint: title,
        analyst: "test"
    )
}

/// A session that backs a lesson.
package func voice(_ session: String, task: String? = nil, sketch: String = "") -> SupportingSession {
    SupportingSession(session: Session.ID(session), task: task ?? "task of \(session)", source: "one", sketch: sketch)
}

/// A lesson before consolidation.
package func draft(_ title: String, do action: String? = nil, sessions: [String] = ["s1"], skill: String = "xlsx")
    -> LessonDraft
{
    LessonDraft(
        lesson(title, do: action, skill: skill, sessions: sessions),
        sessions: sessions.map { voice($0) }
    )
}

/// The skill `xlsx` with this text and these references.
package func skill(_ body: String, references: [String: String] = [:]) throws -> Skill {
    var skill = try Skill(name: Skill.Name("xlsx"), description: "Use for spreadsheets and formulas", body: body)
    for (name, text) in references { skill = try skill.with(Array(text.utf8), at: "references/\(name).md") }
    return skill
}
