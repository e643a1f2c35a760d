internal import FoundationEssentials
internal import Foundations
internal import GRDB
internal import Glibc

/// What has been seen and learned, in SQLite: sessions, episodes, lessons, evolutions, and why each thing was not used.
///
/// WAL and `synchronous=FULL`, both read back: what a method has returned from survives a power cut. The skills
/// repository is the durable truth beside it; this file can be rebuilt.
package struct Ledger: Sendable {
    let database: any DatabaseWriter

    /// Opens or creates the ledger, and brings an older one to the present schema.
    ///
    /// - Throws: ``LedgerError`` if the file is damaged, of a newer schema, or cannot be opened.
    package static func open(at path: String) throws(LedgerError) -> Ledger {
        try translatingErrors(of: path) {
            var configuration = Self.configuration
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
        }
    }

    /// Opens a ledger for reading alone: no file is made or changed, beside or in it.
    ///
    /// - Throws: ``LedgerError/missing(path:)`` if there is none; ``LedgerError/older(path:)`` if it is of an older
    ///   schema, which only ``open(at:)`` may bring to the present one; other cases as ``open(at:)``.
    package static func openReadOnly(at path: String) throws(LedgerError) -> Ledger {
        guard access(path, F_OK) == 0 else { throw .missing(path: path) }
        return try translatingErrors(of: path) {
            var configuration = Self.configuration
            configuration.readonly = true
            let ledger = Ledger(database: try DatabaseQueue(path: readOnlyName(of: path), configuration: configuration))
            let migrator = Schema.migrator
            if try ledger.database.read(migrator.hasBeenSuperseded) { throw LedgerError.newer(path: path) }
            guard try ledger.database.read(migrator.hasCompletedMigrations) else {
                throw LedgerError.older(path: path)
            }
            return ledger
        }
    }

    /// The name by which SQLite opens a file without making another one.
    ///
    /// Without a log beside it, nobody has the ledger open and all of it is in the file. SQLite would make a log even
    /// for a reader, unless it is told that the file does not change.
    private static func readOnlyName(of path: String) -> String {
        var status = stat()
        if stat(path + "-wal", &status) == 0 { return path }
        let escaped = path.utf8.map { byte -> String in
            switch byte {
            case UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "a")...UInt8(ascii: "z"):
                String(UnicodeScalar(byte))
            default: "%" + String(UInt16(byte) | 0x100, radix: 16, uppercase: true).dropFirst()
            }
        }
        return "file:\(escaped.joined())?immutable=1"
    }

    /// A ledger that is only in memory, for tests.
    package static func inMemory() throws -> Ledger {
        let ledger = Ledger(database: try DatabaseQueue())
        try ledger.migrate(path: ":memory:")
        return ledger
    }

    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.busyMode = .timeout(10)
        configuration.label = "ledger"
        return configuration
    }

    private static func translatingErrors(of path: String, _ body: () throws -> Ledger) throws(LedgerError) -> Ledger {
        do {
            return try body()
        } catch let error as LedgerError {
            throw error
        } catch let error as DatabaseError where [.SQLITE_CORRUPT, .SQLITE_NOTADB].contains(error.resultCode) {
            throw .damaged(path: path, reason: error.message ?? "not an SQLite database")
        } catch {
            throw .cannotOpen(path: path, reason: obstacle(to: path) ?? "\(error)")
        }
    }

    /// Why a file cannot be used, where the file system says so; nil if it does not.
    private static func obstacle(to path: String) -> String? {
        let folder = String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
        for place in [folder, path] {
            var status = stat()
            guard stat(place, &status) == 0 else { continue }
            guard access(place, R_OK | W_OK) != 0 else { continue }
            let failure = SystemError.last
            guard failure.number == EACCES else { return "\(place): \(failure)" }
            return
                "\(place) belongs to user \(status.st_uid), and user \(geteuid()) may not write to it; run the command as its owner, or: chown -R \(geteuid()) \(folder)"
        }
        return nil
    }

    private func migrate(path: String) throws {
        let migrator = Schema.migrator
        // Asked of the connection that writes: one that has read would go on to expand `SELECT *` by the tables as they
        // were before the migration.
        let isNewer = try database.writeWithoutTransaction(migrator.hasBeenSuperseded)
        guard !isNewer else { throw LedgerError.newer(path: path) }
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
}

/// What can be wrong with the ledger as a whole.
package enum LedgerError: Error, Sendable, Equatable, CustomStringConvertible {
    case missing(path: String)
    case cannotOpen(path: String, reason: String)
    case damaged(path: String, reason: String)
    /// Its schema is of a newer version.
    case newer(path: String)
    /// Its schema is of an older version, and it was opened for reading alone.
    case older(path: String)
    /// A column holds a value that this version does not know: what it is, and the value.
    case newerValue(String, String)

    /// What is wrong and what to do, in lower case without a full stop.
    package var description: String {
        switch self {
        case .missing(let path): "there is no ledger \(path) yet; take something in: trace2skill ingest"
        case .cannotOpen(let path, let reason): "could not open the ledger \(path): \(reason)"
        case .damaged(let path, let reason):
            "the ledger \(path) is damaged (\(reason)); run trace2skill rebuild, which moves it aside and makes it again from the repository and the archive"
        case .newer(let path):
            "the ledger \(path) was written by a newer trace2skill; install that version again, or run trace2skill rebuild"
        case .older(let path):
            "the ledger \(path) was written by an older trace2skill; bring it up to date: trace2skill ingest"
        case .newerValue(let what, let value):
            "the ledger holds the \(what) \"\(value)\", which a newer trace2skill wrote; install that version again, or run trace2skill rebuild"
        }
    }
}
