internal import Foundations
internal import Ledger
internal import Lessons
internal import Patches
internal import Prompting
internal import Redaction
internal import SkillEditing
internal import SkillRepository
internal import Skills

/// Makes the changes of one skill that bring its lessons in: edits made in code, or a model's, checked together.
struct SkillEditor {
    let repository: SkillRepository
    let redactor: Redactor
    let inputs: FrozenInputs
    /// The model that words lessons, with the seed of its data fences; nil where code words them.
    let model: (session: ModelSession, seed: UInt64)?
    /// Whether a person reviews the change before it is published.
    let isProposal: Bool

    /// The changes that bring these lessons: one, or one for each sample where a model words them.
    ///
    /// Lessons that no edit brings are held, each with its reason.
    ///
    /// - Parameters:
    ///   - base: the skill as it is; nil for a new one.
    ///   - samples: the samples of the model's wording to ask for.
    func proposals(
        for candidates: [LessonCandidate],
        of skill: String,
        base: Skill?,
        samples: Range<Int>,
        into outcome: inout EvolutionOutcome
    ) async throws -> [Proposal] {
        let editBase = try editBase(skill, base, candidates)
        let fresh = candidates.filter { $0.replaces == nil }
        let reworded = candidates.compactMap { item in item.replaces.map { (lesson: item.lesson, old: $0) } }
        // Apply these first: adopted and approved lessons win conflicts with a model's edits.
        var edits = PlainEdits.rewording(reworded)
        guard let model, fresh.contains(where: { !$0.isApproved }) else {
            edits += PlainEdits.adding(fresh.map(\.lesson), to: editBase.skill)
            return try assemble(edits, editBase, candidates, into: &outcome).map { [$0] } ?? []
        }
        edits += PlainEdits.adding(fresh.filter(\.isApproved).map(\.lesson), to: editBase.skill)
        let lessons = fresh.filter { !$0.isApproved }.map(\.lesson)
        var proposals: [Proposal] = []
        for sample in samples {
            let session = model.session.sampling(sample)
            guard let worded = try await wording(of: lessons, in: editBase, session, model.seed, into: &outcome) else {
                break
            }
            let proposal = try assemble(
                edits + worded.map(Self.withOwnID),
                editBase,
                candidates,
                sample: sample,
                into: &outcome
            )
            guard let proposal, !proposals.contains(where: { $0.result == proposal.result }) else { continue }
            proposals.append(proposal)
        }
        return proposals
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

    /// What edits are resolved against: the skill, with room for the lessons.
    private func editBase(_ name: String, _ base: Skill?, _ candidates: [LessonCandidate]) throws -> EditBase {
        guard let base else { return try EditBase(new: Skill.Name(name), for: candidates.map(\.lesson)) }
        let reworded = Set(candidates.filter { $0.replaces != nil }.map(\.lesson.id))
        let adopted = inputs.lessons.values.filter {
            $0.state == .adopted && $0.lesson.skill == name && !reworded.contains($0.lesson.id)
        }.map(\.lesson)
        let text = candidates.flatMap { LessonText.item($0.lesson) }
        return EditBase(
            base,
            standing: adopted.sorted { $0.id < $1.id },
            lines: text.count + 3 * candidates.count,
            tokens: Skill.tokens(of: text.joined(separator: "\n")) + 20 * candidates.count
        )
    }

    // MARK: A model's wording

    /// The edits that a model makes of lessons; nil if it cannot be asked now.
    private func wording(
        of lessons: [Lesson],
        in base: EditBase,
        _ session: ModelSession,
        _ seed: UInt64,
        into outcome: inout EvolutionOutcome
    ) async throws -> [Edit]? {
        let isFirst = session.sample == 0
        let name = base.skill.name.text
        let limit = LessonSelection.lineLimit(isNew: base.base == nil)
        let rules = EditRules(
            skill: name,
            lessons: Dictionary(firstValues: lessons.map { ($0.id.rawValue, $0) }),
            isProposal: isProposal,
            limit: limit
        )
        let background = Proposer.Background(
            tombstones: inputs.lessons.values.filter { $0.state.isRetracted && $0.lesson.skill == name }
                .map(\.lesson).sorted { $0.id < $1.id },
            rejections: try await repository.rejections(of: name, before: inputs.evolution).map {
                PastRejection($0.titles.joined(separator: "; "), reason: $0.reason)
            },
            mayReplace: isProposal,
            changedLines: limit
        )
        let proposed: ProposedEdits
        do {
            proposed = try await Proposer(session, seed: seed).propose(
                lessons,
                for: base.skill,
                background: background,
                objections: { rules.objections(to: $0) }
            )
        } catch {
            let reason = redactor.redact("\(error)").text
            let ids = lessons.map(\.id.rawValue)
            outcome.discard([DiscardRecord(stage: .propose, code: error.code, reason: reason, lessons: ids)])
            // A further sample that fails leaves fewer wordings to choose from, and holds nothing up.
            guard isFirst else { return nil }
            // The lessons wait: the model will find better words for them than code does.
            outcome.report.modelProblem = outcome.report.modelProblem ?? reason
            outcome.block(name, "no edits could be proposed: \(reason)")
            for lesson in lessons { outcome.hold(lesson, .editorUnavailable) }
            return nil
        }
        record(proposed, into: &outcome)
        if isFirst { hold(lessons, missingFrom: proposed, into: &outcome) }
        return proposed.edits
    }

    /// Records the parts of the model's answer that are not used.
    private func record(_ proposed: ProposedEdits, into outcome: inout EvolutionOutcome) {
        func discard(_ code: String, _ reason: String, _ lessons: [String]) -> DiscardRecord {
            DiscardRecord(stage: .propose, code: code, reason: redactor.redact(reason).text, lessons: lessons)
        }
        let held = proposed.held.map { held in
            discard("held", "\(held.edit.operation.name) of \(held.edit.file): \(held.reason)", held.edit.lessons)
        }
        outcome.discard(
            proposed.discards.map { discard($0.code, $0.reason, $0.lessons.map(\.rawValue)) } + held
                + proposed.declined.map { discard("declined", $0.reason, [$0.lesson.rawValue]) }
        )
    }

    private func hold(_ lessons: [Lesson], missingFrom proposed: ProposedEdits, into outcome: inout EvolutionOutcome) {
        let declined = Set(proposed.declined.map(\.lesson))
        let served = Set(proposed.edits.flatMap(\.lessons))
        for lesson in lessons where !served.contains(lesson.id.rawValue) {
            outcome.hold(lesson, declined.contains(lesson.id) ? .editorDeclined : .unplaced)
        }
    }

    // MARK: One change

    /// Applies edits, and holds the lessons of those that are left out.
    ///
    /// They are held for the first sample only: the others try the same lessons again.
    private func assemble(
        _ edits: [Edit],
        _ base: EditBase,
        _ candidates: [LessonCandidate],
        sample: Int = 0,
        into outcome: inout EvolutionOutcome
    ) throws -> Proposal? {
        let refined = Set(candidates.filter { $0.replaces != nil }.map(\.lesson.id))
        let assembly = try base.applying(edits, of: candidates.map(\.lesson), refined: refined, sample: sample)
        if !assembly.problems.isEmpty { outcome.block(base.skill.name.text, assembly.problems.joined(separator: "; ")) }
        if sample == 0 {
            for item in candidates {
                if let reason = assembly.leftOut[item.lesson.id] { outcome.hold(item.lesson, reason) }
            }
        }
        return assembly.proposal
    }
}
