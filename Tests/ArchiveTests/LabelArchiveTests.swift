import FoundationEssentials
import TestSupport
import Testing

@testable import Archive

@Suite("An archive of labels")
struct LabelArchiveTests {
    private let folder: TemporaryFolder
    private let archive: Archive
    private let labels: LabelArchive

    init() throws {
        folder = try TemporaryFolder()
        archive = try Archive(at: "\(folder.path)/archive")
        labels = try LabelArchive(in: archive)
    }

    private func digest(_ text: String) -> ContentDigest { ContentDigest(of: Array(text.utf8)) }

    private func keep(_ trajectory: String, _ texts: [String]) throws -> LabelRecord {
        let entries = try texts.map {
            LabelRecord.Entry(
                path: "\(trajectory)/result.json",
                digest: try labels.store(Array($0.utf8)),
                received: 1.5
            )
        }
        let record = LabelRecord(trajectory: digest(trajectory), entries: entries)
        try labels.keep(record)
        return record
    }

    @Test("gives back what was stored, the last word for a trajectory, and nothing for another")
    func roundTrip() throws {
        _ = try keep("t1", ["old"])
        let record = try keep("t1", ["one", "two"])

        #expect(try labels.record(of: digest("t1")) == record)
        #expect(try labels.record(of: digest("t2")) == nil)
        #expect(try String(decoding: labels.content(record.entries[1].digest), as: UTF8.self) == "two")
        #expect(try archive.list() == [] && labels.trajectories() == [digest("t1")])
        #expect(try LabelArchive(in: Archive(reading: archive.root)).record(of: digest("t1")) == record)
    }

    @Test("removes what no other trajectory has")
    func removal() throws {
        let first = try keep("t1", ["shared", "own"])
        let second = try keep("t2", ["shared"])

        #expect(try labels.remove(digest("t1")) && !labels.remove(digest("t1")))
        #expect(try labels.record(of: digest("t1")) == nil && labels.record(of: digest("t2")) == second)
        #expect(try String(decoding: labels.content(first.entries[0].digest), as: UTF8.self) == "shared")
        #expect(throws: ArchiveError.self) { try labels.content(first.entries[1].digest) }
    }

    @Test("finds a record that was altered")
    func damage() throws {
        let record = try keep("t1", ["one"])
        let path = "\(archive.root)/labels/of/\(record.trajectory)"
        try Data("nonsense\n".utf8).write(to: URL(filePath: path))

        #expect(throws: ArchiveError.self) { try labels.record(of: record.trajectory) }
    }
}
