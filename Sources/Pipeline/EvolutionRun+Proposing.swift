internal import Foundations
internal import Ledger
internal import Lessons
internal import Patches
internal import Prompting
internal import Redaction
internal import SkillEditing
internal import SkillRepository
internal import Skills

/// A lesson that may go in.
struct LessonCandidate {
    let lesson: Lesson
    /// The lines that stood for this lesson before, if it is worded anew.
    let replaces: [String]?
    /// A person has let it in as code words it.
    let isApproved: Bool
}

extension EvolutionRun {
    /// The changes that bring these lessons: one, or as many as are to be tried where a model words them.
    ///
    /// Lessons that no edit brings are held, each with its reason.
    mutating func proposals(
        for candidates: [LessonCandidate],
        name: String,
        _ snapshot: Snapshot,
        known: [Lesson.ID: LessonRecord]
    ) async throws -> [Proposal] {
        let base = snapshot.skills[name]
        let frame = try frame(name, base, candidates, known)
        let fresh = candidates.filter { $0.replaces == nil }
        let reworded = candidates.compactMap { item in item.replaces.map { (lesson: item.lesson, old: $0) } }
        // The first: what stands or a person let in gives way to nothing.
        var edits = try PlainEdits.rewording(reworded)
        // A dry run asks nobody; a replay is given the answers that were stored.
        guard let role, let models = pipeline.models, fresh.contains(where: { !$0.isApproved }) else {
            edits += try PlainEdits.adding(fresh.map(\.lesson), to: frame.skill)
            return try assemble(edits, frame, candidates).map { [$0] } ?? []
        }
        edits += try PlainEdits.adding(fresh.filter(\.isApproved).map(\.lesson), to: frame.skill)
        let lessons = fresh.filter { !$0.isApproved }.map(\.lesson)
        var proposals: [Proposal] = []
        for sample in samples(for: name) {
            let words = try await words(lessons, frame, by: role.sampling(sample), seed: models.seed, known)
            guard let words else { break }
            // What one attempt leaves out is held; the others are further attempts at the same.
            let proposal = try assemble(edits + words.map(Self.apart), frame, candidates, sample: sample)
            guard let proposal, !proposals.contains(where: { $0.result == proposal.result }) else { continue }
            proposals.append(proposal)
        }
        return proposals
    }

    /// A model's edit under an id that no edit of code has.
    private static func apart(_ edit: Edit) -> Edit {
        Edit(
            id: Edit.ID("model \(edit.id)"),
            file: edit.file,
            operation: edit.operation,
            lessons: edit.lessons,
            group: "model \(edit.group)"
        )
    }

    /// The wordings that are asked for: more than one only where they can be told apart.
    private func samples(for skill: String) -> Range<Int> {
        if let frozen { return frozen.sample..<frozen.sample + 1 }
        return 0..<(evaluation(of: skill) == nil ? 1 : max(1, request.seeds))
    }

    private func frame(
        _ name: String,
        _ base: Skill?,
        _ candidates: [LessonCandidate],
        _ known: [Lesson.ID: LessonRecord]
    ) throws -> EditBase {
        guard let base else { return try EditBase(new: Skill.Name(name), for: candidates.map(\.lesson)) }
        let reworded = Set(candidates.filter { $0.replaces != nil }.map(\.lesson.id))
        let standing = known.values.filter {
            $0.state == .adopted && $0.lesson.skill == name && !reworded.contains($0.lesson.id)
        }.map(\.lesson)
        let text = candidates.flatMap { LessonText.item($0.lesson) }
        return EditBase(
            base,
            standing: standing.sorted { $0.id < $1.id },
            lines: text.count + 3 * candidates.count,
            tokens: Skill.tokens(of: text.joined(separator: "\n")) + 20 * candidates.count
        )
    }

    // MARK: A model's words

    /// The edits that a model makes of lessons; nil if it cannot be asked now.
    private mutating func words(
        _ lessons: [Lesson],
        _ frame: EditBase,
        by role: ModelSession,
        seed: UInt64,
        _ known: [Lesson.ID: LessonRecord]
    ) async throws -> [Edit]? {
        let isFirst = role.sample == 0
        let name = frame.skill.name.text
        let limit = Self.lineLimit(isNew: frame.base == nil)
        let rules = EditRules(
            skill: name,
            lessons: Dictionary(firstValues: lessons.map { ($0.id.rawValue, $0) }),
            isProposal: isProposal,
            limit: limit
        )
        let background = Proposer.Background(
            tombstones: known.values.filter { $0.state == .tombstone && $0.lesson.skill == name }.map(\.lesson)
                .sorted { $0.id < $1.id },
            rejections: try await pipeline.repository.rejections(of: name, before: id).map {
                PastRejection($0.titles.joined(separator: "; "), reason: $0.reason)
            },
            mayReplace: isProposal,
            changedLines: limit
        )
        let proposed: ProposedEdits
        do {
            proposed = try await Proposer(role, seed: seed).propose(
                lessons,
                for: frame.skill,
                background: background,
                objections: { rules.objections(to: $0) }
            )
        } catch {
            let words = pipeline.redactor.redact("\(error)").text
            let ids = lessons.map(\.id.rawValue)
            losses.append(
                LossRecord(stage: Discard.Stage.propose.rawValue, code: error.code, reason: words, lessons: ids)
            )
            // Fewer wordings to choose from are no reason to wait.
            guard isFirst else { return nil }
            // The lessons wait: in another hour the model finds better words for them than code does.
            report.modelProblem = report.modelProblem ?? words
            report.blocked.append((name, "no edits could be proposed: \(words)"))
            for lesson in lessons { hold(lesson, "editor-unavailable") }
            return nil
        }
        note(proposed)
        if isFirst { hold(lessons, leftOutOf: proposed) }
        return proposed.edits
    }

    /// Keeps what of the model's words is not used.
    private mutating func note(_ proposed: ProposedEdits) {
        func record(_ code: String, _ reason: String, _ lessons: [String]) -> LossRecord {
            let words = pipeline.redactor.redact(reason).text
            return LossRecord(stage: Discard.Stage.propose.rawValue, code: code, reason: words, lessons: lessons)
        }
        losses += proposed.losses.map { record($0.code, $0.reason, $0.lessons.map(\.rawValue)) }
        losses += proposed.held.map { held in
            record("held", "\(held.edit.operation.name) of \(held.edit.file): \(held.reason)", held.edit.lessons)
        }
        losses += proposed.declined.map { record("declined", $0.reason, [$0.lesson.rawValue]) }
    }

    private mutating func hold(_ lessons: [Lesson], leftOutOf proposed: ProposedEdits) {
        let declined = Set(proposed.declined.map(\.lesson))
        let served = Set(proposed.edits.flatMap(\.lessons))
        for lesson in lessons where !served.contains(lesson.id.rawValue) {
            hold(lesson, declined.contains(lesson.id) ? "editor-declined" : "unplaced")
        }
    }

    // MARK: One change

    /// Applies edits, without those that do not go with the others or that leave the skill worse than it was.
    ///
    /// - Parameter sample: the lessons of edits that are left out are held for the first one.
    private mutating func assemble(
        _ edits: [Edit],
        _ frame: EditBase,
        _ candidates: [LessonCandidate],
        sample: Int = 0
    ) throws -> Proposal? {
        var edits = edits
        var frame = frame
        var left: [String: String] = [:]
        let refined = Set(candidates.filter { $0.replaces != nil }.map(\.lesson.id))
        var proposal: Proposal?
        while !edits.isEmpty {
            let revision = try Revision(of: frame.skill, applying: edits)
            for edit in edits {
                guard case .rejected(let rejection) = revision.outcomes[edit.id] else { continue }
                for lesson in edit.lessons { left[lesson] = rejection.code == .conflict ? "edit-conflict" : "gate" }
            }
            let unused = frame.unused(in: revision.skill)
            if !unused.isEmpty {
                frame = try frame.without(unused, for: candidates.map(\.lesson))
                continue
            }
            let problems = SafetyCheck.problems(of: revision.skill, before: frame.base)
            guard !problems.isEmpty else {
                proposal = Proposal(
                    revision,
                    of: frame,
                    lessons: candidates.map(\.lesson),
                    refined: refined,
                    sample: sample
                )
                break
            }
            // The last step is the least supported one.
            guard let last = revision.steps.last else { break }
            for lesson in last.lessons { left[lesson] = "gate" }
            edits.removeAll { last.edits.contains($0.id) }
            if edits.isEmpty { report.blocked.append((frame.skill.name.text, problems.joined(separator: "; "))) }
        }
        let placed = Set(proposal?.lessons.map(\.id.rawValue) ?? [])
        if sample == 0 {
            for item in candidates where !placed.contains(item.lesson.id.rawValue) {
                if let reason = left[item.lesson.id.rawValue] { hold(item.lesson, reason) }
            }
        }
        return proposal.flatMap { $0.steps.isEmpty ? nil : $0 }
    }
}
