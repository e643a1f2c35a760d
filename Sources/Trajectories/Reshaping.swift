internal import JSON

/// A way to write the records of a file that makes a list of steps of a file without one.
package enum Reshaping: String, Sendable, CaseIterable {
    /// Names of columns in one list and rows in another: each row becomes an object.
    case table
    /// Steps under their names, each with the name of the one before it, or under their numbers: they become a list in
    /// that order.
    case nodes
    /// Members that are numbered, as `tool_0` and `tool_1` are: those of a number become a step.
    case numbered
    /// Lists of two: a kind and its value, or an action and what it gave.
    case pairs
    /// Objects of one member whose name is their kind.
    case tagged

    /// Returns the record in its new form; nil if it has not the shape that this is for.
    func apply(to record: JSON) -> JSON? {
        if let step = step(record) { return try? JSON(parsing: step) }
        guard let text = Self.text(of: record, depth: 2, replacing: replacement) else { return nil }
        return try? JSON(parsing: text)
    }

    /// The text of an object in which the first objects that `replacement` has a text for are replaced.
    private static func text(of json: JSON, depth: Int, replacing replacement: (JSON) -> [UInt8]?) -> [UInt8]? {
        guard json.kind == .object else { return nil }
        if let text = replacement(json) { return text }
        guard depth > 0 else { return nil }
        var hasChanged = false
        let members = json.members.map { name, value -> (String, [UInt8]) in
            guard let text = text(of: value, depth: depth - 1, replacing: replacement) else {
                return (name, value.source)
            }
            hasChanged = true
            return (name, text)
        }
        return hasChanged ? object(members) : nil
    }

    private func replacement(_ json: JSON) -> [UInt8]? {
        switch self {
        case .table: Self.table(json)
        case .nodes: Self.nodes(json)
        case .numbered: Self.numbered(json)
        case .pairs, .tagged: list(in: json)
        }
    }

    // MARK: Steps

    /// The object in whose first list every element is such a step.
    private func list(in json: JSON) -> [UInt8]? {
        var found: (name: String, text: [UInt8])?
        for (name, value) in json.members where value.kind == .array && value.count >= 2 && found == nil {
            let steps = value.elements.map { step($0) }
            if steps.allSatisfy({ $0 != nil }) { found = (name, Self.array(steps.compactMap(\.self))) }
        }
        guard let found else { return nil }
        return Self.object(json.members.map { ($0.key, $0.key == found.name ? found.text : $0.value.source) })
    }

    private func step(_ json: JSON) -> [UInt8]? {
        switch self {
        case .table, .nodes, .numbered: return nil
        case .pairs:
            guard json.kind == .array, json.count == 2, let first = json[0], let second = json[1] else { return nil }
            if first.kind == .object {
                return Self.object(first.members.map { ($0.key, $0.value.source) } + [("observation", second.source)])
            }
            guard first.kind == .string else { return nil }
            guard second.kind == .object else {
                return Self.object([("role", first.source), ("content", second.source)])
            }
            return Self.object([("role", first.source)] + second.members.map { ($0.key, $0.value.source) })
        case .tagged:
            guard json.kind == .object, json.count == 1, let only = json.members.first(where: { _ in true }),
                only.value.kind == .object
            else { return nil }
            var name = JSONWriter()
            name.string(only.key)
            return Self.object([("kind", name.bytes)] + only.value.members.map { ($0.key, $0.value.source) })
        }
    }

    // MARK: Shapes

    private static let columnNames: [String] = ["columns", "column_names", "header", "headers", "fields", "cols"]
    private static let rowNames: [String] = ["rows", "data", "values", "records", "result", "results"]

    private static func table(_ json: JSON) -> [UInt8]? {
        let members = Array(json.members)
        func member(_ names: [String]) -> (key: String, value: JSON)? {
            members.first { names.contains(Names.normal($0.key)) && $0.value.kind == .array && $0.value.count > 0 }
        }
        guard let columns = member(columnNames), let rows = member(rowNames), columns.key != rows.key else {
            return nil
        }
        let names = columns.value.elements.map { $0.string ?? $0["name"]?.string ?? $0["Name"]?.string }
        guard names.count > 1, names.allSatisfy({ $0 != nil }), Set(names).count == names.count,
            rows.value.elements.allSatisfy({ $0.kind == .array && $0.count == names.count })
        else { return nil }
        let list = rows.value.elements.map { row in
            object(zip(names, row.elements).map { ($0 ?? "", $1.source) })
        }
        return object(
            members.compactMap { name, value in
                name == columns.key ? nil : (name, name == rows.key ? array(list) : value.source)
            }
        )
    }

    /// Steps by name become a list if each but the first names the one before it, and no two the same.
    private static func nodes(_ json: JSON) -> [UInt8]? {
        let members = Array(json.members)
        var last: String?
        var found: (name: String, list: [UInt8])?
        for (name, value) in members where value.kind == .object && value.count >= 3 && found == nil {
            let nodes = Array(value.members)
            guard nodes.allSatisfy({ $0.value.kind == .object }) else { continue }
            let keys = Set(nodes.map(\.key))
            guard keys.count == nodes.count else { continue }
            let numbers = nodes.map { Int($0.key.drop { !$0.isNumber }) }
            if numbers.allSatisfy({ $0 != nil }), Set(numbers).count == nodes.count, parentName(nodes, keys) == nil {
                let order = zip(numbers, nodes).sorted { ($0.0 ?? 0) < ($1.0 ?? 0) }
                found = (name, array(order.map(\.1.value.source)))
                continue
            }
            guard let parent = parentName(nodes, keys) else { continue }
            // The end of the path that counts, where answers were tried again.
            last = members.lazy.compactMap { $0.value.string }.first(where: keys.contains)
            guard let order = path(nodes, parent, last) else { continue }
            found = (name, array(order.map(\.source)))
        }
        guard let found else { return nil }
        return object(members.map { ($0.key, $0.key == found.name ? found.list : $0.value.source) })
    }

    private static func parentName(_ nodes: [(key: String, value: JSON)], _ keys: Set<String>) -> String? {
        let names = Set(nodes.flatMap { $0.value.members.map(\.key) })
        return names.sorted().first { name in
            var links = 0
            for (key, node) in nodes {
                guard let value = node[name], !value.isNull else { continue }
                guard let other = value.string, other != key, keys.contains(other) else { return false }
                links += 1
            }
            return links >= nodes.count - 1
        }
    }

    /// The nodes from the first one to the last, or to the only one that no other follows.
    private static func path(_ nodes: [(key: String, value: JSON)], _ parent: String, _ last: String?) -> [JSON]? {
        let byName = Dictionary(nodes.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
        let parents = Set(nodes.compactMap { $0.value[parent]?.string })
        let ends = nodes.map(\.key).filter { !parents.contains($0) }
        guard var name = last ?? (ends.count == 1 ? ends[0] : nil) else { return nil }
        var list: [JSON] = []
        while let node = byName[name], list.count <= nodes.count {
            list.append(node)
            guard let next = node[parent]?.string else { return list.reversed() }
            name = next
        }
        return nil
    }

    private static func numbered(_ json: JSON) -> [UInt8]? {
        var rest: [(String, [UInt8])] = []
        var steps: [Int: [(String, [UInt8])]] = [:]
        var stems: [String: Int] = [:]
        for (name, value) in json.members {
            let digits = name.reversed().prefix { $0.isNumber }
            let stem = String(name.dropLast(digits.count)).trimmingSigns
            guard let number = Int(String(digits.reversed())), !stem.isEmpty, stem.first?.isLetter == true else {
                rest.append((name, value.source))
                continue
            }
            steps[number, default: []].append((stem, value.source))
            stems[stem, default: 0] += 1
        }
        // Several members in each of several numbers: not `sha1` and `sha256`.
        let numbers = steps.keys.sorted()
        guard numbers.count >= 2, stems.values.count(where: { $0 * 2 >= numbers.count }) >= 3,
            let first = numbers.first, let last = numbers.last, last - first < 2 * numbers.count
        else { return nil }
        rest.append(("steps", array(numbers.map { object(steps[$0] ?? []) })))
        return object(rest)
    }

    // MARK: Text

    private static func object(_ members: [(String, [UInt8])]) -> [UInt8] {
        var bytes: [UInt8] = [UInt8(ascii: "{")]
        for (index, (name, value)) in members.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            var writer = JSONWriter()
            writer.string(name)
            bytes += writer.bytes
            bytes.append(UInt8(ascii: ":"))
            bytes += value
        }
        return bytes + [UInt8(ascii: "}")]
    }

    private static func array(_ list: [[UInt8]]) -> [UInt8] {
        [UInt8(ascii: "[")] + Array(list.joined(separator: [UInt8(ascii: ",")])) + [UInt8(ascii: "]")]
    }
}

extension Reshaping {
    /// Returns a step in which the texts at these members are replaced by the JSON that they are.
    static func parsing(_ members: [String], of step: JSON) -> JSON {
        guard step.kind == .object else { return step }
        var hasChanged = false
        let parts = step.members.map { name, value -> (String, [UInt8]) in
            guard members.contains(name), let text = value.string,
                let inner = try? JSON(parsing: Array(text.utf8)), inner.kind == .object
            else { return (name, value.source) }
            hasChanged = true
            return (name, inner.source)
        }
        return hasChanged ? (try? JSON(parsing: object(parts))) ?? step : step
    }
}

extension String {
    /// The text without the signs that separate a number from a name.
    fileprivate var trimmingSigns: String {
        var text = self[...]
        while let last = text.last, "_-. ".contains(last) { text.removeLast() }
        return String(text)
    }
}
