internal import GRDB
internal import JSON
internal import Lessons
internal import Trajectories

/// Reads episodes as evidence. Each evolution reads all of them, and with the decoder of the other tables that would take most
/// of its time.
enum PoolReader {
    private static let columns = """
        session, number, root, trajectory, task, source, format, workspace, route, outcome, findings, traits, occurrences,
        sketch, failed_by, failures
        """

    /// Every episode that is evidence, ordered by its outermost session, its session and its number.
    static func episodes(_ db: Database) throws -> [AnalysedEpisode] {
        try read(db, "state <> ?", .unused, make: episode)
    }

    /// The episodes that wait for an evolution, in the same order.
    static func pending(_ db: Database) throws -> [PendingEpisode] {
        try read(db, "state = ?", .pending) { row in
            var episode = PendingEpisode(session: Session.ID(row[0]), episode: try Self.episode(row))
            (episode.failedBy, episode.failures) = (row[14], row[15])
            return episode
        }
    }

    private static func read<Value>(
        _ db: Database,
        _ condition: String,
        _ state: EpisodeState,
        make: (Row) throws -> Value
    ) throws -> [Value] {
        let rows = try Row.fetchCursor(
            db,
            sql: "SELECT \(columns) FROM episode WHERE \(condition) ORDER BY root, session, number",
            arguments: [state.rawValue]
        )
        var values: [Value] = []
        while let row = try rows.next() { values.append(try make(row)) }
        return values
    }

    private static func episode(_ row: Row) throws -> AnalysedEpisode {
        AnalysedEpisode(
            session: Session.ID(row[2]),
            trajectory: row[3],
            episode: row[1],
            task: row[4],
            source: row[5],
            format: row[6],
            workspace: row[7],
            route: row[8],
            outcome: Outcome.Label(rawValue: row[9]) ?? .unknown,
            findings: try list(row, 10, Finding.init(column:)),
            traits: try list(row, 11, Trait.init(column:)),
            occurrences: try list(row, 12, Occurrence.init(column:)),
            sketch: row[13]
        )
    }

    /// The list in a column of JSON. What is not as this version writes it is left to the decoder of the other tables, which
    /// says what is wrong.
    private static func list<Value: Decodable>(
        _ row: Row,
        _ column: Int,
        _ make: (JSON) -> Value?
    ) throws -> [Value] {
        let text: String = row[column]
        if text == "[]" { return [] }
        if let elements = try? JSON(parsing: Array(text.utf8)).array {
            let values = elements.compactMap(make)
            if values.count == elements.count { return values }
        }
        return try ColumnJSON.value([Value].self, text)
    }
}

extension Lesson.Quote {
    fileprivate init?(column json: JSON?) {
        guard let step = json?["step"]?.int, let text = json?["text"]?.string else { return nil }
        self.init(step: step, text: text)
    }
}

extension Trait {
    fileprivate init?(column json: JSON) {
        guard let name = json["name"]?.string, let quote = Lesson.Quote(column: json["quote"]) else { return nil }
        self.init(name: name, quote: quote)
    }
}

extension Occurrence {
    fileprivate init?(column json: JSON) {
        guard let pattern = json["p"]?.string, let situation = json["s"]?.string, let way = json["w"]?.string,
            let tried = json["t"]?.int, let reached = json["r"]?.int, let lost = json["l"]?.int,
            let factList = json["f"], let quoteList = json["q"]
        else { return nil }
        let facts = factList.elements.compactMap(\.string)
        let quotes = quoteList.elements.compactMap { Lesson.Quote(column: $0) }
        guard facts.count == factList.count, quotes.count == quoteList.count else { return nil }
        self.init(
            pattern: pattern,
            situation: situation,
            way: way,
            tried: tried,
            reached: reached,
            lost: lost,
            facts: facts,
            quotes: quotes
        )
    }
}

extension Finding {
    fileprivate init?(column json: JSON) {
        guard let kind = json["kind"]?.string.flatMap(Kind.init), let signature = Signature(column: json["signature"]),
            let failure = Lesson.Quote(column: json["failure"])
        else { return nil }
        let recovery = json["recovery"].flatMap { $0.isNull ? nil : $0 }
        let success = json["success"].flatMap { $0.isNull ? nil : $0 }
        self.init(
            kind: kind,
            signature: signature,
            recovery: recovery.flatMap(Recovery.init(column:)),
            failure: failure,
            success: success.flatMap(Lesson.Quote.init(column:))
        )
        if (recovery != nil) != (self.recovery != nil) || (success != nil) != (self.success != nil) { return nil }
    }
}

extension Signature {
    fileprivate init?(column json: JSON?) {
        guard let domain = json?["domain"]?.string, let kind = json?["kind"]?.string,
            let subject = json?["subject"]?.string, let message = json?["message"]?.string,
            let isExperiment = json?["isExperiment"]?.bool
        else { return nil }
        self.init(domain: domain, kind: kind, subject: subject, message: message, isExperiment: isExperiment)
    }
}

extension Recovery {
    fileprivate init?(column json: JSON) {
        guard let action = json["action"]?.string.flatMap(Action.init), let subject = json["subject"]?.string,
            let distance = json["distance"]?.int
        else { return nil }
        self.init(action: action, subject: subject, distance: distance)
    }
}
