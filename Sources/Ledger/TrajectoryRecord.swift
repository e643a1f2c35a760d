package import Lessons
package import Trajectories

/// A file that was ingested, with everything that is kept of it.
package struct TrajectoryRecord: Sendable {
    /// What became of a file.
    package enum State: String, Sendable, CaseIterable {
        case archived
        case rejected
        /// Read, and nothing new in it: every session is in another file that goes further.
        case superseded
        /// A person had it removed: it is not ingested again.
        case forgotten
    }

    /// SHA-256 of the file's bytes, 64 hexadecimal digits.
    package var digest: String
    /// The name under which the file was dropped.
    package var name: String
    /// The path of the inbox.
    package var inbox: String
    /// The path inside the inbox.
    package var path: String
    /// Bytes.
    package var size: Int
    /// The name of the format that was recognised; empty for a file that was rejected.
    package var format: String
    /// What became of the file.
    package var state: State
    /// Why the file was rejected; nil for one that was ingested.
    package var reason: RejectionReason?
    /// The reason as a sentence.
    package var detail: String
    /// Seconds since 1970.
    package var received: Double
    /// The sessions that are in the file.
    package var sessions: [SessionRecord]
    /// The label files that came with it, the strongest first.
    package var labels: [TrajectoryLabel]
    /// Whether the file is known, and only what labels say of it is new.
    package var isRepeated: Bool

    /// Describes a file; by default, it was ingested and holds no session.
    package init(
        digest: String,
        name: String,
        inbox: String,
        path: String,
        size: Int,
        format: String,
        state: State,
        reason: RejectionReason? = nil,
        detail: String = "",
        received: Double,
        sessions: [SessionRecord] = [],
        labels: [TrajectoryLabel] = [],
        isRepeated: Bool = false
    ) {
        self.digest = digest
        self.name = name
        self.inbox = inbox
        self.path = path
        self.size = size
        self.format = format
        self.state = state
        self.reason = reason
        self.detail = detail
        self.received = received
        self.sessions = sessions
        self.labels = labels
        self.isRepeated = isRepeated
    }
}

/// A session without its steps, and what was found in its episodes.
package struct SessionRecord: Sendable {
    /// How much happened in a session.
    package struct Counts: Sendable, Equatable {
        /// Messages and actions.
        package var steps = 0
        /// Calls of tools.
        package var calls = 0
        /// Calls that ended with an error.
        package var errors = 0

        /// Counts of one session, all 0 by default.
        package init(steps: Int = 0, calls: Int = 0, errors: Int = 0) {
            self.steps = steps
            self.calls = calls
            self.errors = errors
        }
    }

    /// The session; its steps are not recorded.
    package var session: Session
    /// The episodes with their findings, in their order.
    package var episodes: [AnalysedEpisode]
    /// The request of each episode, cut short, for a person.
    package var requests: [String]
    /// How much happened in the session.
    package var counts: Counts
    /// Why no episode of it is evidence; nil if they are.
    package var unused: UnusedReason?

    /// Describes a session; by default, its episodes are evidence.
    package init(
        session: Session,
        episodes: [AnalysedEpisode],
        requests: [String],
        counts: Counts,
        unused: UnusedReason? = nil
    ) {
        self.session = session
        self.episodes = episodes
        self.requests = requests
        self.counts = counts
        self.unused = unused
    }
}

/// The numbers of files, sessions and episodes that a batch brought.
package struct IngestCounts: Sendable, Equatable {
    /// Files that were recorded, rejected ones included.
    package var files = 0
    /// Sessions that are new or have grown.
    package var sessions = 0
    /// Sessions of which a copy that goes as far or further is known.
    package var known = 0
    /// Sessions that took the place of a shorter copy.
    package var grown = 0
    /// Episodes of the sessions that were recorded.
    package var episodes = 0
    /// Files that were rejected.
    package var rejected = 0
    /// Sessions whose outcome or task a label told.
    package var labelled: [LabelledSession] = []
    /// All counts at 0.
    package init() {}

    /// Adds up, number by number.
    package static func += (left: inout IngestCounts, right: IngestCounts) {
        left.files += right.files
        left.sessions += right.sessions
        left.known += right.known
        left.grown += right.grown
        left.episodes += right.episodes
        left.rejected += right.rejected
        left.labelled += right.labelled
    }
}

/// A file that stays in its inbox, as it looked when it was read.
package struct KeptFile: Sendable, Equatable {
    /// The full path.
    package var path: String
    /// Bytes.
    package var size: Int
    /// The time of its last change, in nanoseconds since 1970.
    package var modified: Int
    /// The number of its inode.
    package var inode: Int
    /// SHA-256 of its bytes; empty for a file that was passed over.
    package var digest: String
    /// Identifies the labels that it had; empty if it had none.
    package var labels: String

    /// Describes a file as it looked when it was read; by default without labels.
    package init(path: String, size: Int, modified: Int, inode: Int, digest: String, labels: String = "") {
        self.path = path
        self.size = size
        self.modified = modified
        self.inode = inode
        self.digest = digest
        self.labels = labels
    }
}

extension KeptFile: TableValue { static let table = "kept_file" }
