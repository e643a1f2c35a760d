@testable import Consolidation
import Lessons
@testable import Prompting
import Testing
import Trajectories

@Suite("Parsed records of the reference implementation", .timeLimit(.minutes(1)))
struct RecordsTests {
    private static func item(_ type: String, _ title: String, _ content: String) -> String {
        #"{"type":"\#(type)","number":1,"title":"\#(title)","description":"about \#(title)","content":"\#(content)","relation_to_skill":""}"#
    }

    private func read(_ records: String...) throws -> Records {
        try Records(reading: Array("[\(records.joined(separator: ","))]".utf8), skill: "xlsx")
    }

    @Test("Each memory of a record becomes a lesson with the causes as its reason")
    func memoriesBecomeLessons() throws {
        let items = [
            Self.item("failure_cause", "stale", "values were read too early"),
            Self.item("failure_memory", "recalculate first", "run recalc before reading"),
            Self.item("success_memory", "read back", "read every cell back"),
        ]
        let records = try read(#"{"instance_id":17,"source_file":"a.md","items":[\#(items.joined(separator: ","))]}"#)

        #expect(records.count == 1)
        #expect(records.lessons.map(\.lesson.title) == ["recalculate first", "read back"])
        #expect(records.lessons.map(\.lesson.kind) == [.failure, .success])
        #expect(records.lessons.map(\.lesson.why) == ["about stale", ""])
        #expect(records.lessons.allSatisfy { $0.lesson.support.count == 1 && !$0.isVerified })
    }

    @Test("Each cause of a record without memories becomes a lesson")
    func causesBecomeLessons() throws {
        let records = try read(
            #"{"instance_id":"x","items":[\#(Self.item("failure_cause", "stale", "read too early"))]}"#
        )
        #expect(records.lessons.map(\.lesson.action) == ["avoid this: read too early"])
    }

    // Fault 38 of the reference implementation.
    @Test("Runs of one task under several seeds count as one task")
    func seedsAreOneTask() throws {
        let item = Self.item("failure_memory", "recalculate first", "run recalc before reading")
        let records = try read(
            #"{"instance_id":"17_seed_41","items":[\#(item)]}"#,
            #"{"instance_id":"17_seed_42","items":[\#(item)]}"#
        )
        #expect(Set(records.lessons.map(\.id)).count == 1)
        #expect(Set(records.lessons.flatMap(\.sessions).map(\.session)).count == 2)
        #expect(Set(records.lessons.flatMap(\.sessions).map(\.task)) == ["id:17"])
    }

    @Test("Items that say nothing are recorded as discards")
    func emptyItemsAreDiscarded() throws {
        let items = [Self.item("failure_memory", "", ""), Self.item("surprise", "a", "b")]
            .map { $0.replacing(#""description":"about ""#, with: #""description":"""#) }
        let records = try read(#"{"instance_id":"x","items":[\#(items.joined(separator: ","))]}"#)
        #expect(records.lessons.isEmpty)
        #expect(records.discards.map(\.code) == ["unreadable", "unreadable"])
    }

    @Test(
        "A file without records is refused",
        arguments: ["", "{}", #"[{"items":[]}]"#, #"[{"instance_id":1}]"#, "[1]"]
    )
    func refusesOtherFiles(text: String) {
        #expect(throws: AnalystError.self) { try Records(reading: Array(text.utf8), skill: "xlsx") }
    }
}
