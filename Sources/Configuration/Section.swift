internal import Foundations
internal import Yams

/// The keys and values of one part of a configuration file, with errors that name line and key.
struct Section {
    /// The keys and values.
    let mapping: Node.Mapping
    /// The part's name in errors, such as `evolution`; empty for the whole file.
    let name: String
    /// The file in errors.
    let path: String

    /// The part of a file with these keys and values.
    init(_ mapping: Node.Mapping, name: String, path: String) {
        self.mapping = mapping
        self.name = name
        self.path = path
    }

    /// The part of a file at a node.
    ///
    /// - Throws: an error if the node does not hold keys and values.
    init(_ node: Node, name: String, path: String) throws(ConfigurationError) {
        guard let mapping = node.mapping else {
            throw ConfigurationError(place: path, problem: "\(name) must hold keys and values")
        }
        self.init(mapping, name: name, path: path)
    }

    /// Throws an error for the first key that is not among `known`, with the nearest known one.
    func allow(_ known: [String]) throws(ConfigurationError) {
        for (key, _) in mapping {
            guard let word = key.string, !known.contains(word) else { continue }
            let hint =
                Spelling.nearest(to: word, among: known).map { "; did you mean \($0)?" }
                ?? "; known here: \(known.joined(separator: ", "))"
            throw ConfigurationError(place: place(key), problem: "unknown key \(full(word))\(hint)")
        }
    }

    /// Returns the text of a key that must have one.
    func required(_ key: String) throws(ConfigurationError) -> String {
        guard let value = try text(key), !value.isEmpty else {
            throw ConfigurationError(place: path, problem: "\(full(key)) is missing")
        }
        return value
    }

    /// Returns the text of a key; nil if the key is not there.
    func text(_ key: String) throws(ConfigurationError) -> String? {
        guard let node = mapping[key] else { return nil }
        guard let value = node.string else {
            throw ConfigurationError(place: place(node), problem: "\(full(key)) must be a text")
        }
        return value
    }

    /// Returns the texts of a list, or a single text as a list of one; empty if the key is not there.
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

    /// Returns texts by name; empty if the key is not there.
    func texts(_ key: String) throws(ConfigurationError) -> [String: String] {
        guard let node = mapping[key] else { return [:] }
        guard let items = node.mapping else {
            throw ConfigurationError(place: place(node), problem: "\(full(key)) must hold names and texts")
        }
        var texts: [String: String] = [:]
        for (name, value) in items {
            guard let word = name.string, let text = value.string else {
                throw ConfigurationError(place: place(value), problem: "every value of \(full(key)) must be a text")
            }
            texts[word] = text
        }
        return texts
    }

    /// Returns one of a set of words; nil if the key is not there.
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

    /// Returns a whole number; nil if the key is not there.
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

    /// Returns a number; nil if the key is not there.
    func number(_ key: String) throws(ConfigurationError) -> Double? {
        guard let node = mapping[key] else { return nil }
        guard let value = node.float ?? node.int.map(Double.init) else {
            throw ConfigurationError(place: place(node), problem: "\(full(key)) must be a number")
        }
        return value
    }

    /// Returns an amount of money; nil if the key is not there.
    func amount(_ key: String) throws(ConfigurationError) -> Double? {
        guard let value = try number(key) else { return nil }
        guard value >= 0, value.isFinite else {
            throw ConfigurationError(place: path, problem: "\(full(key)) must be a number of at least 0")
        }
        return value
    }

    /// The value of a key that is `true` or `false`; nil if the key is not there.
    func flag(_ key: String) throws(ConfigurationError) -> Bool? {
        guard let node = mapping[key] else { return nil }
        guard let value = node.bool else {
            throw ConfigurationError(place: place(node), problem: "\(full(key)) must be true or false")
        }
        return value
    }

    /// Returns a length of time in seconds; nil if the key is not there.
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

    /// Returns the place of a key for an error: file and line.
    func place(of key: String) -> String {
        mapping.first { $0.key.string == key }.map { place($0.key) } ?? path
    }

    private func full(_ key: String) -> String { name.isEmpty ? key : "\(name).\(key)" }
    private func place(_ node: Node) -> String { node.mark.map { "\(path):\($0.line)" } ?? path }
}
