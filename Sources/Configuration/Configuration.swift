package import Trajectories

/// The content of `trace2skill.yaml`, with every default filled in.
package struct Configuration: Sendable, Equatable {
    /// The file that it was read from; nil for the defaults.
    package var path: String?
    /// The folder of the git repository with the skills.
    package var repository: String
    /// The folders that agents drop trajectories into.
    package var inboxes: [Inbox]
    /// The folder of ledger and archive.
    package var state: String
    /// What the archive keeps of a trajectory.
    package var archive: ArchiveMode = .raw
    /// Seconds that a file must have been quiet before it is read, unless its writer closed it.
    package var settle: Double = 5
    /// When lessons become revisions, and how.
    package var evolution = Evolution()
    /// The repository that several machines share; nil for one machine alone.
    package var remote: Remote?
    /// How the evaluations of skills are run.
    package var evaluation = Evaluation()
    /// The language model that analyses episodes and writes edits.
    package var model = Model()
    /// What model calls may cost.
    package var budget = Budget()
    /// Exact texts that must never appear in anything derived, in addition to recognised secrets.
    package var deny: [String] = []
    /// Declarations of JSON Lines formats that the program does not know by itself, from the files under `mappings`.
    package var mappings: [Mapping] = []
    /// Goals of commands beside the known ones: what commands of the user's own are for.
    package var goals: [Goal] = []

    /// A configuration with defaults for everything else.
    ///
    /// - Parameters:
    ///   - repository: the folder of the git repository with the skills.
    ///   - state: the folder of ledger and archive.
    package init(repository: String, inboxes: [Inbox], state: String) {
        self.repository = repository
        self.inboxes = inboxes
        self.state = state
    }

    /// What commands are for, as a user declares it.
    package struct Goal: Sendable, Equatable {
        /// The name, such as `deploy`; a known name adds commands to that goal.
        package var name: String
        /// The goal as the end of "to …": `deploy the service`.
        package var words: String
        /// The beginnings of commands that are for it, such as `kubectl apply`.
        package var commands: [String]

        /// Describes a goal.
        package init(name: String, words: String, commands: [String]) {
            self.name = name
            self.words = words
            self.commands = commands
        }
    }

    /// A folder that agents drop trajectories into.
    package struct Inbox: Sendable, Equatable {
        /// What happens to a file that was ingested.
        package enum After: String, Sendable, CaseIterable {
            /// The file leaves the inbox; the archive keeps its content.
            case archive
            /// The file remains where it is; the archive keeps its content too.
            case keep
            /// The file is deleted and not archived.
            case delete
        }

        /// Who writes into the inbox.
        package enum Trust: String, Sendable, CaseIterable {
            /// One user: support is counted in sessions.
            case personal
            /// Several writers: support is counted in sources, so that one writer has one vote.
            case shared
        }

        /// The folder.
        package var path: String
        /// What happens to a file that was ingested.
        package var after: After = .archive
        /// Who writes into the inbox.
        package var trust: Trust = .personal

        /// Describes an inbox.
        package init(path: String, after: After = .archive, trust: Trust = .personal) {
            self.path = path
            self.after = after
            self.trust = trust
        }
    }

    /// What the archive keeps of a trajectory.
    package enum ArchiveMode: String, Sendable, CaseIterable {
        /// The bytes as they were dropped.
        case raw
        /// The bytes with secrets replaced.
        case redacted
        /// Nothing.
        case none
    }

    /// When lessons become revisions, and how.
    package struct Evolution: Sendable, Equatable {
        /// How a revision is published.
        package enum Mode: String, Sendable, CaseIterable {
            /// As a commit on the branch.
            case commit
            /// As a proposal on a branch of its own, which a person merges.
            case propose
        }

        /// Seconds between two evolutions of the daemon.
        package var every: Double = 6 * 3600
        /// Pending episodes of all skills together that start an evolution before its time.
        package var after = 8
        /// Sessions of different tasks that a lesson needs.
        package var minimumSupport = 2
        /// Lessons that a new skill needs.
        package var minimumLessons = 3
        /// How a revision is published.
        package var mode = Mode.commit
        /// The branch with the published skills.
        package var branch = "main"
        /// Whether commits get a line `Signed-off-by`, with the name that git's configuration has.
        package var signsOff = false
        /// Who commits and tags revisions; nil for the program itself.
        package var committer: Committer?

        /// The defaults.
        package init() {}
    }

    /// A name and an address, as git has them.
    package struct Committer: Sendable, Equatable {
        /// The name.
        package var name: String
        /// The address.
        package var email: String

        /// Reads the form `Name <address>`; nil for another one.
        package init?(_ text: String) {
            guard let open = text.lastIndex(of: "<"), text.hasSuffix(">"), open > text.startIndex else { return nil }
            name = text[..<open].split(separator: " ").joined(separator: " ")
            email = String(text[text.index(after: open)...].dropLast())
            let signs: Set<Character> = ["<", ">", "\n", "\r", "\0"]
            guard !name.isEmpty, !name.contains(where: signs.contains), email.contains("@"),
                !email.contains(where: { $0.isWhitespace || signs.contains($0) })
            else { return nil }
        }
    }

    /// The repository that several machines share.
    package struct Remote: Sendable, Equatable {
        /// Its name in git's configuration.
        package var name = "origin"
        /// Seconds between two exchanges of the daemon, beside those of evolutions.
        package var every: Double = 600
        /// Seconds that one transfer may take.
        package var seconds: Double = 120

        /// The defaults.
        package init() {}
    }

    /// How a skill's own evaluation is run, where the repository has one.
    package struct Evaluation: Sendable, Equatable {
        /// How often each task is run with each state of a skill.
        package var repeats = 2
        /// Seconds that all runs for one revision may take together.
        package var seconds: Double = 4 * 3600

        /// The defaults.
        package init() {}
    }

    /// The language model that analyses episodes and writes edits.
    package struct Model: Sendable, Equatable {
        /// How a model is reached.
        package enum Provider: String, Sendable, CaseIterable {
            /// The embedded analyst: no model, no network.
            case embedded
            /// A server with OpenAI's chat completions interface.
            case openai
            /// Anthropic's messages interface.
            case anthropic
            /// A program that reads a prompt from standard input and writes the answer to standard output.
            case command
            /// Prompts as files in a folder, and answers as files next to them.
            case handoff
        }

        /// What becomes of a ``command`` that is known to run tools.
        package enum Tools: String, Sendable, CaseIterable {
            /// It gets no prompt: sessions are other people's text, and could make it use its tools.
            case refuse
            /// It is started.
            case allow
        }

        /// How the model is reached.
        package var provider = Provider.embedded
        /// The model's name, as its server knows it.
        package var name = ""
        /// The address of the server, without the path of a single interface; empty for the provider's own.
        package var baseURL = ""
        /// The environment variable with the API key; empty for none.
        package var apiKeyEnvironment = ""
        /// The file with the API key; empty for none.
        package var apiKeyFile = ""
        /// How many requests may run at the same time.
        package var concurrency = 16
        /// The program of `provider: command`, with its arguments.
        package var command: [String] = []
        /// Variables that are set for ``command``, beside those of the user.
        package var environment: [String: String] = [:]
        /// Whether ``command`` may be an agent that runs tools.
        package var tools = Tools.refuse
        /// The folder of `provider: handoff`.
        package var folder = ""
        /// The sampling temperature; nil leaves it to the server.
        package var temperature: Double?
        /// How many tokens an answer may have.
        package var maximumTokens = 8192
        /// The prices of tokens; nil where the configuration names none.
        package var prices: Prices?

        /// The defaults.
        package init() {}
    }

    /// The prices of a million tokens.
    package struct Prices: Sendable, Equatable {
        /// Tokens of the prompt that the provider did not find in its cache.
        package var prompt: Double
        /// Tokens of the prompt that the provider found in its cache.
        package var cached: Double
        /// Tokens of the answer.
        package var completion: Double
        /// The word after an amount, such as `USD`.
        package var currency: String

        /// Prices of a million tokens each.
        package init(prompt: Double, cached: Double, completion: Double, currency: String = "USD") {
            self.prompt = prompt
            self.cached = cached
            self.completion = completion
            self.currency = currency
        }
    }

    /// The limits on the cost of model calls; nil means no limit.
    package struct Budget: Sendable, Equatable {
        /// Tokens of one call, prompt and answer together.
        package var tokensPerCall: Int?
        /// Tokens of one evolution.
        package var tokensPerEvolution: Int?
        /// Tokens of one day, which begins at 00:00 UTC.
        package var tokensPerDay: Int?
        /// Money of one day, in the currency of the prices.
        package var costPerDay: Double?

        /// No limits.
        package init() {}
    }
}
