import FoundationEssentials
import Glibc
import TestSupport
import Testing

@testable import Ledger

@Suite("The work lock", .timeLimit(.minutes(1)))
struct WorkLockTests {
    private let folder: TemporaryFolder
    private var path: String { folder.path + "/ledger.sqlite" }

    init() throws { folder = try TemporaryFolder() }

    @Test("is held by one at a time, and the other is told by whom")
    func one() throws {
        let lock = try WorkLock(path: path)
        #expect(throws: OperationError.self) { try Self.take(path) }
        do throws(OperationError) {
            try Self.take(path)
        } catch {
            #expect("\(error)".contains("(pid \(getpid()))") && "\(error)".contains(path))
        }
        _ = consume lock

        try Self.take(path)
    }

    @Test("is released even if a child that is about to start has a copy of its descriptor")
    func copy() throws {
        let lock = try WorkLock(path: path)
        let folder = "/proc/self/fd"
        let own = try FileManager.default.contentsOfDirectory(atPath: folder).first {
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\($0)")) == path
        }
        let copy = dup(try #require(own.flatMap { Int32($0) }))
        defer { close(copy) }
        _ = consume lock

        try Self.take(path)
    }

    @Test("is held while work is done with its permit, and let go of afterwards, also by an error")
    func permit() async throws {
        let value = try await WorkLock.withPermit(path: path) { _ in
            #expect(throws: OperationError.self) { try Self.take(path) }
            return 7
        }
        #expect(value == 7)

        struct Stop: Error {}
        await #expect(throws: Stop.self) {
            try await WorkLock.withPermit(path: path) { _ in throw Stop() }
        }
        try Self.take(path)
    }

    @Test("that cannot be made is named with the reason")
    func nowhere() {
        #expect {
            try Self.take(folder.path + "/no/such/lock")
        } throws: { "\($0)".contains("could not open the lock \(folder.path)/no/such/lock: No such file") }
    }

    private static func take(_ path: String) throws(OperationError) {
        let lock = try WorkLock(path: path)
        _ = consume lock
    }

    @Test("is free for others while its holder does without it, but for those that do without it too")
    func released() async throws {
        try await WorkLock.withPermit(path: path) { permit in
            try permit.requireNoneReleased()
            #expect(throws: OperationError.self) { try Self.take(path) }
            try await permit.released {
                try await WorkLock.withPermit(path: path) { other in
                    let error = #expect(throws: OperationError.self) { try other.requireNoneReleased() }
                    #expect("\(String(describing: error))".contains("is at work here"))
                }
            }
            #expect(throws: OperationError.self) { try Self.take(path) }
            try permit.requireNoneReleased()
        }
    }
}
