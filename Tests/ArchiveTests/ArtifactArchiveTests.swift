import FoundationEssentials
import Glibc
import TestSupport
import Testing

@testable import Archive

@Suite("An archive of artifacts")
struct ArtifactArchiveTests {
    private let folder: TemporaryFolder
    private let archive: Archive
    private let artifacts: ArtifactArchive

    init() throws {
        folder = try TemporaryFolder()
        archive = try Archive(at: "\(folder.path)/archive")
        artifacts = try ArtifactArchive(in: archive)
    }

    private func store(_ files: [(path: String, text: String, isExecutable: Bool)]) throws -> ContentDigest {
        let entries = try files.map { file in
            let stored = try artifacts.store(Array(file.text.utf8))
            return Manifest.Entry(
                path: file.path,
                digest: stored.digest,
                size: stored.size,
                isExecutable: file.isExecutable
            )
        }
        return try artifacts.store(try #require(Manifest(entries)))
    }

    private func makeFolder(_ name: String) throws -> String {
        let path = "\(folder.path)/\(name)"
        try #require(mkdir(path, 0o700) == 0)
        return path
    }

    private func text(_ path: String) -> String? {
        FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
    }

    private func mode(_ path: String) -> mode_t {
        var status = stat()
        return lstat(path, &status) == 0 ? status.st_mode & 0o777 : 0
    }

    @Test("gives a folder back as it was: texts, names and programs, for its owner alone")
    func copy() throws {
        let digest = try store([
            ("run", "#!/bin/sh\n", true), ("deep/er/new\nline", "a", false), ("two words", "", false),
        ])
        let copy = try makeFolder("copy")

        try artifacts.write(digest, into: copy)

        #expect(text(copy + "/run") == "#!/bin/sh\n" && mode(copy + "/run") == 0o700)
        #expect(text(copy + "/deep/er/new\nline") == "a" && mode(copy + "/deep/er/new\nline") == 0o600)
        #expect(text(copy + "/two words") == "" && mode(copy + "/deep") == 0o700)
        #expect(try FileManager.default.subpathsOfDirectory(atPath: copy).count == 5)
    }

    @Test("removes only what was submitted with a trajectory, also after a removal that was cut off")
    func removes() throws {
        let trajectories = [ContentDigest(of: [1]), ContentDigest(of: [2])]
        let manifests = [
            try store([("own", "one", false), ("shared", "both", false)]),
            try store([("shared", "both", false)]),
        ]
        for (trajectory, manifest) in zip(trajectories, manifests) {
            try artifacts.keep(ArtifactRecord(trajectory: trajectory, artifacts: manifest, isShared: false))
        }
        // As a removal leaves it that was cut off after the first file.
        #expect(try Archive(at: "\(folder.path)/archive/artifacts").remove(ContentDigest(of: Array("one".utf8))))

        #expect(try artifacts.remove(trajectories[0]))
        #expect(try !artifacts.remove(trajectories[0]))
        #expect(try artifacts.record(of: trajectories[0]) == nil)
        try artifacts.verify(trajectories[1])
        #expect(try artifacts.remove(trajectories[1]))
        #expect(try Archive(at: "\(folder.path)/archive/artifacts").list().isEmpty)
    }

    @Test("keeps artifacts apart from trajectories, which they are never read as")
    func apart() throws {
        let stored = try artifacts.store(Array("x".utf8))
        let trajectory = try archive.store(Array("trajectory".utf8))

        #expect(try archive.list().map(\.digest) == [trajectory.digest])
        #expect(!archive.contains(stored.digest))
    }

    @Test("is readable by its owner alone")
    func privacy() throws {
        let digest = try store([("a", "x", false)])
        try artifacts.keep(ArtifactRecord(trajectory: digest, isShared: false))

        for name in try FileManager.default.subpathsOfDirectory(atPath: archive.root) {
            #expect(mode("\(archive.root)/\(name)") & 0o077 == 0, "\(name)")
        }
    }

    @Test("writes over nothing that lies in the folder, and follows no link there")
    func existing() throws {
        let digest = try store([("a", "new", false)])
        let copy = try makeFolder("copy")
        try folder.write(Array("old".utf8), to: "outside")
        try #require(symlink("\(folder.path)/outside", copy + "/a") == 0)

        #expect(throws: ArchiveError.self) { try artifacts.write(digest, into: copy) }
        #expect(text(folder.path + "/outside") == "old")
    }

    @Test("does not give back what is missing, damaged, or of another size than its manifest says")
    func damage() throws {
        let good = try artifacts.store(Array("good".utf8))
        let copy = try makeFolder("copy")
        func manifest(_ digest: ContentDigest, _ size: Int64) throws -> ContentDigest {
            let entry = Manifest.Entry(path: "a\(size)", digest: digest, size: size, isExecutable: false)
            return try artifacts.store(try #require(Manifest([entry])))
        }

        for size: Int64 in [3, 5] {
            #expect(throws: ArchiveError.self) { try artifacts.write(try manifest(good.digest, size), into: copy) }
        }
        let none = ContentDigest(of: Array("none".utf8))
        #expect(throws: ArchiveError.missing(none, archive: archive.root + "/artifacts")) {
            try artifacts.write(try manifest(none, 1), into: copy)
        }
        #expect(throws: ArchiveError.self) { try artifacts.manifest(good.digest) }

        let other = try artifacts.store(Array("other".utf8))
        let places = [good.digest, other.digest].map { "\(archive.root)/artifacts/\($0.hex.prefix(2))/\($0).zst" }
        try #require(rename(places[1], places[0]) == 0)
        #expect(throws: ArchiveError.self) { try artifacts.write(try manifest(good.digest, 4), into: copy) }
    }

    @Test("keeps one record for a trajectory, the last, and knows it when it is opened again")
    func records() throws {
        let trajectory = ContentDigest(of: Array("t".utf8))
        var record = ArtifactRecord(
            trajectory: trajectory,
            artifacts: try store([("a", "x", false)]),
            files: 1,
            size: 1,
            checkFiles: try store([("run", "y", true)]),
            check: "sh -c 'a \"b\"'\nexit",
            isShared: true,
            note: "a – b"
        )
        #expect(try artifacts.record(of: trajectory) == nil)
        try artifacts.keep(record)
        try artifacts.keep(record)
        #expect(try artifacts.record(of: trajectory) == record)
        record.note = "changed"
        record.check = nil
        try artifacts.keep(record)

        let again = try ArtifactArchive(in: try Archive(at: archive.root))
        #expect(try again.record(of: trajectory) == record)
        try again.verify(trajectory)
    }

    @Test("finds by verifying that a file of a trajectory's artifacts is damaged")
    func verify() throws {
        let trajectory = ContentDigest(of: Array("t".utf8))
        let digest = try store([("a", "x", false)])
        try artifacts.keep(ArtifactRecord(trajectory: trajectory, artifacts: digest, isShared: false))
        let file = ContentDigest(of: Array("x".utf8))
        try #require(truncate("\(archive.root)/artifacts/\(file.hex.prefix(2))/\(file).zst", 3) == 0)

        #expect(throws: ArchiveError.self) { try artifacts.verify(trajectory) }
    }

    @Test("takes another trajectory's record, or something else, for damage")
    func wrongRecord() throws {
        let (one, two) = (ContentDigest(of: Array("1".utf8)), ContentDigest(of: Array("2".utf8)))
        try artifacts.keep(ArtifactRecord(trajectory: one, isShared: false))
        try #require(rename("\(archive.root)/artifacts/of/\(one)", "\(archive.root)/artifacts/of/\(two)") == 0)
        try folder.write(Array("nonsense".utf8), to: "archive/artifacts/of/\(one)")

        for digest in [one, two] {
            let error = #expect(throws: ArchiveError.self) { try artifacts.record(of: digest) }
            guard case .damaged = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
        }
    }
}
