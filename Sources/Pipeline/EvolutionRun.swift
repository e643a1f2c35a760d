internal import Configuration
internal import Git
internal import Ledger
package import Lessons
internal import SkillRepository
internal import Skills
internal import Trajectories

/// The state of one evolution on its way.
package struct EvolutionRun {
    let pipeline: Pipeline
    let request: EvolutionRequest
    let id: String
    var report: EvolutionReport
    /// The repository and the lessons of an earlier day, for running an evolution again.
    var frozen: (snapshot: Snapshot, known: [LessonRecord])?
    /// What is written to the ledger at the end.
    private(set) var records: [LessonRecord] = []

    init(pipeline: Pipeline, request: EvolutionRequest, id: String, report: EvolutionReport) {
        self.pipeline = pipeline
        self.request = request
        self.id = id
        self.report = report
    }

    mutating func go(through mined: [Miner.Mined], progress: @Sendable (Progress) -> Void) async throws {
        let known = Dictionary(
            try (frozen?.known ?? pipeline.ledger.lessons()).map { ($0.lesson.id, $0) },
            uniquingKeysWith: { first, _ in first }
        )
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

    mutating func hold(_ lesson: Lesson, _ reason: String) {
        report.held.append((lesson, reason))
        records.append(
            LessonRecord(lesson: lesson, state: .held, reason: reason, evolution: id, updated: pipeline.clock.now())
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
            guard let proposal = try propose(name, base: base, candidates) else { return }
            do {
                try await publish(proposal, on: snapshot, progress: progress)
                return
            } catch PublishingError.branchMoved where attempt < 3 {
                continue
            } catch let error as PublishingError {
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
    ) async throws -> [Proposal.Item] {
        let limit = base == nil ? 130 : 40
        var lines = 0
        var items: [Proposal.Item] = []
        let text = base?.files[Skill.mainPath].map { String(decoding: $0, as: UTF8.self) } ?? ""
        for lesson in lessons {
            let own = LessonText.lines(lesson)
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
                continue
            }
            let cost = own.count + 2
            guard lines + cost <= limit else {
                hold(lesson, "revision-full")
                continue
            }
            let isApproved = known[lesson.id]?.reason == "approved"
            if let reason = Gate.objection(to: lesson, lines: own, skill: base, name: lesson.skill),
                !(isApproved && reason.hasPrefix("safeguard-"))
            {
                hold(lesson, reason)
                continue
            }
            lines += cost
            items.append(Proposal.Item(lesson: lesson, lines: own, replaces: replaces))
        }
        return items
    }

    private mutating func propose(_ name: String, base: Skill?, _ items: [Proposal.Item]) throws -> Proposal? {
        let proposal: Proposal
        if let base {
            proposal = try Proposal(extending: base, with: items)
        } else {
            proposal = try Proposal(creating: Skill.Name(name), with: items)
        }
        let problems = Gate.problems(of: proposal.result, before: base)
        guard problems.isEmpty else {
            for item in items { hold(item.lesson, "gate") }
            report.blocked.append((name, problems.joined(separator: "; ")))
            return nil
        }
        return proposal
    }

    // MARK: Publishing

    private mutating func publish(_ proposal: Proposal, on snapshot: Snapshot, progress: @Sendable (Progress) -> Void)
        async throws
    {
        let states = try proposal.states
        let number = try await pipeline.repository.lastNumber(of: proposal.skill) + 1
        let sessions = Set(proposal.items.flatMap(\.lesson.support.sessions)).count
        let count = proposal.items.count
        let seconds = Int64(pipeline.clock.now())
        var plan = RevisionPlan(
            skill: proposal.skill,
            number: number,
            evolution: id,
            base: proposal.base,
            structure: states.structure == proposal.base ? nil : states.structure,
            steps: zip(proposal.items, states.steps).map {
                RevisionPlan.Step(lesson: $0.lesson, skill: $1, isRefinement: $0.replaces != nil)
            },
            summary: "\(count) \(count == 1 ? "lesson" : "lessons") from \(sessions) of \(report.sessions) sessions.",
            sessions: sessions,
            gate: "structure",
            modelTokens: report.modelTokens,
            seconds: seconds
        )
        let isProposal = request.isProposal || pipeline.configuration.evolution.mode == .propose
        let text = String(decoding: proposal.result.files[Skill.mainPath] ?? [], as: UTF8.self)
        var outcome = EvolutionReport.Revision(
            skill: proposal.skill,
            number: number,
            commit: "",
            lessons: proposal.items.map(\.lesson),
            isNew: proposal.base == nil,
            text: text,
            files: proposal.result.files
        )
        if request.isDryRun {
            report.revisions.append(outcome)
            return
        }
        guard try await passesEvaluation(proposal, &plan, on: snapshot) else { return }
        outcome.gate = plan.gate
        progress(.publishing(revision: "\(proposal.skill)/v\(number)"))
        let prepared = try await pipeline.repository.prepare(plan, on: snapshot, asProposal: isProposal)
        outcome.commit = prepared.tip.description
        if isProposal {
            outcome.proposal = try await pipeline.repository.propose(prepared)
        } else {
            outcome.behind = try await pipeline.publish(prepared, evolution: id)
        }
        report.revisions.append(outcome)
        for item in proposal.items {
            records.append(
                LessonRecord(
                    lesson: item.lesson,
                    state: isProposal ? .proposed : .adopted,
                    revision: number,
                    evolution: id,
                    updated: pipeline.clock.now()
                )
            )
        }
    }
}
