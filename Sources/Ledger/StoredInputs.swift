internal import Foundations
internal import GRDB
internal import Lessons
internal import Trajectories

/// What an evolution looked at, as its row keeps it. The pool grows with every session, and each evolution looks at all of
/// it: so an episode is written once, as a ``PoolEpisode``, and a pool is a few ranges of numbers.
struct StoredInputs: Codable, Sendable, Equatable {
    /// An episode that waited for the evolution, and the very session of it.
    struct Pending: Codable, Sendable, Equatable {
        let number: Int
        let session: Session.ID
    }

    /// Of this form.
    static let currentVersion = 2
    private let version: Int
    /// The first and the last number of each range of episodes, ascending.
    private let episodes: [[Int]]
    private let pending: [Pending]
    let lessons: [EvolutionInputs.HandedLesson]
    private let base: String?

    /// Nothing is known.
    init() {
        version = Self.currentVersion
        (episodes, pending, lessons, base) = ([], [], [], nil)
    }

    /// Keeps what an evolution looks at, and gives numbers to the episodes that no earlier one looked at.
    init(_ inputs: EvolutionInputs, _ db: Database) throws {
        var numbers = try PoolEpisode.numbers(db)
        try self.init(inputs, &numbers, db)
    }

    /// - Parameter numbers: of all known episodes; those of new ones are added.
    fileprivate init(_ inputs: EvolutionInputs, _ numbers: inout [EvolutionInputs.Episode: Int], _ db: Database) throws
    {
        var own: Set<Int> = []
        var pending: [Pending] = []
        for input in inputs.episodes {
            var key = input
            key.pending = nil
            // Rows are never removed, so that the numbers have no gaps.
            let number = numbers[key] ?? numbers.count + 1
            if numbers.updateValue(number, forKey: key) == nil { try PoolEpisode(number: number, key).insert(db) }
            own.insert(number)
            if let session = input.pending { pending.append(Pending(number: number, session: session)) }
        }
        version = Self.currentVersion
        episodes = Self.ranges(of: own.sorted())
        self.pending = pending
        lessons = inputs.lessons
        base = inputs.base
    }

    /// - Throws: ``LedgerError/newerValue(_:_:)`` if a newer version wrote it in another form.
    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        version = try container.decode(Int.self, forKey: .version)
        guard version <= Self.currentVersion else { throw LedgerError.newerValue("evolution's inputs", "\(version)") }
        episodes = try container.decode([[Int]].self, forKey: .episodes)
        pending = try container.decode([Pending].self, forKey: .pending)
        lessons = try container.decode([EvolutionInputs.HandedLesson].self, forKey: .lessons)
        base = try container.decodeIfPresent(String.self, forKey: .base)
    }

    /// What the evolution looked at, with its episodes.
    func inputs(_ db: Database) throws -> EvolutionInputs {
        let waiting = Dictionary(firstValues: pending.map { ($0.number, $0.session) })
        var found: [EvolutionInputs.Episode] = []
        for range in episodes where range.count == 2 {
            let rows = PoolEpisode.all().filter(Column("number") >= range[0] && Column("number") <= range[1])
            for row in try rows.fetchValues(db) {
                var episode = row.episode
                episode.pending = waiting[row.number]
                found.append(episode)
            }
        }
        var inputs = EvolutionInputs(episodes: found.sorted(), lessons: lessons)
        inputs.base = base
        return inputs
    }

    private static func ranges(of numbers: [Int]) -> [[Int]] {
        var ranges: [[Int]] = []
        for number in numbers {
            if let last = ranges.last?[1], last + 1 == number {
                ranges[ranges.count - 1][1] = number
            } else {
                ranges.append([number, number])
            }
        }
        return ranges
    }
}

/// An episode that evolutions looked at.
struct PoolEpisode: TableValue {
    static let table = "pool_episode"

    let number: Int
    /// The outermost session.
    let session: String
    let trajectory: String
    /// The number of the episode in its session, counted from 0.
    let place: Int

    init(number: Int, _ episode: EvolutionInputs.Episode) {
        self.number = number
        session = episode.session.rawValue
        trajectory = episode.trajectory
        place = episode.number
    }

    var episode: EvolutionInputs.Episode {
        EvolutionInputs.Episode(session: Session.ID(session), trajectory: trajectory, number: place)
    }

    /// The numbers of all known episodes.
    static func numbers(_ db: Database) throws -> [EvolutionInputs.Episode: Int] {
        Dictionary(firstValues: try all().fetchValues(db).map { ($0.episode, $0.number) })
    }
}

/// Brings the inputs of evolutions from a list of all episodes in each row to numbers of episodes.
enum PoolMigration {
    static let table = """
        CREATE TABLE pool_episode (
            number INTEGER PRIMARY KEY,
            session TEXT NOT NULL,
            trajectory TEXT NOT NULL,
            place INTEGER NOT NULL
        );
        """

    static func run(_ db: Database) throws {
        try db.execute(sql: table)
        var numbers: [EvolutionInputs.Episode: Int] = [:]
        // One at a time: the inputs of a large pool fill a lot of memory.
        for id in try String.fetchAll(db, sql: "SELECT id FROM evolution ORDER BY started, id") {
            let text = try String.fetchOne(db, sql: "SELECT inputs FROM evolution WHERE id = ?", arguments: [id])
            let inputs = try FirstInputs.read(text ?? "[]").inputs
            try db.execute(
                sql: "UPDATE evolution SET inputs = ? WHERE id = ?",
                arguments: [try ColumnJSON.json(StoredInputs(inputs, &numbers, db)), id]
            )
        }
    }
}

/// What an evolution looked at, in the first form with a version.
struct FirstInputs: Codable {
    struct Episode: Codable {
        let session: Session.ID
        let trajectory: String
        let number: Int
        let pending: Session.ID?
    }

    private var version = 1
    var episodes: [Episode] = []
    var lessons: [EvolutionInputs.HandedLesson] = []
    private var base: String?

    /// - Parameter text: JSON; the default of the column, an empty list, stands for an evolution that looked at nothing.
    static func read(_ text: String) throws -> Self { text == "[]" ? Self() : try ColumnJSON.value(Self.self, text) }

    var inputs: EvolutionInputs {
        let all = episodes.map {
            EvolutionInputs.Episode(
                session: $0.session,
                trajectory: $0.trajectory,
                number: $0.number,
                pending: $0.pending
            )
        }
        var inputs = EvolutionInputs(episodes: all, lessons: lessons)
        inputs.base = base
        return inputs
    }
}
