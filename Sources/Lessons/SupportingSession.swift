package import Trajectories

/// One session that speaks for a lesson, with what makes it distinct from others.
package struct SupportingSession: Sendable, Hashable, Comparable {
    /// The outermost session.
    package let session: Session.ID
    /// What makes two tasks the same.
    package let task: String
    /// Owner, agent and workspace together.
    package let source: String
    /// A sketch of the actions: sessions of one sketch are copies and have one voice. Empty where there is none.
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
    /// The support that voices give: distinct sessions, copies of one session counted once.
    package init(of voices: some Sequence<SupportingSession>, pool: Int) {
        var spokesmen: [String: Session.ID] = [:]
        let all = Set(voices)
        for voice in all where !voice.sketch.isEmpty {
            spokesmen[voice.sketch] = min(spokesmen[voice.sketch] ?? voice.session, voice.session)
        }
        let heard = all.filter { $0.sketch.isEmpty || spokesmen[$0.sketch] == $0.session }
        let sessions = Set(heard.map(\.session)).sorted()
        self.init(
            sessions: sessions,
            tasks: Set(heard.map(\.task)).count,
            sources: Set(heard.map(\.source)).count,
            pool: max(pool, sessions.count)
        )
    }
}
