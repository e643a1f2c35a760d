internal import FoundationEssentials
internal import GRDB
package import Lessons
package import Trajectories

/// A call of a model as the ledger keeps it: what it cost, and its answer for replays.
package struct ModelCallEntry: Sendable, Equatable {
    /// SHA-256 of the request with every setting.
    package var key: String
    package var evolution: String
    /// What the call was for.
    package var role: String
    package var provider: String
    package var model: String
    /// Every setting, as JSON.
    package var settings: String
    /// The answer as it is replayed; nil without one.
    package var response: [UInt8]?
    /// `answered`, or the kind of failure.
    package var outcome: String
    package var promptTokens: Int
    package var cachedTokens: Int
    package var completionTokens: Int
    /// In the currency of the configured prices; 0 without prices.
    package var cost: Double
    package var seconds: Double
    package var tries: Int
    package var called: Double

    package init(
        key: String,
        evolution: String,
        role: String,
        provider: String,
        model: String,
        settings: String,
        response: [UInt8]?,
        outcome: String,
        promptTokens: Int,
        cachedTokens: Int,
        completionTokens: Int,
        cost: Double = 0,
        seconds: Double,
        tries: Int,
        called: Double
    ) {
        self.key = key
        self.evolution = evolution
        self.role = role
        self.provider = provider
        self.model = model
        self.settings = settings
        self.response = response
        self.outcome = outcome
        self.promptTokens = promptTokens
        self.cachedTokens = cachedTokens
        self.completionTokens = completionTokens
        self.cost = cost
        self.seconds = seconds
        self.tries = tries
        self.called = called
    }
}

extension Ledger {
    /// Records a call. A failure is recorded too: it may have cost something.
    package func record(_ call: ModelCallEntry) async throws {
        try await database.write { db in
            try db.execute(
                sql: """
                    INSERT INTO model_call (key, evolution, role, provider, model, settings, response, outcome,
                     prompt_tokens, cached_tokens, completion_tokens, cost, seconds, tries, called)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    call.key, call.evolution, call.role, call.provider, call.model, call.settings,
                    call.response.map { Data($0) }, call.outcome, call.promptTokens, call.cachedTokens,
                    call.completionTokens, call.cost, call.seconds, call.tries, call.called,
                ]
            )
        }
    }

    /// The stored answer of an equal call, or nil: the first one that there was.
    ///
    /// - Parameter evolution: only what was known when that one ended, for running it again.
    package func response(of key: String, until evolution: String? = nil) async throws -> [UInt8]? {
        try await database.read { db in
            try Data.fetchOne(
                db,
                sql: """
                    SELECT response FROM model_call WHERE key = ? AND response IS NOT NULL
                    AND (? IS NULL OR number <= (SELECT coalesce(last_call, number) FROM evolution WHERE id = ?))
                    ORDER BY number LIMIT 1
                    """,
                arguments: [key, evolution, evolution]
            ).map { Array($0) }
        }
    }

    /// Tokens that one evolution's calls used.
    package func tokens(of evolution: String) throws -> Int {
        try database.read { db in
            try Int.fetchOne(
                db,
                sql: "SELECT coalesce(sum(prompt_tokens + completion_tokens), 0) FROM model_call WHERE evolution = ?",
                arguments: [evolution]
            ) ?? 0
        }
    }

    /// Episodes that wait, with the id of the very session that they are in.
    package func pending() throws -> [(session: Session.ID, episode: AnalysedEpisode)] {
        try database.read { db in
            try Row.fetchAll(
                db,
                sql: "SELECT * FROM episode WHERE state = 'pending' ORDER BY root, session, number"
            ).map { (Session.ID($0["session"]), try Self.episode($0)) }
        }
    }
}
