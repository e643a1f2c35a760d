import FoundationEssentials
import Glibc
import Testing

@testable import Trajectories

/// Reads a folder of recordings that is not part of the source: `TRACE2SKILL_CORPUS=DIR swift test --filter Corpus`.
@Suite("A folder of recordings", .enabled(if: Corpus.folder != nil, "TRACE2SKILL_CORPUS names no folder"))
struct CorpusTests {
    @Test("is read or refused file by file, with a reason, and the numbers add up")
    func everyFile() throws {
        let files = try Corpus.files()
        var read = 0
        var refused: [String: Int] = [:]
        var formats: [String: Corpus.Count] = [:]

        for file in files {
            do {
                let (sessions, report) = try Corpus.read(file)
                read += 1
                #expect(sessions.count == report.sessions, "\(file)")
                for session in sessions {
                    check(session, in: file)
                    formats[session.format, default: Corpus.Count()].add(session)
                }
            } catch let error as ReadingError {
                refused[error.code, default: 0] += 1
                #expect(!error.description.isEmpty)
            }
        }

        #expect(!files.isEmpty)
        #expect(read + refused.values.reduce(0, +) == files.count)
        for (name, count) in formats.sorted(by: { $0.key < $1.key }) { print("\(name): \(count)") }
        print(
            // words: allow
            "\(files.count) files, \(read) read, refused: \(refused.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" })"
        )
    }

    private func check(_ session: Session, in file: String) {
        let steps = session.steps
        #expect(steps.map(\.number) == steps.indices.map { $0 + 1 }, "\(file)")
        #expect(session.episodes.map(\.index) == Array(session.episodes.indices), "\(file)")
        #expect(!session.id.rawValue.isEmpty && session.parent != session.id, "\(file)")
        #expect(steps.allSatisfy { $0.calls.isEmpty || $0.source == .agent }, "\(file)")
        if let start = session.startedAt, let end = session.endedAt { #expect(start <= end, "\(file)") }
    }

    @Test("gives the same sessions when it is read again in small pieces")
    func again() throws {
        for file in try Corpus.files() {
            // A file that is refused is refused either way; the other test says with which reason.
            guard let once = try? Corpus.read(file), let again = try? Corpus.read(file, step: 997) else { continue }
            #expect(once.0 == again.0, "\(file)")
        }
    }

    @Test("has no file that two formats claim")
    func claims() throws {
        for file in try Corpus.files() {
            let start = try sample(String(decoding: Corpus.contents(of: file), as: UTF8.self))
            let names = TrajectoryFormats.all.filter { $0.recognises(start) }.map { $0.name }
            #expect(names.count <= 1, "\(file): \(names)")
        }
    }
}

/// The folder that the environment names.
private enum Corpus {
    static var folder: String? { getenv("TRACE2SKILL_CORPUS").map { String(cString: $0) } }

    static func files() throws -> [String] {
        let folder = try #require(folder)
        return try FileManager.default.subpathsOfDirectory(atPath: folder).sorted().map { folder + "/" + $0 }.filter {
            var isFolder = false
            return FileManager.default.fileExists(atPath: $0, isDirectory: &isFolder) && !isFolder
        }
    }

    static func contents(of file: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: file))) }

    static func read(_ file: String, step: Int = 1 << 16) throws -> ([Session], ReadingReport) {
        let contents = try contents(of: file)
        var sessions: [Session] = []
        let name = file.split(separator: "/").last.map(String.init) ?? file
        let report = try TrajectoryReader().read(
            FileContext(name: name, digest: Fingerprint(of: contents).description),
            open: { bytes(of: contents, step: step) },
            each: { sessions.append($0) }
        )
        return (sessions, report)
    }

    /// What was read of one format.
    struct Count: CustomStringConvertible {
        private var sessions = 0
        private var steps = 0
        private var calls = 0
        private var errors = 0
        private var answers = 0
        private var open = 0

        mutating func add(_ session: Session) {
            sessions += 1
            steps += session.steps.count { $0.source == .agent }
            calls += session.calls.count
            errors += session.calls.count { $0.observation?.status == .error }
            answers += session.calls.count { $0.observation?.status == .answer }
            open += session.calls.count { ($0.observation?.status ?? .unknown) == .unknown }
        }

        var description: String {
            // words: allow
            "\(sessions) sessions, \(steps) steps, \(calls) calls, \(errors) errors, \(answers) answers, \(open) without a known result"
        }
    }
}
