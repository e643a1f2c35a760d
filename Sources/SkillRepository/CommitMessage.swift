package import Lessons
internal import Git

/// The texts of commits, as `git log` shows them: a subject, a rule, its evidence, and trailers.
package enum CommitMessage {
    /// How many trajectories a message names; the rest stand in the knowledge ref.
    static let trajectoryLimit = 20
    static let evidenceLimit = 4

    /// The message of the commit of lessons that share their lines, the best supported first.
    package static func lesson(_ lessons: [Lesson], evolution: String, isRefinement: Bool) -> String {
        guard let first = lessons.first else { return "" }
        let more = lessons.count == 1 ? "" : " (and \(lessons.count - 1) more)"
        var lines = [subject("\(first.skill): \(isRefinement ? "refine: " : "")\(first.title)", ending: more)]
        for lesson in lessons {
            if lessons.count > 1 { lines += [""] + wrapped("\(lesson.id): \(lesson.title).") } else { lines.append("") }
            lines += wrapped(sentence("When \(lesson.when), \(lesson.action)"))
            if !lesson.check.isEmpty { lines += wrapped(sentence("Check: \(lesson.check)")) }
            if !lesson.why.isEmpty { lines += wrapped(sentence("Why: \(lesson.why)")) }
            lines += ["", "Evidence:"]
            lines += evidence(of: lesson)
        }
        var trailers = [Trailer(key: "Skill", value: first.skill)]
        for lesson in lessons {
            trailers.append(Trailer(key: "Lesson", value: lesson.id.rawValue))
            trailers.append(Trailer(key: "Lesson-Kind", value: lesson.kind.rawValue))
            trailers.append(
                Trailer(key: "Support", value: "\(lesson.support.count) of \(lesson.support.pool) sessions")
            )
        }
        var digests: [String] = []
        for item in lessons.flatMap(\.evidence) where !item.trajectory.isEmpty && !digests.contains(item.trajectory) {
            digests.append(item.trajectory)
        }
        trailers += digests.prefix(trajectoryLimit).map { Trailer(key: "Trajectory", value: "sha256:\($0)") }
        if digests.count > trajectoryLimit {
            trailers.append(
                Trailer(
                    key: "Trajectories-More",
                    value: "\(digests.count - trajectoryLimit) in refs/trace2skill/knowledge"
                )
            )
        }
        for analyst in Set(lessons.map(\.analyst)).sorted() { trailers.append(Trailer(key: "Analyst", value: analyst)) }
        trailers.append(Trailer(key: "Evolution", value: evolution))
        return joined(lines, trailers)
    }

    /// With one full stop.
    private static func sentence(_ text: String) -> String {
        var text = text[...]
        while let last = text.last, last == "." || last == " " { text.removeLast() }
        return text + "."
    }

    private static func evidence(of lesson: Lesson) -> [String] {
        var lines: [String] = []
        for item in lesson.evidence.prefix(evidenceLimit) {
            // What another program reported comes without a trajectory to quote.
            if item.trajectory.isEmpty { lines.append("  \(oneLine("\(item.session)", limit: 160))") }
            if !item.proof.isEmpty {
                lines += wrapped("\(item.trajectory.prefix(8)): \(item.proof)").map { "  " + $0 }
            }
            for quote in item.quotes {
                lines.append(
                    "  \(item.trajectory.prefix(8)) step \(quote.step): \"\(oneLine(quote.text, limit: 160))\""
                )
            }
        }
        if lesson.evidence.count > evidenceLimit {
            lines.append("  … and \(lesson.evidence.count - evidenceLimit) more sessions")
        }
        return lines
    }

    /// The message of the commit before the lessons: the file as it is without them.
    static func structure(
        skill: String,
        isNew: Bool,
        count: Int,
        moved: [Lesson.ID] = [],
        evolution: String
    ) -> String {
        let what = isNew ? "begin the skill" : "make room for \(count) \(count == 1 ? "lesson" : "lessons")"
        let body =
            isNew
            ? "Name, description and headings; each lesson follows in a commit of its own."
            : "Headings and blank lines only, so that each lesson that follows can be taken back by itself."
        var lines = ["\(skill): \(what)", "", body]
        if !moved.isEmpty {
            lines += [""]
            lines += wrapped(
                "SKILL.md would be over its budget: the lines of the least supported lessons move to references/: "
                    + moved.map(\.rawValue).joined(separator: ", ") + "."
            )
        }
        return joined(
            lines,
            [Trailer(key: "Skill", value: skill)] + moved.map { Trailer(key: "Lesson-Moved", value: $0.rawValue) }
                + [Trailer(key: "Evolution", value: evolution)]
        )
    }

    /// The message of a revision's merge commit, or of the commit that ends a proposal.
    static func revision(_ plan: RevisionPlan, base: String, isProposal: Bool = false) -> String {
        let (name, key) =
            plan.rejection != nil
            ? ("turned down as", "Rejected") : isProposal ? ("proposal", "Proposal") : ("revision", "Revision")
        var lines = ["\(plan.skill): \(name) v\(plan.number)", ""]
        lines += wrapped(plan.summary)
        if let reason = plan.rejection { lines += [""] + wrapped("Turned down by its evaluation: \(reason).") }
        lines.append("")
        let rows = plan.lessons.map { lesson in
            (
                lesson.id.rawValue, "\(lesson.support.count) of \(lesson.support.pool)",
                percent(lesson.recoveryRate), oneLine(lesson.title, limit: 60)
            )
        }
        let width = (rows.map(\.0.count) + [6]).max() ?? 6
        lines.append("  " + pad("lesson", width) + "  support   worked  rule")
        for row in rows {
            lines.append("  " + pad(row.0, width) + "  " + pad(row.1, 8) + "  " + pad(row.2, 6) + "  " + row.3)
        }
        if !plan.evaluation.isEmpty { lines += ["", plan.evaluation] }
        if isProposal {
            lines += ["", "Merging this branch accepts it; a lesson whose commit is dropped is not proposed again."]
        } else if plan.rejection == nil {
            lines += ["", "To take it all back: git revert -m 1 <this commit>; one lesson: git revert <its commit>."]
        }
        return joined(
            lines,
            [
                Trailer(key: "Skill", value: plan.skill),
                Trailer(key: key, value: "\(plan.skill)/v\(plan.number)"),
                Trailer(key: "Evolution", value: plan.evolution),
                Trailer(key: "Sessions", value: "\(plan.sessions)"),
                Trailer(key: "Base", value: base),
                Trailer(key: "Gate", value: plan.gate),
                Trailer(key: "Model-Tokens", value: "\(plan.modelTokens)"),
            ] + (plan.sample == 0 ? [] : [Trailer(key: "Sample", value: "\(plan.sample)")])
        )
    }

    /// The message of a rollback, as `git revert` words it, with the reason.
    static func reversal(of commit: Commit, parent: CommitID?, reason: String, trailers: [Trailer]) -> String {
        var lines = ["Revert \"\(commit.summary)\"", ""]
        if let parent, commit.parents.count > 1 {
            lines += ["This reverts commit \(commit.id), reversing", "changes made to \(parent)."]
        } else {
            lines.append("This reverts commit \(commit.id).")
        }
        if !reason.isEmpty { lines += [""] + wrapped("Reason: \(oneLine(reason, limit: 400))") }
        return joined(lines, trailers)
    }

    // MARK: Parts

    /// Lines and trailers as one message; the trailers are a paragraph of their own at the end.
    static func joined(_ lines: [String], _ trailers: [Trailer]) -> String {
        lines.joined(separator: "\n") + "\n\n"
            + trailers.map { "\($0.key): \(oneLine($0.value, limit: 300))\n" }.joined()
    }

    /// A subject of at most 100 characters, which cannot be taken for a trailer's paragraph.
    static func subject(_ text: String, ending: String = "") -> String {
        oneLine(text, limit: 100 - ending.count) + ending
    }

    /// Text without line breaks, control characters and changes of direction: what is quoted cannot forge a trailer,
    /// move a terminal's cursor or read otherwise than it is written.
    package static func oneLine(_ text: String, limit: Int) -> String {
        let clean = String(String.UnicodeScalarView(text.unicodeScalars.map { isPlain($0) ? $0 : " " }))
        return clean.count <= limit ? clean : clean.prefix(limit - 1) + "…"
    }

    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case ..<0x20, 0x7F...0x9F, 0x2028...0x202E, 0x2066...0x2069: false
        default: true
        }
    }

    /// Lines of at most 76 characters, broken at spaces.
    ///
    /// Never before `---`: at the start of a line git takes it for the end of the message, trailers and all.
    static func wrapped(_ text: String) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in oneLine(text, limit: 2000).split(separator: " ") {
            if !line.isEmpty, line.count + 1 + word.count > 76, !word.hasPrefix("---") {
                lines.append(line)
                line = ""
            }
            line += line.isEmpty ? String(word) : " " + word
        }
        return line.isEmpty ? lines : lines + [line]
    }

    private static func pad(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
    private static func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }
}
