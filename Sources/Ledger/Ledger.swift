internal import FoundationEssentials
internal import GRDB
internal import Glibc

/// What has been seen and learned, in SQLite: sessions, episodes, lessons, evolutions, and why each thing was not used.
///
/// WAL and `synchronous=FULL`, both read back: what a method has returned from survives a power cut. The skills
/// repository is the durable truth beside it; this file can be rebuilt.
package struct Ledger: Sendable {
    let database: any DatabaseWriter

    /// Opens or creates the ledger.
    ///
    /// - Throws: ``LedgerError`` if the file is damaged, of a newer schema, or cannot be opened.
    package static func open(at path: String) throws(LedgerError) -> Ledger {
        do {
            var configuration = Configuration()
            configuration.busyMode = .timeout(10)
            configuration.label = "ledger"
            configuration.prepareDatabase { try $0.execute(sql: "PRAGMA secure_delete = ON") }
            createForOwner(path)
            let pool = try DatabasePool(path: path, configuration: configuration)
            let ledger = Ledger(database: pool)
            try pool.writeWithoutTransaction { db in
                // GRDB sets NORMAL on its writer behind every preparation, which loses acknowledged rows in a power cut.
                try db.execute(sql: "PRAGMA synchronous = FULL")
                guard try Int.fetchOne(db, sql: "PRAGMA synchronous") == 2,
                    try String.fetchOne(db, sql: "PRAGMA journal_mode") == "wal"
                else {
                    throw LedgerError.cannotOpen(
                        path: path,
                        reason: "the file system does not let SQLite write safely (WAL with synchronous=FULL)"
                    )
                }
            }
            try ledger.migrate(path: path)
            return ledger
        } catch let error as LedgerError {
            throw error
        } catch let error as DatabaseError where [.SQLITE_CORRUPT, .SQLITE_NOTADB].contains(error.resultCode) {
            throw .damaged(path: path, reason: error.message ?? "not an SQLite database")
        } catch {
            throw .cannotOpen(path: path, reason: "\(error)")
        }
    }

    /// A ledger that lives in memory, for tests.
    package static func inMemory() throws -> Ledger {
        let ledger = Ledger(database: try DatabaseQueue())
        try ledger.migrate(path: ":memory:")
        return ledger
    }

    private func migrate(path: String) throws {
        let migrator = Schema.migrator
        if try database.read(migrator.hasBeenSuperseded) { throw LedgerError.newer(path: path) }
        try migrator.migrate(database)
    }

    /// Makes an empty file that nobody else may read, for SQLite gives its log the permissions of the database.
    ///
    /// A file that is there is not opened: to close it would let go of the locks that this process may hold on it.
    /// One that cannot be made is left to SQLite to report.
    private static func createForOwner(_ path: String) {
        let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        if descriptor >= 0 { close(descriptor) } else { chmod(path, 0o600) }
    }

    /// What SQLite says of the file: `ok`, or what is wrong.
    package func check() throws -> String {
        try database.read { try String.fetchOne($0, sql: "PRAGMA quick_check") ?? "no answer" }
    }

    /// The `synchronous` setting of the connection that writes, as SQLite reads it back: 2 is FULL.
    package func synchronous() throws -> Int {
        try database.writeWithoutTransaction { try Int.fetchOne($0, sql: "PRAGMA synchronous") ?? -1 }
    }

    // MARK: Settings

    /// A small value that outlives the process, such as the last tip seen of a branch.
    package func value(_ key: String) throws -> String? {
        try database.read { try String.fetchOne($0, sql: "SELECT value FROM setting WHERE key = ?", arguments: [key]) }
    }

    package func set(_ key: String, to value: String?) throws {
        try database.write { db in
            if let value {
                try db.execute(
                    sql:
                        "INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                    arguments: [key, value]
                )
            } else {
                try db.execute(sql: "DELETE FROM setting WHERE key = ?", arguments: [key])
            }
        }
    }
}

/// What can be wrong with the ledger as a whole.
package enum LedgerError: Error, Sendable, Equatable, CustomStringConvertible {
    case cannotOpen(path: String, reason: String)
    case damaged(path: String, reason: String)
    case newer(path: String)

    package var description: String {
        switch self {
        case .cannotOpen(let path, let reason): "could not open the ledger \(path): \(reason)"
        case .damaged(let path, let reason):
            "the ledger \(path) is damaged (\(reason)); run trace2skill rebuild, which moves it aside and makes it again from the repository and the archive"
        case .newer(let path):
            "the ledger \(path) was written by a newer trace2skill; install that version again, or run trace2skill rebuild"
        }
    }
}

/// Columns that hold values as JSON.
enum Column {
    static func json(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    static func value<Value: Decodable>(_ type: Value.Type, _ text: String) throws -> Value {
        try JSONDecoder().decode(type, from: Data(text.utf8))
    }
}
