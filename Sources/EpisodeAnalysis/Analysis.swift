package import ArtifactProofs
internal import Foundations
package import Lessons
package import Prompting
internal import Trajectories

/// The result of analysing one episode.
package struct Analysis: Sendable, Equatable {
    /// A lesson that is not used.
    package struct Dropped: Sendable, Equatable {
        /// The lesson.
        package let lesson: ReportedLesson
        /// The reason.
        package let reason: QuoteCheck.Reason
        /// The reason as a lower-case sentence without full stop.
        package let detail: String
    }

    /// Lessons whose quotes were found in the recording, each with the episode's session as support.
    package let lessons: [LessonDraft]
    /// Lessons that are not used, with the reason.
    package let dropped: [Dropped]
    /// Parts of answers that could not be read, and other discards.
    package let discards: [Discard]
    /// The number of turns of the conversation; 1 for a single call.
    package let turns: Int
    /// The proof on the artifacts. If the episode has a check and nothing was proved, lessons of a failure are kept as
    /// not verified.
    package let proof: Proof?

    /// Makes drafts of the lessons of a report that passed the check of their quotes.
    ///
    /// - Parameters:
    ///   - analyst: The name of the analyst.
    ///   - rule: The rule that decides whether a cause is verified.
    init(
        of report: [ReportedLesson],
        on subject: AnalysisInput,
        analyst: String,
        discards: [Discard],
        turns: Int,
        rule: VerificationRule = .quotes
    ) {
        lessons = report.filter { $0.objection == nil }.map { Self.draft($0, subject, analyst, rule) }
        dropped = report.compactMap { lesson in
            lesson.objection.map { Dropped(lesson: lesson, reason: $0.reason, detail: $0.detail) }
        }
        self.discards = discards
        self.turns = turns
        proof = if case .check(let proof) = rule { proof } else { nil }
    }

    private static func draft(
        _ reported: ReportedLesson,
        _ subject: AnalysisInput,
        _ analyst: String,
        _ rule: VerificationRule
    ) -> LessonDraft {
        let evidence = Lesson.Evidence(
            session: subject.record.session,
            trajectory: subject.record.trajectory,
            quotes: reported.quotes.map(QuoteCheck.kept),
            proof: rule.proofText(for: reported)
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
            programs: reported.programs
        )
        lesson.suggestion = reported.suggestion
        return LessonDraft(
            lesson,
            sessions: [subject.supportingSession],
            isVerified: rule.isMet(by: reported)
        )
    }
}
