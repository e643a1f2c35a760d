internal import FoundationEssentials
internal import Foundations
internal import Git
package import Ledger
internal import Lessons

/// The exchange with the other machines that share a remote: it brings here what they did, and sends what was done here.
///
/// The branch only goes forward. A revision that the remote has not seen is made anew where another machine was first, so
/// that the text of skills is never merged. The knowledge of two machines is united. What a person did to the remote's
/// branch (a forced push, a deleted branch) is reported, and nothing is sent to it until a person has decided.
struct Exchange: Sendable {
    let repository: SkillRepository
    let ledger: Ledger
    let clock: WallClock
    let remote: Remote
    /// Whether a lesson says what one of others says.
    let isSameRule: @Sendable (Lesson, [Lesson]) -> Bool

    /// What the exchange brought.
    struct Received {
        /// What a person has to know, each a sentence.
        var notices: [String] = []
        /// Ids of lessons that a person has taken back.
        var retracted: [String] = []
        /// What has to be done by a person before an evolution may go on; nil if nothing.
        var obstacle: String?
    }

    // MARK: Receiving

    /// Brings here what other machines did. A remote that cannot be reached is noted, and keeps nothing from going on.
    func receive(_ permit: borrowing WorkPermit) async throws -> Received {
        var state = try ExchangeState.read(from: ledger)
        let theirs: Remote.References
        do {
            theirs = try await references()
        } catch let error as RemoteProblem {
            state.failed("\(error)", at: clock.now())
            try state.save(to: ledger)
            return Received(notices: ["\(error); the work goes on without it, and the exchange is tried again"])
        }
        var received = Received()
        // What people decided here counts before anything is put on top of it.
        let book = LessonBook(ledger: ledger, repository: repository)
        if try await repository.tip() != nil {
            let reading = try await ReadBack(repository: repository, clock: clock).run(book, permit)
            received.retracted = reading.retracted
            received.notices = reading.notices
        }
        let known = state.references
        let seconds = Int64(clock.now())
        if let knowledge = theirs[SkillRepository.knowledge].flatMap({ CommitID($0.description) }) {
            try await repository.uniteKnowledge(with: knowledge, seconds: seconds)
        }
        try await meet(theirs, known, book, &state, &received, permit)
        let proposed = try await repository.proposedLessons()
        let dropped = try await repository.adopt(theirs, known: known, seconds: seconds)
        if !dropped.isEmpty {
            try await putBack(proposed.subtracting(try await repository.proposedLessons()), from: .proposed, book)
        }
        state.succeeded(received.obstacle, theirs, at: clock.now())
        try state.save(to: ledger)
        return received
    }

    /// What the remote has, with all its objects here.
    ///
    /// - Throws: ``RemoteProblem`` if the remote cannot be read; other errors are of our own repository.
    private func references() async throws -> Remote.References {
        for _ in 0..<3 {
            let theirs = try await remote.references(branch: repository.branch)
            let missing = try await repository.missing(theirs)
            if missing.isEmpty { return theirs }
            try await remote.fetch(missing)
            if try await repository.missing(theirs).isEmpty { return theirs }
        }
        throw RemoteProblem("\(remote.name) changed all the time while it was read")
    }

    /// Brings the branch to what the remote has, or finds out why not.
    private func meet(
        _ theirs: Remote.References,
        _ known: Remote.References,
        _ book: LessonBook,
        _ state: inout ExchangeState,
        _ received: inout Received,
        _ permit: borrowing WorkPermit
    ) async throws {
        let name = String(repository.branch.dropFirst("refs/heads/".count))
        func commit(_ references: Remote.References) -> CommitID? {
            references[repository.branch].flatMap { CommitID($0.description) }
        }
        let lost = state.lost.flatMap { CommitID($0) }
        let relation = try await repository.relation(to: commit(theirs), known: commit(known), lost: lost)
        let wasLost = state.lost != nil
        (state.lost, state.isSendingBranch) = (nil, true)
        switch relation {
        case .same, .ahead, .absent: return
        case .deleted:
            (state.lost, state.isSendingBranch) = ((lost ?? commit(known))?.description, false)
            state.problem =
                "\(remote.name) has no \(name) any more, and it is not sent there again; to bring it back: "
                + "git -C \(repository.path) push \(remote.name) \(name)"
            if !wasLost, let problem = state.problem { received.notices.append(problem) }
        case .rewritten(let before):
            (state.lost, state.isSendingBranch) = (before.description, false)
            let now = commit(theirs)
            var gone: [String] = []
            if let now { gone = try await repository.revisions(in: before, notIn: now) }
            let what = gone.isEmpty ? "commits" : gone.joined(separator: ", ")
            received.obstacle =
                "\(name) of \(remote.name) went back from \(before.description.prefix(10)) to "
                + "\(now.map { String($0.description.prefix(10)) } ?? "nothing") and lost \(what); to follow it: "
                + "git -C \(repository.path) fetch \(remote.name) \(name) && git -C \(repository.path) reset --keep FETCH_HEAD; "
                + "to bring that back: git -C \(repository.path) push --force-with-lease=\(name):\(now?.description ?? "") \(remote.name) \(name)"
            if !wasLost, let obstacle = received.obstacle { received.notices.append(obstacle) }
        case .apart(let tip):
            do {
                try await join(tip, book, &received, permit)
            } catch let error as PublishingError {
                state.isSendingBranch = false
                received.obstacle = "\(name) could not be brought to that of \(remote.name): \(error)"
            }
        }
    }

    // MARK: Joining

    private func join(
        _ theirs: CommitID,
        _ book: LessonBook,
        _ received: inout Received,
        _ permit: borrowing WorkPermit
    ) async throws {
        let seconds = Int64(clock.now())
        let before = Set(try book.lessons().filter(\.state.isRetracted).map(\.lesson.id))
        let plan = try await repository.plan(joining: theirs, of: remote.name, seconds: seconds)
        try await repository.requireFree(for: plan)
        if plan.leavesOld { try await giveUp(plan, book) }
        if !plan.dropped.isEmpty {
            let names = plan.dropped.map { "\($0.skill)/v\($0.number)" }.sorted().joined(separator: ", ")
            received.notices.append(
                "another machine was first: \(names) \(plan.dropped.count.form(one: "is", many: "are")) made anew on what it did"
            )
        }
        if !plan.rewritten.isEmpty {
            received.notices.append(
                "\(plan.rewritten.count.of("commit")) of people \(plan.rewritten.count.form(one: "was", many: "were")) put on top of "
                    + "what \(remote.name) has; as they were: git log \(plan.old.description.prefix(10))"
            )
        }
        let result = try await repository.join(plan, seconds: seconds)
        if case .behind(let paths, let reason) = result {
            received.notices.append("\(paths.joined(separator: ", ")) could not be brought along: \(reason)")
        }
        let reading = try await ReadBack(repository: repository, clock: clock).run(book, permit)
        received.retracted += reading.retracted
        received.notices += reading.notices
        try await enforce(plan.arrived, decidedBefore: before, book, &received)
    }

    /// Records that revisions are not published after all, before the branch leaves them.
    private func giveUp(_ plan: JoinPlan, _ book: LessonBook) async throws {
        var back = Set<String>()
        var changed: [LessonRecord] = []
        for revision in plan.dropped { back.formUnion(revision.lessonIDs) }
        for var record in try book.lessons() {
            let id = record.lesson.id.rawValue
            if let retraction = record.state.retraction, let proof = retraction.proof,
                let new = CommitID(proof.commit).flatMap({ plan.rewritten[$0] })
            {
                var moved = retraction
                moved.proof?.commit = new.description
                record.state = .retracted(moved)
                changed.append(record)
            } else if back.contains(id), record.state == .adopted, let number = plan.lessons[id] {
                record.revision = number
                changed.append(record)
            }
        }
        if !changed.isEmpty { try await book.record(changed, by: .exchange, at: clock.now()) }
        try await putBack(back.filter { plan.lessons[$0] == nil }, from: .adopted, book)
        for revision in plan.dropped { try ledger.removeRevision(skill: revision.skill, number: revision.number) }
        // It did not go back: it is made anew.
        try ledger.setPosition(.branch, to: plan.base.description)
    }

    /// Lets lessons wait for the next evolution, which publishes them anew.
    private func putBack(_ ids: Set<String>, from state: LessonState, _ book: LessonBook) async throws {
        let records = try book.lessons().filter { ids.contains($0.lesson.id.rawValue) && $0.state == state }.map {
            var record = $0
            (record.state, record.revision, record.updated) = (.held(.notPublished), nil, clock.now())
            return record
        }
        guard !records.isEmpty else { return }
        try ledger.setPosition(.putBack, to: "\(clock.now())")
        try await book.record(records, by: .exchange, at: clock.now())
    }

    /// Takes out of the skills what one machine published while a person took the same rule back on another one.
    ///
    /// - Parameters:
    ///   - arrived: the ids of lessons that other machines published.
    ///   - known: the ids of lessons that were known here as taken back before. What was published here with this
    ///     knowledge stays: a person let it in.
    private func enforce(
        _ arrived: Set<String>,
        decidedBefore known: Set<Lesson.ID>,
        _ book: LessonBook,
        _ received: inout Received
    ) async throws {
        let lessons = try book.lessons()
        let takenBack = lessons.filter(\.state.isRetracted)
        let news = takenBack.filter { !known.contains($0.lesson.id) }
        guard !arrived.isEmpty && !takenBack.isEmpty || !news.isEmpty else { return }
        let snapshot = try await repository.snapshot()
        let follower = LessonFollower(snapshot, lessons)
        for record in lessons {
            let isFromElsewhere = arrived.contains(record.lesson.id.rawValue)
            let decision: LessonRecord?
            if record.state.isRetracted {
                decision = isFromElsewhere && follower.isWritten(record.lesson) ? record : nil
            } else {
                guard record.state == .adopted else { continue }
                decision = (isFromElsewhere ? takenBack : news).first { isSameRule(record.lesson, [$0.lesson]) }
            }
            guard let decision, let retraction = decision.state.retraction else { continue }
            let proof = retraction.proof
            // A decision that those who published the lesson knew is theirs to have lifted.
            if let proof, try await repository.isInHistory(proof.commit), decision.lesson.id == record.lesson.id {
                continue
            }
            let note = RollbackNote(
                reason: retraction.note.isEmpty
                    ? "taken back on another machine\(proof.map { " in \($0.commit.prefix(10))" } ?? "")"
                    : retraction.note,
                seconds: Int64(clock.now())
            )
            let result = try await repository.rollBack(
                .lesson(record.lesson.id.rawValue),
                of: record.lesson.skill,
                note,
                lessons: Dictionary(lessons.map { ($0.lesson.id.rawValue, $0.lesson) }) { $1 }
            )
            var changed = record
            changed.state = .retracted(
                Retraction(
                    retraction.means,
                    note: retraction.note,
                    proof: result.commits.last.map {
                        Retraction.Proof(commit: $0.description, author: proof?.author, date: proof?.date)
                    }
                )
            )
            changed.updated = clock.now()
            try await book.record([changed], by: .exchange, at: clock.now())
            received.retracted.append(record.lesson.id.rawValue)
            received.notices.append(
                isFromElsewhere
                    ? "\(record.lesson.id) came from \(remote.name) and was taken back here, so it was taken out again"
                    : "\(record.lesson.id) says what was taken back on another machine, so it was taken out"
            )
        }
    }

    // MARK: Sending

    /// Sends what was done here.
    func send(_ permit: borrowing WorkPermit) async throws -> ExchangeResult {
        var state = try ExchangeState.read(from: ledger)
        // The remote was not reached, or a person has to decide first.
        guard state.failures == 0 else { return .failed(state.problem ?? "") }
        let changes = try await repository.changes(for: state.references, sendsBranch: state.isSendingBranch)
        guard !changes.together.isEmpty || !changes.rest.isEmpty else { return .complete }
        var verdicts: [String: Remote.Verdict] = [:]
        do throws(RemoteProblem) {
            if !changes.together.isEmpty { verdicts = try await remote.push(changes.together, together: true) }
            if !Self.hasMoved(verdicts), !changes.rest.isEmpty {
                verdicts.merge(try await remote.push(changes.rest, together: false)) { $1 }
            }
        } catch {
            state.failed("\(error)", at: clock.now())
            try state.save(to: ledger)
            return .failed("\(error)")
        }
        for change in changes.together + changes.rest where verdicts[change.name] == .accepted {
            state.known[change.name] = change.new?.description
        }
        let refusals = verdicts.sorted { $0.key < $1.key }.compactMap { name, verdict -> String? in
            guard case .refused(let reason) = verdict else { return nil }
            return "\(remote.name) does not take \(name): \(reason)"
        }
        if let refusal = refusals.first { state.problem = refusal }
        try state.save(to: ledger)
        if Self.hasMoved(verdicts) { return .behind }
        return refusals.first.map { .refused($0) } ?? .complete
    }

    /// Whether another machine was first. Where the remote takes all or nothing, one refusal keeps the others away.
    private static func hasMoved(_ verdicts: [String: Remote.Verdict]) -> Bool {
        let isRefused = verdicts.values.contains { if case .refused = $0 { true } else { false } }
        return !isRefused && verdicts.values.contains(.moved)
    }
}

/// What became of sending.
package enum ExchangeResult: Sendable, Equatable {
    /// The remote has all that is here.
    case complete
    /// Another machine was first: receive again, then send again.
    case behind
    /// The remote does not take it, with the reason.
    case refused(String)
    /// The remote could not be reached, with the reason.
    case failed(String)
}

/// How far the exchange with a remote has come, as the ledger keeps it.
package struct ExchangeState: Codable, Sendable {
    /// What the remote had when it was last seen: ids by the full names of references.
    var known: [String: String] = [:]
    /// What the remote's branch had before it went back or was deleted, until a person has decided.
    var lost: String?
    /// Whether the branch may be sent.
    var isSendingBranch = true
    /// Why the exchange is not complete, as a sentence; nil if it is.
    package var problem: String?
    /// When the remote was last reached, in seconds since 1970; nil if it never was.
    package var reached: Double?
    /// How often in a row it could not be reached.
    package var failures = 0

    var references: Remote.References {
        Dictionary(known.compactMap { name, id in ObjectID(id).map { (name, $0) } }) { $1 }
    }

    mutating func failed(_ reason: String, at time: Double) {
        problem = reason
        failures += 1
    }

    mutating func succeeded(_ obstacle: String?, _ theirs: Remote.References, at time: Double) {
        if let obstacle { problem = obstacle } else if isSendingBranch { problem = nil }
        known = theirs.mapValues(\.description)
        (reached, failures) = (time, 0)
    }

    func save(to ledger: Ledger) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        try ledger.setPosition(.exchange, to: String(decoding: try encoder.encode(self), as: UTF8.self))
    }

    /// Reads the state from a ledger; a new one if there is none.
    ///
    /// - Throws: ``LedgerError/newerValue(_:_:)`` for one that this version cannot read: beginning anew would forget that the
    ///   remote's branch went back.
    package static func read(from ledger: Ledger) throws -> ExchangeState {
        guard let text = try ledger.position(.exchange) else { return ExchangeState() }
        do {
            return try JSONDecoder().decode(Self.self, from: Data(text.utf8))
        } catch is DecodingError {
            throw LedgerError.newerValue("state of the exchange", text)
        }
    }
}
