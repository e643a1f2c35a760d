internal import GRDB
package import Lessons

extension Ledger {
    /// Every lesson, or those of one skill, by skill and id.
    package func lessons(skill: String? = nil) throws -> [LessonRecord] {
        try database.read { db in
            var request = LessonRecord.all().order(Column("skill"), Column("id"))
            if let skill { request = request.filter(Column("skill") == skill) }
            return try request.fetchValues(db)
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
