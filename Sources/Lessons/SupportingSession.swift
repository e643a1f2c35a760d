package import Trajectories

/// One session that supports a lesson, with what makes it distinct from others.
package struct SupportingSession: Sendable, Hashable, Comparable, Codable {
    /// The outermost session.
    package let session: Session.ID
    /// What makes two tasks the same.
    package let task: String
    /// Owner, agent and workspace together.
    package let source: String
    /// A sketch of the actions: sessions of one sketch are copies and count once. Empty where there is none.
    package let sketch: String

    /// Describes a session that supports a lesson.
    package init(session: Session.ID, task: String, source: String, sketch: String = "") {
        self.session = session
        self.task = task
        self.source = source
        self.sketch = sketch
    }

    /// Orders sessions by their ids.
    package static func < (left: SupportingSession, right: SupportingSession) -> Bool {
        (left.session, left.task, left.source, left.sketch) < (right.session, right.task, right.source, right.sketch)
    }
}

extension Lesson.Support {
    /// Counts the support of sessions: distinct ones, copies of one session once.
    package init(of supporting: some Sequence<SupportingSession>, pool: Int) {
        let all = Set(supporting)
        // Of copies, the one with the smallest id counts for all.
        var representatives: [String: Session.ID] = [:]
        for item in all where !item.sketch.isEmpty {
            representatives[item.sketch] = min(representatives[item.sketch] ?? item.session, item.session)
        }
        let distinct = all.filter { $0.sketch.isEmpty || representatives[$0.sketch] == $0.session }
        let sessions = Set(distinct.map(\.session)).sorted()
        self.init(
            sessions: sessions,
            tasks: Set(distinct.map(\.task)).count,
            sources: Set(distinct.map(\.source)).count,
            pool: max(pool, sessions.count)
        )
    }
}
