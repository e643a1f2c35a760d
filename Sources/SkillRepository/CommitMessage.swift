internal import Foundations
internal import Git
package import Lessons

/// The messages of all commits that the program makes: a subject, a body, and trailers for programs.
package enum CommitMessage {
    /// The most characters of a subject: what `git log --oneline` shows in a terminal of usual width.
    static let subjectLimit = 72
    /// How many trajectories a message names; the knowledge ref has all of them.
    static let trajectoryLimit = 5
    /// How many different quotes a message has for each lesson.
    static let evidenceLimit = 3

    /// The message of the commit that adds lessons, or gives them a new wording.
    ///
    /// - Parameters:
    ///   - lessons: one lesson, or several that have lines in common; the one with the most support first.
    ///   - evolution: the id of the evolution.
    ///   - isRefinement: whether the lessons are in the skill already and get a new wording.
    ///   - before: the lines that a new wording replaces.
    ///   - sources: what is known of the sessions behind each lesson: outcomes, agents, models and dates.
    ///   - revision: the name of the revision that the commit belongs to, such as `python/v3`.
    package static func lesson(
        _ lessons: [Lesson],
        evolution: String,
        revision: String? = nil,
        isRefinement: Bool,
        before: [String] = [],
        sources: [Lesson.ID: String] = [:]
    ) -> String {
        guard let first = lessons.first else { return "" }
        let more = lessons.count > 1 ? " (and \(lessons.count - 1) more)" : ""
        let title = "\(first.skill): \(isRefinement ? "refine: " : "")\(first.title)"
        var lines = [subject(title, ending: more)]
        for lesson in lessons {
            lines.append("")
            // A long title is cut in the subject, so the body repeats it.
            if lessons.count > 1 || lines[0] != SingleLine(title).description {
                lines += wrapped(sentence("\(lesson.id): \(lesson.title)"))
            }
            lines += wrapped(sentence("When \(lesson.when), \(withinSentence(lesson.action))"))
            if !lesson.check.isEmpty { lines += wrapped(sentence("Check: \(lesson.check)")) }
            if !lesson.why.isEmpty { lines += wrapped(sentence("Why: \(lesson.why)")) }
            if lesson.way != nil { lines += wrapped(sentence("Counts: \(lesson.countsInWords)")) }
            lines += ["", "Evidence:"]
            lines += evidence(of: lesson)
            if let source = sources[lesson.id] { lines += wrapped(source).map { "  " + $0 } }
        }
        if !before.isEmpty { lines += ["", "It was:"] + before.flatMap { wrapped($0) }.map { "  " + $0 } }
        var trailers = [Trailer(key: "Skill", value: first.skill)]
        for lesson in lessons {
            trailers.append(Trailer(key: "Lesson", value: lesson.id.rawValue))
            trailers.append(Trailer(key: "Lesson-Kind", value: lesson.kind.rawValue))
            trailers.append(
                Trailer(key: "Support", value: "\(lesson.support.count) of \(lesson.support.pool) sessions")
            )
            // What the rule is compared by where only the history is known.
            trailers += (lesson.rule?.triggers ?? []).map { Trailer(key: "Situation", value: $0) }
            trailers += (lesson.rule?.recoveries ?? []).map { Trailer(key: "Way", value: $0) }
            if let way = lesson.way { trailers.append(Trailer(key: "Worked", value: way.count.of("session"))) }
            if lesson.callsLost > 0 { trailers.append(Trailer(key: "Calls-Saved", value: "\(lesson.callsLost)")) }
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
        if let revision { trailers.append(Trailer(key: "Revision", value: revision)) }
        trailers.append(Trailer(key: "Evolution", value: evolution))
        return joined(lines, trailers)
    }

    /// The text with exactly one full stop at its end.
    /// A text as it goes on within a sentence: the capital of a first word is not one of a name or an abbreviation.
    private static func withinSentence(_ text: String) -> String {
        let first = text.prefix { $0.isLetter }
        guard let capital = first.first, capital.isUppercase, first.dropFirst().allSatisfy(\.isLowercase) else {
            return text
        }
        return capital.lowercased() + text.dropFirst()
    }

    private static func sentence(_ text: String) -> String {
        var text = text[...]
        while let last = text.last, last == "." || last == " " { text.removeLast() }
        return text + "."
    }

    private static func evidence(of lesson: Lesson) -> [String] {
        var lines: [String] = []
        for item in lesson.evidence where !item.proof.isEmpty {
            lines += wrapped("\(item.trajectory.prefix(8)): \(item.proof)").map { "  " + $0 }
            if lines.count > 2 * evidenceLimit { break }
        }
        // The same words in many sessions are one quote, with their number.
        var quotes: [(text: String, place: String, sessions: Set<String>)] = []
        for item in lesson.evidence {
            // Lessons imported from records of another program have no trajectory to quote.
            if item.trajectory.isEmpty, lines.count < evidenceLimit {
                lines.append("  \(SingleLine("\(item.session)", limit: 160))")
            }
            for quote in item.quotes {
                let text = SingleLine(quote.text, limit: 160).description
                if let index = quotes.firstIndex(where: { $0.text == text }) {
                    quotes[index].sessions.insert("\(item.session)")
                } else {
                    quotes.append((text, "\(item.trajectory.prefix(8)) step \(quote.step)", ["\(item.session)"]))
                }
            }
        }
        for quote in quotes.prefix(evidenceLimit) {
            let count = quote.sessions.count
            lines.append("  \(quote.place): \"\(quote.text)\"\(count > 1 ? " (in \(count.of("session")))" : "")")
        }
        let more = quotes.count - evidenceLimit
        if more > 0 { lines.append("  … and \(more.of("other quote"))") }
        return lines
    }

    /// The message of the commit upon which a revision is merged: blank lines alone.
    ///
    /// - Parameters:
    ///   - skill: the name of the skill.
    ///   - evolution: the id of the evolution.
    ///   - revision: the name of the revision that the commit belongs to.
    static func room(skill: String, evolution: String, revision: String) -> String {
        let number = revision.split(separator: "/").last ?? ""
        return joined(
            ["\(skill): add blank lines for \(number)", ""]
                + wrapped(
                    "They keep the lines of the revision that follows apart from those of others, so that git can revert "
                        + "each revision on its own."
                ),
            [
                Trailer(key: "Skill", value: skill), Trailer(key: "Revision", value: revision),
                Trailer(key: "Evolution", value: evolution),
            ]
        )
    }

    /// The message of the commit before the lessons: headings and blank lines, without any lesson.
    ///
    /// - Parameters:
    ///   - skill: the name of the skill.
    ///   - isNew: whether the commit adds the skill.
    ///   - count: the number of lessons that follow.
    ///   - moved: the lessons whose text the commit moves to `references/`.
    ///   - isDescribedAnew: whether the commit changes the description of a skill that was there before.
    ///   - evolution: the id of the evolution.
    ///   - revision: the name of the revision that the commit belongs to.
    static func structure(
        skill: String,
        isNew: Bool,
        count: Int,
        moved: [Lesson.ID] = [],
        isDescribedAnew: Bool = false,
        evolution: String,
        revision: String? = nil
    ) -> String {
        let what = isNew ? "add the skill" : "prepare sections for \(count.of("lesson"))"
        let body =
            isNew
            ? "Name, description and headings. Each lesson follows in a commit of its own."
            : (isDescribedAnew ? "Headings" : "Only headings")
                + " and blank lines, so that each lesson that follows can be reverted on its own."
        var lines = ["\(skill): \(what)", ""] + wrapped(body)
        if isDescribedAnew {
            lines += [""]
            lines += wrapped("The description named what the skill no longer has, and is made anew.")
        }
        if !moved.isEmpty {
            lines += [""]
            lines += wrapped(
                "SKILL.md would exceed its size limit. The lessons with the least support move to references/: "
                    + moved.map(\.rawValue).joined(separator: ", ") + "."
            )
        }
        return joined(
            lines,
            [Trailer(key: "Skill", value: skill)] + moved.map { Trailer(key: "Lesson-Moved", value: $0.rawValue) }
                + (revision.map { [Trailer(key: "Revision", value: $0)] } ?? [])
                + [Trailer(key: "Evolution", value: evolution)]
        )
    }

    /// The message of a revision's merge commit, of the last commit of a proposal, or of a rejected candidate.
    ///
    /// - Parameters:
    ///   - plan: the lessons of the revision.
    ///   - note: the rest of the message; with a rejection for a candidate that is not published.
    ///   - base: the id of the commit that the revision is built on.
    ///   - isProposal: whether the commit ends a proposal.
    static func revision(
        _ plan: RevisionPlan,
        _ note: RevisionNote,
        base: String,
        isProposal: Bool = false
    ) -> String {
        let (name, key) =
            note.rejection != nil
            ? ("rejected candidate", "Rejected") : isProposal ? ("proposal", "Proposal") : ("revision", "Revision")
        var lines = ["\(plan.skill): \(name) v\(note.number)", ""]
        lines += wrapped(note.summary)
        if let reason = note.rejection { lines += [""] + wrapped("Rejected by its evaluation: \(reason).") }
        lines.append("")
        var table = TextTable(
            [
                .init("lesson"), .init("met", minimumWidth: 8), .init("worked"), .init("saved"), .init("rule"),
            ],
            indentation: 2
        )
        // A reviewer begins with what the fewest sessions support.
        let lessons = isProposal ? plan.lessons.sorted { $0.support.count < $1.support.count } : plan.lessons
        for lesson in lessons {
            table.add([
                lesson.id.rawValue, "\(lesson.support.count) of \(lesson.support.pool)",
                lesson.workedInShort,
                lesson.callsLost > 0 ? "\(lesson.callsLost)" : "", "\(SingleLine(lesson.title, limit: 60))",
            ])
        }
        lines += table.lines
        if !note.evaluation.isEmpty {
            lines += ["", note.evaluation]
        } else if note.gate == .structure {
            lines += ["", "Its effect was not measured: there is no evaluation of the skill."]
        }
        if isProposal {
            let hint =
                "Merging this branch accepts the proposal. A lesson whose commit is dropped from it is not proposed again."
            lines += [""] + wrapped(hint)
        } else if note.rejection == nil {
            lines += ["", "To revert the revision: git revert -m 1 <this commit>"]
            lines.append("To revert one lesson:   git revert <its commit>")
        }
        return joined(
            lines,
            [
                Trailer(key: "Skill", value: plan.skill),
                Trailer(key: key, value: "\(plan.skill)/v\(note.number)"),
                Trailer(key: "Evolution", value: note.evolution),
                Trailer(key: "Sessions", value: "\(note.sessions)"),
                Trailer(key: "Base", value: base),
                Trailer(key: "Gate", value: note.gate.rawValue),
                Trailer(key: "Model-Tokens", value: "\(note.modelTokens)"),
            ] + (plan.sample == 0 ? [] : [Trailer(key: "Sample", value: "\(plan.sample)")])
        )
    }

    /// The message of a rollback: the text of `git revert`, with the reason and trailers.
    ///
    /// - Parameters:
    ///   - commit: the commit that is reverted.
    ///   - parent: its first parent, for a merge commit.
    ///   - reason: why, in a person's words; empty if none was given.
    ///   - trailers: the trailers of the new commit.
    static func reversal(of commit: Commit, parent: CommitID?, reason: String, trailers: [Trailer]) -> String {
        var lines = ["Revert \"\(commit.summary)\"", ""]
        if let parent, commit.parents.count > 1 {
            lines += ["This reverts commit \(commit.id), reversing", "changes made to \(parent)."]
        } else {
            lines.append("This reverts commit \(commit.id).")
        }
        if !reason.isEmpty { lines += [""] + wrapped("Reason: \(SingleLine(reason, limit: 400))") }
        return joined(lines, trailers)
    }

    /// The message of a rollback where the history has no commit to revert.
    ///
    /// - Parameter title: the rule in one line.
    static func removal(of title: String, skill: String, reason: String, trailers: [Trailer]) -> String {
        var lines = [subject("\(skill): remove: \(title)")]
        if !reason.isEmpty { lines += [""] + wrapped("Reason: \(SingleLine(reason, limit: 400))") }
        return joined(lines, trailers)
    }

    // MARK: Parts

    /// One message of lines and trailers; the trailers are a paragraph of their own at the end.
    static func joined(_ lines: [String], _ trailers: [Trailer]) -> String {
        lines.joined(separator: "\n") + "\n\n"
            + trailers.map { "\($0.key): \(SingleLine($0.value, limit: 300))\n" }.joined()
    }

    /// A subject of at most ``subjectLimit`` characters, cut at a word if it is longer.
    static func subject(_ text: String, ending: String = "") -> String {
        let limit = subjectLimit - ending.count
        let line = SingleLine(text).description
        guard line.count > limit else { return line + ending }
        let cut = line.prefix(limit - 1)
        // A word of more than half a subject is cut as well.
        let words = cut.lastIndex(of: " ").map { cut[..<$0] }.flatMap { $0.count > limit / 2 ? $0 : nil } ?? cut
        return words + "…" + ending
    }

    /// The text in lines of at most 76 characters, broken at spaces.
    ///
    /// Never broken before `---`: git reads that at the start of a line as the end of the message, trailers included.
    static func wrapped(_ text: String) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in SingleLine(text, limit: 2000).description.split(separator: " ") {
            if !line.isEmpty, line.count + 1 + word.count > 76, !word.hasPrefix("---") {
                lines.append(line)
                line = ""
            }
            line += line.isEmpty ? String(word) : " " + word
        }
        return line.isEmpty ? lines : lines + [line]
    }
}
