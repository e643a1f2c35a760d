internal import Configuration
internal import Foundations
internal import Git
internal import Ledger
package import Lessons
internal import Mining
internal import Prompting
internal import SkillEditing
internal import SkillRepository
internal import Skills
internal import Trajectories

/// The state of one evolution on its way.
package struct EvolutionRun {
    let pipeline: Pipeline
    let request: EvolutionRequest
    let id: String
    var report: EvolutionReport
    /// The model that words lessons; nil where code does.
    let role: ModelSession?
    /// The repository and the lessons of an earlier day, for running an evolution again.
    var frozen: (snapshot: Snapshot, known: [LessonRecord], sample: Int)?
    /// What is written to the ledger at the end.
    private(set) var records: [LessonRecord] = []
    var losses: [LossRecord] = []
    private var approvedLessons: Set<Lesson.ID> = []
    private var standingLessons: Set<Lesson.ID> = []

    init(pipeline: Pipeline, request: EvolutionRequest, id: String, report: EvolutionReport, role: ModelSession? = nil)
    {
        self.pipeline = pipeline
        self.request = request
        self.id = id
        self.report = report
        self.role = role
    }

    mutating func go(through mined: [Miner.Mined], progress: @Sendable (Progress) -> Void) async throws {
        let known = Dictionary(firstValues: try (frozen?.known ?? pipeline.ledger.lessons()).map { ($0.lesson.id, $0) })
        approvedLessons = Set(known.values.filter { $0.reason == Self.approved }.map(\.lesson.id))
        standingLessons = Set(known.values.filter { $0.state == .adopted }.map(\.lesson.id))
        var bySkill: [String: [Lesson]] = [:]
        var refined: [Lesson.ID: Lesson] = [:]
        for item in mined {
            let lesson = item.lesson
            guard request.skills.isEmpty || request.skills.contains(lesson.skill) else { continue }
            switch known[lesson.id]?.state {
            case .tombstone: continue
            case .adopted, .proposed:
                let old = known[lesson.id]?.lesson
                if let old, Self.isWordedAnew(old, lesson), known[lesson.id]?.state == .adopted {
                    refined[lesson.id] = old
                    bySkill[lesson.skill, default: []].append(lesson)
                } else {
                    stand(lesson, known[lesson.id])
                }
            case .held, nil:
                if let reason = item.held {
                    hold(lesson, reason)
                } else {
                    bySkill[lesson.skill, default: []].append(lesson)
                }
            }
        }
        for skill in bySkill.keys.sorted() {
            try await evolve(skill, lessons: bySkill[skill] ?? [], refined: refined, known: known, progress: progress)
        }
    }

    /// A lesson that stands keeps its words; who backs it is brought up to date.
    private mutating func stand(_ lesson: Lesson, _ record: LessonRecord?) {
        report.standing += 1
        guard var record, record.lesson.support != lesson.support else { return }
        record.lesson.support = lesson.support
        record.lesson.evidence = lesson.evidence
        record.updated = pipeline.clock.now()
        records.append(record)
    }

    /// Counts that have grown and another order are no news; a word that was not there is.
    private static func isWordedAnew(_ old: Lesson, _ new: Lesson) -> Bool {
        func words(_ lesson: Lesson) -> Set<Substring> {
            Set((lesson.when + " " + lesson.action).split { !$0.isLetter && !$0.isNumber && $0 != "-" && $0 != "_" })
        }
        return !words(new).isSubset(of: words(old))
    }

    /// Keeps a lesson for later runs, with the reason.
    mutating func hold(_ lesson: Lesson, _ reason: String) {
        report.held.append((lesson, reason))
        // One that stands and whose new words did not go in stands as it was.
        guard !standingLessons.contains(lesson.id) else { return }
        // What a person let in stays let in, until it is unsafe or does harm.
        let isFinal = reason.hasPrefix("rejected-") || reason == "evaluation-loss"
        let kept = approvedLessons.contains(lesson.id) && !isFinal ? Self.approved : reason
        records.append(
            LessonRecord(lesson: lesson, state: .held, reason: kept, evolution: id, updated: pipeline.clock.now())
        )
    }

    // MARK: One skill

    private mutating func evolve(
        _ name: String,
        lessons: [Lesson],
        refined: [Lesson.ID: Lesson],
        known: [Lesson.ID: LessonRecord],
        progress: @Sendable (Progress) -> Void
    ) async throws {
        let start = (report, records, losses)
        for attempt in 1...3 {
            let snapshot: Snapshot
            if let frozen { snapshot = frozen.snapshot } else { snapshot = try await pipeline.repository.snapshot() }
            if let reason = snapshot.unmanaged[name] {
                for lesson in lessons { hold(lesson, "unmanaged-skill") }
                report.blocked.append((name, reason))
                return
            }
            let base = snapshot.skills[name]
            let candidates = try await candidates(lessons, base: base, refined: refined, known: known)
            guard !candidates.isEmpty else { return }
            if base == nil,
                !Self.isWorthASkill(
                    candidates.map(\.lesson),
                    pipeline.configuration.evolution.minimumLessons,
                    pipeline.configuration.evolution.minimumSupport
                )
            {
                for item in candidates { hold(item.lesson, "waits-for-skill") }
                return
            }
            progress(.proposing(skill: name, lessons: candidates.count))
            do {
                let proposals = try await proposals(for: candidates, name: name, snapshot, known: known)
                try await publish(proposals, on: snapshot, progress: progress)
                return
            } catch PublishingError.branchMoved where attempt < 3 {
                // What was found of the skill as it was is found again, or is not so any more.
                (report, records, losses) = start
            } catch let error as PublishingError {
                for item in candidates { hold(item.lesson, "not-published") }
                report.blocked.append((name, "\(error)"))
                return
            }
        }
    }

    /// Whether lessons are worth a line in an agent's context: as many as configured, or fewer with as much support
    /// together as that many would have at the least.
    package static func isWorthASkill(_ lessons: [Lesson], _ count: Int, _ support: Int) -> Bool {
        lessons.count >= count || lessons.reduce(0) { $0 + $1.support.count } >= count * max(2, support)
    }

    /// The items that may go in, best first, within what one revision may change. The rest is held with its reason.
    private mutating func candidates(
        _ lessons: [Lesson],
        base: Skill?,
        refined: [Lesson.ID: Lesson],
        known: [Lesson.ID: LessonRecord]
    ) async throws -> [LessonCandidate] {
        let limit = Self.lineLimit(isNew: base == nil)
        var lines = 0
        var items: [LessonCandidate] = []
        let text = base?.files[Skill.mainPath].map { String(decoding: $0, as: UTF8.self) } ?? ""
        for lesson in lessons {
            if let before = known[lesson.id], before.reason == "editor-declined",
                lesson.support.count <= before.lesson.support.count
            {
                // Asked before, and nothing has come to it since.
                hold(lesson, before.reason)
                continue
            }
            let own = LessonText.item(lesson)
            var replaces: [String]?
            if let old = refined[lesson.id] {
                // A line that a person has changed since is locked.
                guard text.contains(LessonText.lines(old).joined(separator: "\n")) else {
                    report.standing += 1
                    continue
                }
                replaces = LessonText.lines(old)
            } else if text.contains(LessonText.title(lesson)) {
                // Published by a run that was cut off before it could write it down, or written by a person.
                try adopt(lesson)
                continue
            }
            let cost = own.count + 2
            guard lines + cost <= limit else {
                hold(lesson, "revision-full")
                continue
            }
            let isApproved = known[lesson.id]?.reason == Self.approved
            if let reason = SafetyCheck.objection(to: lesson, lines: own, skill: base, name: lesson.skill),
                !(isApproved && reason.hasPrefix("safeguard-"))
            {
                hold(lesson, reason)
                continue
            }
            lines += cost
            items.append(LessonCandidate(lesson: lesson, replaces: replaces, isApproved: isApproved))
        }
        return items
    }

    /// The reason code of a lesson that a person has let in.
    static let approved = "approved"

    /// How many lines one revision may change.
    static func lineLimit(isNew: Bool) -> Int { isNew ? 130 : 40 }

    private mutating func adopt(_ lesson: Lesson) throws {
        report.standing += 1
        let revision = try pipeline.ledger.revisions(skill: lesson.skill)
            .last { $0.lessons.contains(lesson.id.rawValue) }
        records.append(
            LessonRecord(
                lesson: lesson,
                state: .adopted,
                revision: revision?.number,
                evolution: id,
                updated: pipeline.clock.now()
            )
        )
    }

    // MARK: Publishing

    /// Publishes the proposal that does best, or puts it on a branch for a person.
    ///
    /// - Parameter proposals: of the same lessons, in other words each.
    private mutating func publish(
        _ proposals: [Proposal],
        on snapshot: Snapshot,
        progress: @Sendable (Progress) -> Void
    ) async throws {
        guard let first = proposals.first else { return }
        guard !request.isDryRun else {
            let number = try await pipeline.repository.lastNumber(of: first.skill) + 1
            return report.revisions.append(outcome(of: first, number: number))
        }
        guard let (proposal, measured) = try await best(of: proposals, on: snapshot, progress: progress) else { return }
        let plan = try await plan(for: proposal, measured)
        let isProposal = isProposal
        progress(.publishing(revision: "\(plan.skill)/v\(plan.number)"))
        let prepared = try await pipeline.repository.prepare(plan, on: snapshot, asProposal: isProposal)
        var outcome = outcome(of: proposal, number: plan.number)
        outcome.gate = plan.gate
        outcome.commit = prepared.tip.description
        if isProposal {
            outcome.proposal = try await pipeline.repository.propose(prepared)
        } else {
            outcome.behind = try await pipeline.publish(prepared, evolution: id)
        }
        report.revisions.append(outcome)
        for lesson in proposal.lessons {
            records.append(
                LessonRecord(
                    lesson: lesson,
                    state: isProposal ? .proposed : .adopted,
                    revision: plan.number,
                    evolution: id,
                    updated: pipeline.clock.now()
                )
            )
        }
    }

    var isProposal: Bool { request.isProposal || pipeline.configuration.evolution.mode == .propose }

    /// A proposal as a revision to be, with what its evaluation gave.
    func plan(for proposal: Proposal, _ measured: EvaluationNote? = nil) async throws -> RevisionPlan {
        let sessions = Set(proposal.lessons.flatMap(\.support.sessions)).count
        var plan = RevisionPlan(
            skill: proposal.skill,
            number: try await pipeline.repository.lastNumber(of: proposal.skill) + 1,
            evolution: id,
            base: proposal.base,
            structure: proposal.structure == proposal.base ? nil : proposal.structure,
            steps: proposal.steps,
            // Records of another program name sessions that are not in the pool.
            summary: "\(proposal.lessons.count.of("lesson")) from "
                + (sessions > report.sessions ? "" : "\(sessions) of ")
                + "\(max(sessions, report.sessions).of("session")).",
            sessions: sessions,
            gate: measured?.gate ?? "structure",
            modelTokens: try pipeline.ledger.tokens(of: id),
            seconds: Int64(pipeline.clock.now())
        )
        plan.moved = proposal.moved
        plan.sample = proposal.sample
        plan.evaluation = measured?.table ?? ""
        return plan
    }

    private func outcome(of proposal: Proposal, number: Int) -> EvolutionReport.Revision {
        EvolutionReport.Revision(
            skill: proposal.skill,
            number: number,
            commit: "",
            lessons: proposal.lessons,
            isNew: proposal.base == nil,
            text: String(decoding: proposal.result.files[Skill.mainPath] ?? [], as: UTF8.self),
            files: proposal.result.files
        )
    }
}
