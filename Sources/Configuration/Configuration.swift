/// What `trace2skill.yaml` says, with every default filled in.
package struct Configuration: Sendable, Equatable {
    /// Where it was read from; nil for the defaults.
    package var path: String?
    package var repository: String
    package var inboxes: [Inbox]
    /// The folder of ledger and archive.
    package var state: String
    package var archive: ArchiveMode = .raw
    /// Seconds that a file must have been quiet before it is read, unless its writer closed it.
    package var settle: Double = 5
    package var evolution = Evolution()
    package var evaluation = Evaluation()
    package var model = Model()
    package var budget = Budget()
    /// Exact texts that must never appear in anything derived, beside what is recognised as a secret.
    package var deny: [String] = []
    /// Mapping files for formats that are not known by themselves.
    package var mappings: [String] = []

    package struct Inbox: Sendable, Equatable {
        package enum After: String, Sendable, CaseIterable { case archive, keep, delete }
        package enum Trust: String, Sendable, CaseIterable { case personal, shared }
        package var path: String
        package var after: After = .archive
        package var trust: Trust = .personal
        package init(path: String, after: After = .archive, trust: Trust = .personal) {
            self.path = path
            self.after = after
            self.trust = trust
        }
    }

    package enum ArchiveMode: String, Sendable, CaseIterable { case raw, redacted, none }

    package struct Evolution: Sendable, Equatable {
        package enum Mode: String, Sendable, CaseIterable { case commit, propose }
        /// Seconds between evolutions of the daemon.
        package var every: Double = 6 * 3600
        /// Pending episodes that start an evolution before its time.
        package var after = 8
        package var minimumSupport = 2
        /// Lessons that a new skill needs.
        package var minimumLessons = 3
        package var mode = Mode.commit
        package var branch = "main"
        package init() {}
    }

    /// How a skill's own evaluation is run, where the repository carries one.
    package struct Evaluation: Sendable, Equatable {
        /// How often every task is run with each state of a skill.
        package var repeats = 2
        /// Seconds that all runs for one revision may take together.
        package var seconds: Double = 4 * 3600
        package init() {}
    }

    package struct Model: Sendable, Equatable {
        package enum Provider: String, Sendable, CaseIterable { case embedded, openai, anthropic, command, handoff }
        package var provider = Provider.embedded
        package var name = ""
        package var baseURL = ""
        package var apiKeyEnvironment = ""
        package var apiKeyFile = ""
        package var concurrency = 16
        /// The program of `provider: command`, with its arguments.
        package var command: [String] = []
        /// The folder of `provider: handoff`.
        package var folder = ""
        package var temperature: Double?
        package var maximumTokens = 8192
        /// What tokens cost; nil where nobody says.
        package var prices: Prices?
        package init() {}
    }

    /// What a million tokens cost.
    package struct Prices: Sendable, Equatable {
        /// Of the prompt, as far as the provider had it not in its cache.
        package var prompt: Double
        package var cached: Double
        package var completion: Double
        /// The word that stands behind an amount.
        package var currency: String
        package init(prompt: Double, cached: Double, completion: Double, currency: String = "USD") {
            self.prompt = prompt
            self.cached = cached
            self.completion = completion
            self.currency = currency
        }
    }

    package struct Budget: Sendable, Equatable {
        package var tokensPerCall: Int?
        package var tokensPerEvolution: Int?
        package var tokensPerDay: Int?
        /// In the currency of the prices.
        package var costPerDay: Double?
        package init() {}
    }

    package init(repository: String, inboxes: [Inbox], state: String) {
        self.repository = repository
        self.inboxes = inboxes
        self.state = state
    }
}

/// Why a configuration cannot be used. Every one is for the person who edits the file.
package struct ConfigurationError: Error, Sendable, Equatable, CustomStringConvertible {
    package var place: String
    package var problem: String
    package init(place: String, problem: String) {
        self.place = place
        self.problem = problem
    }
    package var description: String { "\(place): \(problem)" }
}

/// Lengths of time as people write them.
package enum DurationText {
    /// The longest that is taken for meant: a hundred years of 365 days.
    private static let longest = 36_500.0 * 86_400

    /// Seconds of `90s`, `5m`, `6h`, `2d` or a bare number of seconds, at most a hundred years; nil if it is none of
    /// these.
    package static func seconds(_ text: String) -> Double? {
        guard let last = text.last else { return nil }
        let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86400]
        let number = units[last] == nil ? Double(text) : Double(text.dropLast())
        guard let seconds = number.map({ $0 * (units[last] ?? 1) }), (0...longest).contains(seconds) else { return nil }
        return seconds
    }
}

/// The nearest of some words to one that is wrong.
package enum Spelling {
    /// The word that fewest changes of a character lead to, if that is at most a third of its length and two.
    package static func nearest(to word: String, among known: [String]) -> String? {
        let ranked = known.map { ($0, distance(Array(word), Array($0))) }.min { ($0.1, $0.0) < ($1.1, $1.0) }
        guard let (name, distance) = ranked, distance <= max(2, word.count / 3) else { return nil }
        return name
    }

    /// Levenshtein's distance.
    static func distance(_ left: [Character], _ right: [Character]) -> Int {
        var row = Array(0...right.count)
        for (i, a) in left.enumerated() {
            var corner = row[0]
            row[0] = i + 1
            for (j, b) in right.enumerated() {
                let next = min(row[j] + 1, row[j + 1] + 1, corner + (a == b ? 0 : 1))
                corner = row[j + 1]
                row[j + 1] = next
            }
        }
        return row[right.count]
    }
}
