import FoundationEssentials
import Glibc
import TestSupport
import Testing

@testable import Archive

@Suite("An archive")
struct ArchiveTests {
    private let folder: TemporaryFolder
    private let archive: Archive
    private let abc = Array("abc".utf8)
    /// FIPS 180-2, appendix B.1.
    private let abcDigest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

    init() throws {
        folder = try TemporaryFolder()
        archive = try Archive(at: "\(folder.path)/state/archive/")
    }

    private func contents(_ digest: ContentDigest, verifying: Bool = true, piece: Int = 1000) throws -> [UInt8] {
        var reader = try archive.open(digest, verifying: verifying)
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: piece)
        while true {
            let count = try buffer.withUnsafeMutableBytes { try reader.read(into: $0) }
            if count == 0 { return bytes }
            bytes += buffer[..<count]
        }
    }

    private func damage(_ digest: ContentDigest, _ change: (inout [UInt8]) -> Void) throws {
        let path = archive.path(of: digest)
        var bytes = try #require(FileManager.default.contents(atPath: path).map { [UInt8]($0) })
        change(&bytes)
        try Data(bytes).write(to: URL(filePath: path, directoryHint: .notDirectory))
    }

    @Test("names a content by its SHA-256, below a folder of the first two digits")
    func naming() throws {
        let stored = try archive.store(abc)

        #expect(stored.digest.hex == abcDigest)
        #expect(stored.size == Int64(3))
        #expect(stored.isNew)
        #expect(folder.files() == ["state/archive/ba/\(abcDigest).zst"])
        #expect(archive.contains(stored.digest))
    }

    @Test(
        "gives a content back byte for byte, whatever its size and the sizes of the pieces",
        arguments: SeededGenerator.seeds(2)
    )
    func roundTrip(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for size in [0, 1, 999, 1000, 131_072, 131_073, 1 << 20, (3 << 20) + 17] {
            // Half of it noise, half of it text that compresses well.
            let content = (0..<size).map { $0 % 4096 < 2048 ? UInt8(truncatingIfNeeded: random.next()) : UInt8($0 % 7) }
            var writer = try archive.writer()
            var rest = content[...]
            while !rest.isEmpty {
                let piece = rest.prefix(Int(random.next() % 300_000) + 1)
                try piece.withUnsafeBytes { try writer.append($0) }
                rest = rest.dropFirst(piece.count)
            }
            let stored = try writer.finish()

            #expect(stored.size == Int64(size), "seed \(seed)")
            let returned = try contents(stored.digest, piece: Int(random.next() % 100_000) + 1)
            #expect(returned == content, "size \(size), seed \(seed)")
            #expect(try archive.verify(stored.digest) == Int64(size), "seed \(seed)")
        }
    }

    @Test("keeps files and folders for their owner alone")
    func modes() throws {
        let stored = try archive.store(abc)
        let path = archive.path(of: stored.digest)

        for (path, mode) in [(path, 0o600), ("\(archive.root)/ba", 0o700), (archive.root, 0o700)] {
            var status = stat()
            #expect(stat(path, &status) == 0)
            #expect(Int(status.st_mode & 0o777) == mode)
        }
    }

    @Test("does nothing for a content that it holds")
    func again() throws {
        let first = try archive.store(abc)
        var before = stat()
        #expect(stat(archive.path(of: first.digest), &before) == 0)

        let second = try archive.store(abc)

        var after = stat()
        #expect(stat(archive.path(of: first.digest), &after) == 0)
        #expect(!second.isNew)
        #expect(second.digest == first.digest)
        #expect(after.st_ino == before.st_ino)
        #expect(folder.files().count == 1)
    }

    @Test("keeps nothing of a content that was not finished")
    func unfinished() throws {
        try Self.abandon(archive.writer())

        #expect(folder.files().isEmpty)
    }

    private static func abandon(_ writer: consuming ArchiveWriter) throws {
        try [UInt8](repeating: 1, count: 1 << 20).withUnsafeBytes { try writer.append($0) }
    }

    @Test("clears what a process left that died, and not what one is writing")
    func leftovers() throws {
        var writer = try archive.writer()
        try abc.withUnsafeBytes { try writer.append($0) }
        try folder.write(abc, to: "state/archive/tmp/1-dead")

        let second = try Archive(at: archive.root)

        #expect(folder.files().count == 1)
        #expect(try writer.finish().isNew)
        #expect(try second.list().map(\.digest.hex) == [abcDigest])
    }

    @Test("is written by many at once, one of whom is the first")
    func concurrency() async throws {
        let archive = archive
        let stored = try await withThrowingTaskGroup(of: [StoredContent].self) { group in
            for _ in 0..<4 {
                group.addTask {
                    try (0..<20).map { try archive.store([UInt8](repeating: UInt8($0), count: 5000)) }
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }

        #expect(Set(stored.map(\.digest)).count == 20)
        #expect(try archive.list().count == 20)
        #expect(folder.files().count == 20)
        for entry in try archive.list() { #expect(try archive.verify(entry.digest) == 5000) }
    }

    @Test("lists what it holds by digest, and passes over what is not its own")
    func listing() throws {
        let digests = try ["a", "b", "c"].map { try archive.store(Array($0.utf8)).digest }
        try folder.write(abc, to: "state/archive/notes.txt")
        try folder.write(abc, to: "state/archive/\(digests[0].hex.prefix(2))/odd.zst")
        try folder.write(abc, to: "state/archive/xy")

        let listed = try archive.list()

        #expect(listed.map(\.digest) == digests.sorted())
        #expect(listed.allSatisfy { $0.storedSize > 3 })
    }

    @Test("removes a content, and says when there was none")
    func removal() throws {
        let digest = try archive.store(abc).digest

        #expect(try archive.remove(digest))
        #expect(try !archive.remove(digest))

        #expect(!archive.contains(digest))
        #expect(throws: ArchiveError.missing(digest, archive: archive.root)) { _ = try archive.open(digest) }
        #expect(try archive.store(abc).isNew)
    }

    @Test("notices a content that is cut short, at every length")
    func truncation() throws {
        let digest = try archive.store(abc).digest
        let whole = try #require(FileManager.default.contents(atPath: archive.path(of: digest)))

        for length in 0..<whole.count {
            try damage(digest) { $0 = Array(whole.prefix(length)) }
            let error = try #require(throws: ArchiveError.self) { try contents(digest, verifying: false) }
            guard case .damaged = error else {
                #expect(Bool(false), "\(length): \(error)")
                continue
            }
        }
    }

    @Test("notices a changed bit, a content with something behind it, and another content under its name")
    func alteration() throws {
        let text = [UInt8](repeating: 65, count: 100) + (0..<200).map { UInt8($0) }
        let digest = try archive.store(text).digest
        let other = try archive.store(abc).digest
        let whole = try #require(FileManager.default.contents(atPath: archive.path(of: digest)).map { [UInt8]($0) })
        let foreign = try #require(FileManager.default.contents(atPath: archive.path(of: other)).map { [UInt8]($0) })

        for index in whole.indices {
            try damage(digest) {
                $0 = whole
                $0[index] ^= 0x10
            }
            // A bit of the header may be without meaning: then the content is the right one.
            let read = Result { try contents(digest) }
            if case .success(let bytes) = read { #expect(bytes == text, "byte \(index)") }
        }
        try damage(digest) { $0 = whole + [1, 2, 3] }
        #expect(throws: ArchiveError.self) { try archive.verify(digest) }
        try damage(digest) { $0 = foreign }
        #expect(
            throws: ArchiveError.damaged(
                digest,
                path: archive.path(of: digest),
                reason: "its content has sha256 \(abcDigest)"
            )
        ) { try archive.verify(digest) }
        #expect(try contents(digest, verifying: false) == abc)
    }

    @Test("says what could not be done, where, and what to do")
    func words() throws {
        let digest = try #require(ContentDigest(hex: abcDigest))

        #expect(
            "\(ArchiveError.missing(digest, archive: "/a"))" == "could not find sha256 \(abcDigest) in the archive /a: "
                + "nothing is stored under it; drop the file again"
        )
        let full = ArchiveError.failed(operation: "write", path: "/a/tmp/1", errno: ENOSPC)
        #expect("\(full)" == "could not write /a/tmp/1: No space left on device; free space or inodes there")
        #expect(full.isFull)
        try folder.write(abc, to: "file")
        let error = try #require(throws: ArchiveError.self) { try Archive(at: "\(folder.path)/file/archive") }
        #expect("\(error)".hasPrefix("could not make the folder \(folder.path)/file"))
    }
}

@Suite("A content digest")
struct ContentDigestTests {
    @Test("is 64 lower-case hexadecimal digits and nothing else")
    func validation() {
        let valid = String(repeating: "0f", count: 32)

        #expect(ContentDigest(hex: valid)?.hex == valid)
        for invalid in [
            "", "0", valid + "0", valid.uppercased(), String(valid.dropLast()) + "g", "../" + valid.dropLast(3),
        ] {
            #expect(ContentDigest(hex: invalid) == nil, "\(invalid)")
        }
    }
}

@Suite("The name of an archived file")
struct ArchiveNameTests {
    private let folder: TemporaryFolder
    private let archive: Archive
    private let bytes = Array("some content".utf8)

    init() throws {
        folder = try TemporaryFolder()
        archive = try Archive(at: "\(folder.path)/archive")
    }

    private func contents(_ digest: ContentDigest) throws -> [UInt8] {
        var reader = try archive.open(digest, verifying: true)
        var buffer = [UInt8](repeating: 0, count: 1000)
        let count = try buffer.withUnsafeMutableBytes { try reader.read(into: $0) }
        #expect(try buffer.withUnsafeMutableBytes { try reader.read(into: $0) } == 0)
        return Array(buffer[..<count])
    }

    @Test("is kept with the content, which stays the same", arguments: ["run.traj", "a \"b\"/ü\n\u{0}.json", ""])
    func kept(name: String) throws {
        let stored = try archive.store(bytes, name: name)

        #expect(stored.digest == ContentDigest(of: bytes) && stored.size == Int64(bytes.count))
        #expect(try archive.name(of: stored.digest) == name)
        #expect(try contents(stored.digest) == bytes)
        #expect(try archive.verify(stored.digest) == Int64(bytes.count))
        #expect(try archive.list().map(\.digest) == [stored.digest])
    }

    @Test("is kept with an empty content, and with one that comes in pieces")
    func pieces() throws {
        let empty = try archive.store([], name: "empty")
        #expect(try archive.name(of: empty.digest) == "empty" && contents(empty.digest).isEmpty)

        var writer = try archive.writer(name: "pieces")
        for byte in bytes { try withUnsafeBytes(of: byte) { try writer.append($0) } }
        let digest = try writer.finish().digest
        #expect(try archive.name(of: digest) == "pieces" && contents(digest) == bytes)
    }

    @Test("is that of the first file of this content, and none for one that was stored without")
    func first() throws {
        let old = try archive.store(bytes)
        #expect(try archive.name(of: old.digest) == nil)
        #expect(try archive.store(bytes, name: "later").isNew == false)
        #expect(try archive.name(of: old.digest) == nil && contents(old.digest) == bytes)

        let new = try archive.store([1], name: "one")
        _ = try archive.store([1], name: "two")
        #expect(try archive.name(of: new.digest) == "one")
    }

    @Test("does not excuse a file that is cut short anywhere")
    func cut() throws {
        let digest = try archive.store(bytes, name: "run.json").digest
        let path = archive.path(of: digest)
        let whole = try #require(FileManager.default.contents(atPath: path))
        for length in 0..<whole.count {
            try whole.prefix(length).write(to: URL(filePath: path))
            #expect(throws: ArchiveError.self, "\(length)") { try archive.verify(digest) }
            #expect(throws: ArchiveError.self, "\(length)") { try contents(digest) }
        }
    }
}
