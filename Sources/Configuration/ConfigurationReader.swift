internal import Trajectories
internal import Yams

/// Reads the text of a configuration. Unknown keys are errors, so that a misspelt key never means a default.
package struct ConfigurationReader {
    private let path: String
    private let home: String
    private let stateDefault: String
    private let readFile: (String) -> String?

    /// - Parameters:
    ///   - path: the file, for errors; relative paths in it are resolved against its folder.
    ///   - home: the folder that `~` stands for.
    ///   - stateDefault: the state folder when the file names none.
    ///   - readFile: returns the text of a mapping file, nil if it cannot be read.
    package init(path: String, home: String, stateDefault: String, readFile: @escaping (String) -> String?) {
        self.path = path
        self.home = home
        self.stateDefault = stateDefault
        self.readFile = readFile
    }

    /// Reads a configuration and the mapping files that it names.
    ///
    /// - Throws: an error with the line and the remedy, for the first thing that is wrong.
    package func read(_ text: String) throws(ConfigurationError) -> Configuration {
        guard let root = try Self.compose(text, path: path)?.mapping else {
            throw ConfigurationError(place: path, problem: "empty; it must at least say repository and inboxes")
        }
        let section = Section(root, name: "", path: path)
        try section.allow([
            "repository", "inboxes", "state", "archive", "settle", "remote", "evolution", "evaluation", "model",
            "budget",
            "deny", "mappings", "goals",
        ])
        var configuration = Configuration(
            repository: absolute(try section.required("repository")),
            inboxes: try inboxes(root["inboxes"]),
            state: try section.text("state").map(absolute) ?? stateDefault
        )
        configuration.path = path
        configuration.archive = try section.choice("archive") ?? .raw
        if let settle = try section.duration("settle") { configuration.settle = settle }
        configuration.deny = try section.list("deny")
        for name in try section.list("mappings") {
            configuration.mappings.append(try mapping(at: absolute(name), namedAt: section.place(of: "mappings")))
        }
        configuration.goals = try goals(root["goals"])
        if let node = root["evolution"] {
            configuration.evolution = try evolution(try Section(node, name: "evolution", path: path))
        }
        if let node = root["remote"] { configuration.remote = try remote(node) }
        if let node = root["evaluation"] {
            configuration.evaluation = try evaluation(try Section(node, name: "evaluation", path: path))
        }
        if let node = root["model"] { configuration.model = try model(try Section(node, name: "model", path: path)) }
        if let node = root["budget"] {
            configuration.budget = try budget(try Section(node, name: "budget", path: path))
            if configuration.budget.costPerDay != nil, configuration.model.prices == nil {
                throw ConfigurationError(
                    place: path,
                    problem: "budget.cost-per-day needs model.prices, such as {prompt: 0.25, completion: 2}"
                )
            }
        }
        return configuration
    }

    private static func compose(_ text: String, path: String) throws(ConfigurationError) -> Node? {
        do { return try Yams.compose(yaml: text) } catch YamlError.duplicatedKeysInMapping(let keys, _) {
            // The error repeats the whole file.
            let names = keys.sorted().joined(separator: ", ")
            throw ConfigurationError(place: path, problem: "\(names) is there twice; put both together into one")
        } catch {
            throw ConfigurationError(place: path, problem: "not valid YAML: \(error)")
        }
    }

    /// Reads a mapping file: keys with JSON Pointers as values.
    private func mapping(at file: String, namedAt place: String) throws(ConfigurationError) -> Mapping {
        guard let text = readFile(file) else {
            throw ConfigurationError(
                place: place,
                problem: "there is no mapping file \(file) that can be read; make it, or correct mappings"
            )
        }
        guard let root = try Self.compose(text, path: file)?.mapping else {
            throw ConfigurationError(
                place: file,
                problem: "a mapping file must hold keys and values, such as role: /who"
            )
        }
        let section = Section(root, name: "", path: file)
        try section.allow(Mapping.keys)
        var values: [String: String] = [:]
        for key in Mapping.keys where root[key] != nil {
            values[key] = try section.list(key).joined(separator: ",")
        }
        do throws(MappingError) { return try Mapping(parsing: values) } catch {
            throw ConfigurationError(place: error.key.map(section.place) ?? file, problem: error.description)
        }
    }

    private func inboxes(_ node: Node?) throws(ConfigurationError) -> [Configuration.Inbox] {
        guard let list = node?.sequence, !list.isEmpty else {
            throw ConfigurationError(
                place: path,
                problem: "inboxes must be a list with at least one entry, such as \"- path: ~/trajectories\""
            )
        }
        var inboxes: [Configuration.Inbox] = []
        for (index, item) in list.enumerated() {
            if let text = item.string {
                inboxes.append(Configuration.Inbox(path: absolute(text)))
                continue
            }
            let section = try Section(item, name: "inboxes[\(index)]", path: path)
            try section.allow(["path", "after", "trust"])
            inboxes.append(
                Configuration.Inbox(
                    path: absolute(try section.required("path")),
                    after: try section.choice("after") ?? .archive,
                    trust: try section.choice("trust") ?? .personal
                )
            )
        }
        return inboxes
    }

    /// Goals of the user's own: each with a name, the words for it, and the beginnings of its commands.
    private func goals(_ node: Node?) throws(ConfigurationError) -> [Configuration.Goal] {
        guard let node else { return [] }
        guard let list = node.sequence else {
            throw ConfigurationError(
                place: path,
                problem:
                    "goals must be a list, such as \"- {name: deploy, to: deploy the service, commands: [kubectl apply]}\""
            )
        }
        var goals: [Configuration.Goal] = []
        for (index, item) in list.enumerated() {
            let section = try Section(item, name: "goals[\(index)]", path: path)
            try section.allow(["name", "to", "commands"])
            let commands = try section.list("commands")
            guard !commands.isEmpty else {
                throw ConfigurationError(
                    place: section.place(of: "commands"),
                    problem: "goals[\(index)].commands must name at least one command, such as [kubectl apply]"
                )
            }
            goals.append(
                Configuration.Goal(
                    name: try section.required("name"),
                    words: try section.required("to"),
                    commands: commands
                )
            )
        }
        return goals
    }

    private func evolution(_ section: Section) throws(ConfigurationError) -> Configuration.Evolution {
        try section.allow([
            "every", "after", "minimum-support", "minimum-lessons", "mode", "branch", "sign-off", "committer",
        ])
        var evolution = Configuration.Evolution()
        if let every = try section.duration("every") { evolution.every = every }
        if let after = try section.count("after", least: 1) { evolution.after = after }
        if let support = try section.count("minimum-support", least: 1) { evolution.minimumSupport = support }
        if let lessons = try section.count("minimum-lessons", least: 1) { evolution.minimumLessons = lessons }
        if let mode: Configuration.Evolution.Mode = try section.choice("mode") { evolution.mode = mode }
        if let branch = try section.text("branch") { evolution.branch = branch }
        if let signsOff = try section.flag("sign-off") { evolution.signsOff = signsOff }
        if let text = try section.text("committer") {
            guard let committer = Configuration.Committer(text) else {
                throw ConfigurationError(
                    place: section.place(of: "committer"),
                    problem: "evolution.committer must be a name and an address, such as Skill Bot <bot@example.com>"
                )
            }
            evolution.committer = committer
        }
        return evolution
    }

    /// A name such as `origin`, or a section.
    private func remote(_ node: Node) throws(ConfigurationError) -> Configuration.Remote {
        var remote = Configuration.Remote()
        var place = path
        if let name = node.string {
            remote.name = name
        } else {
            let section = try Section(node, name: "remote", path: path)
            try section.allow(["name", "every", "time"])
            place = section.place(of: "name")
            remote.name = try section.required("name")
            if let every = try section.duration("every") { remote.every = every }
            if let time = try section.duration("time") { remote.seconds = time }
        }
        guard !remote.name.isEmpty, !remote.name.hasPrefix("-"), !remote.name.contains(where: { "/:@".contains($0) })
        else {
            throw ConfigurationError(
                place: place,
                problem: "remote must be the name of a remote of the repository, such as origin; "
                    + "git remote add origin ADDRESS gives an address that name"
            )
        }
        return remote
    }

    private func evaluation(_ section: Section) throws(ConfigurationError) -> Configuration.Evaluation {
        try section.allow(["repeats", "time"])
        var evaluation = Configuration.Evaluation()
        if let repeats = try section.count("repeats", least: 1) { evaluation.repeats = repeats }
        if let time = try section.duration("time") { evaluation.seconds = time }
        return evaluation
    }

    private func model(_ section: Section) throws(ConfigurationError) -> Configuration.Model {
        try section.allow([
            "provider", "name", "base-url", "api-key-env", "api-key-file", "concurrency", "command",
            "environment", "tools", "folder", "temperature", "max-tokens", "prices",
        ])
        var model = Configuration.Model()
        if let provider: Configuration.Model.Provider = try section.choice("provider") { model.provider = provider }
        model.name = try section.text("name") ?? ""
        model.baseURL = try section.text("base-url") ?? ""
        model.apiKeyEnvironment = try section.text("api-key-env") ?? ""
        model.apiKeyFile = try section.text("api-key-file").map(absolute) ?? ""
        if let concurrency = try section.count("concurrency", least: 1) { model.concurrency = concurrency }
        model.command = try section.list("command")
        model.environment = try section.texts("environment")
        if let tools: Configuration.Model.Tools = try section.choice("tools") { model.tools = tools }
        model.folder = try section.text("folder").map(absolute) ?? ""
        model.temperature = try section.number("temperature")
        if let tokens = try section.count("max-tokens", least: 1) { model.maximumTokens = tokens }
        if let node = section.mapping["prices"] {
            model.prices = try prices(try Section(node, name: "model.prices", path: path))
        }
        return model
    }

    private func prices(_ section: Section) throws(ConfigurationError) -> Configuration.Prices {
        try section.allow(["prompt", "cached", "completion", "currency"])
        guard let prompt = try section.amount("prompt"), let completion = try section.amount("completion") else {
            throw ConfigurationError(
                place: path,
                problem: "model.prices needs prompt and completion, each for a million tokens"
            )
        }
        return Configuration.Prices(
            prompt: prompt,
            cached: try section.amount("cached") ?? prompt,
            completion: completion,
            currency: try section.text("currency") ?? "USD"
        )
    }

    private func budget(_ section: Section) throws(ConfigurationError) -> Configuration.Budget {
        try section.allow(["tokens-per-call", "tokens-per-evolution", "tokens-per-day", "cost-per-day"])
        var budget = Configuration.Budget()
        budget.tokensPerCall = try section.count("tokens-per-call", least: 0)
        budget.tokensPerEvolution = try section.count("tokens-per-evolution", least: 0)
        budget.tokensPerDay = try section.count("tokens-per-day", least: 0)
        budget.costPerDay = try section.amount("cost-per-day")
        return budget
    }

    /// Returns a path with `~` resolved; a relative one is resolved against the configuration's folder.
    private func absolute(_ text: String) -> String {
        var text = text
        if text == "~" { text = home }
        if text.hasPrefix("~/") { text = home + text.dropFirst(1) }
        if !text.hasPrefix("/") {
            let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
            text = folder + "/" + text
        }
        while text.count > 1, text.hasSuffix("/") { text.removeLast() }
        return text
    }
}
