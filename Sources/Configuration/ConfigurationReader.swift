internal import Yams

/// Reads the text of a configuration. Unknown keys are errors, so that a slip never means a default.
package struct ConfigurationReader {
    private let path: String
    private let home: String
    private let stateDefault: String

    /// - Parameters:
    ///   - path: names the file in errors; relative paths in it are taken from its folder.
    ///   - home: what `~` stands for.
    ///   - stateDefault: the state folder when the file names none.
    package init(path: String, home: String, stateDefault: String) {
        self.path = path
        self.home = home
        self.stateDefault = stateDefault
    }

    package func read(_ text: String) throws(ConfigurationError) -> Configuration {
        let node: Node?
        do { node = try Yams.compose(yaml: text) } catch {
            throw ConfigurationError(place: path, problem: "not valid YAML: \(error)")
        }
        guard let root = node?.mapping else {
            throw ConfigurationError(place: path, problem: "empty; it must at least say repository and inboxes")
        }
        let section = Section(root, name: "", path: path)
        try section.allow([
            "repository", "inboxes", "state", "archive", "settle", "evolution", "evaluation", "model", "budget", "deny",
            "mappings",
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
        configuration.mappings = try section.list("mappings").map(absolute)
        if let node = root["evolution"] {
            configuration.evolution = try evolution(try Section(node, name: "evolution", path: path))
        }
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

    private func evolution(_ section: Section) throws(ConfigurationError) -> Configuration.Evolution {
        try section.allow(["every", "after", "minimum-support", "minimum-lessons", "mode", "branch"])
        var evolution = Configuration.Evolution()
        if let every = try section.duration("every") { evolution.every = every }
        if let after = try section.count("after", least: 1) { evolution.after = after }
        if let support = try section.count("minimum-support", least: 1) { evolution.minimumSupport = support }
        if let lessons = try section.count("minimum-lessons", least: 1) { evolution.minimumLessons = lessons }
        if let mode: Configuration.Evolution.Mode = try section.choice("mode") { evolution.mode = mode }
        if let branch = try section.text("branch") { evolution.branch = branch }
        return evolution
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
            "provider", "name", "base-url", "api-key-env", "api-key-file", "concurrency", "command", "folder",
            "temperature", "max-tokens", "prices",
        ])
        var model = Configuration.Model()
        if let provider: Configuration.Model.Provider = try section.choice("provider") { model.provider = provider }
        model.name = try section.text("name") ?? ""
        model.baseURL = try section.text("base-url") ?? ""
        model.apiKeyEnvironment = try section.text("api-key-env") ?? ""
        model.apiKeyFile = try section.text("api-key-file").map(absolute) ?? ""
        if let concurrency = try section.count("concurrency", least: 1) { model.concurrency = concurrency }
        model.command = try section.list("command")
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

    /// A path with `~` resolved, taken from the configuration's folder if it is relative.
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

/// One mapping of the file, with errors that name line and key.
private struct Section {
    let mapping: Node.Mapping
    let name: String
    let path: String

    init(_ mapping: Node.Mapping, name: String, path: String) {
        self.mapping = mapping
        self.name = name
        self.path = path
    }

    init(_ node: Node, name: String, path: String) throws(ConfigurationError) {
        guard let mapping = node.mapping else {
            throw ConfigurationError(place: path, problem: "\(name) must hold keys and values")
        }
        self.init(mapping, name: name, path: path)
    }

    func allow(_ known: [String]) throws(ConfigurationError) {
        for (key, _) in mapping {
            guard let word = key.string, !known.contains(word) else { continue }
            let hint =
                Spelling.nearest(to: word, among: known).map { "; did you mean \($0)?" }
                ?? "; known here: \(known.joined(separator: ", "))"
            throw ConfigurationError(place: place(key), problem: "unknown key \(full(word))\(hint)")
        }
    }

    func required(_ key: String) throws(ConfigurationError) -> String {
        guard let value = try text(key), !value.isEmpty else {
            throw ConfigurationError(place: path, problem: "\(full(key)) is missing")
        }
        return value
    }

    func text(_ key: String) throws(ConfigurationError) -> String? {
        guard let node = mapping[key] else { return nil }
        guard let value = node.string else {
            throw ConfigurationError(place: place(node), problem: "\(full(key)) must be a text")
        }
        return value
    }

    func list(_ key: String) throws(ConfigurationError) -> [String] {
        guard let node = mapping[key] else { return [] }
        if let one = node.string { return [one] }
        guard let items = node.sequence else {
            throw ConfigurationError(place: place(node), problem: "\(full(key)) must be a list")
        }
        var texts: [String] = []
        for item in items {
            guard let text = item.string else {
                throw ConfigurationError(place: place(item), problem: "every entry of \(full(key)) must be a text")
            }
            texts.append(text)
        }
        return texts
    }

    func choice<Choice: RawRepresentable & CaseIterable>(_ key: String) throws(ConfigurationError) -> Choice?
    where Choice.RawValue == String {
        guard let node = mapping[key] else { return nil }
        if let word = node.string, let choice = Choice(rawValue: word) { return choice }
        let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
        throw ConfigurationError(
            place: place(node),
            problem: "\(full(key)) is \"\(node.string ?? "?")\"; it must be one of \(known)"
        )
    }

    func count(_ key: String, least: Int) throws(ConfigurationError) -> Int? {
        guard let node = mapping[key] else { return nil }
        guard let value = node.int, value >= least else {
            throw ConfigurationError(
                place: place(node),
                problem: "\(full(key)) must be a whole number of at least \(least)"
            )
        }
        return value
    }

    func number(_ key: String) throws(ConfigurationError) -> Double? {
        guard let node = mapping[key] else { return nil }
        guard let value = node.float ?? node.int.map(Double.init) else {
            throw ConfigurationError(place: place(node), problem: "\(full(key)) must be a number")
        }
        return value
    }

    /// An amount of money.
    func amount(_ key: String) throws(ConfigurationError) -> Double? {
        guard let value = try number(key) else { return nil }
        guard value >= 0, value.isFinite else {
            throw ConfigurationError(place: path, problem: "\(full(key)) must be a number of at least 0")
        }
        return value
    }

    func duration(_ key: String) throws(ConfigurationError) -> Double? {
        guard let node = mapping[key] else { return nil }
        guard let value = node.string.flatMap(DurationText.seconds) else {
            throw ConfigurationError(
                place: place(node),
                problem: "\(full(key)) must be a length of time such as 90s, 5m, 6h or 2d"
            )
        }
        return value
    }

    private func full(_ key: String) -> String { name.isEmpty ? key : "\(name).\(key)" }
    private func place(_ node: Node) -> String { node.mark.map { "\(path):\($0.line)" } ?? path }
}
