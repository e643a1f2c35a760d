internal import FoundationEssentials
internal import GRDB

/// A call of a model: what it cost, and its answer for replays.
package struct ModelCallEntry: Sendable, Equatable {
    /// SHA-256 of the request with every setting.
    package var key: String
    /// The evolution's id, or the name of another account such as `doctor`.
    package var evolution: String
    /// What the call was for.
    package var role: String
    /// The provider that was asked, as it identifies itself.
    package var provider: String
    /// The name of the model.
    package var model: String
    /// Every setting, as JSON.
    package var settings: String
    /// The answer as it is replayed; nil without one.
    package var response: [UInt8]?
    /// `answered`, or the kind of failure.
    package var outcome: String
    /// Tokens of the prompt, cached ones included.
    package var promptTokens: Int
    /// Tokens of the prompt that the provider had in its cache.
    package var cachedTokens: Int
    /// Tokens of the answer.
    package var completionTokens: Int
    /// In the currency of the configured prices; 0 without prices.
    package var cost: Double
    /// How long the call took.
    package var seconds: Double
    /// How often the request was sent.
    package var tries: Int
    /// When the call was made, in seconds since 1970.
    package var called: Double
    /// Whether the tokens are an estimate, in whole or in part: the provider reported none.
    package var isEstimated = false

    /// Describes a call; by default, it cost nothing.
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
        called: Double,
        isEstimated: Bool = false
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
        self.isEstimated = isEstimated
    }
}

/// The number of a call is given by SQLite, in the order of recording.
extension ModelCallEntry: TableValue {
    static let table = "model_call"

    private enum CodingKeys: String, CodingKey {
        case key, evolution, role, provider, model, settings, response, outcome
        case promptTokens = "prompt_tokens"
        case cachedTokens = "cached_tokens"
        case completionTokens = "completion_tokens"
        case cost, seconds, tries, called
        case isEstimated = "estimated"
    }

    /// Reads a row.
    package init(from decoder: any Decoder) throws {
        let row = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            key: try row.decode(String.self, forKey: .key),
            evolution: try row.decodeIfPresent(String.self, forKey: .evolution) ?? "",
            role: try row.decode(String.self, forKey: .role),
            provider: try row.decode(String.self, forKey: .provider),
            model: try row.decode(String.self, forKey: .model),
            settings: try row.decode(String.self, forKey: .settings),
            response: try row.decodeIfPresent(Data.self, forKey: .response).map { Array($0) },
            outcome: try row.decode(String.self, forKey: .outcome),
            promptTokens: try row.decode(Int.self, forKey: .promptTokens),
            cachedTokens: try row.decode(Int.self, forKey: .cachedTokens),
            completionTokens: try row.decode(Int.self, forKey: .completionTokens),
            cost: try row.decode(Double.self, forKey: .cost),
            seconds: try row.decode(Double.self, forKey: .seconds),
            tries: try row.decode(Int.self, forKey: .tries),
            called: try row.decode(Double.self, forKey: .called),
            isEstimated: try row.decode(Bool.self, forKey: .isEstimated)
        )
    }

    /// Writes a row, the response as bytes.
    package func encode(to encoder: any Encoder) throws {
        var row = encoder.container(keyedBy: CodingKeys.self)
        try row.encode(key, forKey: .key)
        try row.encode(evolution, forKey: .evolution)
        try row.encode(role, forKey: .role)
        try row.encode(provider, forKey: .provider)
        try row.encode(model, forKey: .model)
        try row.encode(settings, forKey: .settings)
        // Bytes, not a JSON array of numbers.
        try row.encodeIfPresent(response.map { Data($0) }, forKey: .response)
        try row.encode(outcome, forKey: .outcome)
        try row.encode(promptTokens, forKey: .promptTokens)
        try row.encode(cachedTokens, forKey: .cachedTokens)
        try row.encode(completionTokens, forKey: .completionTokens)
        try row.encode(cost, forKey: .cost)
        try row.encode(seconds, forKey: .seconds)
        try row.encode(tries, forKey: .tries)
        try row.encode(called, forKey: .called)
        try row.encode(isEstimated, forKey: .isEstimated)
    }
}

extension Ledger {
    /// Records a call. A failure is recorded too: it may have cost something.
    package func record(_ call: ModelCallEntry) async throws {
        try await database.write { try call.insert($0) }
    }

    /// The stored answer of an equal call, or nil: the first one that there was.
    ///
    /// - Parameter evolution: only what was known when that one ended, for running it again.
    package func response(of key: String, until evolution: String? = nil) async throws -> [UInt8]? {
        try await database.read { db in
            var request = ModelCallEntry.all().filter(Column("key") == key && Column("response") != nil)
            if let evolution, let last = try EvolutionRow.all().filter(key: evolution).fetchValue(db) {
                if let number = last.lastCall { request = request.filter(Column("number") <= number) }
            } else if evolution != nil {
                return nil
            }
            return try request.order(Column("number")).select(Column("response"), as: Data.self).fetchOne(db)
                .map { Array($0) }
        }
    }

    /// Tokens that one evolution's calls used.
    package func tokens(of evolution: String) throws -> Int { try spending(of: evolution).tokens }
}
