/// Why an episode is not evidence, or why nothing that was found in it backs a lesson.
package enum UnusedReason: Sendable, Hashable {
    /// The session is one of this program's own analysts.
    case ownSession
    /// No agent acted in the session.
    case noAgentStep
    /// Nothing was found in the episode.
    case nothingFound
    /// No other session shares what was found in the episode.
    case noCommonLesson
    /// A reason that a newer version knows.
    case unknown(String)

    /// Whether the whole session is left out, as opposed to an episode that was looked at.
    package var concernsSession: Bool { self == .ownSession || self == .noAgentStep }
}

extension UnusedReason: RawRepresentable {
    /// Reads a name of the ledger.
    package init(rawValue: String) {
        let known: [Self] = [.ownSession, .noAgentStep, .nothingFound, .noCommonLesson]
        self = known.first { $0.rawValue == rawValue } ?? .unknown(rawValue)
    }

    /// The name that the ledger keeps.
    package var rawValue: String {
        switch self {
        case .ownSession: "own-session"
        case .noAgentStep: "no-agent-step"
        case .nothingFound: "nothing-found"
        case .noCommonLesson: "no-common-lesson"
        case .unknown(let name): name
        }
    }

    /// The reason of a column in which an empty text stands for none.
    init?(column: String) {
        guard !column.isEmpty else { return nil }
        self.init(rawValue: column)
    }
}

/// How far an episode has come.
package enum EpisodeState: String, Sendable, Codable {
    /// It waits for an evolution.
    case pending
    /// An evolution has looked at it.
    case done
    /// It is not evidence.
    case unused
}

/// Why a file was not ingested: the codes of the inbox for entries that are not plain files, and of the readers.
package enum RejectionReason: Sendable, Hashable {
    case empty, compressed, binary, unrecognised, nothingInIt, tooLarge
    case device, fifo, hardLink, nameNotUTF8, notAFile, socket, sparse, symlink, tooDeep, unreadable
    /// A reason that a newer version knows.
    case unknown(String)
}

extension RejectionReason: RawRepresentable {
    /// Every reason that this version knows.
    package static let allKnown: [Self] = [
        .empty, .compressed, .binary, .unrecognised, .nothingInIt, .tooLarge, .device, .fifo, .hardLink, .nameNotUTF8,
        .notAFile, .socket, .sparse, .symlink, .tooDeep, .unreadable,
    ]

    /// Reads a name of the ledger.
    package init(rawValue: String) {
        self = Self.allKnown.first { $0.rawValue == rawValue } ?? .unknown(rawValue)
    }

    /// The name that the ledger and `status --json` show.
    package var rawValue: String {
        switch self {
        case .empty: "empty"
        case .compressed: "compressed"
        case .binary: "binary"
        case .unrecognised: "unrecognised"
        case .nothingInIt: "nothing-in-it"
        case .tooLarge: "too-large"
        case .device: "device"
        case .fifo: "fifo"
        case .hardLink: "hard-link"
        case .nameNotUTF8: "name-not-utf8"
        case .notAFile: "not-a-file"
        case .socket: "socket"
        case .sparse: "sparse"
        case .symlink: "symlink"
        case .tooDeep: "too-deep"
        case .unreadable: "unreadable"
        case .unknown(let name): name
        }
    }
}
