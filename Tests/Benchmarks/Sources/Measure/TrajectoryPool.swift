internal import Foundations
internal import Inbox
internal import Ingestion
internal import JSON
internal import Ledger
internal import Lessons
internal import Mining
internal import Redaction
internal import SkillEditing
internal import Trajectories

/// A folder of trajectories, read and analysed in memory.
enum TrajectoryPool {
    static func read(_ folder: String) throws -> [AnalysedEpisode] {
        let reader = TrajectoryReader()
        var episodes: [String: (records: Int, episodes: [AnalysedEpisode])] = [:]
        for file in try Ingestion.scan(folder).files where !Sidecar.isSidecar(name: file.path.name) {
            var bytes: [UInt8] = []
            let open = try file.open()
            let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
            defer { buffer.deallocate() }
            while case let count = try open.read(into: buffer), count > 0 { bytes.append(contentsOf: buffer[..<count]) }
            let digest = FNV1a(bytes.prefix(65_536)).shortDigits + "\(bytes.count)"
            do {
                _ = try reader.read(FileContext(name: file.path.name, digest: digest), open: { source(bytes) }) {
                    session in
                    let analysed = SessionAnalyzer(redactor: Redactor(key: [1]), skills: [])
                        .record(session, trajectory: digest, owner: 0, route: nil).episodes
                    if let known = episodes[session.id.rawValue], known.records >= session.recordCount { return }
                    episodes[session.id.rawValue] = (session.recordCount, analysed)
                }
            } catch is ReadingError { continue }
        }
        return episodes.values.flatMap(\.episodes)
    }

    private static func source(_ bytes: [UInt8]) -> ByteSource {
        var position = 0
        return { buffer in
            let count = min(buffer.count, bytes.count - position)
            guard count > 0 else { return 0 }
            bytes.withUnsafeBytes {
                buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[position..<position + count]))
            }
            position += count
            return count
        }
    }

    static func withoutCopies(_ episodes: [AnalysedEpisode]) -> [AnalysedEpisode] { Miner.distinct(episodes) }

    /// What would be published: supported lessons of skills that are worth it.
    static func adopted(_ mined: [Lesson], minimumLessons: Int = 3) -> [Lesson] {
        let supported = mined.filter { Miner.Thresholds().shortfall(of: $0) == nil }
        return Dictionary(grouping: supported, by: \.skill).sorted { $0.key < $1.key }.flatMap {
            SkillEditor.areWorthASkill($0.value, minimumLessons: minimumLessons, minimumSupport: 2) ? $0.value : []
        }
    }
}
