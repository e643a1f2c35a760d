internal import GRDB
internal import Lessons
internal import Trajectories

extension Ledger {
    /// Whether a file of these bytes was ingested or rejected before, and how it ended.
    package func state(of digest: String) throws -> TrajectoryRecord.State? {
        try database.read { db in
            try TrajectoryRow.rows(where: "digest = ?", digest).fetchValue(db)
                .flatMap { TrajectoryRecord.State(rawValue: $0.state) }
        }
    }

    /// The name under which a trajectory was dropped; nil if the ledger does not know it.
    package func name(ofTrajectory digest: String) throws -> String? {
        try database.read { db in
            try TrajectoryRow.all().filter(key: digest).select(Column("name"), as: String.self).fetchOne(db)
        }
    }

    /// Records files, their sessions and their artifacts in one transaction: durable when this returns.
    @discardableResult
    package func record(_ files: [TrajectoryRecord], artifacts: [ArtifactsEntry] = []) throws -> IngestCounts {
        try database.write { db in
            var counts = IngestCounts()
            for entry in artifacts { try entry.upsert(db) }
            for file in files {
                if !file.isRepeated { counts.files += 1 }
                if file.state == .rejected { counts.rejected += 1 }
                try insert(try withoutForgotten(file, db), db)
                for session in file.sessions { try insert(session, of: file, db, &counts) }
            }
            return counts
        }
    }

    /// A file that is known keeps its name and its place, and the labels that are not replaced.
    private func insert(_ file: TrajectoryRecord, _ db: Database) throws {
        var row = TrajectoryRow(file)
        guard let known = try TrajectoryRow.rows(where: "digest = ?", file.digest).fetchValue(db) else {
            return try row.insert(db)
        }
        row.labels = LabelReference.merge(row.labels, into: known.labels)
        try Stored(row).update(db, columns: ["state", "reason", "detail", "format", "labels"])
    }

    private func isForgotten(_ session: Session, _ db: Database) throws -> Bool {
        for id in [session.id, session.parent].compactMap(\.self) {
            if try Forgotten(.session, id.rawValue).isKnown(db) { return true }
        }
        return false
    }

    /// The file as it is recorded: forgotten itself if all its sessions are.
    private func withoutForgotten(_ file: TrajectoryRecord, _ db: Database) throws -> TrajectoryRecord {
        guard !file.sessions.isEmpty, try file.sessions.allSatisfy({ try isForgotten($0.session, db) }) else {
            return file
        }
        try Forgotten(.trajectory, file.digest, at: file.received).mark(db)
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
        let known = try SessionRow.rows(where: "id = ?", session.id.rawValue).fetchValue(db)
        var row = SessionRow(record, trajectory: file.digest)
        if let known, known.records >= session.recordCount, file.isRepeated || known.trajectory != file.digest {
            // A copy that goes no further brings nothing but what is missing there.
            counts.known += file.isRepeated ? 0 : 1
            let copy = row
            row = known
            row.complete(with: copy)
            apply(file.labels, to: &row, knownAs: known, &counts)
            let copies = zip(record.episodes, record.requests).map {
                EpisodeRow($0, of: session.id, request: $1, unused: record.unused)
            }
            return try update(row, from: known, copies: copies, takesRoute: file.isRepeated, db)
        }
        if let known {
            counts.grown += known.trajectory == file.digest ? 0 : 1
            row.complete(with: known)
        }
        apply(file.labels, to: &row, knownAs: nil, &counts)
        let earlier = try episodes(of: session.id, db)
        if !earlier.isEmpty { try EpisodeRow.all().filter(Column("session") == session.id.rawValue).deleteAll(db) }
        counts.sessions += 1
        try row.upsert(db)
        for (episode, request) in zip(record.episodes, record.requests) {
            counts.episodes += 1
            var new = EpisodeRow(episode, of: session.id, request: request, unused: record.unused)
            new.follow(row, other: earlier.first { $0.number == new.number })
            try new.upsert(db)
        }
    }

    // MARK: Files that stay in place

    /// How a file that stays in its folder looked when it was read; nil if it was never read, or has changed since. Its
    /// labels may have changed.
    package func unchanged(_ file: KeptFile) throws -> KeptFile? {
        try database.read { db in
            guard let known = try KeptFile.rows(where: "path = ?", file.path).fetchValue(db),
                (known.size, known.modified, known.inode) == (file.size, file.modified, file.inode)
            else { return nil }
            return known
        }
    }

    /// Notes what files that stay in place look like.
    package func note(_ files: [KeptFile]) throws {
        try database.write { db in for file in files { try file.upsert(db) } }
    }
}
