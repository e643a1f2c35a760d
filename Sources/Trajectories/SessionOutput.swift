/// The output of a format's reader.
package struct SessionOutput {
    /// The sessions that were not handed on yet.
    package private(set) var sessions: [Session] = []
    /// The number of records of each kind that the reader does not know.
    package private(set) var unknown: [String: Int] = [:]

    /// An empty output.
    package init() {}

    /// Adds a session, if there is one.
    package mutating func emit(_ session: Session?) {
        if let session { sessions.append(session) }
    }

    /// Counts a record of an unknown kind, which is not an error, as new kinds appear every few weeks.
    package mutating func skipUnknown(_ kind: String) { unknown[kind, default: 0] += 1 }

    /// Returns and removes the sessions so far, so that they can be handed on before the file ends.
    package mutating func drain() -> [Session] {
        defer { sessions = [] }
        return sessions
    }
}
