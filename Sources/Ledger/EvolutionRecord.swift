package import Lessons
package import Trajectories

/// How an evolution ended, or that it has not.
package enum EvolutionState: String, Sendable, Codable, CaseIterable {
    case running
    /// It brought at least one revision or proposal.
    case published
    /// It learned nothing that was not known.
    case nothing
    /// Publishing was not possible for some skill; the next run tries again.
    case blocked
    /// It was for some skills only, and there was something to learn for others.
    case partial
    /// It has no answers yet to some of its model calls; the next run goes on with it.
    case waiting
    /// The process ended in the middle of it.
    case cutOff = "cut-off"

    /// Whether the next evolution has something to do without new evidence.
    package var isUnfinished: Bool { [.running, .blocked, .partial, .waiting].contains(self) }

    /// - Throws: ``LedgerError/newerValue(_:_:)`` for a state that this version does not know.
    package init(from decoder: any Decoder) throws {
        let name = try String(from: decoder)
        guard let state = Self(rawValue: name) else { throw LedgerError.newerValue("evolution state", name) }
        self = state
    }
}

/// An evolution as the ledger tells of it.
package struct EvolutionRecord: Sendable, Equatable {
    /// The id; ids are in the order of their times.
    package var id: String
    /// Seconds since 1970.
    package var started: Double
    /// Seconds since 1970; nil if it has not ended by the ledger.
    package var ended: Double?
    /// How the evolution ended, or that it has not.
    package var state: EvolutionState
    /// Counts by name: episodes, sessions, adopted, held, and others.
    package var summary: [String: Int]
}

extension EvolutionRecord: TableValue {
    static let table = "evolution"

    private enum CodingKeys: String, CodingKey { case id, started, ended, state, summary }
}

/// What an evolution came to, for ``Ledger/end(_:)``.
package struct EvolutionEnd: Sendable {
    /// The evolution's id.
    package var evolution: String
    /// Seconds since 1970.
    package var time: Double
    /// How the evolution ended.
    package var state: EvolutionState
    /// Counts by name.
    package var summary: [String: Int]
    /// Outermost sessions that back a lesson.
    package var supporting: Set<Session.ID>
    /// Episodes whose analysis failed: they stay pending.
    package var failed: Set<EpisodeReference> = []
    /// What was left out since the analyses were written down.
    package var discards: [DiscardRecord] = []

    /// Describes the end of an evolution; by default, no analysis failed and nothing was discarded.
    package init(
        evolution: String,
        time: Double,
        state: EvolutionState,
        summary: [String: Int],
        supporting: Set<Session.ID>,
        failed: Set<EpisodeReference> = [],
        discards: [DiscardRecord] = []
    ) {
        self.evolution = evolution
        self.time = time
        self.state = state
        self.summary = summary
        self.supporting = supporting
        self.failed = failed
        self.discards = discards
    }
}

/// An evolution that waited for answers of a model, as it goes on.
package struct ResumedEvolution: Sendable {
    /// The evolution's id.
    package let evolution: String
    /// What it looked at when it began.
    package let inputs: EvolutionInputs
    /// That part of the present evidence that it looked at when it began.
    package let evidence: EvolutionEvidence
    /// Episodes that wait and that it did not look at.
    package let later: Set<EpisodeReference>
}

/// What an evolution has to go by.
package struct EvolutionEvidence: Sendable {
    /// Every episode that is evidence, in a stable order.
    package let pool: [AnalysedEpisode]
    /// The episodes of the pool that no evolution has used yet.
    package let pending: [PendingEpisode]
    /// Groups of lessons that contradict each other, as earlier evolutions found them.
    package let contradictions: [[Lesson.ID]]
}

/// What an evolution looked at, so that it can be run again.
package struct EvolutionInputs: Sendable, Equatable {
    /// An episode of the pool.
    package struct Episode: Sendable, Hashable, Comparable {
        /// The outermost session.
        package var session: Session.ID
        /// SHA-256 of the trajectory file.
        package var trajectory: String
        /// Counted from 0 in its session.
        package var number: Int
        /// The very session of an episode that waited for the evolution; nil for one that was known before.
        package var pending: Session.ID?

        /// Names an episode of the pool.
        package init(_ episode: AnalysedEpisode) {
            self.init(session: episode.session, trajectory: episode.trajectory, number: episode.episode)
        }

        /// Names an episode; by default, one that was known before.
        package init(session: Session.ID, trajectory: String, number: Int, pending: Session.ID? = nil) {
            self.session = session
            self.trajectory = trajectory
            self.number = number
            self.pending = pending
        }

        /// Orders episodes by session, trajectory and number.
        package static func < (one: Self, other: Self) -> Bool {
            (one.session.rawValue, one.trajectory, one.number) < (
                other.session.rawValue, other.trajectory, other.number
            )
        }
    }

    /// A lesson that another program handed over.
    package struct HandedLesson: Sendable, Equatable, Codable {
        /// The lesson as it was handed over.
        package var lesson: Lesson
        /// The sessions that support it.
        package var sessions: [SupportingSession]

        /// Pairs a lesson with the sessions that support it.
        package init(lesson: Lesson, sessions: [SupportingSession]) {
            self.lesson = lesson
            self.sessions = sessions
        }
    }

    /// The episodes of the pool, sorted by session, trajectory and number.
    package var episodes: [Episode]
    /// The lessons that were handed over.
    package var lessons: [HandedLesson]
    /// The full id of the commit whose skills its analysts read; nil if that is not known.
    package var base: String?

    /// Lists what an evolution looks at.
    package init(episodes: [Episode] = [], lessons: [HandedLesson] = []) {
        self.episodes = episodes
        self.lessons = lessons
    }

    init(of evidence: EvolutionEvidence, _ lessons: [HandedLesson], base: String?) {
        var waiting: [Episode: Session.ID] = [:]
        for pending in evidence.pending { waiting[Episode(pending.episode)] = pending.session }
        self.init(
            episodes: Set(evidence.pool.map { Episode($0) }).sorted().map { episode in
                var input = episode
                input.pending = waiting[episode]
                return input
            },
            lessons: lessons
        )
        self.base = base
    }

    /// Whether nothing is known of what the evolution looked at.
    package var isEmpty: Bool { episodes.isEmpty && lessons.isEmpty }
}
