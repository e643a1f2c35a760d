package import Git
package import Ledger
package import Lessons

/// Moves the refs of the skills repository, and is the only one who does: revisions, proposals, rejected candidates and
/// rollbacks.
///
/// A revision is published in this order: intent in the ledger, branch, tag, working tree, record in the ledger. A crash
/// after any step is finished by ``recover(_:)``: the intent names everything, and making the commits again gives the
/// same objects.
package struct Publisher: Sendable {
    let repository: SkillRepository
    let ledger: Ledger
    let clock: WallClock
    /// When this process began to work, in seconds since 1970. Lock files newer than this belong to a live process.
    let started: Double
    private let exchange: Exchange?
    let client: GitClient?
    let commitSettings: CommitSettings

    /// Publishes to a repository, with intents and records in a ledger.
    ///
    /// - Parameters:
    ///   - client: the git client, by whose configuration commits are signed; nil if they are not.
    ///   - commitSettings: what is said of commits besides git's configuration.
    ///   - remote: what other machines share; nil for none.
    ///   - isSameRule: whether a lesson says what one of others says.
    package init(
        repository: SkillRepository,
        ledger: Ledger,
        clock: WallClock,
        client: GitClient? = nil,
        commitSettings: CommitSettings = CommitSettings(),
        remote: Remote? = nil,
        isSameRule: @escaping @Sendable (Lesson, [Lesson]) -> Bool = { lesson, others in
            others.contains { $0.id == lesson.id }
        }
    ) {
        self.repository = repository
        self.ledger = ledger
        self.clock = clock
        self.client = client
        self.commitSettings = commitSettings
        exchange = remote.map {
            Exchange(repository: repository, ledger: ledger, clock: clock, remote: $0, isSameRule: isSameRule)
        }
        started = clock.now()
    }

    // MARK: Revisions

    /// Publishes a revision on the branch.
    ///
    /// - Returns: the last commit of the revision, and how far publishing came.
    /// - Throws: ``PublishingError`` if the branch is elsewhere or locked, or a person's work is in the way. Nothing has
    ///   moved then.
    package func publish(
        _ plan: RevisionPlan,
        _ note: RevisionNote,
        on snapshot: Snapshot,
        _ permit: borrowing WorkPermit
    ) async throws -> (commit: CommitID, result: PublishResult) {
        let revision = try await repository.prepare(plan, note, on: snapshot)
        return (revision.tip, try await publish(revision))
    }

    private func publish(_ revision: PreparedRevision) async throws -> PublishResult {
        try await repository.requireDecided(revision.plan.skill)
        try await repository.requireFree(revision.paths)
        var intent = Intent(
            id: "\(revision.tag)@\(revision.tip)",
            evolution: revision.note.evolution,
            skill: revision.plan.skill,
            reference: repository.branch,
            parent: revision.parent.description,
            tip: revision.tip.description,
            content: PlannedRevision(
                number: revision.note.number,
                seconds: revision.note.seconds,
                tagMessage: SkillRepository.tagMessage(revision.plan, revision.note),
                lessons: revision.plan.lessons
            ),
            created: clock.now()
        )
        try ledger.save(intent)
        let result: PublishResult
        do {
            result = try await repository.publish(revision)
        } catch {
            // An error of the disk may come after the branch has moved: then recovery goes on with the intent. Where that
            // cannot be told, recovery finds it out.
            let position = try? await repository.position(
                tip: intent.tip,
                parent: intent.parent,
                reference: intent.reference
            )
            switch position {
            case .moved:
                // Index and files have to follow at once: a commit of a person would take the revision back meanwhile.
                try await finish(&intent, LessonBook(ledger: ledger, repository: repository))
                try ledger.save(intent)
                return intent.state == .done ? .published : .behind(paths: revision.paths, reason: "\(error)")
            case .ready, .elsewhere:
                intent.state = .abandoned
                // If that cannot be recorded, recovery finds the same.
                try? ledger.save(intent)
                throw error
            case nil: throw error
            }
        }
        try ledger.save(revisionRecord(of: intent))
        // Adopted from here on: an evolution that is cut off later does not learn them again.
        try LessonBook(ledger: ledger, repository: repository)
            .save(adoptedLessons(of: intent))
        try noteMove(from: intent.parent, to: intent.tip)
        intent.state = result == .published ? .done : .moved
        try ledger.save(intent)
        return result
    }

    // MARK: The records of a published revision

    func revisionRecord(of intent: Intent) -> RevisionRecord {
        RevisionRecord(
            skill: intent.skill,
            number: intent.content.number,
            evolution: intent.evolution,
            commit: intent.tip,
            base: intent.parent,
            published: clock.now(),
            lessons: intent.content.lessons.map(\.id.rawValue)
        )
    }

    func adoptedLessons(of intent: Intent) -> [LessonRecord] {
        intent.content.lessons.map {
            LessonRecord(
                lesson: $0,
                state: .adopted,
                revision: intent.content.number,
                origin: .evolution(intent.evolution),
                updated: clock.now()
            )
        }
    }

    /// Keeps a candidate that was rejected, with the reason, under a ref of its own.
    ///
    /// - Parameter number: counts the rejected candidates of one evolution and skill, from 1.
    /// - Returns: the full name of the ref.
    package func reject(
        _ plan: RevisionPlan,
        _ note: RevisionNote,
        on snapshot: Snapshot,
        number: Int,
        _ permit: borrowing WorkPermit
    ) async throws -> String {
        try await repository.reject(plan, note, on: snapshot, number: number)
    }

    /// Returns when the calls of libgit2 that were waiting have returned.
    package func answer() async { await repository.answer() }

    /// The folders in which that changes; see ``SkillRepository/foldersOfObstacles()``.
    package func foldersOfObstacles() -> Set<String> { repository.foldersOfObstacles() }

    /// What changes when an obstacle to publishing may have gone; see ``SkillRepository/stateOfFiles()``.
    package func stateOfFiles() -> String { repository.stateOfFiles() }

    // MARK: Before work

    /// The repository as work on it finds it.
    package struct CurrentState: Sendable {
        /// The lessons, as the history says that they are.
        package let book: LessonBook
        /// The ids of lessons that a person has taken back since the last time.
        package let retracted: [String]
        /// The skills at the tip; nil before the first commit.
        package let snapshot: Snapshot?
        /// What else a person has to know of the history, each a sentence with its remedy.
        package let notices: [String]
        /// What keeps the daemon from writing, in a sentence; nil if nothing does.
        package let obstacle: String?
    }

    /// Finishes what a crash cut off, and reads back what people did to the history since the last time.
    ///
    /// - Parameter receives: whether what other machines did is fetched first, if there is a remote.
    package func catchUp(_ permit: borrowing WorkPermit, receiving receives: Bool = true) async throws -> CurrentState {
        try await recover(permit)
        let received = receives ? try await exchange?.receive(permit) : nil
        let book = LessonBook(ledger: ledger, repository: repository)
        let reading = try await ReadBack(repository: repository, clock: clock).run(book, permit)
        let settled =
            reading.obstacle == nil
            ? try await ProposalSettlement(repository: repository, clock: clock).run(book, permit)
            : (retracted: [], notices: [])
        return CurrentState(
            book: book,
            retracted: (received?.retracted ?? []) + reading.retracted + settled.retracted,
            snapshot: reading.snapshot,
            notices: (received?.notices ?? []) + reading.notices + [reading.obstacle].compactMap(\.self)
                + settled.notices,
            obstacle: try await repository.obstacle() ?? reading.obstacle ?? received?.obstacle
        )
    }

    // MARK: Other machines

    /// Whether there is a remote that other machines share.
    package var hasRemote: Bool { exchange != nil }

    /// Sends to the other machines what was done here.
    package func send(_ permit: borrowing WorkPermit) async throws -> ExchangeResult {
        try await exchange?.send(permit) ?? .complete
    }

    /// Receives and sends, until both have the same, at most three times.
    ///
    /// - Returns: what a person has to know, each a sentence, and what became of the last sending.
    package func meet(_ permit: borrowing WorkPermit) async throws -> (notices: [String], result: ExchangeResult) {
        var notices: [String] = []
        var result = ExchangeResult.complete
        for _ in 0..<3 {
            let state = try await catchUp(permit)
            notices += state.notices
            result = try await send(permit)
            guard result == .behind else { break }
        }
        if case .refused(let reason) = result { notices.append(reason) }
        return (notices, result)
    }

    /// Tidies up behind an evolution.
    package func tidy(_ permit: borrowing WorkPermit) async {
        await repository.forgetSnapshot()
        // Without the note, the next process reads the whole history for the numbers.
        if let numbers = await repository.knownNumbers { try? ledger.setPosition(.numbers, to: numbers.encoded()) }
        await joinPacks(permit)
    }

    /// Joins packs once they are many: each revision leaves one, and what looks for an object looks in every one. Those that
    /// cannot be joined now are joined later, or by git.
    package func joinPacks(_ permit: borrowing WorkPermit) async { try? await repository.joinPacks() }

    // MARK: Proposals

    /// Puts a revision on a branch of its own, for a person to review.
    ///
    /// - Returns: the last commit of the proposal, and the full name of its branch.
    package func propose(
        _ plan: RevisionPlan,
        _ note: RevisionNote,
        on snapshot: Snapshot,
        _ permit: borrowing WorkPermit
    ) async throws -> (commit: CommitID, branch: String) {
        let revision = try await repository.prepare(plan, note, on: snapshot, asProposal: true)
        return (revision.tip, try await repository.propose(revision))
    }

    /// Merges a proposal.
    ///
    /// - Parameter person: who accepts it; nil for the program itself.
    /// - Throws: ``PublishingError/blocked(_:)`` if the branch has moved since and changed the same lines.
    package func accept(
        _ proposal: Proposals.Open,
        by person: Identity? = nil,
        _ permit: borrowing WorkPermit
    ) async throws -> PublishResult {
        try await moving {
            try await repository.accept(proposal, by: person, seconds: Int64(clock.now()))
        }
    }

    /// Moves a proposal's branch to the rejected candidates.
    ///
    /// - Returns: the full name of the ref that keeps it.
    package func decline(_ proposal: Proposals.Open, _ permit: borrowing WorkPermit) async throws -> String {
        try await repository.decline(proposal, seconds: Int64(clock.now()))
    }

    /// Takes a lesson that a person rejected out of every open proposal that adds it. A proposal of which nothing is left is
    /// declined.
    ///
    /// - Parameters:
    ///   - reason: the person's own words; empty if none were given.
    ///   - lessons: by their ids.
    /// - Returns: the names of the proposals.
    package func withdraw(
        _ id: String,
        reason: String,
        lessons: [String: Lesson],
        _ permit: borrowing WorkPermit
    ) async throws -> [String] {
        var changed: [String] = []
        let seconds = Int64(clock.now())
        for proposal in try await repository.proposals() where proposal.lessons.contains(id) {
            if proposal.lessons == [id], proposal.removals.isEmpty {
                _ = try await repository.decline(proposal, seconds: seconds)
            } else {
                let note = RollbackNote(reason: reason, seconds: seconds)
                _ = try await repository.withdraw(id, from: proposal, note, lessons: lessons)
            }
            changed.append(proposal.name)
        }
        return changed
    }

    /// Puts the removal of lessons of a skill on a branch `proposals/<skill>/vN`, for a person to merge.
    ///
    /// - Parameters:
    ///   - ids: those of the lessons.
    ///   - lessons: by their ids.
    /// - Returns: the full name of the branch; nil if the lessons are not in the skill.
    package func proposeRemoval(
        of ids: [String],
        skill: String,
        reason: String,
        lessons: [String: Lesson],
        _ permit: borrowing WorkPermit
    ) async throws -> String? {
        try await repository.proposeRemoval(
            of: ids,
            skill: skill,
            number: try await nextNumber(of: skill),
            RollbackNote(reason: reason, seconds: Int64(clock.now())),
            lessons: lessons
        )
    }

    /// The number of the next revision of a skill: above every one that it has had, in the history, the ledger, a tag or a
    /// proposal.
    package func nextNumber(of skill: String) async throws -> Int {
        await repository.remember(try ledger.position(.numbers).flatMap(RevisionNumbers.init(encoded:)))
        let known = try ledger.revisions(skill: skill).map(\.number).max() ?? 0
        return max(known, try await repository.lastNumber(of: skill)) + 1
    }

    // MARK: Rollback

    /// Takes back what a person names of a skill.
    ///
    /// - Parameter lessons: those of the skill, by their ids.
    package func rollBack(
        _ target: RollbackTarget,
        of skill: String,
        _ note: RollbackNote,
        lessons: [String: Lesson],
        _ permit: borrowing WorkPermit
    ) async throws -> RollbackResult {
        try await moving { try await repository.rollBack(target, of: skill, note, lessons: lessons) }
    }

    /// What ``rollBack(_:of:_:lessons:_:)`` would do; nothing is written.
    package func previewRollback(
        _ target: RollbackTarget,
        of skill: String,
        lessons: [String: Lesson]
    ) async throws -> RollbackResult {
        let note = RollbackNote(seconds: Int64(clock.now()), isPreview: true)
        return try await repository.rollBack(target, of: skill, note, lessons: lessons)
    }
}
