import Composition
import Configuration
@testable import Evolution
import Ledger
import Lessons
import TestSupport
import Testing

@Suite("A shared inbox")
struct SharedInboxTests {
    @Test("takes one writer for one source, whatever agents and folders its files name")
    func oneWriter() async throws {
        let place = try Workplace {
            $0.inboxes[0].trust = .shared
            $0.evolution.minimumLessons = 1
        }
        for (number, folder) in ["orchard", "orchard", "meadow", "garden"].enumerated() {
            try place.drop(["s\(number)"], workspace: "/home/dev/\(folder)")
        }
        try await place.ingest()
        #expect(Set(try place.useCases.ledger.pool().map(\.source)).count == 1)

        let report = try await place.evolve()
        #expect(report.revisions.isEmpty)
    }

    @Test("that is not shared tells the projects of its one writer apart")
    func personal() async throws {
        let place = try Workplace()
        for (number, folder) in ["orchard", "meadow"].enumerated() {
            try place.drop(["s\(number)"], workspace: "/home/dev/\(folder)")
        }
        try await place.ingest()
        #expect(Set(try place.useCases.ledger.pool().map(\.source)).count == 2)
    }
}
