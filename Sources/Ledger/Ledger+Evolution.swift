internal import Foundations
internal import GRDB
package import Lessons
internal import Trajectories

extension Ledger {
    // MARK: The pool

    /// Every episode that is evidence, in a stable order.
    package func pool() throws -> [AnalysedEpisode] { try database.read { try PoolReader.episodes($0) } }

    /// Episodes that wait for an evolution, in a stable order.
    package func pending() throws -> [PendingEpisode] { try database.read { try PoolReader.pending($0) } }

    /// What an evolution has to go by, all of it as it is at one moment.
    package func evidence() throws -> EvolutionEvidence { try database.read { try Self.evidence($0) } }

    private static func evidence(_ db: Database) throws -> EvolutionEvidence {
        EvolutionEvidence(
            pool: try PoolReader.episodes(db),
            pending: try PoolReader.pending(db),
            contradictions: try conflicts(db).map { $0.lessons.map { Lesson.ID($0) } }
        )
    }

    /// The number of episodes that wait for an evolution.
    package func pendingEpisodes() throws -> Int {
        try database.read { try EpisodeRow.pending().fetchCount($0) }
    }

    /// The number of episodes that wait although an evolution with this model would not ask about them: its analysis of
    /// them failed too often.
    package func restingEpisodes(for model: String) throws -> Int {
        try database.read { db in
            try EpisodeRow.pending().filter(Column("failures") >= PendingEpisode.mostFailures)
                .filter(Column("failed_by") == model).fetchCount(db)
        }
    }

    /// Makes episodes wait again that no model has read, so that the next evolution with a model reads them.
    ///
    /// - Parameter skills: the only skills that it is about, by the route, the workspace or the lessons of an episode;
    ///   empty for all.
    /// - Returns: how many episodes that were.
    package func reopenUnread(of skills: Set<String> = []) throws -> Int {
        try database.write { db in
            let rows = try EpisodeRow.all().filter(Column("state") == EpisodeState.done.rawValue)
                .filter(Column("read_by") == "").order(Column("session"), Column("number")).fetchAll(db).map(\.value)
            let supporting = skills.isEmpty ? [] : try sessions(behind: skills, db)
            var count = 0
            for row in rows
            where skills.isEmpty || skills.contains(row.route ?? row.workspace ?? "") || supporting.contains(row.root) {
                count += try EpisodeRow.all()
                    .filter(Column("session") == row.session && Column("number") == row.number)
                    .updateAll(db, Column("state").set(to: EpisodeState.pending.rawValue))
            }
            return count
        }
    }

    /// The outermost sessions that support lessons of these skills.
    private func sessions(behind skills: Set<String>, _ db: Database) throws -> Set<String> {
        let lessons = try LessonRecord.all().fetchValues(db).map(\.lesson).filter { skills.contains($0.skill) }
        return Set(lessons.flatMap(\.support.sessions).map(\.rawValue))
    }

    // MARK: Evolutions

    /// Writes down that an evolution has begun, and what it looks at, in one transaction.
    ///
    /// - Parameters:
    ///   - time: in seconds since 1970.
    ///   - lessons: lessons that another program handed over.
    ///   - base: the commit whose skills its analysts read.
    @discardableResult
    package func begin(
        evolution id: String,
        at time: Double,
        with lessons: [EvolutionInputs.HandedLesson] = [],
        base: String? = nil
    ) throws -> EvolutionEvidence {
        try database.write { db in
            // An evolution runs under the work lock, so another one that still runs by the ledger was cut off.
            let open = [EvolutionState.running.rawValue, EvolutionState.waiting.rawValue]
            for var row in try EvolutionRow.all().filter(open.contains(Column("state"))).fetchValues(db) {
                (row.state, row.lastCall) = (.cutOff, try Self.lastCall(db))
                try row.upsert(db)
            }
            var row = EvolutionRow(id: id, started: time)
            let evidence = try Self.evidence(db)
            row.inputs = try StoredInputs(EvolutionInputs(of: evidence, lessons, base: base), db)
            try row.insert(db)
            return evidence
        }
    }

    /// Leaves an evolution open that waits for answers of a model, or notes that it goes on.
    ///
    /// - Parameter state: ``EvolutionState/waiting`` or ``EvolutionState/running``.
    package func mark(evolution id: String, as state: EvolutionState) throws {
        try database.write { db in
            guard var row = try EvolutionRow.all().filter(key: id).fetchValue(db) else { return }
            row.state = state
            try row.upsert(db)
        }
    }

    /// What changes when evidence or lessons do, but for evolutions and their calls.
    package func evidenceMark() throws -> String {
        try database.read { db in
            try String.fetchOne(
                db,
                sql: """
                    SELECT (SELECT COUNT(*) FROM trajectory) || ' ' || (SELECT COUNT(*) FROM forgotten)
                        || ' ' || (SELECT COUNT(*) || ' ' || COALESCE(MAX(updated), 0) FROM lesson)
                        || ' ' || (SELECT COALESCE(MAX(labelled), 0) FROM session)
                    """
            ) ?? ""
        }
    }

    /// Goes on with the evolution that waits for answers of a model, if the last one does and something of what it
    /// looked at is still there; nil if not.
    package func resume() throws -> ResumedEvolution? {
        try database.write { db in
            let last = try EvolutionRow.all().order(Column("started").desc, Column("id").desc).limit(1).fetchValue(db)
            guard var row = last, row.state == .waiting else { return nil }
            let now = try Self.evidence(db)
            let inputs = try row.inputs.inputs(db)
            let known = Dictionary(
                firstValues: inputs.episodes.map { input in
                    var key = input
                    key.pending = nil
                    return (key, input.pending)
                }
            )
            let pending = now.pending.filter { known[EvolutionInputs.Episode($0.episode)] == .some($0.session) }
            let pool = now.pool.filter { known[EvolutionInputs.Episode($0)] != nil }
            guard !pool.isEmpty || !inputs.lessons.isEmpty else { return nil }
            row.state = .running
            try row.upsert(db)
            return ResumedEvolution(
                evolution: row.id,
                inputs: inputs,
                evidence: EvolutionEvidence(
                    pool: pool,
                    pending: pending,
                    contradictions: now.contradictions
                ),
                later: Set(now.pending.map(\.reference)).subtracting(pending.map(\.reference))
            )
        }
    }

    /// How many model calls of an evolution have no answer yet, by what they are for.
    package func unansweredCalls(of evolution: String) throws -> [String: Int] {
        try database.read { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT role, COUNT(DISTINCT key) FROM model_call AS call WHERE evolution = ? AND outcome = 'pending'
                    AND NOT EXISTS (SELECT 1 FROM model_call WHERE key = call.key AND response IS NOT NULL)
                    GROUP BY role
                    """,
                arguments: [evolution]
            )
            return Dictionary(firstValues: rows.map { ($0[0], $0[1]) })
        }
    }

    /// The number of the last model call; 0 if there was none.
    private static func lastCall(_ db: Database) throws -> Int {
        try ModelCallEntry.all().order(Column("number").desc).select(Column("number"), as: Int.self).fetchOne(db) ?? 0
    }

    /// What an evolution looked at; nil if the evolution is not known.
    package func inputs(of evolution: String) throws -> EvolutionInputs? {
        try database.read { try EvolutionRow.all().filter(key: evolution).fetchValue($0)?.inputs.inputs($0) }
    }

    /// Whether the last evolution left something behind that needs no new evidence: publishing was blocked, the process
    /// ended in the middle of it, it was for some skills only, or another machine published first.
    package func isUnfinished() throws -> Bool {
        try lastEvolution()?.state.isUnfinished == true || position(.putBack) != nil
    }

    /// Writes down what analyses came to as soon as they are through: their episodes are done, their lessons and
    /// discards known, whatever becomes of publishing. In one transaction.
    ///
    /// - Parameters:
    ///   - failed: episodes of which the model made nothing, although it can be asked.
    ///   - model: the model with its settings, by which it is known whether something has changed.
    package func settle(
        _ episodes: [EpisodeReference],
        by evolution: String,
        lessons: [LessonRecord],
        discards: [DiscardRecord] = [],
        failed: [EpisodeReference] = [],
        model: String = ""
    ) throws {
        try database.write { db in
            try Self.insert(discards, of: evolution, db)
            for lesson in lessons { try lesson.upsert(db) }
            for episode in episodes {
                try EpisodeRow.pending()
                    .filter(Column("session") == episode.session.rawValue && Column("number") == episode.number)
                    .updateAll(
                        db,
                        Column("state").set(to: EpisodeState.done.rawValue),
                        Column("evolution").set(to: evolution),
                        Column("read_by").set(to: model),
                        Column("failures").set(to: 0)
                    )
            }
            for episode in failed {
                let row = EpisodeRow.pending()
                    .filter(Column("session") == episode.session.rawValue && Column("number") == episode.number)
                let isSame = try row.filter(Column("failed_by") == model).fetchCount(db) > 0
                let failures = isSame ? try row.fetchValue(db)?.failures ?? 0 : 0
                try row.updateAll(
                    db,
                    Column("failed_by").set(to: model),
                    Column("failures").set(to: failures + 1)
                )
            }
        }
    }

    /// Ends an evolution: every pending episode is used or gets its reason, lessons are written, in one transaction.
    package func end(_ end: EvolutionEnd, lessons: [LessonRecord]) throws {
        try database.write { db in
            if var row = try EvolutionRow.all().filter(key: end.evolution).fetchValue(db) {
                (row.ended, row.state, row.summary) = (end.time, end.state, end.summary)
                row.lastCall = try Self.lastCall(db)
                // What led to nothing is never run again. What a model saw is kept, so that its answers can be forgotten with
                // the sessions.
                if end.state == .nothing, row.inputs.lessons.isEmpty, try !Self.hasCalls(end.evolution, db) {
                    row.inputs = StoredInputs()
                }
                try row.upsert(db)
            }
            try Self.insert(end.discards, of: end.evolution, db)
            for lesson in lessons { try lesson.upsert(db) }
            let isOwn = Column("state") == EpisodeState.done.rawValue && Column("evolution") == end.evolution
            let rows = try EpisodeRow.all().filter(Column("state") == EpisodeState.pending.rawValue || isOwn)
                .fetchAll(db).map(\.value)
            for row in rows where !end.failed.contains(row.reference) {
                let isSupporting = end.supporting.contains(Session.ID(row.root))
                let unused: UnusedReason? =
                    isSupporting ? nil : row.hasFindings ? .noCommonLesson : .nothingFound
                // Not by way of the record, which would encode findings and traits again.
                try EpisodeRow.all().filter(Column("session") == row.session && Column("number") == row.number)
                    .updateAll(
                        db,
                        Column("state").set(to: EpisodeState.done.rawValue),
                        Column("evolution").set(to: end.evolution),
                        Column("reason").set(to: unused?.rawValue ?? "")
                    )
            }
        }
    }

    private static func hasCalls(_ evolution: String, _ db: Database) throws -> Bool {
        try Bool.fetchOne(
            db,
            sql: "SELECT EXISTS (SELECT 1 FROM model_call WHERE evolution = ?)",
            arguments: [evolution]
        ) ?? false
    }

    /// The last evolution that began; nil if there was none.
    package func lastEvolution() throws -> EvolutionRecord? { try evolutions(limit: 1).first }

    /// Evolutions, newest first.
    package func evolutions(limit: Int) throws -> [EvolutionRecord] {
        try database.read { db in
            try EvolutionRecord.all().order(Column("started").desc, Column("id").desc).limit(limit).fetchValues(db)
        }
    }
}

/// A whole row of an evolution.
struct EvolutionRow: TableValue {
    static let table = "evolution"

    var id: String
    var started: Double
    var ended: Double?
    var state = EvolutionState.running
    var summary: [String: Int] = [:]
    var inputs = StoredInputs()
    /// The number of the last model call that was known when it ended: what its replay may know.
    var lastCall: Int?

    private enum CodingKeys: String, CodingKey {
        case id, started, ended, state, summary, inputs
        case lastCall = "last_call"
    }

    init(id: String, started: Double) {
        self.id = id
        self.started = started
    }
}
