import TestSupport
import Testing

@testable import Archive

@Suite("A batch of contents")
struct ArchiveBatchTests {
    private let folder: TemporaryFolder
    private let archive: Archive

    init() throws {
        folder = try TemporaryFolder()
        archive = try Archive(at: "\(folder.path)/archive")
    }

    private static func content(_ number: Int) -> [UInt8] { Array("content \(number)".utf8) }

    @Test("gives its contents their names when it is committed, and not before", arguments: [1, 4, 5, 200])
    func commit(count: Int) throws {
        let batch = archive.batch()
        let digests = try (0..<count).map { try batch.store(Self.content($0), name: "\($0).json") }
        #expect(digests.allSatisfy { !archive.contains($0) })

        try batch.commit()

        for (number, digest) in digests.enumerated() {
            #expect(try archive.verify(digest) == Int64(Self.content(number).count))
            #expect(try archive.name(of: digest) == "\(number).json")
        }
        #expect(folder.files().count == count)
    }

    @Test("leaves nothing behind if it is dropped")
    func dropped() throws {
        do {
            let batch = archive.batch()
            for number in 0..<5 { _ = try batch.store(Self.content(number)) }
        }
        #expect(folder.files().isEmpty)
    }

    @Test("leaves out a content that was taken back, unless another file has the same bytes")
    func discarded() throws {
        let batch = archive.batch()
        let unwanted = try batch.store(Self.content(1))
        let shared = try batch.store(Self.content(2))
        _ = try batch.store(Self.content(2))
        batch.discard(unwanted)
        batch.discard(shared)

        try batch.commit()

        #expect(!archive.contains(unwanted))
        #expect(archive.contains(shared))
        #expect(folder.files().count == 1)
    }

    @Test("leaves a content that the archive holds as it is, also when that is taken back")
    func held() throws {
        let stored = try archive.store(Self.content(1), name: "first")
        let batch = archive.batch()
        #expect(try batch.store(Self.content(1), name: "second") == stored.digest)
        batch.discard(stored.digest)
        #expect(try batch.store(Self.content(1), name: "third") == stored.digest)

        try batch.commit()

        #expect(try archive.name(of: stored.digest) == "first")
    }

    @Test("takes contents from several threads")
    func threads() async throws {
        let batch = archive.batch()
        try await withThrowingTaskGroup { group in
            for task in 0..<4 {
                group.addTask {
                    // Each content comes from two tasks.
                    for number in 0..<50 { _ = try batch.store(Self.content(number + task / 2 * 50)) }
                }
            }
            try await group.waitForAll()
        }
        try batch.commit()

        #expect(folder.files().count == 100)
    }

    @Test("is put on disk as a whole only by kernels that report errors of writing")
    func kernels() {
        #expect(["5.8.0", "5.10.0-28-amd64", "6.1.0-18-amd64", "10.0"].allSatisfy(Volume.reportsErrors))
        #expect(!["5.7.19", "4.19.0-6-amd64", "", "unknown"].contains(where: Volume.reportsErrors))
    }

    @Test("says that a content could not be put on disk")
    func failure() throws {
        let batch = archive.batch()
        let digest = try batch.store(Self.content(1))
        // A file is where the content's folder has to be.
        try folder.write(Array("in the way".utf8), to: "archive/\(digest.hex.prefix(2))")

        #expect(throws: ArchiveError.self) { try batch.commit() }
    }
}
