import FoundationEssentials
import TestSupport
import Testing

@Suite("The command log")
struct LogCommandTests {
    @Test("log --json lists every revision with its lessons")
    func logListsRevisionsAndLessons() throws {
        struct Entry: Decodable {
            struct Lesson: Decodable {
                var id: String
                var support: Int
                var state: String
                var commit: String
            }
            var skill: String
            var revision: Int
            var commit: String
            var lessons: [Lesson]
        }
        let installation = try Installation.thatHasLearned()

        let said = try installation.succeed("log", "--json")

        let entries = try JSONDecoder().decode([Entry].self, from: Data(said.utf8))
        #expect(Set(entries.map(\.commit)) == Set(try installation.revisions()))
        #expect(Set(entries.flatMap(\.lessons).map(\.commit)) == Set(try installation.lessonCommits().map(\.id)))
        #expect(entries.flatMap(\.lessons).allSatisfy { $0.support >= 2 && $0.state == "adopted" })
    }
}
