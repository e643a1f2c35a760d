internal import Foundations
internal import Git
internal import LanguageModels
internal import Ledger
internal import Lessons
internal import Prompting
internal import Redaction
internal import SkillEditing
internal import SkillRepository
internal import Skills

/// One skill's part of an evolution: edit, check, evaluate, publish.
struct SkillEvolution {
    let request: EvolutionRequest
    let inputs: FrozenInputs
    /// How many distinct sessions the pool of the inputs holds.
    let poolSessions: Int
    let repository: SkillRepository
    let publisher: Publisher
    let ledger: Ledger
    let redactor: Redactor
    let selection: LessonSelection
    private(set) var editor: SkillEditor
    let evaluation: EvaluationStep
    let now: @Sendable () -> Double
    let progress: @Sendable (EvolutionProgress) -> Void

    /// How often a revision is planned, if the branch moves while it is being published.
    private static let attempts = 3

    /// Brings lessons into a skill, or records in the outcome why they wait.
    ///
    /// - Parameter number: that of an open proposal, which is made anew; nil for the next one.
    /// - Throws: what keeps the whole evolution from going on; a problem of this skill alone is in the outcome.
    func run(
        _ skill: String,
        _ lessons: [Lesson],
        as number: Int? = nil,
        _ permit: borrowing WorkPermit,
        into outcome: inout EvolutionOutcome
    ) async throws {
        let before = outcome
        // The skills before this one may have moved the branch.
        var snapshot = try await repository.tip() == inputs.edited.commit ? inputs.edited : repository.snapshot()
        for attempt in 1...Self.attempts {
            let planned: (edit: SkillEdit, number: Int)?
            do {
                planned = try await self.edit(skill, lessons, snapshot, into: &outcome)
            } catch let error as SkillError {
                // One skill that cannot be worked on holds up nothing else.
                for lesson in lessons { outcome.hold(lesson, .unmanagedSkill) }
                return outcome.block(skill, "\(error)")
            }
            guard let planned else { return }
            let (edit, number) = (planned.edit, number ?? planned.number)
            do {
                return try await publish(edit.plans, as: number, on: snapshot, permit, into: &outcome)
            } catch PublishingError.branchMoved where attempt < Self.attempts {
                // Results that were computed against the old tip are discarded.
                outcome = before
                snapshot = try await repository.snapshot()
            } catch let error as PublishingError {
                for lesson in edit.candidates { outcome.hold(lesson, .notPublished) }
                return outcome.block(skill, "\(error)")
            }
        }
    }

    /// The same for a proposal in the words of code.
    func proposing() -> SkillEvolution {
        var copy = self
        copy.editor = editor.proposing()
        return copy
    }

    /// Plans the change that lessons make in a skill, and publishes nothing.
    func preview(_ skill: String, _ lessons: [Lesson], into outcome: inout EvolutionOutcome) async throws {
        guard let (edit, number) = try await edit(skill, lessons, inputs.edited, into: &outcome),
            let first = edit.plans.first
        else { return }
        outcome.publish(revision(of: first, number: number))
    }

    // MARK: Edit

    /// The changes that bring lessons into the skill, and the number of its next revision; nil if it is not ours to change.
    private func edit(
        _ skill: String,
        _ lessons: [Lesson],
        _ snapshot: Snapshot,
        into outcome: inout EvolutionOutcome
    ) async throws -> (edit: SkillEdit, number: Int)? {
        if let reason = snapshot.obstacle(to: skill) {
            for lesson in lessons { outcome.hold(lesson, .unmanagedSkill) }
            outcome.block(skill, reason)
            return nil
        }
        if let problem = snapshot.skills[skill]?.obstacle {
            for lesson in lessons { outcome.hold(lesson, .unmanagedSkill) }
            let place = "skills/\(skill)/\(problem.path)\(problem.line.map { ":\($0)" } ?? "")"
            outcome.block(skill, "\(place): \(problem.message); mend it and commit that")
            return nil
        }
        let past = try await repository.past(
            of: skill,
            rejectedBefore: editor.asksModel ? inputs.evolution : nil
        )
        let edit = try await editor.edit(
            skill,
            snapshot.skills[skill],
            bringing: lessons,
            renewingDescription: try await renewsDescription(of: skill, snapshot),
            rejections: past.rejections,
            samples: samples(for: skill)
        ) { progress(.proposing(skill: skill, lessons: $0)) }
        try note(edit, of: skill, into: &outcome)
        return (edit, try await publisher.nextNumber(of: skill))
    }

    /// Whether the description of a skill is made anew: no person has written it, and it names what the skill no longer has.
    private func renewsDescription(of skill: String, _ snapshot: Snapshot) async throws -> Bool {
        let adopted = selection.known.values.filter { $0.state == .adopted && $0.lesson.skill == skill }.map(\.lesson)
        guard let base = snapshot.skills[skill], let main = base.files[Skill.mainPath],
            let line = (try? Frontmatter(of: main))?.lines["description"],
            !NewSkill.goneNames(in: base, adopted).isEmpty
        else { return false }
        return try await repository.isOurs(line: line, of: "skills/\(skill)/\(Skill.mainPath)", at: snapshot.commit)
    }

    /// The samples of a model's wording: more than one only where an evaluation can compare them.
    private func samples(for skill: String) -> Range<Int> {
        if let sample = inputs.sample { return sample..<sample + 1 }
        return 0..<(evaluation.program(for: skill) == nil ? 1 : max(1, request.samples))
    }

    /// Records what became of the lessons that are not in a change.
    private func note(_ edit: SkillEdit, of skill: String, into outcome: inout EvolutionOutcome) throws {
        outcome.report.standing += edit.locked
        for lesson in edit.present { outcome.adopt(lesson, revision: try revision(thatBrought: lesson)) }
        outcome.discard(
            edit.discards.map {
                DiscardRecord(
                    stage: .init($0.stage),
                    code: $0.code,
                    reason: redactor.redact($0.reason).text,
                    lessons: $0.lessons.map(\.rawValue)
                )
            }
        )
        if case .model(let cause) = edit.failure, cause.kind == .pending {
            outcome.wait(for: redactor.redact("\(cause)").text)
        } else if let failure = edit.failure {
            let reason = redactor.redact("\(failure)").text
            outcome.report.modelProblem = outcome.report.modelProblem ?? reason
            outcome.block(skill, "no edits could be proposed: \(reason)")
        }
        for (lesson, reason) in edit.held { outcome.hold(lesson, reason) }
        for problem in edit.problems { outcome.block(skill, problem) }
    }

    /// The number of the revision that brought a lesson; nil if none did.
    private func revision(thatBrought lesson: Lesson) throws -> Int? {
        try ledger.revisions(skill: lesson.skill).last { $0.lessons.contains(lesson.id.rawValue) }?.number
    }

    // MARK: Evaluate and publish

    /// Publishes the best change, or puts it on a branch for review; keeps those that an evaluation rejected.
    private func publish(
        _ plans: [RevisionPlan],
        as number: Int,
        on snapshot: Snapshot,
        _ permit: borrowing WorkPermit,
        into outcome: inout EvolutionOutcome
    ) async throws {
        let (chosen, rejected) = try await evaluation.choose(among: plans, progress: progress, into: &outcome)
        for item in rejected {
            _ = try await publisher.reject(
                item.plan.plan,
                try note(on: item.plan, number),
                on: snapshot,
                number: item.number,
                permit
            )
        }
        guard let chosen else {
            if !rejected.isEmpty, let first = plans.first {
                for lesson in first.lessons { outcome.hold(lesson, .evaluationLoss) }
            }
            return
        }
        progress(.publishing(revision: "\(chosen.plan.skill)/v\(number)"))
        var revision = revision(of: chosen.plan, number: number)
        revision.gate = chosen.gate
        if editor.isProposal {
            let proposal = try await publisher.propose(chosen.plan, try note(on: chosen, number), on: snapshot, permit)
            (revision.commit, revision.proposal) = (proposal.commit.description, proposal.branch)
        } else {
            let published = try await publisher.publish(chosen.plan, try note(on: chosen, number), on: snapshot, permit)
            (revision.commit, revision.result) = (published.commit.description, published.result)
        }
        outcome.publish(revision)
    }

    /// What the message of a change's revision says.
    private func note(on evaluated: EvaluatedPlan, _ number: Int) throws -> RevisionNote {
        let lessons = evaluated.plan.lessons
        let sessions = Set(lessons.flatMap(\.support.sessions)).count
        var note = RevisionNote(
            number: number,
            evolution: inputs.evolution,
            // Lessons of another program name sessions that are not in the pool.
            summary: "\(lessons.count.of("lesson")) from "
                + (sessions > poolSessions ? "" : "\(sessions) of ")
                + "\(max(sessions, poolSessions).of("session")).",
            sessions: sessions,
            gate: evaluated.gate,
            modelTokens: editor.asksModel ? try ledger.tokens(of: inputs.evolution) : 0,
            seconds: Int64(now())
        )
        note.evaluation = evaluated.table
        for lesson in lessons {
            let source = try ledger.summary(of: lesson.support.sessions)
            if !source.isEmpty { note.sources[lesson.id] = source }
        }
        note.rejection = evaluated.rejection
        return note
    }

    private func revision(of plan: RevisionPlan, number: Int) -> EvolutionReport.Revision {
        EvolutionReport.Revision(
            skill: plan.skill,
            number: number,
            commit: "",
            lessons: plan.lessons,
            isNew: plan.base == nil,
            files: plan.result.files
        )
    }
}
