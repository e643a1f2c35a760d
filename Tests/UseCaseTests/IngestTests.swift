import Archive
import Composition
import Configuration
@testable import Curation
@testable import Evolution
import FoundationEssentials
import Glibc
@testable import Ingestion
import Ledger
import Lessons
import TestSupport
import Testing

import Trajectories

@Suite("Taking in files")
struct IngestTests {
    private func total(_ report: IngestReport) -> Int {
        report.counts.files + report.repeated + report.waiting + report.sidecars + report.refused
    }

    @Test("puts every file into exactly one count")
    func counts() async throws {
        let place = try Workplace()
        try place.drop(["s1", "s2"])
        try place.drop(SampleSession.usual("s1").claudeCode, as: "copy of s1.jsonl")
        try place.drop(#"{"outcome":"success"}"#, as: "s2.json.trace2skill.json")
        try place.drop("", as: "empty.json")
        try place.drop("\u{1F}\u{8B}\u{8}", as: "packed.gz")
        try place.drop(#"{"alpha":1}"#, as: "strange.json")
        let files = names(in: place.inbox).count
        let report = try await place.ingest()

        #expect(total(report) == files)
        #expect(report.sidecars == 1 && report.repeated == 1 && report.counts.files == 5)
        #expect(
            report.counts.sessions == 2 && report.counts.episodes == 2 && report.counts.rejected == 3
                && report.rejections.count == 3
        )
        #expect(names(in: place.inbox) == [".rejected"])
        #expect(names(in: place.inbox + "/.rejected").count == 6)
    }

    @Test("keeps a request as one line, without characters that move a cursor or that nobody sees")
    func requestLine() async throws {
        let place = try Workplace()
        let task = "Mend\nthe \u{1B}[31mreport\u{202E} now\u{E0041}\u{200B}!"
        try place.drop(SampleSession("s1", task: task, actions: SampleSession.editor("s1")).claudeCode, as: "s1.jsonl")
        try await place.ingest()

        let session = try #require(try place.useCases.ledger.sessions(matching: "s1").first)

        #expect(session.episodes.map(\.request) == ["Mend the  [31mreport  now  !"])
    }

    @Test("takes bytes that were ingested before for a repetition, under any name")
    func repeated() async throws {
        let place = try Workplace()
        try place.drop(["s1", "s2"])
        try await place.ingest()
        try place.drop(SampleSession.usual("s1").claudeCode, as: "again.jsonl")
        let report = try await place.ingest()

        #expect(report.repeated == 1 && report.counts == IngestCounts())
        #expect(names(in: place.inbox) == [])
        #expect(try place.useCases.ledger.pool().count == 2)
    }

    @Test("takes bytes that two batches have, which are read at the same time, for one trajectory")
    func repeatedInTheNextBatch() async throws {
        let place = try Workplace()
        let text = SampleSession.usual("s1").claudeCode
        // Names decide the order; a batch takes 128 files.
        for number in 0..<130 { try place.drop(number.isMultiple(of: 129) ? text : "", as: "\(1000 + number).jsonl") }
        let report = try await place.ingest()

        #expect(report.counts.files == 129 && report.repeated == 1 && report.counts.rejected == 128)
        #expect(report.counts.sessions == 1 && report.counts.known == 0)
        #expect(names(in: place.inbox) == [".rejected"])
        #expect(try place.useCases.ledger.pool().count == 1)
    }

    @Test("reads a file that stays in its folder again only when it has grown")
    func kept() async throws {
        let place = try Workplace()
        var story = SampleSession.usual("s1")
        try place.drop(story.claudeCode, as: "s1.jsonl")
        #expect(try await place.ingest(.keep).counts.sessions == 1)
        #expect(try await place.ingest(.keep).repeated == 1)

        story.actions += SampleSession.node("more")
        try place.drop(story.claudeCode, as: "s1.jsonl")
        let grown = try await place.ingest(.keep)
        #expect(grown.counts.grown == 1 && grown.counts.sessions == 1)
        #expect(try place.useCases.ledger.pool().flatMap(\.findings).count == 3)
        #expect(names(in: place.inbox) == ["s1.jsonl"])
    }

    @Test("takes outcome and skill from the files next to a trajectory")
    func sidecars() async throws {
        let place = try Workplace()
        try place.drop(["s1"])
        try place.drop(#"{"outcome":"success","reward":1,"skill":"fruit"}"#, as: "s1.jsonl.trace2skill.json")
        try await place.ingest()
        let episode = try #require(try place.useCases.ledger.pool().first)

        #expect(episode.outcome == .success && episode.route == "fruit")
        #expect(names(in: place.inbox) == [])
    }

    // Fault 42 of the reference implementation.
    @Test("takes the same label for the same session any number of times, and gives no session another name for it")
    func labelledAgain() async throws {
        let place = try Workplace()
        for round in 1...3 {
            try place.drop(["s1"])
            try place.drop(#"{"outcome":"failure"}"#, as: "s1.jsonl.trace2skill.json")
            let report = try await place.ingest()

            #expect(report.repeated == (round == 1 ? 0 : 1))
            let pool = try place.useCases.ledger.pool()
            #expect(pool.map(\.session) == [Session.ID("s1")] && pool.map(\.outcome) == [.failure])
            #expect(names(in: place.inbox) == [])
        }
    }

    // Fault 44 of the reference implementation.
    @Test("tells files of one name in several folders apart, each with the label next to it")
    func sameName() async throws {
        let place = try Workplace()
        for (id, outcome) in [("s1", "failure"), ("s2", "success"), ("s3", "failure")] {
            try place.drop(SampleSession.usual(id).claudeCode, as: "orchard/\(id)/log.jsonl")
            try place.drop(#"{"outcome":"\#(outcome)"}"#, as: "orchard/\(id)/log.jsonl.trace2skill.json")
        }
        #expect(try await place.ingest().counts.sessions == 3)

        let pool = try place.useCases.ledger.pool().sorted { $0.session < $1.session }
        #expect(pool.map(\.session.rawValue) == ["s1", "s2", "s3"])
        #expect(pool.map(\.outcome) == [.failure, .success, .failure])
        #expect(Set(pool.map(\.trajectory)).count == 3)
    }

    @Test(
        "takes from a file beside it no name that a skill cannot have",
        arguments: ["../../escape", "a/b", "", "UPPER", "-x", ".git"]
    )
    func hostileSidecar(name: String) async throws {
        let place = try Workplace()
        for id in ["s1", "s2"] {
            try place.drop(SampleSession.usual(id).claudeCode, as: id + ".jsonl")
            try place.drop(#"{"skill":"\#(name)"}"#, as: id + ".jsonl.trace2skill.json")
        }
        try await place.ingest()

        #expect(try place.useCases.ledger.pool().map(\.route) == [nil, nil])
        #expect(try await place.evolve().revisions.map(\.skill) == ["orchard"])
    }

    @Test("routes a file by the folder that it was dropped into")
    func routes() async throws {
        let place = try Workplace()
        for id in ["s1", "s2"] { try place.drop(SampleSession.usual(id).claudeCode, as: "fruit/\(id).jsonl") }
        try await place.ingest()

        #expect(try await place.evolve().revisions.map(\.skill) == ["fruit"])
    }

    // MARK: The archive

    /// A token of no account, put together here so that no file contains it.
    private let secret = "gh" + "p_" + String("q7Zt2Lw9Xc4Vb6Nm1Kj3Hg5Fd8Sa0PoIuYtRe".prefix(36))

    @Test(
        "keeps what a file holds as the archive mode says, and derives nothing from a secret",
        arguments: Configuration.ArchiveMode.allCases
    )
    func archiveModes(mode: Configuration.ArchiveMode) async throws {
        let place = try Workplace { $0.archive = mode }
        for id in ["s1", "s2"] {
            var story = SampleSession.usual(id, token: secret)
            story.task += " with \(secret)"
            try place.drop(id == "s1" ? story.claudeCode : story.atif, as: id + ".json")
        }
        let originals = try ["s1", "s2"].map { try Data(contentsOf: URL(filePath: place.inbox + "/\($0).json")) }
        try #require(originals.allSatisfy { $0.firstRange(of: Data(secret.utf8)) != nil })
        try await place.ingest()
        #expect(try await place.evolve().revisions.map(\.lessons.count) == [2])

        // The ledger, with its log, and every object of the repository.
        let needle = Data(secret.utf8)
        for name in names(in: place.state) where name.hasPrefix("ledger") {
            #expect(
                try Data(contentsOf: URL(filePath: place.state + "/" + name)).firstRange(of: needle) == nil,
                "\(name)"
            )
        }
        let objects = try place.git("cat-file", "--batch", "--batch-all-objects")
        #expect(!objects.contains(secret) && objects.contains("nodejs s1.js"))

        let archived = try place.useCases.archive.list().map { entry in
            var reader = try place.useCases.archive.open(entry.digest)
            return try contents(&reader)
        }
        switch mode {
        case .raw: #expect(Set(archived) == Set(originals))
        case .redacted:
            #expect(
                archived.count == 2
                    && archived.allSatisfy {
                        $0.firstRange(of: needle) == nil && $0.firstRange(of: Data("nodejs".utf8)) != nil
                    }
            )
        case .none: #expect(archived.isEmpty)
        }
        #expect(names(in: place.inbox) == [])
    }

    private func contents(_ reader: inout ArchiveReader) throws -> Data {
        var data = Data()
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 4096, alignment: 16)
        defer { buffer.deallocate() }
        while case let count = try reader.read(into: buffer), count > 0 { data.append(contentsOf: buffer[..<count]) }
        return data
    }

    @Test("keeps the archive for its owner alone")
    func ownerOnly() async throws {
        let place = try Workplace()
        try place.drop(["s1"])
        try await place.ingest()
        let entry = try #require(try place.useCases.archive.list().first)
        var status = stat()

        #expect(stat(place.useCases.archive.path(of: entry.digest), &status) == 0 && status.st_mode & 0o077 == 0)
    }

    @Test("leaves a rejected file with the person who dropped it, not in the archive")
    func rejected() async throws {
        let place = try Workplace()
        try place.drop(#"{"alpha":1}"#, as: "strange.json")
        try await place.ingest()

        #expect(try place.useCases.archive.list().isEmpty)
        #expect(try place.useCases.ledger.rejections(limit: 5).map(\.reason) == [.unrecognised])
        #expect(names(in: place.inbox + "/.rejected").contains { $0.hasPrefix("strange.json") })
    }
}
