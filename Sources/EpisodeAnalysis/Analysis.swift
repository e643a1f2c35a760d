package import ArtifactProofs
internal import Foundations
package import Lessons
package import Prompting
internal import Trajectories

/// The result of analysing one episode.
package struct Analysis: Sendable, Equatable {
    /// Lessons whose quotes were found in the recording, each with the episode's session as support.
    package let lessons: [LessonDraft]
    /// Lessons that are not used, with the reason.
    package let dropped: [QuoteCheck.Dropped]
    /// Parts of answers that could not be read, and other discards.
    package let discards: [Discard]
    /// The number of turns of the conversation; 1 for a single call.
    package let turns: Int
    /// The proof on the artifacts. If the episode has a check and nothing was proved, lessons of a failure are kept as
    /// not verified.
    package let proof: Proof?

    /// Checks a report and makes drafts of its lessons.
    ///
    /// - Parameters:
    ///   - quotes: The check for the same episode.
    ///   - analyst: The name of the analyst.
    ///   - rule: The rule that decides whether a cause is verified.
    init(
        of report: Report,
        on subject: AnalysisInput,
        checkedBy quotes: QuoteCheck,
        analyst: String,
        discards: [Discard],
        turns: Int,
        rule: VerificationRule = .quotes
    ) {
        let result = quotes.check(report)
        lessons = result.accepted.map { Self.draft($0, subject, analyst, rule) }
        dropped = result.dropped
        self.discards = discards
        self.turns = turns
        proof = if case .check(let proof) = rule { proof } else { nil }
    }

    private static func draft(
        _ accepted: QuoteCheck.Accepted,
        _ subject: AnalysisInput,
        _ analyst: String,
        _ rule: VerificationRule
    ) -> LessonDraft {
        let reported = accepted.lesson
        let evidence = Lesson.Evidence(
            session: subject.record.session,
            trajectory: subject.record.trajectory,
            quotes: reported.quotes,
            proof: rule.proofText(for: accepted)
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
            support: Lesson.Support(of: [subject.supportingSession], pool: 1),
            fingerprint: fingerprint,
            analyst: analyst,
            programs: accepted.programs
        )
        lesson.suggestion = reported.suggestion
        return LessonDraft(
            lesson,
            sessions: [subject.supportingSession],
            isVerified: rule.isMet(by: accepted)
        )
    }
}
