package import ArtifactProofs
internal import Foundations
package import Lessons
package import Prompting
internal import Trajectories

/// What came of analysing one episode.
package struct Analysis: Sendable, Equatable {
    /// Lessons whose quotes stand, each with the episode's one voice.
    package let lessons: [LessonDraft]
    /// Lessons that are not used, and why.
    package let dropped: [QuoteCheck.Dropped]
    /// What could not be read.
    package let losses: [Discard]
    /// Turns of the conversation; 1 for a single call.
    package let turns: Int
    /// What was proved on the artifacts. Without one, and where the drop carries a check, no lesson of a failure is
    /// verified; it is kept all the same.
    package let proof: Proof?

    /// Makes drafts of a report once its quotes are checked.
    init(
        of report: Report,
        on subject: AnalysisInput,
        by analyst: String,
        losses: [Discard],
        turns: Int,
        standard: VerificationRule = .quotes
    ) {
        let result = QuoteCheck(subject).check(report)
        lessons = result.accepted.map { Self.draft($0, subject, analyst, standard) }
        dropped = result.dropped
        self.losses = losses
        self.turns = turns
        proof = if case .check(let proof) = standard { proof } else { nil }
    }

    private static func draft(
        _ accepted: QuoteCheck.Accepted,
        _ subject: AnalysisInput,
        _ analyst: String,
        _ standard: VerificationRule
    ) -> LessonDraft {
        let reported = accepted.lesson
        let evidence = Lesson.Evidence(
            session: subject.record.session,
            trajectory: subject.record.trajectory,
            quotes: reported.quotes,
            proof: standard.words(for: accepted)
        )
        let words = Set(EnglishTokenizer.content(reported.title + " " + reported.when + " " + reported.action)).sorted()
        let sense = EnglishTokenizer.all(reported.title).filter { EnglishTokenizer.negations.contains($0) }
        let fingerprint = ([subject.skill, "model"] + sense + words).joined(separator: "|")
        var lesson = Lesson(
            id: Lesson.ID("\(subject.skill)-\(FNV1a(fingerprint).shortDigits)"),
            kind: reported.kind,
            skill: subject.skill,
            section: reported.section,
            title: reported.title,
            when: reported.when,
            action: reported.action,
            check: reported.check,
            why: reported.why,
            evidence: [evidence],
            support: Lesson.Support(of: [subject.voice], pool: 1),
            fingerprint: fingerprint,
            analyst: analyst,
            programs: accepted.programs
        )
        lesson.suggestion = reported.suggestion
        return LessonDraft(
            lesson,
            voices: [subject.voice],
            isVerified: standard.isMet(by: accepted)
        )
    }
}
