internal import GRDB
package import Lessons

/// The row of a discard: its evolution, and its place in the order in which that evolution saved them.
struct DiscardRow: TableValue {
    static let table = "discard"

    var evolution: String
    /// Counted from 1 in the evolution.
    var number: Int
    var stage: String
    var code: String
    var reason: String
    var session: String?
    var trajectory: String?
    var lessons: [String]

    var record: DiscardRecord {
        DiscardRecord(
            stage: DiscardRecord.Stage(rawValue: stage),
            code: code,
            reason: reason,
            session: session,
            trajectory: trajectory,
            lessons: lessons
        )
    }
}

extension Ledger {
    /// Adds to the discards of an evolution, in this order.
    static func insert(_ discards: [DiscardRecord], of evolution: String, _ db: Database) throws {
        guard !discards.isEmpty else { return }
        let last = try DiscardRow.all().filter(Column("evolution") == evolution).order(Column("number").desc)
            .fetchValue(db)
        for (offset, discard) in discards.enumerated() {
            try DiscardRow(
                evolution: evolution,
                number: (last?.number ?? 0) + 1 + offset,
                stage: discard.stage.rawValue,
                code: discard.code,
                reason: discard.reason,
                session: discard.session,
                trajectory: discard.trajectory,
                lessons: discard.lessons
            ).insert(db)
        }
    }

    /// The discards of an evolution in the order in which they were saved.
    package func discards(of evolution: String) throws -> [DiscardRecord] {
        try database.read { db in
            try DiscardRow.all().filter(Column("evolution") == evolution).order(Column("number")).fetchValues(db)
                .map(\.record)
        }
    }

    /// Adds to the discards of an evolution, or of another operation by its name.
    package func save(_ discards: [DiscardRecord], of origin: LessonOrigin) throws {
        try database.write { try Self.insert(discards, of: origin.rawValue, $0) }
    }

    /// Trajectories that the last evolution, or the rebuilding of this ledger, could not read back from the archive,
    /// each once.
    package func unreadableTrajectories() throws -> [DiscardRecord] {
        let origins = [try lastEvolution()?.id, LessonOrigin.rebuild.rawValue].compactMap(\.self)
        let discards = try database.read { db in
            try DiscardRow.all().filter(Column("stage") == DiscardRecord.Stage.archive.rawValue)
                .filter(origins.contains(Column("evolution"))).order(Column("evolution").desc, Column("number"))
                .fetchValues(db).map(\.record)
        }
        var seen = Set<String?>()
        return discards.filter { seen.insert($0.trajectory).inserted }
    }

    /// What a model found in lessons that a person has to decide, the newest last.
    package func decisions() throws -> [DiscardRecord] {
        try database.read { db in
            try DiscardRow.all().filter(Column("stage") == DiscardRecord.Stage.decision.rawValue)
                .order(Column("evolution"), Column("number")).fetchValues(db).map(\.record)
        }
    }

    /// Every contradiction between lessons that was found so far.
    ///
    /// - Parameter evolution: only what was found before that one; ids of evolutions are in the order of their times.
    package func conflicts(before evolution: String? = nil) throws -> [DiscardRecord] {
        try database.read { try Self.conflicts(before: evolution, $0) }
    }

    static func conflicts(before evolution: String? = nil, _ db: Database) throws -> [DiscardRecord] {
        var request = DiscardRow.all().filter(Column("stage") == DiscardRecord.Stage.conflict.rawValue)
        if let evolution { request = request.filter(Column("evolution") < evolution) }
        return try request.order(Column("evolution"), Column("number")).fetchValues(db).map(\.record)
    }
}
