internal import Archive
internal import Ledger
internal import Lessons
internal import Mining
internal import Redaction
internal import Safeguards
internal import Synchronization
internal import Trajectories

/// The commands of archived sessions, for the safeguards; each recording is read once in an evolution.
final class SessionCommands: Sendable {
    private let archive: Archive
    private let trajectories: ArchivedTrajectories
    private let ledger: Ledger
    private let redactor: Redactor
    private let known = Mutex<[String: [Session.ID: CommandEvidence]]>([:])

    /// How many sessions of a lesson are looked at: the more ran a command, the more likely it is among the first.
    private static let limit = 40

    init(archive: Archive, trajectories: ArchivedTrajectories, ledger: Ledger, redactor: Redactor) {
        self.archive = archive
        self.trajectories = trajectories
        self.ledger = ledger
        self.redactor = redactor
    }

    /// Adds what the sessions that support a lesson ran. A recording that cannot be read proves nothing.
    func add(of lesson: Lesson, to evidence: inout CommandEvidence) {
        for item in lesson.evidence.prefix(Self.limit) {
            if let session = sessions(of: item.trajectory)[item.session] { evidence.formUnion(session) }
        }
    }

    private func sessions(of trajectory: String) -> [Session.ID: CommandEvidence] {
        if let sessions = known.withLock({ $0[trajectory] }) { return sessions }
        let sessions = read(trajectory)
        known.withLock { $0[trajectory] = sessions }
        return sessions
    }

    private func read(_ trajectory: String) -> [Session.ID: CommandEvidence] {
        guard let digest = ContentDigest(hex: trajectory), archive.contains(digest) else { return [:] }
        var parents: [Session.ID: Session.ID] = [:]
        var found: [Session.ID: CommandEvidence] = [:]
        do {
            let name = try ledger.name(ofTrajectory: trajectory)
            try trajectories.sessions(of: digest, name: name) { session in
                if let parent = session.parent { parents[session.id] = parent }
                found[session.id] = evidence(of: session)
            }
        } catch {
            return [:]
        }
        // What a sub-agent ran counts for the session that started it.
        for (child, _) in parents {
            guard let own = found[child] else { continue }
            var parent = parents[child]
            for _ in 0..<8 {
                guard let next = parent else { break }
                found[next, default: CommandEvidence()].formUnion(own)
                parent = parents[next]
            }
        }
        return found
    }

    private func evidence(of session: Session) -> CommandEvidence {
        var evidence = CommandEvidence()
        func clean(_ text: String) -> String { redactor.redact(text).text }
        for call in session.steps.flatMap(\.calls) {
            let command = call.command.map(clean)
            if call.observation != nil, !call.isTrouble {
                evidence.addSuccess(command: command, arguments: call.arguments.map { clean($0.value) })
            } else if let command {
                evidence.addAttempt(command: command)
            }
        }
        return evidence
    }
}
