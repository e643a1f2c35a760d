internal import Foundations
package import Ledger
package import Lessons
internal import Patches
package import Prompting
package import SkillRepository
package import Skills

/// Makes the changes of one skill that bring lessons in: edits made in code, or a model's, checked together.
package struct SkillEditor: Sendable {
    /// Every lesson that was known before, by its id.
    let known: [Lesson.ID: LessonRecord]
    /// The model that words lessons, with the seed of its data fences; nil where code words them.
    let model: (session: ModelSession, seed: UInt64)?
    /// Whether a person reviews the changes before they are published.
    package let isProposal: Bool
    /// Whether a model words lessons.
    package var asksModel: Bool { model != nil }
    /// How many lessons a new skill needs.
    let minimumLessons: Int
    /// How many sessions a lesson needs.
    let minimumSupport: Int
    /// What is known about the sources of lessons.
    let evidence: EditEvidence

    /// - Parameters:
    ///   - known: every lesson that was known before, by its id.
    ///   - model: the model that words lessons, with the seed of its data fences; nil where code words them.
    ///   - isProposal: whether a person reviews the changes before they are published.
    ///   - minimumLessons: how many lessons a new skill needs.
    ///   - minimumSupport: how many sessions a lesson needs.
    ///   - evidence: what is known about the sources of lessons.
    package init(
        known: [Lesson.ID: LessonRecord],
        model: (session: ModelSession, seed: UInt64)?,
        isProposal: Bool,
        minimumLessons: Int,
        minimumSupport: Int,
        evidence: EditEvidence
    ) {
        self.known = known
        self.model = model
        self.isProposal = isProposal
        self.minimumLessons = minimumLessons
        self.minimumSupport = minimumSupport
        self.evidence = evidence
    }

    /// The same editor for changes that a person reviews, in the words of code.
    package func proposing() -> SkillEditor {
        SkillEditor(
            known: known,
            model: nil,
            isProposal: true,
            minimumLessons: minimumLessons,
            minimumSupport: minimumSupport,
            evidence: evidence
        )
    }

    /// Brings lessons into a skill.
    ///
    /// - Parameters:
    ///   - lessons: those that are to enter the skill, best first.
    ///   - base: the skill as it is; nil for a new one.
    ///   - renewsDescription: whether the description of the skill is made anew, for the lessons that the skill has then.
    ///   - rejections: what was rejected for the skill earlier.
    ///   - samples: the samples of the model's wording to ask for.
    ///   - progress: is told how many lessons there are edits to make for.
    /// - Throws: ``SkillError`` if a new skill cannot be made.
    package func edit(
        _ name: String,
        _ base: Skill?,
        bringing lessons: [Lesson],
        renewingDescription renewsDescription: Bool = false,
        rejections: [RejectedRevision],
        samples: Range<Int>,
        progress: (_ lessons: Int) -> Void
    ) async throws -> SkillEdit {
        var result = SkillEdit()
        let candidates = candidates(lessons, for: base, into: &result)
        guard !candidates.isEmpty else { return result }
        let isWorthIt = Self.areWorthASkill(
            candidates,
            minimumLessons: minimumLessons,
            minimumSupport: minimumSupport
        )
        guard base != nil || isWorthIt else {
            for lesson in candidates { result.hold(lesson, .waitsForSkill) }
            return result
        }
        result.candidates = candidates
        progress(candidates.count)
        try await makePlans(
            for: try editBase(name, base, candidates, renewsDescription),
            rejections,
            samples,
            into: &result
        )
        return result
    }

    /// Whether lessons are worth a skill of their own: there are as many as configured, or fewer with as much support
    /// together as that many would have at the least. A rule that several sessions taught analysts is one by itself: it was
    /// read, written and checked, where code found a pattern.
    ///
    /// - Parameters:
    ///   - minimumLessons: how many lessons a new skill needs.
    ///   - minimumSupport: how many sessions a lesson needs.
    package static func areWorthASkill(_ lessons: [Lesson], minimumLessons: Int, minimumSupport: Int) -> Bool {
        lessons.count >= minimumLessons
            || lessons.contains {
                !Lesson.isEmbedded($0.analyst) && Set($0.evidence.map(\.session)).count >= max(2, minimumSupport)
            }
            || lessons.reduce(0) { $0 + $1.evidenceSessions } >= minimumLessons * max(2, minimumSupport)
    }

    // MARK: Lessons

    /// The lessons that fit into one revision of a skill, best first.
    private func candidates(_ lessons: [Lesson], for base: Skill?, into result: inout SkillEdit) -> [Lesson] {
        let limit = EditRules.lineLimit(isNew: base == nil)
        let text = base?.files[Skill.mainPath].map { String(decoding: $0, as: UTF8.self) } ?? ""
        var lines = 0
        var candidates: [Lesson] = []
        for lesson in lessons {
            let record = known[lesson.id]
            if record?.state == .held(.editorDeclined), lesson.support.count <= record?.lesson.support.count ?? 0 {
                // The model declined it with the same support.
                result.hold(lesson, .editorDeclined)
                continue
            }
            if let old = replaced(by: lesson) {
                // A line that a person has changed since is locked.
                guard Self.holds(old, text) else {
                    result.locked += 1
                    continue
                }
            } else if text.contains(LessonText.title(lesson)) {
                result.present.append(lesson)
                continue
            }
            let item = LessonText.item(lesson)
            // An item of a list has a blank line on either side.
            let cost = item.count + 2
            guard lines + cost <= limit else {
                result.hold(lesson, .revisionFull)
                continue
            }
            if let reason = EditRules.objection(
                to: lesson,
                lines: item,
                skill: base,
                name: lesson.skill,
                evidence: evidence
            ),
                !(isApproved(lesson) && reason.needsPerson)
            {
                result.hold(lesson, reason)
                continue
            }
            lines += cost
            candidates.append(lesson)
        }
        return candidates
    }

    /// Whether a text has these lines whole: a line with words of a person before or behind them is another line.
    private static func holds(_ lines: [String], _ text: String) -> Bool {
        "\n\(text)\n".contains("\n\(lines.joined(separator: "\n"))\n")
    }

    /// The lines that the skill holds for a lesson now, if it is to be reworded.
    private func replaced(by lesson: Lesson) -> [String]? {
        guard let record = known[lesson.id], record.state == .adopted else { return nil }
        return LessonText.lines(record.lesson)
    }

    /// Whether a person approved a lesson in the words that code gives it.
    private func isApproved(_ lesson: Lesson) -> Bool { known[lesson.id]?.state == .approved }

    /// What edits are resolved against: the skill, with room for the lessons.
    private func editBase(_ name: String, _ base: Skill?, _ candidates: [Lesson], _ renewsDescription: Bool) throws
        -> EditBase
    {
        guard let base else { return try EditBase(new: Skill.Name(name), for: candidates) }
        let reworded = Set(candidates.filter { replaced(by: $0) != nil }.map(\.id))
        let adopted = known.values.filter {
            $0.state == .adopted && $0.lesson.skill == name && !reworded.contains($0.lesson.id)
        }.map(\.lesson)
        let text = candidates.flatMap { LessonText.item($0) }
        return EditBase(
            base,
            standing: adopted.sorted { $0.id < $1.id },
            lines: text.count + 3 * candidates.count,
            tokens: Skill.tokens(of: text.joined(separator: "\n")) + 20 * candidates.count,
            description: renewsDescription ? NewSkill.description(name, adopted + candidates) : nil
        )
    }

    // MARK: Plans

    private func makePlans(
        for base: EditBase,
        _ rejections: [RejectedRevision],
        _ samples: Range<Int>,
        into result: inout SkillEdit
    ) async throws {
        let fresh = result.candidates.filter { replaced(by: $0) == nil }
        // Apply these first: adopted and approved lessons win conflicts with a model's edits.
        let text = String(decoding: base.skill.files[Skill.mainPath] ?? [], as: UTF8.self)
        var edits = PlainEdits.rewording(
            result.candidates.compactMap { lesson in
                guard replaced(by: lesson) != nil, let old = known[lesson.id]?.lesson else { return nil }
                return (lesson: lesson, old: LessonText.lines(old, in: text))
            }
        )
        guard let model, fresh.contains(where: { !isApproved($0) }) else {
            edits += PlainEdits.adding(fresh, to: base.skill)
            if let plan = try plan(edits, base, into: &result) { result.plans = [plan] }
            return
        }
        edits += PlainEdits.adding(fresh.filter(isApproved), to: base.skill)
        let lessons = fresh.filter { !isApproved($0) }
        for sample in samples {
            let proposer = Proposer(model.session.sampling(sample), seed: model.seed)
            guard
                let worded = await wording(
                    of: lessons,
                    in: base,
                    proposer,
                    rejections,
                    isFirst: sample == 0,
                    into: &result
                )
            else { return }
            let plan = try plan(edits + worded.map(Self.withOwnID), base, sample: sample, into: &result)
            guard let plan, !result.plans.contains(where: { $0.result == plan.result }) else { continue }
            result.plans.append(plan)
        }
    }

    /// A model's edit under an id that no edit made in code has.
    private static func withOwnID(_ edit: Edit) -> Edit {
        Edit(
            id: Edit.ID("model \(edit.id)"),
            file: edit.file,
            operation: edit.operation,
            lessons: edit.lessons,
            group: "model \(edit.group)"
        )
    }

    /// Applies edits, and holds the lessons of those that are left out.
    ///
    /// They are held for the first sample only: the others try the same lessons again.
    private func plan(
        _ edits: [Edit],
        _ base: EditBase,
        sample: Int = 0,
        into result: inout SkillEdit
    ) throws -> RevisionPlan? {
        let refined = Set(result.candidates.filter { replaced(by: $0) != nil }.map(\.id))
        let (plan, leftOut, problems) = try base.applying(
            edits,
            of: result.candidates,
            refined: refined,
            sample: sample
        )
        if !problems.isEmpty { result.problems.append(problems.joined(separator: "; ")) }
        if sample == 0 {
            for lesson in result.candidates {
                if let reason = leftOut[lesson.id] { result.hold(lesson, reason) }
            }
        }
        return plan
    }

    // MARK: A model's wording

    /// The edits that a model makes of lessons; nil if it cannot be asked now.
    private func wording(
        of lessons: [Lesson],
        in base: EditBase,
        _ proposer: Proposer,
        _ rejections: [RejectedRevision],
        isFirst: Bool,
        into result: inout SkillEdit
    ) async -> [Edit]? {
        let name = base.skill.name.text
        let background = Proposer.Background(
            tombstones: known.values.filter { $0.state.isRetracted && $0.lesson.skill == name }
                .map(\.lesson).sorted { $0.id < $1.id },
            rejections: rejections.map { PastRejection($0.titles.joined(separator: "; "), reason: $0.reason) },
            standing: known.values.filter { $0.state == .adopted && $0.lesson.skill == name }.map(\.lesson)
        )
        let rules = EditRules(
            skill: name,
            lessons: lessons,
            isProposal: isProposal,
            limit: EditRules.lineLimit(isNew: base.base == nil),
            evidence: evidence
        )
        do throws(AnalystError) {
            let proposed = try await proposer.propose(lessons, for: base.skill, under: rules, background: background)
            result.discards += proposed.allDiscards
            if isFirst { hold(lessons, missingFrom: proposed, into: &result) }
            return proposed.edits
        } catch {
            // An answer that is still to come is not yet an edit.
            if !error.isPending {
                result.discards.append(Discard(.propose, error, lessons: lessons.map(\.id)))
            }
            // A further sample that fails leaves fewer wordings to choose from, and holds nothing up.
            guard isFirst else { return nil }
            // A model whose answers cannot be read will word nothing: what code found is published in the words of code.
            let worded = error.isUnusableAnswer ? lessons.filter { Lesson.isEmbedded($0.analyst) } : []
            // The others wait: the model will find better words for them than code does.
            for lesson in lessons where !worded.contains(where: { $0.id == lesson.id }) {
                result.hold(lesson, .editorUnavailable)
            }
            guard !worded.isEmpty else {
                result.failure = error
                return nil
            }
            return PlainEdits.adding(worded, to: base.skill)
        }
    }

    private func hold(_ lessons: [Lesson], missingFrom proposed: ProposedEdits, into result: inout SkillEdit) {
        let declined = Set(proposed.declined.map(\.lesson))
        let served = Set(proposed.edits.flatMap(\.lessons))
        for lesson in lessons where !served.contains(lesson.id.rawValue) {
            result.hold(lesson, declined.contains(lesson.id) ? .editorDeclined : .unplaced)
        }
    }
}

extension ProposedEdits {
    /// Everything of the model's answer that is not used: what could not be, what waits for a person, and what the model
    /// declined.
    fileprivate var allDiscards: [Discard] {
        let held = held.map { held in
            Discard(
                .propose,
                code: "held",
                reason: "\(held.edit.operation.name) of \(held.edit.file): \(held.reason)",
                lessons: held.edit.lessons.map { Lesson.ID($0) }
            )
        }
        return discards + held
            + declined.map { Discard(.propose, code: "declined", reason: $0.reason, lessons: [$0.lesson]) }
    }
}
