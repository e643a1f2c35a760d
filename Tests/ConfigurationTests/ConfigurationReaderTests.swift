import Testing
import Trajectories

@testable import Configuration

/// The files beside the configuration that is read.
private let files = [
    "/etc/t2s/maps/one.map":
        "# Episodes of acme\nname: acme\nrole: /who   # speaker\ntext: \"/data/say\"\nagent-roles: bot, helper\n"
        + "user-roles: [boss, \"the customer\"]\nwhen: /kind = episode\n",
    "/etc/t2s/empty.map": "# nothing\n",
    "/etc/t2s/list.map": "- role\n",
    "/etc/t2s/key.map": "name: a\nrolle: /who\n",
    "/etc/t2s/pointer.map": "name: a\ntext: /say\nrole: who\n",
    "/etc/t2s/missing.map": "name: a\nrole: /who\n",
    "/etc/t2s/nested.map": "name: a\nrole:\n  at: /who\n",
    "/etc/t2s/twice.map": "name: a\nname: b\n",
]

@Suite("A configuration")
struct ConfigurationReaderTests {
    private let reader = ConfigurationReader(
        path: "/etc/t2s/trace2skill.yaml",
        home: "/home/ann",
        stateDefault: "/var/state",
        readFile: { files[$0] }
    )
    private let least = "repository: ~/skills\ninboxes: [/drop]\n"

    private func problem(_ text: String) -> String {
        do throws(ConfigurationError) {
            _ = try reader.read(text)
            return "none"
        } catch { return error.description }
    }

    // MARK: What is said

    @Test("takes every key as it is written")
    func everything() throws {
        let read = try reader.read(
            """
            repository: ~/skills
            inboxes:
              - path: ~/trajectories
                after: delete
                trust: shared
              - path: ~/.claude/projects
                after: keep
              - /drop
            state: state
            archive: redacted
            settle: 2.5
            evolution:
              every: 90m
              after: 3
              minimum-support: 4
              minimum-lessons: 5
              mode: propose
              branch: trunk
              sign-off: true
              committer: Skill Bot <bot@example.org>
            model:
              provider: openai
              name: some-model
              base-url: http://127.0.0.1:8000/v1
              api-key-env: SOME_KEY
              api-key-file: keys/some
              concurrency: 128
              command: [tool, --flag]
              environment: {HTTPS_PROXY: "http://proxy:8080"}
              tools: allow
              folder: handoff
              temperature: 0.5
              max-tokens: 4096
            budget:
              tokens-per-call: 1000
              tokens-per-evolution: 20000
              tokens-per-day: 0
            deny: [project-x]
            mappings: [maps/one.map]
            """
        )
        var wanted = Configuration(
            repository: "/home/ann/skills",
            inboxes: [
                .init(path: "/home/ann/trajectories", after: .delete, trust: .shared),
                .init(path: "/home/ann/.claude/projects", after: .keep), .init(path: "/drop"),
            ],
            state: "/etc/t2s/state"
        )
        wanted.path = "/etc/t2s/trace2skill.yaml"
        (wanted.archive, wanted.settle, wanted.deny) = (.redacted, 2.5, ["project-x"])
        wanted.mappings = [
            try Mapping(parsing: [
                "name": "acme", "role": "/who", "text": "/data/say", "agent-roles": "bot, helper",
                "user-roles": "boss, the customer", "when": "/kind=episode",
            ])
        ]
        (wanted.evolution.every, wanted.evolution.after, wanted.evolution.minimumSupport) = (5400, 3, 4)
        (wanted.evolution.minimumLessons, wanted.evolution.mode, wanted.evolution.branch) = (5, .propose, "trunk")
        wanted.evolution.signsOff = true
        wanted.evolution.committer = Configuration.Committer("Skill Bot <bot@example.org>")
        (wanted.model.provider, wanted.model.name, wanted.model.baseURL) = (
            .openai, "some-model", "http://127.0.0.1:8000/v1"
        )
        (wanted.model.apiKeyEnvironment, wanted.model.apiKeyFile, wanted.model.concurrency) = (
            "SOME_KEY", "/etc/t2s/keys/some", 128
        )
        (wanted.model.command, wanted.model.folder) = (["tool", "--flag"], "/etc/t2s/handoff")
        (wanted.model.environment, wanted.model.tools) = (["HTTPS_PROXY": "http://proxy:8080"], .allow)
        (wanted.model.temperature, wanted.model.maximumTokens) = (0.5, 4096)
        (wanted.budget.tokensPerCall, wanted.budget.tokensPerEvolution, wanted.budget.tokensPerDay) = (1000, 20000, 0)

        #expect(read == wanted)
    }

    @Test("takes the remote as a name, or as a section")
    func remote() throws {
        var wanted = Configuration.Remote()
        #expect(try reader.read(least).remote == nil)
        #expect(try reader.read(least + "remote: origin\n").remote == wanted)
        (wanted.name, wanted.every, wanted.seconds) = ("shared", 60, 30)
        #expect(try reader.read(least + "remote: {name: shared, every: 1m, time: 30s}\n").remote == wanted)
        for address in ["https://example.org/a.git", "git@host", "../a", "-x"] {
            #expect(problem(least + "remote: '\(address)'\n").contains("must be the name of a remote"))
        }
        #expect(problem(least + "remote: {every: 1m}\n").contains("name"))
    }

    @Test("needs a repository and an inbox only")
    func defaults() throws {
        let read = try reader.read(least)

        #expect(read.state == "/var/state" && read.archive == .raw && read.settle == 5)
        #expect(read.inboxes == [.init(path: "/drop", after: .archive, trust: .personal)])
        #expect(
            read.evolution == Configuration.Evolution() && read.model == Configuration.Model()
                && read.budget == Configuration.Budget()
        )
        #expect(
            read.evolution.every == 6 * 3600 && read.evolution.after == 8 && read.evolution.minimumSupport == 2
                && read.evolution.mode == .commit
        )
        #expect(read.model.provider == .embedded)
    }

    @Test(
        "takes paths from home, from its own folder, or as they are",
        arguments: [
            ("~", "/home/ann"), ("~/a/b/", "/home/ann/a/b"), ("/a//", "/a"), ("/", "/"), ("a/b", "/etc/t2s/a/b"),
            ("../a", "/etc/t2s/../a"),
            ("~bob/a", "/etc/t2s/~bob/a"), ("'~/with space'", "/home/ann/with space"),
        ]
    )
    func paths(text: String, path: String) throws {
        #expect(try reader.read("repository: \(text)\ninboxes: [/drop]\n").repository == path)
    }

    @Test("without a folder of its own takes paths from where the program runs")
    func bare() throws {
        #expect(
            try ConfigurationReader(path: "t.yaml", home: "/h", stateDefault: "/s", readFile: { _ in nil }).read(
                least.replacing("~/skills", with: "skills")
            ).repository == "./skills"
        )
    }

    @Test("reads prices, and takes the prompt's for what is cached and USD where nothing is said")
    func prices() throws {
        let whole = try reader.read(
            least + "model: {prices: {prompt: 0.25, cached: 0.025, completion: 2, currency: EUR}}\n"
                + "budget: {cost-per-day: 1.5}\n"
        )
        #expect(
            whole.model.prices == Configuration.Prices(prompt: 0.25, cached: 0.025, completion: 2, currency: "EUR")
        )
        #expect(whole.budget.costPerDay == 1.5)
        let short = try reader.read(least + "model: {prices: {prompt: 3, completion: 15}}\n")
        #expect(short.model.prices == Configuration.Prices(prompt: 3, cached: 3, completion: 15, currency: "USD"))
    }

    @Test(
        "refuses prices that are not whole, below 0, or missing where money is counted",
        arguments: [
            ("model: {prices: {prompt: 3}}", "completion"), ("model: {prices: {prompt: -3, completion: 1}}", "prompt"),
            ("model: {prices: {prompt: 3, completion: 1, cache: 1}}", "cached"),
            ("budget: {cost-per-day: 2}", "model.prices"),
        ]
    )
    func badPrices(text: String, word: String) {
        let error = #expect(throws: ConfigurationError.self) { try reader.read(least + text + "\n") }
        #expect(error?.problem.contains(word) == true)
    }

    // MARK: What is refused

    @Test(
        "that holds an unknown key names its line and the nearest key",
        arguments: [
            ("repositry: /a\ninboxes: [/drop]", ":1: unknown key repositry; did you mean repository?"),
            ("evolution:\n  evry: 6h", ":4: unknown key evolution.evry; did you mean every?"),
            ("model:\n  base_url: x", ":4: unknown key model.base_url; did you mean base-url?"),
            ("budget:\n  token-per-day: 5", ":4: unknown key budget.token-per-day; did you mean tokens-per-day?"),
            ("something-else: 1", ":3: unknown key something-else; known here: repository, inboxes"),
        ]
    )
    func unknownKeys(text: String, message: String) {
        let found = problem(text.hasPrefix("repositry") ? text : least + text)
        #expect(found.hasPrefix("/etc/t2s/trace2skill.yaml" + message), "\(found)")
    }

    @Test("that holds an unknown key in an inbox names which one")
    func unknownInboxKey() {
        let found = problem("repository: /a\ninboxes:\n  - path: /x\n  - path: /y\n    trusted: shared\n")
        #expect(found.hasSuffix(":5: unknown key inboxes[1].trusted; did you mean trust?"), "\(found)")
    }

    @Test(
        "with a value of the wrong kind names line, key and what would do",
        arguments: [
            ("archive: raww", ":3: archive is \"raww\"; it must be one of raw, redacted, none"),
            ("settle: soon", ":3: settle must be a length of time such as 90s, 5m, 6h or 2d"),
            ("evolution:\n  after: 0", ":4: evolution.after must be a whole number of at least 1"),
            ("evolution:\n  after: 1.5", ":4: evolution.after must be a whole number of at least 1"),
            (
                "evolution:\n  minimum-support: two",
                ":4: evolution.minimum-support must be a whole number of at least 1"
            ),
            ("evolution: often", ": evolution must hold keys and values"),
            ("evolution:", ": evolution must hold keys and values"),
            ("model:\n  environment: [A]", ":4: model.environment must hold names and texts"),
            ("model:\n  environment: {A: [b]}", ":4: every value of model.environment must be a text"),
            ("model:\n  tools: some", ":4: model.tools is \"some\"; it must be one of refuse, allow"),
            ("model:\n  temperature: warm", ":4: model.temperature must be a number"),
            (
                "model:\n  provider: cloud",
                ":4: model.provider is \"cloud\"; it must be one of embedded, openai, anthropic, command, handoff"
            ),
            ("model:\n  name: [a]", ":4: model.name must be a text"),
            ("budget:\n  tokens-per-day: -1", ":4: budget.tokens-per-day must be a whole number of at least 0"),
            ("deny: {a: b}", ":3: deny must be a list"),
            ("deny:\n  - secret\n  - [nested]", ":5: every entry of deny must be a text"),
            ("state: [a]", ":3: state must be a text"),
        ]
    )
    func wrongKinds(text: String, message: String) {
        #expect(problem(least + text) == "/etc/t2s/trace2skill.yaml" + message)
    }

    @Test(
        "without what it must say names that",
        arguments: [
            ("", "empty; it must at least say repository and inboxes"), ("inboxes: [/drop]", "repository is missing"),
            ("repository: ''\ninboxes: [/drop]", "repository is missing"),
            ("repository: /a", "inboxes must be a list with at least one entry"),
            ("repository: /a\ninboxes: []", "inboxes must be a list with at least one entry"),
            ("repository: /a\ninboxes:\n  - after: keep", "inboxes[0].path is missing"),
            ("- a\n- b", "empty; it must at least say"),
        ]
    )
    func missing(text: String, message: String) {
        #expect(problem(text).contains(message), "\(problem(text))")
    }

    @Test(
        "that is not YAML, or has a key twice, is refused",
        arguments: [
            ("repository: [", "not valid YAML"),
            (
                "repository: /a\nrepository: /b\ninboxes: [/drop]\n",
                "repository is there twice; put both together into one"
            ), ("\tx: 1", "not valid YAML"),
        ]
    )
    func notYAML(text: String, message: String) {
        #expect(problem(text).hasPrefix("/etc/t2s/trace2skill.yaml: \(message)"), "\(problem(text))")
    }

    @Test(
        "With a mapping file that cannot be used, the configuration names file, line and remedy",
        arguments: [
            ("none.map", "trace2skill.yaml:3: there is no mapping file /etc/t2s/none.map that can be read; make it"),
            ("empty.map", "empty.map: a mapping file must hold keys and values, such as role: /who"),
            ("list.map", "list.map: a mapping file must hold keys and values, such as role: /who"),
            ("key.map", "key.map:2: unknown key rolle; did you mean role?"),
            (
                "pointer.map",
                "pointer.map:3: could not read the mapping: \"role\" is \"who\", which is not a JSON Pointer; "
                    + "write it as /name/name"
            ),
            ("missing.map", "missing.map: could not read the mapping: \"text\" is missing or empty; give it a value"),
            ("nested.map", "nested.map:3: role must be a list"), ("twice.map", "twice.map: name is there twice"),
        ]
    )
    func mappings(name: String, message: String) {
        let found = problem(least + "mappings: [\(name)]\n")
        #expect(found.hasPrefix("/etc/t2s/" + message), "\(found)")
    }

    // MARK: Parts

    @Test(
        "reads lengths of time",
        arguments: zip(
            ["90s", "5m", "6h", "2d", "45", "0", "1.5h", "0.25s"],
            [90.0, 300, 21_600, 172_800, 45, 0, 5400, 0.25]
        )
    )
    func durations(text: String, seconds: Double) {
        #expect(DurationText.seconds(text) == seconds)
    }

    @Test(
        "takes no other text for a length of time",
        arguments: ["", "s", "6 h", "6w", "-5m", "nan", "inf", "infd", "1e300", "1e10d", "h6", "6hh"]
    )
    func noDurations(text: String) {
        #expect(DurationText.seconds(text) == nil)
    }
}
