import GRDB
import Glibc
import TestSupport
import Testing

@testable import Ledger

@Suite("A ledger on disk")
struct LedgerFileTests {
    private let folder: TemporaryFolder
    private var path: String { folder.path + "/ledger.sqlite" }

    init() throws { folder = try TemporaryFolder() }

    private func mode(_ name: String) -> mode_t? {
        var status = stat()
        return stat(path + name, &status) == 0 ? status.st_mode & 0o777 : nil
    }

    @Test("writes ahead to a log and syncs in full")
    func durability() throws {
        let ledger = try Ledger.open(at: path)

        #expect(try ledger.synchronous() == 2)
        #expect(try ledger.database.read { try String.fetchOne($0, sql: "PRAGMA journal_mode") } == "wal")
        #expect(try ledger.database.writeWithoutTransaction { try Int.fetchOne($0, sql: "PRAGMA synchronous") } == 2)
        #expect(try ledger.check() == "ok")
    }

    @Test("is readable by its owner alone, with its log, from the first byte on")
    func privacy() throws {
        let ledger = try Ledger.open(at: path)
        try ledger.record([file("d1", [session("a")])])

        #expect(mode("") == 0o600)
        #expect(mode("-wal") == 0o600)
        #expect(mode("-shm") == 0o600)
    }

    @Test("keeps what was recorded when it is opened again")
    func again() throws {
        try Ledger.open(at: path).record([file("d1", [session("a")])])
        let ledger = try Ledger.open(at: path)

        #expect(try ledger.pool().count == 1)
        #expect(try ledger.state(of: "d1") == .archived)
    }

    @Test("of a newer schema is refused and left as it is")
    func newer() throws {
        _ = try Ledger.open(at: path)
        do {
            let other = try DatabaseQueue(path: path)
            try other.write {
                try $0.execute(sql: "INSERT INTO grdb_migrations (identifier) VALUES ('999 of tomorrow')")
            }
            try other.close()
        }

        #expect(throws: LedgerError.newer(path: path)) { try Ledger.open(at: path) }
        #expect("\(LedgerError.newer(path: path))".contains(path))
    }

    @Test("that is damaged is named, with what to do")
    func damaged() throws {
        let descriptor = open(path, O_WRONLY | O_CREAT, 0o600)
        let bytes = [UInt8](repeating: 0x5A, count: 8192)
        #expect(write(descriptor, bytes, bytes.count) == bytes.count)
        close(descriptor)

        do {
            _ = try Ledger.open(at: path)
            Issue.record("a damaged file was opened")
        } catch {
            guard case .damaged(path, _) = error else {
                Issue.record("\(error)")
                return
            }
            #expect("\(error)".contains(path) && "\(error)".contains("trace2skill rebuild"))
        }
    }

    @Test("that cannot be made is named with the reason")
    func nowhere() {
        do {
            _ = try Ledger.open(at: folder.path + "/no/such/ledger.sqlite")
            Issue.record("a ledger was opened in a folder that is not there")
        } catch {
            guard case .cannotOpen = error else {
                Issue.record("\(error)")
                return
            }
            #expect("\(error)".hasPrefix("could not open the ledger \(folder.path)/no/such/ledger.sqlite: "))
        }
    }
}
