internal import GRDB
package import Lessons

/// How many lessons there are.
package struct LessonCounts: Sendable, Equatable {
    /// Those of their own, by state.
    package var states: [LessonState.Name: Int] = [:]
    /// Those that are parts of others.
    package var joined = 0
}

extension Ledger {
    /// Every lesson, or those of one skill, by skill and id.
    package func lessons(skill: String? = nil) throws -> [LessonRecord] {
        try database.read { db in
            var request = LessonRecord.all().order(Column("skill"), Column("id"))
            if let skill { request = request.filter(Column("skill") == skill) }
            return try request.fetchValues(db)
        }
    }

    /// How many lessons each skill has. Reads no lesson.
    package func lessonCounts() throws -> [String: LessonCounts] {
        try database.read { db in
            let rows = try Row.fetchAll(
                db,
                sql: "SELECT skill, state, hold_reason, count(*) FROM lesson GROUP BY skill, state, hold_reason"
            )
            var counts: [String: LessonCounts] = [:]
            for row in rows {
                let name: String = row[1]
                guard let state = LessonState.Name(rawValue: name) else {
                    throw LedgerError.newerValue("lesson state", name)
                }
                if case .joined? = (row[2] as String?).map(HoldReason.init) {
                    counts[row[0], default: LessonCounts()].joined += row[3]
                } else {
                    counts[row[0], default: LessonCounts()].states[state, default: 0] += row[3]
                }
            }
            return counts
        }
    }

    /// The lesson of an id; nil if there is none.
    package func lesson(_ id: Lesson.ID) throws -> LessonRecord? {
        try database.read { try LessonRecord.all().filter(key: id.rawValue).fetchValue($0) }
    }

    /// Writes lessons, in one transaction. Only for ``LessonBook`` of the module SkillRepository, which brings the
    /// knowledge ref along, and for a ledger that is made again.
    package func save(_ lessons: [LessonRecord]) throws {
        try database.write { db in for lesson in lessons { try lesson.upsert(db) } }
    }

    /// Lessons that were written here and not yet to the knowledge ref, as after a crash between the two.
    package func lessonsBehindKnowledge() throws -> [LessonRecord] {
        try database.read { db in
            try LessonRecord.all().filter(Column("in_knowledge") == false).order(Column("id"))
                .fetchValues(db)
        }
    }

    /// The ids of the lessons that were written to the knowledge ref.
    package func lessonsInKnowledge() throws -> Set<String> {
        try database.read { db in
            Set(
                try LessonRecord.all().filter(Column("in_knowledge") == true).select(Column("id"), as: String.self)
                    .fetchAll(db)
            )
        }
    }

    /// Notes that the knowledge ref holds these records; one that was written again since is left as it is.
    package func markInKnowledge(_ lessons: [LessonRecord]) throws {
        try database.write { db in
            for record in lessons {
                try LessonRecord.all()
                    .filter(key: record.lesson.id.rawValue)
                    .filter(Column("updated") == record.updated)
                    .updateAll(db, Column("in_knowledge").set(to: true))
            }
        }
    }
}
