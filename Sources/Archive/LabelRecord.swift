internal import FoundationEssentials

/// The label files that came with a trajectory.
package struct LabelRecord: Sendable, Equatable {
    /// One label file.
    package struct Entry: Sendable, Equatable {
        /// The path of the file, inside its inbox if it was in one; its name decides how it is read.
        package var path: String
        /// The content of the file.
        package var digest: ContentDigest
        /// When it was read, in seconds since 1970: of two equally strong labels the later one counts.
        package var received: Double

        /// Describes a label file.
        package init(path: String, digest: ContentDigest, received: Double) {
            self.path = path
            self.digest = digest
            self.received = received
        }
    }

    /// The trajectory.
    package let trajectory: ContentDigest
    /// Its label files, the strongest first.
    package var entries: [Entry]

    /// Lists the label files of a trajectory.
    package init(trajectory: ContentDigest, entries: [Entry]) {
        self.trajectory = trajectory
        self.entries = entries
    }
}

extension LabelRecord {
    /// The record as it is stored.
    private struct Stored: Codable {
        struct Entry: Codable {
            var path: String
            var digest: String
            var received: Double
        }
        var version = 1
        var trajectory: String
        var labels: [Entry]
    }

    func bytes() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let labels = entries.map { Stored.Entry(path: $0.path, digest: $0.digest.hex, received: $0.received) }
        return Array(try encoder.encode(Stored(trajectory: trajectory.hex, labels: labels)))
    }

    /// Reads a record; nil if the bytes are not one.
    init?(reading bytes: [UInt8]) {
        // The caller reports damage; why the bytes are not a record does not matter.
        guard let stored = try? JSONDecoder().decode(Stored.self, from: Data(bytes)),
            let trajectory = ContentDigest(hex: stored.trajectory)
        else { return nil }
        var entries: [Entry] = []
        for entry in stored.labels {
            guard let digest = ContentDigest(hex: entry.digest) else { return nil }
            entries.append(Entry(path: entry.path, digest: digest, received: entry.received))
        }
        self.init(trajectory: trajectory, entries: entries)
    }
}
