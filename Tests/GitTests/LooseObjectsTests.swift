import Git
import Glibc
import TestSupport
import Testing

@Suite("Loose objects")
struct LooseObjectsTests {
    let git: StockGit
    let blob: ObjectID
    let file: String

    init() throws {
        git = try StockGit()
        let repository = try Repository.create(at: git.root)
        try repository.advance("one", ["a": .text("1\n"), "b/empty": .text("")])
        blob = try repository.blob((0..<20_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 3) })
        let name = blob.description
        file = "\(git.root)/.git/objects/\(name.prefix(2))/\(name.dropFirst(2))"
        chmod(file, 0o644)
    }

    private func damaged(since seconds: Int64 = 0) throws -> [ObjectID] {
        try LooseObjects.check(gitdir: git.root + "/.git", newerThan: seconds)
    }

    @Test("that are whole are not named")
    func whole() throws {
        #expect(try damaged() == [])
    }

    @Test("that are cut off are named, wherever the cut is", arguments: [0, 1, 2, 9, 100, 0.5, 0.999])
    func truncated(length: Double) throws {
        var status = stat()
        stat(file, &status)
        let size = length == 0 || length >= 1 ? Int(length) : Int(Double(status.st_size) * length)
        try #require(truncate(file, size) == 0)

        #expect(try damaged() == [blob])
    }

    @Test("that say something else than their names are named")
    func swapped() throws {
        let repository = try Repository.open(at: git.root)
        let other = try repository.blob(Array("other".utf8)).description
        try #require(rename("\(git.root)/.git/objects/\(other.prefix(2))/\(other.dropFirst(2))", file) == 0)

        #expect(try damaged() == [blob])
    }

    @Test("with bytes behind their end, or zeroes for content, are named", arguments: [true, false])
    func garbage(appended: Bool) throws {
        let descriptor = open(file, appended ? O_WRONLY | O_APPEND : O_WRONLY)
        let zeroes = [UInt8](repeating: 0, count: 64)
        #expect(Glibc.write(descriptor, zeroes, zeroes.count) == zeroes.count)
        close(descriptor)

        #expect(try damaged() == [blob])
    }

    @Test("that cannot be looked at are an error, not none")
    func unreadable() throws {
        let objects = git.root + "/.git/objects"
        try #require(rename(objects, objects + ".away") == 0)
        try write("", to: objects)

        let error = try #require(throws: GitError.self) { try damaged() }

        #expect(error.description == "could not read the directory \(objects): Not a directory")
    }

    @Test("that are older than asked for are not looked at")
    func older() throws {
        try #require(truncate(file, 5) == 0)
        var times = [timespec(tv_sec: 1000, tv_nsec: 0), timespec(tv_sec: 1000, tv_nsec: 0)]
        utimensat(AT_FDCWD, file, &times, 0)

        #expect(try damaged(since: 1001) == [])
        #expect(try damaged(since: 1000) == [blob])
    }
}
