internal import ArgumentParser
internal import Glibc
internal import JSON
internal import Ledger
internal import Lessons
internal import Mining
internal import Redaction
internal import Trajectories

/// Reads a list of files as ingest reads them, stage by stage, on one thread.
struct BenchRead: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "read",
        abstract:
            "Read the files that a list names, and tell bytes, best seconds of the processor and what was found, as JSON"
    )

    enum Stage: String, ExpressibleByArgument, CaseIterable {
        /// Read and normalise.
        case reader
        /// And redact, and look for what can be learned.
        case analysed
    }

    @Argument(help: "A file with one path a line")
    var list: String

    @Option(help: "How far each file is taken: \(Stage.allCases.map(\.rawValue).joined(separator: ", "))")
    var stage = Stage.reader

    @Flag(help: "Print file, tool and status of each call instead")
    var statuses = false

    private static let analyzer = SessionAnalyzer(redactor: Redactor(key: [1]), skills: [])

    @Option(help: "How often all files are read; the best time counts")
    var times = 3

    func run() throws {
        let times = statuses ? 1 : times
        let paths = String(decoding: try Self.bytes(of: list), as: UTF8.self).split(separator: "\n").map(String.init)
        var best = Double.infinity
        var counts = Counts()
        for _ in 0..<max(1, times) {
            counts = Counts()
            let watch = ProcessorClock()
            for path in paths { try read(path, &counts) }
            best = min(best, watch.seconds)
        }
        if !statuses { print(counts.json(seconds: best, files: paths.count)) }
    }

    private func read(_ path: String, _ counts: inout Counts) throws {
        let bytes = try Self.bytes(of: path)
        counts.bytes += bytes.count
        let name = path.split(separator: "/").last.map(String.init) ?? path
        // The digest is the archive's work, which is measured with the whole ingest.
        let file = FileContext(name: name, digest: "0123456789abcdef")
        do {
            _ = try TrajectoryReader().read(file, bytes: bytes) { session in
                counts.add(session)
                if statuses { printStatuses(of: session, in: path) }
                if stage == .analysed {
                    counts.findings += Self.analyzer.record(session, trajectory: "", owner: 0, route: nil).episodes
                        .reduce(0) {
                            $0 + $1.findings.count
                        }
                }
            }
        } catch is ReadingError {
            counts.refused += 1
        }
    }

    private func printStatuses(of session: Session, in path: String) {
        for (_, call) in session.episodes.flatMap(\.calls) {
            print("\(path)\t\(session.id.rawValue)\t\(call.tool)\t\(call.observation?.status.rawValue ?? "none")")
        }
    }

    private struct Counts {
        var bytes = 0
        var sessions = 0
        var steps = 0
        var calls = 0
        var errors = 0
        var findings = 0
        var refused = 0

        mutating func add(_ session: Session) {
            sessions += 1
            for episode in session.episodes {
                steps += episode.steps.count
                for step in episode.steps {
                    calls += step.calls.count
                    for call in step.calls where call.observation?.status == .error { errors += 1 }
                }
            }
        }

        func json(seconds: Double, files: Int) -> String {
            """
            {"bytes": \(bytes), "seconds": \(seconds), "files": \(files), "sessions": \(sessions), "steps": \(steps), \
            "calls": \(calls), "errors": \(errors), "findings": \(findings), "refused": \(refused)}
            """
        }
    }

    // MARK: Bytes

    static func bytes(of path: String) throws -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw ValidationError("could not open \(path): \(String(cString: strerror(errno)))")
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw ValidationError("could not look at \(path)") }
        let size = Int(status.st_size)
        return [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            while count < size, let base = buffer.baseAddress,
                case let more = Glibc.read(descriptor, base + count, size - count), more > 0
            {
                count += more
            }
        }
    }
}
