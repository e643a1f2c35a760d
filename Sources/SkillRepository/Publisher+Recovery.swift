internal import Git
internal import Glibc
package import Ledger
internal import Lessons

extension Publisher {
    /// Finishes what a crash cut off: moves the branch or updates the working tree for every open intent, and brings the
    /// knowledge ref up to date.
    package func recover(_ permit: borrowing WorkPermit) async throws {
        if let client {
            await repository.sign(with: try await Signing.configured(by: client, commitSettings))
        }
        let intents = try ledger.openIntents()
        _ = try await repository.clearStaleLocks(
            before: Int64(started),
            planned: Set(intents.map(\.tip)),
            owner: geteuid()
        )
        try await finishMove()
        let book = LessonBook(ledger: ledger, repository: repository)
        for var intent in intents {
            switch try await repository.position(tip: intent.tip, parent: intent.parent, reference: intent.reference) {
            case .elsewhere: intent.state = .abandoned
            case .ready:
                do {
                    try await repository.resume(
                        tip: intent.tip,
                        parent: intent.parent,
                        reference: intent.reference,
                        seconds: intent.content.seconds
                    )
                    try await finish(&intent, book)
                } catch PublishingError.branchMoved { intent.state = .abandoned }
            case .moved: try await finish(&intent, book)
            }
            try ledger.save(intent)
        }
        try await book.repair(at: clock.now())
    }

    /// Does work that moves the branch without an intent. What the ledger notes of the move lets recovery finish it.
    func moving<Value: Sendable>(_ work: () async throws -> Value) async throws -> Value {
        await repository.announce { [ledger] old, new in try ledger.setPosition(.moving, to: "\(old) \(new)") }
        do {
            let value = try await work()
            await repository.announce(nil)
            let commits = try movingCommits()
            if let commits {
                try await ReadBack(repository: repository, clock: clock).recordRevisions(since: commits.old, in: ledger)
            }
            try ledger.setPosition(.moving, to: nil)
            if let commits {
                try noteMove(from: commits.old.description, to: commits.new.description, isRecorded: false)
            }
            return value
        } catch {
            await repository.announce(nil)
            // Index and files have to follow at once: a commit of a person would undo the move meanwhile. Where that
            // fails too, recovery does it.
            try? await finishMove()
            throw error
        }
    }

    /// Finishes a move of the branch that was interrupted.
    private func finishMove() async throws {
        guard let commits = try movingCommits() else { return }
        try await repository.finishMove(from: commits.old, to: commits.new)
        try ledger.setPosition(.moving, to: nil)
    }

    /// From where to where the branch is being moved; nil if it is not.
    private func movingCommits() throws -> (old: CommitID, new: CommitID)? {
        let commits = try ledger.position(.moving)?.split(separator: " ").compactMap { CommitID(String($0)) } ?? []
        return commits.count == 2 ? (commits[0], commits[1]) : nil
    }

    /// Notes a move of our own as read, so that a branch that a person puts back before it is known to have gone back.
    ///
    /// - Parameter isRecorded: whether the ledger says of every lesson what became of it by the move. Otherwise, and where something
    ///   was not compared before the move, all skills are compared next: one that is gone again may look as before.
    func noteMove(from old: String, to new: String, isRecorded: Bool = true) throws {
        let isCompared = try isRecorded && ledger.position(.compared) == old
        try ledger.setPosition(.compared, to: isCompared ? new : nil)
        guard try ledger.position(.branch) == old else { return }
        try ledger.setPosition(.branch, to: new)
    }

    /// Finishes a revision whose branch has moved: tag, working tree and records.
    func finish(_ intent: inout Intent, _ book: LessonBook) async throws {
        let content = intent.content
        let problem = await repository.tag(
            skill: intent.skill,
            number: content.number,
            tip: intent.tip,
            seconds: content.seconds,
            message: content.tagMessage
        )
        let result = try await repository.finish(tip: intent.tip, parent: intent.parent, skill: intent.skill)
        // What was recorded once, a person may have changed since.
        if intent.state == .open {
            try ledger.save(revisionRecord(of: intent))
            try await book.record(
                adoptedLessons(of: intent),
                by: .evolution(intent.evolution),
                at: Double(content.seconds)
            )
        }
        try noteMove(from: intent.parent, to: intent.tip)
        // The working tree may have moved on with the branch: it is waited for only while the branch is at the tip.
        intent.state = result == .published && problem == nil ? .done : .moved
    }
}
