/// What one agent session did, whatever recorded it: the normal form that every format is read into.
package struct Session: Sendable, Equatable {
    /// The identity of a session across files: the recorder's own id where there is one, else a hash of its content.
    package struct ID: Sendable, Hashable, Comparable, CustomStringConvertible {
        package let rawValue: String
        package init(_ rawValue: String) { self.rawValue = rawValue }
        package var description: String { rawValue }
        package static func < (left: ID, right: ID) -> Bool { left.rawValue < right.rawValue }
    }

    package var id: ID
    /// The session that started this one as a sub-agent. Support is counted by the outermost session.
    package var parent: ID?
    /// The name of the format that it was read from: `claude-code`, `atif`, …
    package var format: String
    package var agent: Agent
    /// The folder or repository in which the agent worked, as recorded; nil where the format does not say.
    package var workspace: String?
    /// The identifier of the task in a benchmark (an instance or task id), where the format has one.
    package var taskID: String?
    /// Seconds since 1970 of the first and last record that carries a time.
    package var startedAt: Double?
    package var endedAt: Double?
    package var outcome: Outcome
    package var skills: [SkillUse]
    package var usage: Usage
    package var episodes: [Episode]
    /// How far the recorder had come: a longer copy of a session has more records and supersedes a shorter one.
    package var recordCount: Int
    /// Identifiers of records (or hashes) at the start, for telling a copy or a fork from another session.
    package var firstRecords: [String]
    /// What was left out or repaired while reading, for `show`.
    package var notes: [String]

    /// The steps of all episodes in order.
    package var steps: [Step] { episodes.flatMap(\.steps) }

    /// The request that the session served first, or nil if none is recorded.
    package var task: String? { episodes.lazy.compactMap(\.task).first }
}

extension Session {
    /// Who acted.
    package struct Agent: Sendable, Equatable {
        package var name: String
        package var version: String?
        package var model: String?
        package init(name: String, version: String? = nil, model: String? = nil) {
            self.name = name
            self.version = version
            self.model = model
        }
    }
}

/// Tokens and money that a session is recorded to have used. Zero where the format does not say.
package struct Usage: Sendable, Equatable {
    package var promptTokens = 0
    package var cachedTokens = 0
    package var completionTokens = 0
    package var costUSD = 0.0
    package init() {}

    package static func += (left: inout Usage, right: Usage) {
        left.promptTokens += right.promptTokens
        left.cachedTokens += right.cachedTokens
        left.completionTokens += right.completionTokens
        left.costUSD += right.costUSD
    }
}

/// A skill that a session had or used.
package struct SkillUse: Sendable, Equatable {
    package enum Kind: String, Sendable { case available, loaded, invoked }
    package var name: String
    package var kind: Kind
    /// The step in which it was used, where known.
    package var step: Int?
    /// The revision, where the recorder names it (`xlsx/v12`) or the skill's own metadata do.
    package var revision: String?
    package init(name: String, kind: Kind, step: Int? = nil, revision: String? = nil) {
        self.name = name
        self.kind = kind
        self.step = step
        self.revision = revision
    }
}
