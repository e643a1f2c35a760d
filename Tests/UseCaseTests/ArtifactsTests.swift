import Archive
import Composition
import Configuration
@testable import Curation
@testable import Evolution
import FoundationEssentials
import Glibc
import Inbox
@testable import Ingestion
import Ledger
import Lessons
import TestSupport
import Testing

import Trajectories

@Suite("Taking in artifacts")
struct ArtifactsTests {
    /// Drops one session with its sidecar and folders, and tells the hash of its bytes.
    @discardableResult
    private func drop(
        _ id: String = "s1",
        _ place: Workplace,
        as name: String? = nil,
        artifacts: [String: String]? = ["report.py": "print(1)\n"],
        check: [String: String] = [:],
        sidecar: String? = nil
    ) throws -> String {
        let text = SampleSession.usual(id).claudeCode
        let name = name ?? id + ".jsonl"
        for (file, text) in artifacts ?? [:] { try place.drop(text, as: "\(id).artifacts/\(file)") }
        for (file, text) in check {
            try place.drop(text, as: "\(id).check/\(file)")
            if text.hasPrefix("#!") { try #require(chmod("\(place.inbox)/\(id).check/\(file)", 0o755) == 0) }
        }
        if let sidecar { try place.drop(sidecar, as: name + ".trace2skill.json") }
        try place.drop(text, as: name)
        return ContentDigest(of: Array(text.utf8)).hex
    }

    private func entry(_ digest: String, _ place: Workplace) throws -> ArtifactsEntry {
        try #require(try place.useCases.ledger.artifacts(of: digest))
    }

    private func read(_ path: String) -> String? {
        FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
    }

    private func files(in folder: String) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: folder).sorted()
    }

    // MARK: What is taken

    @Test("takes a folder beside a trajectory and a check by their names, and gives a copy of both")
    func byName() async throws {
        let place = try Workplace()
        let digest = try drop(
            "s1",
            place,
            artifacts: ["report.py": "print(1)\n", "deep/er/a b\nc.json": "{}", ".env": "A=1\n", "half.tmp": ""],
            check: ["run": "#!/bin/sh\npython3 report.py\n", "expected/1": "1"]
        )
        try await place.ingest()

        let entry = try entry(digest, place)
        #expect(
            entry.files == 4 && entry.size == 15 && entry.check == "/check/run" && entry.note == "" && !entry.isShared
        )
        #expect(names(in: place.inbox) == [])
        let copy = try #require(try place.useCases.artifacts(of: digest))
        #expect(copy.check == "/check/run")
        #expect(
            try files(in: copy.artifacts) == [
                ".env", "deep", "deep/er", "deep/er/a b\nc.json", "half.tmp", "report.py",
            ]
        )
        #expect(read(copy.artifacts + "/report.py") == "print(1)\n")
        #expect(try files(in: copy.checkFiles) == ["expected", "expected/1", "run"])
        #expect(access(copy.checkFiles + "/run", X_OK) == 0)
    }

    @Test("removes the copy with the object that stands for it")
    func copyGoes() async throws {
        let place = try Workplace()
        let digest = try drop(place: place, check: "true")
        try await place.ingest()
        func use() throws -> String {
            let copy = try #require(try place.useCases.artifacts(of: digest))
            return withExtendedLifetime(copy) {
                var status = stat()
                let isPrivate = stat(copy.artifacts + "/..", &status) == 0 && status.st_mode & 0o077 == 0
                #expect(isPrivate && access(copy.artifacts + "/report.py", F_OK) == 0)
                return copy.artifacts
            }
        }

        let path = try use()

        #expect(access(path, F_OK) != 0 && access(path + "/..", F_OK) != 0)
    }

    private func drop(place: Workplace, check: String) throws -> String {
        try drop("s1", place, sidecar: #"{"outcome":"failure","check":"\#(check)"}"#)
    }

    @Test("takes folders and command from a sidecar, beside an outcome that another tells")
    func bySidecar() async throws {
        let place = try Workplace()
        try place.drop("x", as: "all.artifacts/run 7/out.txt")
        try place.drop("y", as: "tests.check/expected")
        try place.drop("0", as: "reward.txt")
        let digest = try drop(
            "s1",
            place,
            artifacts: nil,
            sidecar:
                #"{"artifacts":"all.artifacts/run 7/","check":"cmp out.txt /check/expected","check-files":"tests.check"}"#
        )
        try await place.ingest()

        let copy = try #require(try place.useCases.artifacts(of: digest))
        #expect(copy.check == "cmp out.txt /check/expected")
        #expect(read(copy.artifacts + "/out.txt") == "x" && read(copy.checkFiles + "/expected") == "y")
        #expect(try place.useCases.ledger.pool().map(\.outcome) == [.failure])
        // A check named otherwise than the trajectory may serve more runs.
        #expect(names(in: place.inbox) == ["all.artifacts", "tests.check"])
        #expect(names(in: place.inbox + "/all.artifacts") == [])
    }

    @Test("takes an empty folder for what it is: an agent that left nothing")
    func empty() async throws {
        let place = try Workplace()
        try FileManager.default.createDirectory(
            atPath: place.inbox + "/s1.artifacts",
            withIntermediateDirectories: true
        )
        let digest = try drop("s1", place, artifacts: nil, sidecar: #"{"check":"test -e a"}"#)
        try await place.ingest()

        let entry = try entry(digest, place)
        #expect(entry.manifest != nil && entry.files == 0)
        let copy = try #require(try place.useCases.artifacts(of: digest))
        #expect(try files(in: copy.artifacts) == [] && files(in: copy.checkFiles) == [])
    }

    @Test("gives no copy without artifacts, and one without a command where none came with them")
    func nothing() async throws {
        let place = try Workplace()
        let unjudged = try drop("s1", place)
        let bare = try drop("s2", place, artifacts: nil, sidecar: #"{"check":"true"}"#)
        let orphan = try drop("s3", place, artifacts: nil, check: ["run": "#!/bin/sh\n"])
        let program = try drop("s4", place, check: ["run": "no program"])
        try await place.ingest()

        for digest in [bare, orphan, "", String(repeating: "0", count: 64)] {
            #expect(try place.useCases.artifacts(of: digest) == nil)
        }
        for digest in [unjudged, program] {
            let copy = try place.useCases.artifacts(of: digest)
            #expect(copy != nil && copy?.check == nil)
        }
        #expect(try entry(unjudged, place).check == nil)
        #expect(try place.useCases.ledger.artifacts(of: bare) == nil)
        #expect(try entry(orphan, place).note == "there is a check, and no artifacts that it could judge")
        #expect(try entry(program, place).note.contains("no program run"))
    }

    @Test("never takes a file of such a folder for a trajectory, and rejects none")
    func noTrajectories() async throws {
        let place = try Workplace()
        try drop("s1", place, artifacts: ["other.jsonl": SampleSession.usual("s2").claudeCode, "broken.json": "{"])
        try place.drop(SampleSession.usual("s3").claudeCode, as: "orphan.artifacts/s3.jsonl")
        let report = try await place.ingest()

        #expect(report.counts.files == 1 && report.rejections == [])
        #expect(names(in: place.inbox) == ["orphan.artifacts"])
    }

    // MARK: What is not taken

    @Test("takes no link and no pipe, says so, and takes the files next to them")
    func oddEntries() async throws {
        let place = try Workplace()
        let digest = try drop("s1", place)
        let folder = place.inbox + "/s1.artifacts"
        try #require(symlink("/etc/passwd", folder + "/link\nof mine") == 0 && mkfifo(folder + "/pipe", 0o600) == 0)
        try await place.ingest()

        let entry = try entry(digest, place)
        #expect(entry.files == 1)
        #expect(
            entry.note
                == "not taken of s1.artifacts: link of mine (it is a symbolic link), pipe (it is a named pipe)"
        )
        #expect(names(in: place.inbox) == [])
    }

    @Test("takes no file whose name is not UTF-8, and puts the folder aside, as it was not read to its end")
    func encoding() async throws {
        let place = try Workplace()
        let digest = try drop("s1", place)
        let name: [CChar] =
            "\(place.inbox)/s1.artifacts/bad".utf8.map { CChar(bitPattern: $0) } + [CChar(bitPattern: 0xFF), 0]
        close(open(name, O_WRONLY | O_CREAT, 0o600))
        try await place.ingest()

        let entry = try entry(digest, place)
        #expect(entry.files == 1 && entry.note.contains("its name is not valid UTF-8"))
        #expect(names(in: place.inbox) == [".rejected"])
        #expect(names(in: place.inbox + "/.rejected") == ["s1.artifacts", "s1.artifacts.reason"])
    }

    @Test(
        "follows no link and no path out of the inbox",
        arguments: [
            "../outside.artifacts", "/etc/x.artifacts", "out", "link.artifacts", "here/real.artifacts",
            "none.artifacts",
        ]
    )
    func escapes(name: String) async throws {
        let place = try Workplace()
        try place.drop("precious", as: "../outside.artifacts/file")
        try place.drop("x", as: "real.artifacts/file")
        try #require(symlink("\(place.folder.path)/outside.artifacts", place.inbox + "/link.artifacts") == 0)
        try #require(symlink(".", place.inbox + "/here") == 0)
        let digest = try drop("s1", place, artifacts: nil, sidecar: #"{"artifacts":"\#(name)","check":"true"}"#)
        try await place.ingest()

        let entry = try entry(digest, place)
        #expect(entry.manifest == nil && entry.note.contains(name))
        #expect(try place.useCases.artifacts(of: digest) == nil)
        #expect(read(place.folder.path + "/outside.artifacts/file") == "precious")
        #expect(read(place.inbox + "/real.artifacts/file") == "x")
        #expect(try place.useCases.ledger.pool().count == 1)
    }

    @Test("takes nothing of a folder with too much in it, and puts it aside with the reason", arguments: 0..<4)
    func limits(which: Int) async throws {
        let place = try Workplace()
        let digest = try drop(
            "s1",
            place,
            artifacts: ["a": "123", "b/c": "4567", "d": ""],
            sidecar: #"{"check":"true"}"#
        )
        var limits = ArtifactLimits()
        switch which {
        case 0: limits.files = 2
        case 1: limits.size = 6
        case 2: limits.fileSize = 3
        default:
            for number in 0..<10 {
                let path = "\(place.inbox)/s1.artifacts/empty \(number)"
                try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            }
            limits.files = 5
        }
        let file = try InboxFile(at: InboxPath(root: place.inbox, relative: "s1.jsonl"))
        let take = ArtifactCollector(archive: place.useCases.archive, mode: .raw, limits: limits)
        let taken = try #require(try take.run(file, trajectory: digest, labels: [], isShared: false))

        let reason = ["more than 2 files", "7 bytes, more than the 6 of all", "b/c has 4 bytes", "more than 5 files"][
            which
        ]
        #expect(taken.record.artifacts == nil && taken.record.note.contains(reason), "\(taken.record.note)")
        #expect(taken.folders.first?.asideBecause?.contains(reason) == true)
    }

    @Test("takes as much as the limits allow")
    func withinLimits() async throws {
        let place = try Workplace()
        let digest = try drop("s1", place, artifacts: ["a": "123", "b/c": "4567"])
        var limits = ArtifactLimits()
        (limits.files, limits.size, limits.fileSize) = (2, 7, 4)
        let file = try InboxFile(at: InboxPath(root: place.inbox, relative: "s1.jsonl"))
        let take = ArtifactCollector(archive: place.useCases.archive, mode: .raw, limits: limits)

        #expect(try take.run(file, trajectory: digest, labels: [], isShared: false)?.record.files == 2)
    }

    @Test("takes the trajectory in where its artifacts are too many, and leaves these to a person")
    func trajectoryCounts() async throws {
        let place = try Workplace()
        let digest = try drop("s1", place, sidecar: #"{"check":"true"}"#)
        let path = place.inbox + "/s1.artifacts/huge"
        close(open(path, O_WRONLY | O_CREAT, 0o600))
        try #require(truncate(path, 17 << 20) == 0)
        try await place.ingest()

        #expect(try place.useCases.ledger.pool().count == 1)
        #expect(try entry(digest, place).note.contains("huge has 17825792 bytes"))
        #expect(names(in: place.inbox) == [".rejected"])
        #expect(read(place.inbox + "/.rejected/s1.artifacts.reason")?.contains("huge") == true)
    }

    @Test(
        "keeps no artifacts where the archive keeps no raw trajectories",
        arguments: [Configuration.ArchiveMode.redacted, .none]
    )
    func archiveModes(mode: Configuration.ArchiveMode) async throws {
        let place = try Workplace { $0.archive = mode }
        try drop("s1", place, artifacts: ["a": "marked text"], check: ["run": "#!/bin/sh\n"])
        try await place.ingest()

        let session = try #require(try place.useCases.ledger.sessions(matching: "s1").first)
        #expect(try entry(session.trajectory, place).note == "artifacts are not kept: they need archive: raw")
        #expect(names(in: place.inbox) == [])
        let stored = ContentDigest(of: Array("marked text".utf8))
        #expect(!(try files(in: place.state + "/archive").contains { $0.hasSuffix("\(stored).zst") }))
    }

    @Test("derives no secret from a check and from names of files")
    func secrets() async throws {
        // A token of no account, put together here so that no file contains it.
        let secret = "gh" + "p_" + String("q7Zt2Lw9Xc4Vb6Nm1Kj3Hg5Fd8Sa0PoIuYtRe".prefix(36))
        let place = try Workplace()
        let digest = try drop("s1", place, sidecar: #"{"check":"TOKEN=\#(secret) make test"}"#)
        try #require(symlink("/etc", "\(place.inbox)/s1.artifacts/\(secret)") == 0)
        try await place.ingest()

        let entry = try entry(digest, place)
        #expect(entry.check?.contains("make test") == true)
        #expect(!"\(entry)".contains(secret))
        #expect(try place.useCases.artifacts(of: digest)?.check == "TOKEN=\(secret) make test")
    }

    @Test("takes files that lie deep, and none that lies deeper than a path can be long")
    func deep() async throws {
        let place = try Workplace()
        let digest = try drop("s1", place, sidecar: #"{"check":"true"}"#)
        let deep = Array(repeating: "deep", count: 25).joined(separator: "/")
        try place.drop("x", as: "s1.artifacts/\(deep)/bottom")
        let long = Array(repeating: String(repeating: "d", count: 200), count: 12).joined(separator: "/")
        try place.drop("x", as: "s1.artifacts/\(long)/bottom")
        let tooDeep = Array(repeating: "e", count: 40).joined(separator: "/")
        try place.drop("x", as: "s1.artifacts/\(tooDeep)/bottom")
        try await place.ingest()

        let entry = try entry(digest, place)
        #expect(entry.files == 2)
        #expect(entry.note.contains("its path is too long") && entry.note.contains("folders deep"), "\(entry.note)")
        let copy = try #require(try place.useCases.artifacts(of: digest))
        #expect(read(copy.artifacts + "/\(deep)/bottom") == "x")
        #expect(names(in: place.inbox + "/.rejected") == ["s1.artifacts", "s1.artifacts.reason"])
    }

    @Test("takes in a trajectory whose name leaves no room for an ending")
    func longName() async throws {
        let place = try Workplace()
        try place.drop(SampleSession.usual("s1").claudeCode, as: String(repeating: "n", count: 250))
        try await place.ingest()

        #expect(try place.useCases.ledger.pool().count == 1 && names(in: place.inbox) == [])
    }

    // MARK: Shared inboxes

    @Test(
        "keeps the artifacts of a shared inbox, and gives no copy whose command could be run",
        arguments: [false, true]
    )
    func shared(isByHand: Bool) async throws {
        let place = try Workplace { $0.inboxes[0].trust = .shared }
        let digest = try drop("s1", place, sidecar: #"{"check":"true"}"#)
        // Also where somebody takes it in by another name of the folder.
        try #require(symlink(place.inbox, place.folder.path + "/alias") == 0)
        let root = isByHand ? place.folder.path + "/alias" : place.inbox
        _ = try await place.useCases.ingest(try Ingestion.scan(root).files, after: isByHand ? nil : .archive)

        let entry = try entry(digest, place)
        #expect(entry.isShared && entry.manifest != nil && entry.check == "true")
        #expect(try place.useCases.artifacts(of: digest) == nil)
        #expect(
            try ArtifactArchive(in: place.useCases.archive).record(of: try #require(ContentDigest(hex: digest)))?
                .isShared == true
        )
    }

    @Test("takes this user's own artifacts in the place of those of a shared inbox, and not the other way")
    func vouched() async throws {
        let place = try Workplace { $0.inboxes[0].trust = .shared }
        let digest = try drop("s1", place, artifacts: ["a": "theirs"], sidecar: #"{"check":"theirs"}"#)
        try await place.ingest()
        let mine = place.folder.path + "/mine"
        try place.drop("mine", as: "../mine/s1.artifacts/a")
        try place.drop(#"{"check":"mine"}"#, as: "../mine/s1.jsonl.trace2skill.json")
        try place.drop(SampleSession.usual("s1").claudeCode, as: "../mine/s1.jsonl")
        _ = try await place.useCases.ingest(try Ingestion.scan(mine).files, after: nil)
        try drop("s1", place, artifacts: ["a": "theirs"], sidecar: #"{"check":"theirs"}"#)
        try await place.ingest()

        let copy = try #require(try place.useCases.artifacts(of: digest))
        #expect(copy.check == "mine" && read(copy.artifacts + "/a") == "mine")
    }

    @Test("leaves a folder of another user alone in a shared inbox", .enabled(if: geteuid() == 0, "needs another user"))
    func otherOwner() async throws {
        let place = try Workplace { $0.inboxes[0].trust = .shared }
        let digest = try drop("s1", place, sidecar: #"{"artifacts":"others.artifacts"}"#)
        try place.drop("x", as: "others.artifacts/file")
        try #require(chown(place.inbox + "/others.artifacts", 65_534, 65_534) == 0)
        try await place.ingest()

        #expect(try entry(digest, place).note.contains("another user"))
        #expect(read(place.inbox + "/others.artifacts/file") == "x")
    }

    // MARK: Again

    @Test("touches nothing in a folder that is kept, and takes nothing in twice")
    func kept() async throws {
        let place = try Workplace()
        let digest = try drop("s1", place, sidecar: #"{"check":"true"}"#)
        try await place.ingest(.keep)
        let (names, first) = (try files(in: place.inbox), try entry(digest, place))
        try place.drop("late", as: "s1.artifacts/late")
        let report = try await place.ingest(.keep)

        #expect(report.repeated == 1 && report.counts.files == 0)
        #expect(try entry(digest, place) == first && first.files == 1)
        #expect(try files(in: place.inbox) == (names + ["s1.artifacts/late"]).sorted())
    }

    @Test("takes the same drop again for what it is, and leaves no note")
    func same() async throws {
        let place = try Workplace()
        let digest = try drop("s1", place, check: ["run": "#!/bin/sh\n"])
        try await place.ingest()
        let first = try entry(digest, place)
        try drop("s1", place, check: ["run": "#!/bin/sh\n"])
        try await place.ingest()

        #expect(try entry(digest, place) == first && first.note == "")
        #expect(names(in: place.inbox) == [])
    }

    @Test("keeps the first of different artifacts of one trajectory, and says so once")
    func forks() async throws {
        let place = try Workplace()
        let digest = try drop("s1", place, artifacts: ["a": "first"], sidecar: #"{"check":"true"}"#)
        try await place.ingest()
        for text in ["second", "third"] {
            try drop("s1", place, artifacts: ["a": text], sidecar: #"{"check":"true"}"#)
            try await place.ingest()
        }

        let copy = try #require(try place.useCases.artifacts(of: digest))
        #expect(read(copy.artifacts + "/a") == "first")
        #expect(
            try entry(digest, place).note
                == "other artifacts came with another copy of the same trajectory and were not taken"
        )
        #expect(read(place.inbox + "/.rejected/s1.artifacts/a") == "second")
        #expect(read(place.inbox + "/.rejected/s1-2.artifacts/a") == "third")
    }

    @Test("keeps the first of different artifacts also where both come at once")
    func forksAtOnce() async throws {
        let place = try Workplace()
        let digest = try drop("s1", place, artifacts: ["a": "first"], sidecar: #"{"check":"true"}"#)
        try place.drop("second", as: "copy.artifacts/a")
        try place.drop(SampleSession.usual("s1").claudeCode, as: "copy.jsonl")
        let files = try ["s1.jsonl", "copy.jsonl"].map {
            try InboxFile(at: InboxPath(root: place.inbox, relative: $0))
        }
        _ = try await place.useCases.ingest(files, after: .archive)

        let copy = try #require(try place.useCases.artifacts(of: digest))
        #expect(read(copy.artifacts + "/a") == "first")
        #expect(try entry(digest, place).note.contains("other artifacts"))
        #expect(read(place.inbox + "/.rejected/copy.artifacts/a") == "second")
    }

    @Test("takes artifacts that come with a second copy of a trajectory that came without")
    func later() async throws {
        let place = try Workplace()
        let digest = try drop("s1", place, artifacts: nil)
        try await place.ingest()
        #expect(try place.useCases.ledger.artifacts(of: digest) == nil)
        try drop("s1", place, sidecar: #"{"check":"true"}"#)
        try await place.ingest()

        #expect(try entry(digest, place).files == 1)
        #expect(try place.useCases.artifacts(of: digest) != nil)
    }

    @Test("finishes what a crash cut off, wherever it did", arguments: 0..<4)
    func crash(which: Int) async throws {
        let place = try Workplace()
        func drop() throws -> String {
            try self.drop("s1", place, check: ["run": "#!/bin/sh\n"], sidecar: #"{"outcome":"failure"}"#)
        }
        let digest = try drop()
        if which == 0 {
            // In the archive, and not in the ledger.
            let file = try InboxFile(at: InboxPath(root: place.inbox, relative: "s1.jsonl"))
            let taken = try ArtifactCollector(archive: place.useCases.archive, mode: .raw)
                .run(file, trajectory: digest, labels: [], isShared: false)
            try ArtifactArchive(in: place.useCases.archive).keep(try #require(taken).record)
        } else {
            // In the ledger, and some of it out of the inbox.
            try await place.ingest()
            _ = try drop()
            if which >= 2 { try FileManager.default.removeItem(atPath: place.inbox + "/s1.check") }
            if which == 3 {
                try #require(rename(place.inbox + "/s1.artifacts", place.inbox + "/.taken-s1.artifacts") == 0)
            }
        }
        try await place.ingest()

        let entry = try entry(digest, place)
        #expect(entry.files == 1 && entry.check == "/check/run" && entry.note == "")
        #expect(try place.useCases.artifacts(of: digest)?.check == "/check/run")
        #expect(names(in: place.inbox) == [])
    }

    @Test("leaves everything beside a file that changed before it could leave, for the next time")
    func grown() async throws {
        let place = try Workplace()
        try drop("s1", place, sidecar: #"{"check":"true"}"#)
        let asListed = try InboxFile(at: InboxPath(root: place.inbox, relative: "s1.jsonl"))
        var longer = SampleSession.usual("s1")
        longer.actions += SampleSession.node("more")
        try place.drop(longer.claudeCode, as: "s1.jsonl")
        let digest = ContentDigest(of: Array(longer.claudeCode.utf8)).hex

        _ = try await place.useCases.ingest([asListed], after: .archive)
        #expect(try entry(digest, place).files == 1)
        #expect(names(in: place.inbox) == ["s1.artifacts", "s1.jsonl", "s1.jsonl.trace2skill.json"])

        try await place.ingest()
        #expect(try entry(digest, place).note == "" && names(in: place.inbox) == [])
    }

    @Test("puts the folder of a trajectory that cannot be read where that goes")
    func rejected() async throws {
        let place = try Workplace()
        try place.drop("x", as: "strange.artifacts/file")
        try place.drop(#"{"alpha":1}"#, as: "strange.json")
        try await place.ingest()

        let names = names(in: place.inbox + "/.rejected")
        #expect(names == ["strange.artifacts", "strange.artifacts.reason", "strange.json", "strange.json.reason"])
        #expect(TestSupport.names(in: place.inbox) == [".rejected"])
    }

    // MARK: A lost ledger

    @Test("is known again to a ledger that is made from the archive")
    func rebuild() async throws {
        let place = try Workplace()
        let digest = try drop("s1", place, check: ["run": "#!/bin/sh\n"])
        let other = try drop("s2", place, artifacts: ["a": "1"], sidecar: #"{"check":"make test"}"#)
        let bare = try drop("s3", place, artifacts: nil)
        try await place.ingest()
        let useCases = try place.useCases(with: try Ledger.inMemory())
        let report = try await useCases.rebuildLedger()

        #expect(report.trajectories == 3 && report.unreadable.isEmpty)
        for id in [digest, other] {
            #expect(try useCases.ledger.artifacts(of: id) == place.useCases.ledger.artifacts(of: id))
        }
        #expect(try useCases.ledger.artifacts(of: bare) == nil)
        #expect(try useCases.artifacts(of: other)?.check == "make test")
    }

    @Test("is told as damaged by a ledger that is made from an archive where it is")
    func rebuildOfDamage() async throws {
        let place = try Workplace()
        let digest = try drop("s1", place, sidecar: #"{"check":"true"}"#)
        try await place.ingest()
        try Data("nonsense".utf8).write(
            to: URL(filePath: place.state + "/archive/artifacts/of/" + digest, directoryHint: .notDirectory)
        )
        let useCases = try place.useCases(with: try Ledger.inMemory())
        _ = try await useCases.rebuildLedger()

        #expect(try useCases.ledger.artifacts(of: digest)?.note.contains("names no record") == true)
        #expect(try useCases.artifacts(of: digest) == nil)
    }
}
