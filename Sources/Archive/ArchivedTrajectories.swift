package import JSON
package import Trajectories

/// Reads archived trajectories back as they were read when they were ingested: with the configured mappings, and under
/// the name of the dropped file, from which some formats take a task's id or an outcome.
///
/// The one way from the archive to sessions. A file that cannot be read is a failure of that trajectory alone.
package struct ArchivedTrajectories: Sendable {
    private let archive: Archive
    private let reader: TrajectoryReader

    /// - Parameter mappings: of the configuration.
    package init(_ archive: Archive, mappings: [Mapping]) {
        self.archive = archive
        reader = TrajectoryReader(mappings: mappings)
    }

    /// Hands on the sessions of a trajectory, one after the other.
    ///
    /// - Parameters:
    ///   - digest: of the trajectory.
    ///   - name: of the dropped file, for a content that was archived before its name was kept with it; without one,
    ///     the digest takes its place.
    ///   - each: takes a session. Where the function throws, it may have been given some.
    /// - Throws: ``ArchivedTrajectoryError``, which names the file and what to do.
    @discardableResult
    package func sessions(
        of digest: ContentDigest,
        name: String? = nil,
        each: (Session) -> Void
    ) throws(ArchivedTrajectoryError) -> ReadingReport {
        do {
            let known = try archive.name(of: digest) ?? name
            return try reader.read(
                FileContext(name: known ?? digest.hex, digest: String(digest.hex.prefix(16))),
                open: { try ArchivedSource(archive: archive, digest: digest).byteSource },
                each: each
            )
        } catch let error as ArchiveError {
            throw ArchivedTrajectoryError(digest, error)
        } catch {
            throw ArchivedTrajectoryError(digest: digest, kind: .unreadable, reason: "\(error)")
        }
    }
}

/// Why an archived trajectory could not be read back.
package struct ArchivedTrajectoryError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong; the raw value is stable.
    package enum Kind: String, Sendable {
        /// The archive does not hold it.
        case missing
        /// Its file is cut short or altered.
        case damaged
        /// Its bytes are as they were, and no format reads them, as where a mapping was removed.
        case unreadable
        /// The operating system or zstd failed.
        case failed
    }

    /// The trajectory.
    package let digest: ContentDigest
    /// What is wrong with it.
    package let kind: Kind
    /// A lower-case sentence that says what to do.
    package let reason: String

    init(digest: ContentDigest, kind: Kind, reason: String) {
        self.digest = digest
        self.kind = kind
        self.reason = reason
    }

    init(_ digest: ContentDigest, _ error: ArchiveError) {
        let kind: Kind =
            switch error {
            case .missing: .missing
            case .damaged: .damaged
            case .failed, .compression: .failed
            }
        self.init(digest: digest, kind: kind, reason: "\(error)")
    }

    /// What failed and what to do, in lower case without a full stop.
    package var description: String {
        switch kind {
        case .missing, .damaged, .failed: reason
        case .unreadable: "could not read sha256 \(digest) back from the archive: \(reason)"
        }
    }
}

/// An archived content as a source of bytes.
package final class ArchivedSource {
    private var reader: ArchiveReader

    /// - Throws: ``ArchiveError`` if the content cannot be opened.
    package init(archive: Archive, digest: ContentDigest) throws(ArchiveError) { reader = try archive.open(digest) }

    /// Reads the next bytes with each call.
    package var byteSource: ByteSource { { try self.reader.read(into: $0) } }
}
