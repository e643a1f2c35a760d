/// One agent session in the normal form that every format is read into.
package struct Session: Sendable, Equatable {
    /// The identity of a session across files: the recorder's own id where there is one, otherwise a hash of its
    /// content.
    package struct ID: Sendable, Hashable, Comparable, CustomStringConvertible {
        /// The identity as text.
        package let rawValue: String
        /// The identity with this text.
        package init(_ rawValue: String) { self.rawValue = rawValue }
        /// The identity as text.
        package var description: String { rawValue }
        /// Whether `left` comes before `right` in the order of their texts.
        package static func < (left: ID, right: ID) -> Bool { left.rawValue < right.rawValue }
    }

    /// The identity across files.
    package var id: ID
    /// The session that started this one as a sub-agent. Support is counted by the outermost session.
    package var parent: ID?
    /// The name of the format that the session was read from: `claude-code`, `atif`, …
    package var format: String
    /// The agent.
    package var agent: Agent
    /// The folder or repository in which the agent worked, as recorded; nil where the format does not say.
    package var workspace: String?
    /// The identifier of the task in a benchmark (an instance or task id), where the format has one.
    package var taskID: String?
    /// The time of the first record with a time, in seconds since 1970.
    package var startedAt: Double?
    /// The time of the last record with a time, in seconds since 1970.
    package var endedAt: Double?
    /// Whether the session reached its goal.
    package var outcome: Outcome
    /// The skills that the session had or used.
    package var skills: [SkillUse]
    /// The tokens and the money that the session used.
    package var usage: Usage
    /// The episodes in order.
    package var episodes: [Episode]
    /// The number of records: a longer copy of a session has more of them and supersedes a shorter one.
    package var recordCount: Int
    /// Identifiers of records (or hashes) at the start, which tell a copy or a fork from another session.
    package var firstRecords: [String]
    /// What was left out or repaired while reading, for `show`.
    package var notes: [String]

    /// The steps of all episodes in order.
    package var steps: [Step] { episodes.flatMap(\.steps) }

    /// The first request of the session, or nil if none is recorded.
    package var task: String? { episodes.lazy.compactMap(\.task).first }
}

extension Session {
    /// The agent of a session.
    package struct Agent: Sendable, Equatable {
        /// The program, such as `claude-code`.
        package var name: String
        /// The program's version, where the recording names it.
        package var version: String?
        /// The first model that the recording names.
        package var model: String?

        /// An agent.
        package init(name: String, version: String? = nil, model: String? = nil) {
            self.name = name
            self.version = version
            self.model = model
        }
    }
}
