import GRDB
import TestSupport
import Testing

@testable import Ledger

@Suite("The ledger of artifacts")
struct ArtifactsTests {
    private let entry = ArtifactsEntry(
        trajectory: "d1",
        manifest: "m",
        files: 12,
        size: 48_000,
        checkFiles: "c",
        check: "python3 check.py",
        isShared: true,
        note: "a note"
    )

    @Test("is recorded with the trajectory, and told for it alone")
    func record() throws {
        let ledger = try Ledger.inMemory()
        try ledger.record([file("d1", [session("a")]), file("d2", [session("b")])], artifacts: [entry])

        #expect(try ledger.artifacts(of: "d1") == entry)
        #expect(try ledger.artifacts(of: "d2") == nil)
    }

    @Test("keeps the last entry of a trajectory")
    func replace() throws {
        let ledger = try Ledger.inMemory()
        let empty = ArtifactsEntry(trajectory: "d1", note: "not taken")
        try ledger.record([], artifacts: [entry])
        try ledger.record([], artifacts: [empty])

        #expect(try ledger.artifacts(of: "d1") == empty)
    }

    @Test("comes to a ledger that was made before there was one")
    func migration() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/ledger.sqlite"
        do {
            let old = try DatabaseQueue(path: path)
            try Schema.migrator.migrate(old, upTo: "1 base")
            try old.write {
                try $0.execute(
                    sql: "INSERT INTO place (path, size, modified, inode, digest) VALUES ('/a', 1, 2, 3, 'd')"
                )
            }
            try old.close()
        }

        let ledger = try Ledger.open(at: path)
        try ledger.record([], artifacts: [entry])

        #expect(try ledger.unchanged(KeptFile(path: "/a", size: 1, modified: 2, inode: 3, digest: "")) != nil)
        #expect(try ledger.artifacts(of: "d1") == entry)
    }
}
