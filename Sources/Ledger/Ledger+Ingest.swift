internal import FoundationEssentials
internal import GRDB
package import Lessons
package import Trajectories

/// A file that was taken in, with everything that is kept of it.
package struct TrajectoryRecord: Sendable {
    package enum State: String, Sendable {
        case archived
        case rejected
        /// Read, and nothing new in it: every session is in another file that goes further.
        case superseded
        /// A person had it removed: it is not taken in again.
        case forgotten
    }

    package var digest: String
    package var name: String
    package var inbox: String
    package var path: String
    package var size: Int
    package var format: String
    package var state: State
    /// A reason code, empty for a file that was taken in.
    package var reason: String
    /// The reason as a sentence.
    package var detail: String
    package var received: Double
    package var sessions: [SessionRecord]

    package init(
        digest: String,
        name: String,
        inbox: String,
        path: String,
        size: Int,
        format: String,
        state: State,
        reason: String = "",
        detail: String = "",
        received: Double,
        sessions: [SessionRecord] = []
    ) {
        self.digest = digest
        self.name = name
        self.inbox = inbox
        self.path = path
        self.size = size
        self.format = format
        self.state = state
        self.reason = reason
        self.detail = detail
        self.received = received
        self.sessions = sessions
    }
}

/// A session without its steps, and what was found in its episodes.
package struct SessionRecord: Sendable {
    package var session: Session
    package var episodes: [AnalysedEpisode]
    /// The request of each episode, cut short, for a person.
    package var requests: [String]
    package var counts: (steps: Int, calls: Int, errors: Int)
    /// Why no episode of it is evidence, or empty.
    package var reason: String
    package init(
        session: Session,
        episodes: [AnalysedEpisode],
        requests: [String],
        counts: (steps: Int, calls: Int, errors: Int),
        reason: String = ""
    ) {
        self.session = session
        self.episodes = episodes
        self.requests = requests
        self.counts = counts
        self.reason = reason
    }
}

/// How many of what a batch brought.
package struct IngestCounts: Sendable, Equatable {
    package var files = 0
    package var sessions = 0
    /// Sessions of which a copy that goes as far or further is known.
    package var known = 0
    /// Sessions of which a shorter copy was known, and gave way.
    package var grown = 0
    package var episodes = 0
    package var rejected = 0
    package init() {}
    package static func += (left: inout IngestCounts, right: IngestCounts) {
        left.files += right.files
        left.sessions += right.sessions
        left.known += right.known
        left.grown += right.grown
        left.episodes += right.episodes
        left.rejected += right.rejected
    }
}

extension Ledger {
    /// Whether a file of these bytes was taken in or rejected before, and how it ended.
    package func state(of digest: String) throws -> TrajectoryRecord.State? {
        try database.read { db in
            try String.fetchOne(db, sql: "SELECT state FROM trajectory WHERE digest = ?", arguments: [digest]).flatMap(
                TrajectoryRecord.State.init
            )
        }
    }

    /// Records files, their sessions and what lay beside them in one transaction: durable when this returns.
    @discardableResult
    package func record(_ files: [TrajectoryRecord], artifacts: [ArtifactsEntry] = []) throws -> IngestCounts {
        try database.write { db in
            var counts = IngestCounts()
            for entry in artifacts { try insert(entry, db) }
            for file in files {
                counts.files += 1
                if file.state == .rejected { counts.rejected += 1 }
                try insert(try withoutForgotten(file, db), db)
                for session in file.sessions { try insert(session, of: file, db, &counts) }
            }
            return counts
        }
    }

    private func insert(_ file: TrajectoryRecord, _ db: Database) throws {
        try db.execute(
            sql: """
                INSERT INTO trajectory (digest, name, inbox, path, size, format, state, reason, detail, received, sessions)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (digest) DO UPDATE SET state = excluded.state, reason = excluded.reason, detail = excluded.detail, format = excluded.format
                """,
            arguments: [
                file.digest, file.name, file.inbox, file.path, file.size, file.format, file.state.rawValue, file.reason,
                file.detail, file.received,
                file.sessions.count,
            ]
        )
    }

    private func isForgotten(_ session: Session, _ db: Database) throws -> Bool {
        for id in [session.id, session.parent].compactMap(\.self) {
            if try Self.isForgotten(id.rawValue, "session", db) { return true }
        }
        return false
    }

    /// The file as it is recorded: forgotten itself if all its sessions are.
    private func withoutForgotten(_ file: TrajectoryRecord, _ db: Database) throws -> TrajectoryRecord {
        guard !file.sessions.isEmpty, try file.sessions.allSatisfy({ try isForgotten($0.session, db) }) else {
            return file
        }
        try Self.mark("trajectory", file.digest, at: file.received, db)
        var file = file
        (file.state, file.name, file.path, file.detail) = (.forgotten, "", "", "")
        return file
    }

    private func insert(
        _ record: SessionRecord,
        of file: TrajectoryRecord,
        _ db: Database,
        _ counts: inout IngestCounts
    ) throws {
        let session = record.session
        guard try !isForgotten(session, db) else {
            counts.known += 1
            return
        }
        let known = try Row.fetchOne(
            db,
            sql: "SELECT records, trajectory FROM session WHERE id = ?",
            arguments: [session.id.rawValue]
        )
        if let known {
            let records: Int = known["records"]
            // The same bytes again are a repetition; a copy that goes no further brings nothing.
            if records >= session.recordCount, known["trajectory"] != file.digest {
                counts.known += 1
                return
            }
            counts.grown += known["trajectory"] == file.digest ? 0 : 1
            try db.execute(sql: "DELETE FROM episode WHERE session = ?", arguments: [session.id.rawValue])
        }
        counts.sessions += 1
        try db.execute(
            sql: """
                INSERT OR REPLACE INTO session
                (id, root, trajectory, format, agent, model, workspace, task, outcome, reward, outcome_source, outcome_detail, started, ended, records,
                 steps, calls, errors, tokens, skills, notes, sketch, state, reason)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                session.id.rawValue, (session.parent ?? session.id).rawValue, file.digest, session.format,
                session.agent.name, session.agent.model,
                session.workspace, session.task.map { String($0.prefix(400)) }, session.outcome.label.rawValue,
                session.outcome.reward,
                session.outcome.source.rawValue, session.outcome.detail, session.startedAt, session.endedAt,
                session.recordCount, record.counts.steps,
                record.counts.calls, record.counts.errors, session.usage.promptTokens + session.usage.completionTokens,
                try Column.json(
                    session.skills.map { "\($0.kind.rawValue):\($0.name)\($0.revision.map { "@" + $0 } ?? "")" }
                ),
                try Column.json(session.notes), record.episodes.first?.sketch ?? "",
                record.reason.isEmpty ? "evidence" : "unused", record.reason,
            ]
        )
        for (episode, request) in zip(record.episodes, record.requests) {
            counts.episodes += 1
            try insert(episode, of: session.id, request: request, reason: record.reason, db)
        }
    }

    private func insert(
        _ episode: AnalysedEpisode,
        of session: Session.ID,
        request: String,
        reason: String,
        _ db: Database
    ) throws {
        try db.execute(
            sql: """
                INSERT OR REPLACE INTO episode
                (session, number, root, trajectory, format, task, request, source, workspace, route, outcome, findings, traits, sketch, analyst, state, reason)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                session.rawValue, episode.episode, episode.session.rawValue, episode.trajectory, episode.format,
                episode.task, String(request.prefix(400)),
                episode.source, episode.workspace, episode.route, episode.outcome.rawValue,
                try Column.json(episode.findings),
                try Column.json(episode.traits), episode.sketch, Lesson.embeddedAnalyst,
                reason.isEmpty ? "pending" : "unused", reason,
            ]
        )
    }

    // MARK: Files that stay in place

    /// Whether a file that is kept in its folder looks as it did when it was read.
    package func isUnchanged(path: String, size: Int, modified: Int, inode: Int) throws -> Bool {
        try database.read { db in
            try Bool.fetchOne(
                db,
                sql: "SELECT 1 FROM place WHERE path = ? AND size = ? AND modified = ? AND inode = ?",
                arguments: [path, size, modified, inode]
            ) ?? false
        }
    }

    package func note(places: [(path: String, size: Int, modified: Int, inode: Int, digest: String)]) throws {
        try database.write { db in
            for place in places {
                try db.execute(
                    sql: "INSERT OR REPLACE INTO place (path, size, modified, inode, digest) VALUES (?, ?, ?, ?, ?)",
                    arguments: [place.path, place.size, place.modified, place.inode, place.digest]
                )
            }
        }
    }
}
